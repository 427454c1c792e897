"""Anchors: how far an account has seen each station's journal, kept outside the store, sealed for it alone.

The grants have notes of their own (`store.pins`). These are of everything that was written: whoever cuts the
journal's tail, puts an older copy in its place, or goes on with a copy, meets somebody who has seen more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wbs_tui.journal.trails import Trail
from wbs_tui.store.own_files import OwnFile, own_path
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

_VERSION = 1
_ANCHORS = N_("Catatan kepala jurnal")


class JournalCut(StoreTrouble):
    """The journal ends before what this account saw of it."""

    def __init__(self, path: Path, station: str, sequence: int) -> None:
        super().__init__(
            _(
                "Jurnal penyimpanan ini tidak memuat catatan {sequence} dari stasiun {station} yang pernah "
                "dilihat akun Anda: ekornya dipotong, atau penyimpanan diganti dengan salinan lama. Jangan "
                "menulis apa pun; jalankan `wbs verify` dan laporkan kepada Inspektur. Hanya bila Inspektur "
                "memastikan bahwa isinya benar, hapus berkas {path}."
            ).format(path=path, station=station, sequence=sequence)
        )


class JournalSplit(StoreTrouble):
    """The same station has written two journals: two copies of the store are in use, or it was rewritten."""

    def __init__(self, path: Path, station: str, sequence: int) -> None:
        super().__init__(
            _(
                "Stasiun {station} mempunyai dua jurnal: catatan {sequence} di sini lain daripada yang "
                "pernah dilihat akun Anda. Ada dua salinan penyimpanan yang sama-sama ditulisi, atau jurnal "
                "ditulis ulang. Jangan menulis apa pun; jalankan `wbs verify` dan laporkan kepada Inspektur. "
                "Hanya bila Inspektur memastikan bahwa salinan ini yang berlaku, hapus berkas {path}."
            ).format(path=path, station=station, sequence=sequence)
        )


class DamagedAnchors(StoreTrouble):
    """The account's own notes do not open: neither they nor the store without them are trusted."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "Catatan kepala jurnal {path} rusak, tidak terbaca, atau bukan milik akun Anda, sehingga "
                "penyimpanan tidak dapat dibandingkan dengan yang dahulu. Jangan menulis apa pun; laporkan "
                "kepada Inspektur. Setelah ia memastikan isi penyimpanan (`wbs verify`), hapus berkas itu."
            ).format(path=path)
        )


class _Notes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int = _VERSION
    office: str
    account: str
    trails: dict[str, Trail]


@dataclass(frozen=True, slots=True)
class Anchors:
    """The file of one account on one computer."""

    path: Path
    store_id: str
    office_id: str
    account_id: str

    def read(self, own: CellKey) -> dict[str, Trail]:
        """By station; nothing when the account has not been here yet. Raises DamagedAnchors."""
        try:
            notes: _Notes | None = self._file.read(own, {_VERSION: _Notes})
        except (OSError, Damaged, NewerFormat, WrongKey) as error:
            raise DamagedAnchors(self.path) from error
        if notes is None:
            return {}
        if (notes.office, notes.account) != (self.office_id, self.account_id) or not all(
            notes.trails.values()
        ):
            raise DamagedAnchors(self.path)
        return notes.trails

    def write(self, own: CellKey, trails: Mapping[str, Trail]) -> None:
        """Replace the file whole, for its owner alone; raises OSError."""
        notes = _Notes(office=self.office_id, account=self.account_id, trails=dict(trails))
        self._file.write(own, msgspec.msgpack.encode(notes))

    @property
    def _file(self) -> OwnFile:
        return OwnFile(self.path, joined("wbs-anchors-v1", self.store_id, self.account_id), _ANCHORS)


def anchors_of(store_id: str, office_id: str, account_id: str, keys: AccountKeys) -> Anchors:
    """The account's anchors of this store on this computer."""
    path = own_path(store_id, account_id, keys, "anchors")
    return Anchors(path, store_id, office_id, account_id)
