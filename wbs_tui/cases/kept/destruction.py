"""Destroying a case: without the wraps of its keys nobody, not the escrow either, opens its cells or files.

The transaction that says so takes the wraps, drafts and read marks along, and the nonces of every cache, and
leaves a mark that the files are still to go. Whoever is killed after it finds the mark at the next sweep.
"""

import contextlib
from collections.abc import Collection

from sqlalchemy import Connection, Engine, delete, exists, insert, select

from models.tables.cases import cases, destructions, evidence, reports
from models.tables.exchange import foreign_cases, foreign_files
from models.tables.journal import store_facts
from models.tables.local import caches, drafts, key_wraps, read_marks
from models.words.clock import from_millis
from models.words.roles import Role
from wbs_tui.cases import words
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.kept.retention import may_end, obstacles
from wbs_tui.cases.kinds import DESTROYED, DESTROYED_AGAIN
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.traces.typed_identity import refuse_typed_identity
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk, NotPermitted
from wbs_tui.journal.destroyed_notes import remember_destructions
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import translated
from wbs_tui.store.evidence_place import EvidencePlace
from wbs_tui.store.keyring import CASE, OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import new_id

OFFICE_KEY = "office"
"""The purpose of keys for words that belong to no case: one each, so that who was taken out knows none."""
APART_KEY = "destroyed"
"""The same for a restricted case: those who must not know of it do not read why it is gone."""
_MARK = "sweep:"


class CannotDestroy(Refused):
    """The case must be kept; a sentence for each thing that stands in the way."""

    def __init__(self, sentences: Collection[str]) -> None:
        super().__init__(" ".join(sentences))


def destroy(desk: Desk, register: str, reason: str) -> str:
    """Destroy an ended case whose term is over; gives its number. There is no way back.

    Raises NotPermitted, NoSuchCase, CaseDestroyed, ReasonMissing, TooLong, CannotDestroy, TypedIdentity.
    """
    _require_seat(desk)
    given = words.required_reason(desk, reason)
    with work_on(desk, register, DESTROYED) as work:
        if not may_end(desk, work.connection, work.case):
            raise NotPermitted
        found = tuple(obstacles(desk, work.connection, work.case))
        if found:
            raise CannotDestroy(found)
        _write(work, given)
        keys = _take_away(work.connection, work.case.id)
        register = work.case.register
    desk.keyring.drop(keys)
    sweep(desk)
    with contextlib.suppress(OSError):  # the next session on this computer will do it
        remember_destructions(desk)
    return str(register)


def destroy_again(desk: Desk, transaction: Transaction, destroyed: Entry) -> bool:
    """Destroy what a restored backup brought back of a case; whether there was any.

    The caller has proved the entry that destroyed it. Raises NoCompartments, BrokenCompartment.
    """
    connection, case_id = transaction.connection, destroyed.case_id
    if case_id is None or not _is_known(connection, case_id) or is_destroyed(connection, case_id):
        return False
    day = date_long(from_millis(wall_millis(destroyed.clock)).astimezone(desk.office.zone))
    said = Words(
        text=_("Sudah dimusnahkan pada {day}; dipulihkan dari cadangan sebelum itu.").format(day=day)
    )
    with transaction.entry(DESTROYED_AGAIN, case_id) as change:
        _insert(change, desk, case_id, said)
    desk.keyring.drop(_take_away(connection, case_id))
    return True


def destroy_foreign_row(desk: Desk, transaction: Transaction, case_id: str, reason: str) -> None:
    """Destroy what is here of another office's case; `sweep` ends it. The caller has asked whether he may."""
    with transaction.entry(DESTROYED, case_id) as change:
        _insert(change, desk, case_id, Words(text=reason))
    desk.keyring.drop(_take_away(transaction.connection, case_id))


def _is_known(connection: Connection, case_id: str) -> bool:
    """Whether there is such a case, of ours or of another office."""
    known = (select(table.c.id).where(table.c.id == case_id) for table in (cases, foreign_cases))
    return any(connection.execute(query).first() is not None for query in known)


def _require_seat(desk: Desk) -> None:
    """Raise NotPermitted for roles that destroy no case at all."""
    if desk.actor.role is not Role.LEAD:
        desk.require(Operation.CASE_DESTROY)


def _write(work: Work, reason: str) -> None:
    said = Words(text=reason)
    refuse_typed_identity(work.opener, work.case.id, said)
    _insert(work.change, work.desk, work.case.id, said)


def _insert(change: Change, desk: Desk, case_id: str, said: Words) -> None:
    row_id = new_id(desk.clock)
    change.insert(
        destructions,
        row_id,
        case_id=case_id,
        at=change.at,
        account_id=desk.actor.id,
        reason=change.seal(_reason_key(change, desk, case_id), destructions.c.reason, row_id, said),
    )


