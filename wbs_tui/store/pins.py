"""What an account has seen of the compartments' histories, kept outside the database and sealed for it alone.

Whoever holds the store key can put back an older store, whole in itself. Each account remembers, on each
computer, how far every chain had come; a store that does not hold what it saw was rolled back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from wbs_tui.store.authority import Authority
from wbs_tui.store.own_files import OwnFile, own_path
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

_VERSION = 1
_PINS = N_("Catatan riwayat akses")


class RolledBack(StoreTrouble):
    """The store does not hold what this account saw of it before."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "Penyimpanan ini tidak memuat riwayat akses yang pernah dilihat akun Anda: mungkin diganti "
                "dengan salinan lama. Jangan menulis apa pun; jalankan `wbs verify` dan laporkan kepada "
                "Inspektur. Hanya bila Inspektur memastikan bahwa penyimpanan memang dipulihkan dari "
                "cadangan, hapus berkas {path}."
            ).format(path=path)
        )


class DamagedPins(StoreTrouble):
    """The account's own notes do not open: they are not trusted, and neither is the store without them."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            _(
                "Catatan riwayat akses {path} rusak, tidak terbaca, atau bukan milik akun Anda, sehingga "
                "penyimpanan tidak dapat dibandingkan dengan yang dahulu. Jangan menulis apa pun; laporkan "
                "kepada Inspektur. Setelah ia memastikan isi penyimpanan (`wbs verify`), hapus berkas itu."
            ).format(path=path)
        )


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far a compartment's chain had come."""

    number: int
    """Of the last statement: 1, 2, 3, ..."""
    link: bytes
    """What the chain had come to with it (SHA-256)."""
    at: int
    """Its signed moment."""
    charter: bytes
    """SHA-256 of the charter; nothing for the office's own."""


class _Notes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int = _VERSION
    office: str
    account: str
    seen: dict[str, Seen]


@dataclass(frozen=True, slots=True)
class Pins:
    """The file of one account on one computer."""

    path: Path
    store_id: str
    office_id: str
    account_id: str

    def read(self, own: CellKey) -> dict[str, Seen]:
        """By compartment; nothing when the account has not been here yet. Raises DamagedPins."""
        try:
            notes: _Notes | None = self._file.read(own, {_VERSION: _Notes})
        except (OSError, Damaged, NewerFormat, WrongKey) as error:
            raise DamagedPins(self.path) from error
        if notes is None:
            return {}
        if (notes.office, notes.account) != (self.office_id, self.account_id):
            raise DamagedPins(self.path)
        return notes.seen

    def write(self, own: CellKey, seen: Mapping[str, Seen]) -> None:
        """Replace the file whole, for its owner alone; raises OSError."""
        notes = _Notes(office=self.office_id, account=self.account_id, seen=dict(seen))
        self._file.write(own, msgspec.msgpack.encode(notes))

    @property
    def _file(self) -> OwnFile:
        return OwnFile(self.path, joined("wbs-pins-v1", self.store_id, self.account_id), _PINS)


def pins_of(store_id: str, office_id: str, account_id: str, keys: AccountKeys) -> Pins:
    """The account's notes of this store on this computer."""
    path = own_path(store_id, account_id, keys, "pins")
    return Pins(path, store_id, office_id, account_id)


@dataclass(frozen=True, slots=True)
class Compared:
    """What the notes say of a store."""

    rolled_back: bool = False
    late: frozenset[str] = frozenset()
    """Compartments of cases whose charter says that it was there before, and was not."""


def compare(seen: Mapping[str, Seen], authority: Authority) -> Compared:
    """Whether everything that was seen is there, and nothing was put in before it."""
    charters = authority.places.charters
    late = frozenset(
        compartment_id
        for compartment_id, charter in charters.items()
        if compartment_id not in seen and charter.parent in seen and charter.at <= seen[charter.parent].at
    )
    return Compared(any(not _holds(authority, *pin) for pin in seen.items()), late)


def _holds(authority: Authority, compartment_id: str, seen: Seen) -> bool:
    chain = authority.chains.get(compartment_id)
    if chain is None or len(chain.links) < seen.number or chain.links[seen.number - 1] != seen.link:
        return False
    return not seen.charter or authority.places.digests.get(compartment_id) == seen.charter


def look(authority: Authority) -> dict[str, Seen]:
    """What there is to be seen now."""
    return {
        compartment_id: Seen(
            len(chain.links), chain.head, chain.latest, authority.places.digests.get(compartment_id, b"")
        )
        for compartment_id, chain in authority.chains.items()
        if chain.links
    }


class Pinned:
    """The notes of one desk: read once, compared with every look, written when there is more to see."""

    def __init__(self, pins: Pins | None, own: CellKey) -> None:
        self._pins = pins
        self._own = own
        self._seen: dict[str, Seen] = {}
        self._damaged = False
        self._mark: object = None
        self.failed = False
        """Whether the last try to write them came to nothing."""

    def beside(self, ending: str) -> Path:
        """Where the account keeps something else that is not of the store, on this computer."""
        assert self._pins is not None  # noqa: S101 - only of a desk that stays, which has them
        return self._pins.path.with_suffix(ending)

    def recall(self) -> None:
        """Read the notes.

        Outside every view of the store: another desk of the account may note more than a view shows.
        """
        try:
            self._seen = {} if self._pins is None else self._pins.read(self._own)
        except DamagedPins:
            self._damaged = True

    def compare(self, authority: Authority) -> tuple[Callable[[], StoreTrouble] | None, frozenset[str]]:
        """Why nothing may be sealed to this store (None: it may), and compartments that came too late."""
        pins = self._pins
        if pins is None:
            return None, frozenset()
        if self._damaged:
            return (lambda: DamagedPins(pins.path)), frozenset()
        compared = compare(self._seen, authority)
        return (lambda: RolledBack(pins.path)) if compared.rolled_back else None, compared.late

    def note(self, mark: object, authority: Authority) -> None:
        """Remember a state that is kept, never one of a transaction, nor one with faults."""
        if self._pins is None or mark == self._mark or authority.broken:
            return
        seen = look(authority)
        self._mark = mark
        if seen == self._seen:
            return
        try:
            self._pins.write(self._own, seen)
        except OSError:
            self.failed = True  # the office works on; `wbs doctor` says so
            return
        self._seen, self.failed = seen, False
