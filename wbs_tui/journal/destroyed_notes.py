"""Which cases were destroyed, kept outside the store: a backup from before must not bring them back.

A note is the signed entry itself. It names a case by its id and holds nothing else that can be read.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sqlalchemy import Connection, select

from models.tables.accounts import account_keys
from models.tables.cases import destructions
from models.tables.journal import journal, store_facts
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import SIGNING_CONTEXT, Entry, decode
from wbs_tui.journal.kinds import rule_of, stray_tables
from wbs_tui.journal.leased import lease_id
from wbs_tui.journal.makers import Makers
from wbs_tui.store.own_files import own_path
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Unreadable
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.files import finish, sync_folder, temporary_beside
from wbs_tui.vault.statements import read_statement

_VERSION = 1
_NOTE = N_("Catatan pemusnahan")


class DestroyedNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of the folder: the entry that destroyed one case, as it was signed."""

    version: int = _VERSION
    entry: bytes
    signature: bytes


def notes_folder(store_id: str, account_id: str, keys: AccountKeys) -> Path:
    """Where this computer keeps the notes of a store."""
    return own_path(store_id, account_id, keys, "pins").with_name("destroyed")


def remember_destructions(desk: Desk) -> None:
    """Keep a note of every destruction that the store knows and this computer does not; raises OSError."""
    with desk.reading() as connection:
        folder = notes_folder(_store_id(connection), desk.actor.id, desk.account_keys)
        noted = {path.name for path in folder.glob("*")}
        gone = set(connection.execute(select(destructions.c.case_id)).scalars())
        new = {case_id: _note_of(connection, case_id) for case_id in gone - noted}
    for case_id, note in new.items():
        _write(folder / case_id, note)


def _store_id(connection: Connection) -> str:
    fact = select(store_facts.c.value).where(store_facts.c.name == "store")
    return lease_id(connection) or str(connection.execute(fact).scalar_one())


def _note_of(connection: Connection, case_id: str) -> DestroyedNote:
    row = connection.execute(
        select(journal.c.signed, journal.c.signature)
        .join(destructions, destructions.c.entry_id == journal.c.id)
        .where(destructions.c.case_id == case_id)
        .order_by(journal.c.clock)
        .limit(1)
    ).one()
    return DestroyedNote(entry=row.signed, signature=row.signature)


def _write(path: Path, note: DestroyedNote) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with temporary_beside(path) as (file, temporary):
        file.write(msgspec.msgpack.encode(note))
        finish(file)
        temporary.replace(path)
    sync_folder(path.parent)


def read_notes(places: Iterable[Path]) -> Iterator[DestroyedNote]:
    """The notes of files, and of folders of such files. Raises Unreadable for what is neither."""
    for place in places:
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            try:
                note: DestroyedNote = read_statement(path.read_bytes(), {_VERSION: DestroyedNote}, _NOTE)
            except (OSError, Damaged, NewerFormat) as error:
                raise Unreadable(_("{path} bukan catatan pemusnahan yang utuh.").format(path=path)) from error
            yield note


def _destroys(entry: Entry) -> bool:
    """Whether it is of a kind that destroys: under another's name its rule would let others sign it."""
    return not stray_tables(entry.kind, [destructions.name]) and bool(entry.effects_on(destructions.name))


def genuine(connection: Connection, office_id: str, note: DestroyedNote) -> Entry | None:
    """The entry of a note, when an account of this store that may do so has signed it with its key.

    A key that has ended counts only for what the journal holds: whoever has it now signs anything.
    """
    try:
        entry = decode(note.entry)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    key = connection.execute(
        select(account_keys.c.sign_public, account_keys.c.ended_at).where(
            account_keys.c.id == entry.actor_key, account_keys.c.account_id == entry.actor
        )
    ).one_or_none()
    signed = key is not None and verify(key.sign_public, SIGNING_CONTEXT, note.entry, note.signature)
    if key is not None and key.ended_at is not None and not _is_held(connection, entry, note):
        return None
    if not signed or entry.office != office_id or not _destroys(entry):
        return None
    return entry if rule_of(entry.kind)(entry, Makers(connection).maker(entry)) else None


def _is_held(connection: Connection, entry: Entry, note: DestroyedNote) -> bool:
    """Whether the journal has this very entry at its place."""
    held = select(journal.c.signed).where(
        journal.c.station == entry.station, journal.c.sequence == entry.sequence
    )
    return connection.execute(held).scalar() == note.entry