def _reason_key(change: Change, desk: Desk, case_id: str) -> CellKey:
    """A key that outlives the case."""
    keyring = desk.keyring
    own = select(cases.c.compartment_id).where(cases.c.id == case_id, cases.c.restricted.is_(True))
    apart = change.connection.execute(own).scalar() or keyring.compartment_of_case(case_id, CASE)
    if apart is not None:
        return keyring.make_key(change.connection, desk.clock, APART_KEY, apart, None)
    return keyring.make_key(change.connection, desk.clock, OFFICE_KEY, keyring.compartment(OFFICE), None)


def _take_away(connection: Connection, case_id: str) -> list[str]:
    """Delete what opens the case or speaks of it beside the journal, and mark it; gives the keys' ids.

    Every cache ends, for none says which cases it holds; each account makes its own anew.
    """
    keys = (
        connection.execute(select(key_wraps.c.key_id).where(key_wraps.c.case_id == case_id)).scalars().all()
    )
    connection.execute(delete(key_wraps).where(key_wraps.c.case_id == case_id))
    connection.execute(delete(drafts).where(drafts.c.subject.contains(case_id)))
    connection.execute(delete(read_marks).where(read_marks.c.case_id == case_id))
    connection.execute(delete(caches))
    mark = {"name": f"{_MARK}{case_id}", "value": "files"}
    if connection.execute(select(store_facts).where(store_facts.c.name == mark["name"])).first() is None:
        connection.execute(insert(store_facts), mark)
    return list(keys)


def sweep(desk: Desk) -> int:
    """End what a destruction has begun: `sweep_store` for the desk's store."""
    return sweep_store(desk.engine, desk.evidence_files)


def sweep_store(engine: Engine, files: EvidencePlace) -> int:
    """Remove the files that destroyed cases left, and their wraps from the disk; how many files there were.

    While another process still reads old pages of the database they stay, and the mark with them; the next
    sweep goes on. Raises StoreUnreachable.
    """
    with reading(engine) as connection:
        marked = _marked(connection)
        left = _files(connection, files, marked)
    if not marked:
        return 0
    files.remove(left)
    if _emptied_log(engine):
        with writing(engine) as connection:
            names = [f"{_MARK}{case_id}" for case_id in marked]
            connection.execute(delete(store_facts).where(store_facts.c.name.in_(names)))
    return len(left)


def unswept(connection: Connection) -> int:
    """How many destroyed cases wait for their files, or old pages, to be removed."""
    return len(_marked(connection))


def _marked(connection: Connection) -> list[str]:
    names = connection.execute(
        select(store_facts.c.name).where(store_facts.c.name.startswith(_MARK, autoescape=True))
    )
    return [name.removeprefix(_MARK) for name in names.scalars()]


def _files(connection: Connection, files: EvidencePlace, case_ids: Collection[str]) -> set[str]:
    """The sealed files of cases that are still there."""
    sent = select(reports.c.raw_file).where(reports.c.case_id.in_(case_ids), reports.c.raw_file.is_not(None))
    added = select(evidence.c.id).where(evidence.c.case_id.in_(case_ids))
    theirs = select(foreign_files.c.id).where(  # what became evidence of ours, of a case taken over, stays
        foreign_files.c.foreign_id.in_(case_ids), foreign_files.c.id.not_in(select(evidence.c.id))
    )
    return files.held(
        {file_id for query in (sent, added, theirs) for file_id in connection.execute(query).scalars()}
    )


def _emptied_log(engine: Engine) -> bool:
    """Bring every page into the database file and cut the log to nothing; whether nobody was in the way.

    On a server old versions of rows go when it vacuums, which no desk can hasten.
    """
    if engine.dialect.name != "sqlite":
        return True
    with translated(), contextlib.closing(engine.raw_connection()) as connection:
        busy, _pages, _moved = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def reapply_destructions(connection: Connection, files: EvidencePlace) -> int:
    """Destroy again what an older copy brought back; gives how many cases something of was back.

    For who restores: in a transaction that writes, once the journal is up to date; then `sweep_store`.
    """
    back = what_is_back(connection, files)
    for case_id in back:
        _take_away(connection, case_id)
    return len(back)


def what_is_back(connection: Connection, files: EvidencePlace) -> list[str]:
    """The destroyed cases of which a wrap, a draft, a read mark or a file is there."""
    destroyed = connection.execute(select(destructions.c.case_id).distinct()).scalars().all()
    return [case_id for case_id in destroyed if _is_back(connection, files, case_id)]


def _is_back(connection: Connection, files: EvidencePlace, case_id: str) -> bool:
    return bool(_files(connection, files, [case_id])) or any(
        connection.execute(select(exists().where(condition))).scalar()
        for condition in (
            key_wraps.c.case_id == case_id,
            read_marks.c.case_id == case_id,
            drafts.c.subject.contains(case_id),
        )
    )
