"""Settling edits that crossed: one stands from now on, and the journal names all that were settled."""

from functools import partial
from typing import Any

from sqlalchemy import Row, select

from models.tables.cases import cases, checklist_answers, classifications
from models.tables.exchange import conflicts as conflict_rows
from models.tables.schema import journaled_tables
from wbs_tui.cases import words
from wbs_tui.cases.lookup import NoSuchCase, find
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.classification import classify_again
from wbs_tui.cases.steps.verification import answer_again
from wbs_tui.cases.steps.work import Work, entry_about
from wbs_tui.cases.traces.findings import even_if_identity
from wbs_tui.journal.conflicts import CORRECTION, Write
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.conflicts.conflict_views import Crossed, crossed, standing_of, writes_on
from wbs_tui.sync.kinds import SETTLED
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_TABLES = journaled_tables()


class NoSuchConflict(Refused):
    """There is no open conflict of that id, or not for this account."""

    def __init__(self) -> None:
        super().__init__(
            _("Tidak ada perubahan bertabrakan yang terbuka dengan pengenal itu. Lihat `wbs conflicts`.")
        )


class NotOneOfThem(Refused):
    """What is to be kept is none of the edits that crossed."""

    def __init__(self, entries: tuple[str, ...]) -> None:
        super().__init__(
            _("Yang dipertahankan harus salah satu dari: {entries}.").format(entries=", ".join(entries))
        )


class ByItsOwnStep(Refused):
    """Another value of this field comes only by its own step."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Nilai itu tidak berlaku sekarang dan hanya berubah lewat langkahnya sendiri (tahap, "
                "penugasan, akses). Ubah dahulu di kasusnya, lalu pertahankan yang berlaku."
            )
        )


def settle(desk: Desk, conflict_id: str, keep: str, reason: str) -> str:
    """Let the edit of entry `keep` stand, for all that crossed on its field; gives the register number.

    Whoever settles the same elsewhere, without knowing, makes a conflict again. Raises NotPermitted,
    ReasonMissing, TooLong, NoSuchConflict, NotOneOfThem, ByItsOwnStep.
    """
    desk.require(Operation.CONFLICT_SETTLE)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        each, case = _found(desk, transaction, conflict_id)
        writes = writes_on(transaction.connection, each)
        chosen = _chosen(each, writes, keep)
        with entry_about(desk, transaction, case, SETTLED) as work:
            work.change.replaces.update(dict.fromkeys(each.entries))
            again = partial(_let_stand, work, each, chosen, writes, given)
            even_if_identity(again)()  # whoever wrote the words was warned then
            for row in each.rows:
                work.change.update(
                    conflict_rows,
                    row.id,
                    settled_at=work.change.at,
                    settled_by=desk.actor.id,
                    kept_entry=keep,
                    reason=work.seal(conflict_rows.c.reason, row.id, Words(text=given)),
                )
        return str(case.register)


def _found(desk: Desk, transaction: Transaction, conflict_id: str) -> tuple[Crossed, Row[Any]]:
    connection = transaction.connection
    for each in crossed(connection):
        if conflict_id in {row.id for row in each.rows}:
            register = connection.execute(select(cases.c.register).where(cases.c.id == each.case_id)).scalar()
            try:
                return each, find(desk, connection, str(register))
            except NoSuchCase:
                break
    raise NoSuchConflict


def _chosen(each: Crossed, writes: list[Write], keep: str) -> Write:
    """The edit to keep: one that crossed, or the one that stands since."""
    may = [*each.entries, *(write.entry.id for write in standing_of(each, writes))]
    for write in writes:
        if write.entry.id == keep and keep in may:
            return write
    raise NotOneOfThem(tuple(dict.fromkeys(may)))


def _let_stand(work: Work, each: Crossed, chosen: Write, writes: list[Write], reason: str) -> None:
    """Write the value once more, also where it stands: another settlement elsewhere then crosses this one."""
    if each.field.subject == checklist_answers.name:
        answer_again(work, chosen.row_id)
    elif each.field.subject == classifications.name:
        classify_again(work, chosen.row_id, reason)
    elif each.field.name == CORRECTION:
        return  # corrections stay beside each other; it is noted which one counts
    elif each.field.subject != cases.name:
        work.change.update(_TABLES[each.field.subject], each.field.row_id, **dict(chosen.value))
    elif chosen.entry.id not in {write.entry.id for write in standing_of(each, writes)}:
        raise ByItsOwnStep
