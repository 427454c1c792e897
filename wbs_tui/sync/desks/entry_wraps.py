"""The keys to what entries say, and the files that they name: out with them, in only where they belong."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection, func, select

from models.tables.accounts import epochs
from models.tables.cases import destructions, evidence, kept_messages, reports
from models.tables.local import key_wraps
from models.words.outcomes import EvidenceState
from wbs_tui.cases.keys import CONTENT_KEY, IDENTITY_KEY
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry
from wbs_tui.store.places import CASE, CASE_IDENTITY
from wbs_tui.store.statements import insert
from wbs_tui.sync.desks.reach import cell_keys
from wbs_tui.sync.wire import KeyWrap, NamedFile
from wbs_tui.vault.ids import is_id

KEPT = "kept"
OF_CASES = frozenset({CONTENT_KEY, IDENTITY_KEY})
_LARGEST = 2048
"""Bytes of a wrap."""
_PIECE = 1 << 18
_MOVED = {CONTENT_KEY: CASE, IDENTITY_KEY: CASE_IDENTITY}


def wraps_of(
    connection: Connection, entries: Iterable[Entry], purposes: Collection[str]
) -> tuple[KeyWrap, ...]:
    """The wraps of the keys under which these entries have sealed something."""
    keys = sorted({key for entry in entries for key in cell_keys(entry.effects)})
    found = select(key_wraps).where(key_wraps.c.key_id.in_(keys), key_wraps.c.purpose.in_(purposes))
    return tuple(
        KeyWrap(row.key_id, row.compartment_id, row.epoch, row.purpose, row.case_id, row.wrap)
        for row in connection.execute(found.order_by(key_wraps.c.key_id))
    )


def take_wraps(
    desk: Desk, connection: Connection, wraps: Sequence[KeyWrap], entries: Sequence[Entry]
) -> None:
    """Keep the wraps of keys that these entries need and that are not here; none of a destroyed case.

    What a case that was moved meanwhile has under the office's compartment goes on to its own.
    """
    needed = {key: entry.case_id for entry in entries for key in cell_keys(entry.effects)}
    latest = _latest_epochs(connection)
    gone = frozenset(connection.execute(select(destructions.c.case_id)).scalars())
    taken: set[tuple[str, str, str]] = set()
    for wrap in wraps:
        belongs = wrap.key_id in needed and _belongs(wrap, needed[wrap.key_id], latest)
        if belongs and wrap.case_id not in gone and _keep(connection, wrap) and wrap.case_id is not None:
            taken.add((wrap.case_id, wrap.purpose, wrap.compartment_id))
    for case_id, purpose, compartment_id in sorted(taken):
        own = desk.keyring.compartment_of_case(case_id, _MOVED[purpose])
        if own not in (None, compartment_id):
            desk.keyring.rewrap(connection, case_id, purpose, compartment_id, str(own))


def _belongs(wrap: KeyWrap, case_id: str | None, latest: dict[str, int]) -> bool:
    """Whether it is a key of the entry's case, for an epoch that there is."""
    of_it = wrap.purpose in OF_CASES if case_id is not None else wrap.purpose == KEPT
    known = 0 < wrap.epoch <= latest.get(wrap.compartment_id, 0)
    return of_it and known and wrap.case_id == case_id and is_id(wrap.key_id) and len(wrap.wrap) <= _LARGEST


def _latest_epochs(connection: Connection) -> dict[str, int]:
    newest = select(epochs.c.compartment_id, func.max(epochs.c.number).label("number"))
    return {
        row.compartment_id: row.number for row in connection.execute(newest.group_by(epochs.c.compartment_id))
    }


def _keep(connection: Connection, wrap: KeyWrap) -> bool:
    """Whether it was not here yet: a key that is here is never replaced, in no compartment."""
    there = select(key_wraps.c.key_id).where(key_wraps.c.key_id == wrap.key_id)
    if connection.execute(there).first() is not None:
        return False
    insert(key_wraps, connection.dialect).run(
        connection,
        {
            "key_id": wrap.key_id,
            "compartment_id": wrap.compartment_id,
            "epoch": wrap.epoch,
            "purpose": wrap.purpose,
            "case_id": wrap.case_id,
            "wrap": wrap.wrap,
        },
    )
    return True


def files_of(
    desk: Desk, connection: Connection, entries: Iterable[Entry], *, identity: bool
) -> tuple[NamedFile, ...]:
    """The sealed files that these entries name and that are here; without `identity` only released ones."""
    found = (_named(desk, connection, each) for entry in entries for each in _ids(entry, identity))
    return tuple(each for each in found if each is not None)


def _ids(entry: Entry, identity: bool) -> Iterator[str]:
    for effect in entry.effects:
        said = effect.values
        if effect.table == evidence.name and (identity or said.get("state") == EvidenceState.RELEASED):
            yield effect.row_id
        elif effect.table in (reports.name, kept_messages.name) and identity and said.get("raw_file"):
            yield str(said["raw_file"])


def _named(desk: Desk, connection: Connection, file_id: str) -> NamedFile | None:
    with desk.evidence_files.sealed(connection, file_id) as source:
        if source is None:
            return None
        digest, size = hashlib.sha256(), 0
        while piece := source.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return NamedFile(file_id, size, digest.digest())
