"""When this account last proved the store on this computer: sealed for it alone, outside the store."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import msgspec

from models.words.clock import from_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.store.own_files import OwnFile, own_path
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

_VERSION = 1
_PROOF = N_("Catatan pembuktian")


class _Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    version: int = _VERSION
    office: str
    account: str
    at: int
    entries: int
    sound: bool


@dataclass(frozen=True, slots=True)
class LastProof:
    """What came of it."""

    at: datetime
    """UTC."""
    entries: int
    """How many there were."""
    sound: bool


def note_proof(desk: Desk, entries: int, *, sound: bool) -> None:
    """Remember that the store was proved now. Where that cannot be written, it counts as not done."""
    note = _Note(office=desk.office.id, account=desk.actor.id, at=desk.now(), entries=entries, sound=sound)
    with suppress(OSError):  # `wbs doctor` says that the folder cannot be written
        _file(desk).write(desk.keyring.own, msgspec.msgpack.encode(note))


def last_proof(desk: Desk) -> LastProof | None:
    """The last one; None when there was none, or when what is there is not this account's."""
    try:
        note: _Note | None = _file(desk).read(desk.keyring.own, {_VERSION: _Note})
    except (OSError, Damaged, NewerFormat, WrongKey):
        return None
    if note is None or (note.office, note.account) != (desk.office.id, desk.actor.id):
        return None
    return LastProof(from_millis(note.at), note.entries, note.sound)


def _file(desk: Desk) -> OwnFile:
    store_id = desk.location.header.read().store_id if desk.lease is None else desk.lease.id
    path = own_path(store_id, desk.actor.id, desk.account_keys, "proof")
    return OwnFile(path, joined("wbs-proof-v1", store_id, desk.actor.id), _PROOF)
