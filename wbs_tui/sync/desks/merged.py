"""What the home store adds when a desk's work was taken in: how far, what follows for cases, what crossed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.cases import cases, classifications, evidence, reports
from models.tables.exchange import conflicts, leases
from models.tables.journal import journal
from models.words.clock import from_millis
from models.words.outcomes import EvidenceState
from wbs_tui.cases.numbers.deadlines import due_of, moments_of
from wbs_tui.cases.numbers.numbering import next_running, numbers_on_hold
from wbs_tui.cases.numbers.registering import register_number
from wbs_tui.intake.storing import Joined
from wbs_tui.journal.conflicts import Crossing, crossings
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry, decode
from wbs_tui.journal.kinds import kinds_that_touch
from wbs_tui.journal.merging import Merged
from wbs_tui.journal.order import place
from wbs_tui.journal.refolding import entries_of, without_effect
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.sync.conflicts.same_words import say_the_same
from wbs_tui.sync.desks.renumbering import numbers_to_change, write_numbers
from wbs_tui.sync.kinds import MERGED
from wbs_tui.vault.ids import new_id

_CLASSIFIED = ("category", "severity", "supervisory", "classified", "headline")


def write_merged(desk: Desk, transaction: Transaction, merged: Merged) -> int:
    """Entries of this store about what was merged; gives how many conflicts were found."""
    if not merged.inserted:
        return 0
    with transaction.entry(MERGED) as change:
        vouch(change, merged.inserted)
    given = about_leases(transaction.connection)
    return sum(_write_case(desk, transaction, case_id, merged, given) for case_id in sorted(merged.cases))


def vouch(change: Change, inserted: Iterable[Entry]) -> None:
    """Note how far each desk was taken in: from then on its entries are the office's."""
    heads = {entry.station: entry for entry in sorted(inserted, key=lambda each: each.sequence)}
    for station, head in sorted(heads.items()):
        digest = change.connection.execute(select(journal.c.hash).where(journal.c.id == head.id)).scalar_one()
        change.update(
            leases,
            _lease_of(change.connection, station),
            taken_sequence=head.sequence,
            taken_hash=digest,
        )


def _lease_of(connection: Connection, station: str) -> str:
    """The latest lease of a desk."""
    latest = select(leases.c.id).where(leases.c.station == station).order_by(leases.c.at.desc(), leases.c.id)
    lease: str = connection.execute(latest.limit(1)).scalar_one()
    return lease


def _write_case(
    desk: Desk, transaction: Transaction, case_id: str, merged: Merged, given: list[Entry]
) -> int:
    """What follows for one case; gives how many conflicts were found."""
    connection = transaction.connection
    case = connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    if case is None:
        return 0
    here = [entry for entry in merged.inserted if entry.case_id == case_id]
    changes = _follows(desk, connection, case, here) | _number(desk, connection, case)
    found = [
        crossing
        for crossing in new_crossings(connection, case_id, {entry.id for entry in here}, given)
        if not say_the_same(desk, connection, crossing)
    ]
    numbered = numbers_to_change(desk, connection, case, here)
    if changes or found or numbered:
        with transaction.entry(MERGED, case_id) as change:
            write_numbers(desk, change, case, numbered)
            if changes:
                change.update(cases, case_id, **changes)
            for crossing in found:
                _insert(desk, change, case_id, crossing)
    return len(found)


def _follows(desk: Desk, connection: Connection, case: Row[Any], here: list[Entry]) -> dict[str, Any]:
    """The columns of a case that follow from its rows and are otherwise by now."""
    touched = {effect.table for entry in here for effect in entry.effects}
    values: dict[str, Any] = {}
    if reports.name in touched or evidence.name in touched:
        values |= _counts(connection, case.id)
    if classifications.name in touched:
        values |= _standing(connection, case.id)
    values |= due_of(desk, moments_of(connection, case, values))
    return {name: value for name, value in values.items() if getattr(case, name) != value}


def _counts(connection: Connection, case_id: str) -> dict[str, Any]:
    files = select(func.count()).where(
        evidence.c.case_id == case_id, evidence.c.state != EvidenceState.IDENTITY
    )
    rows = connection.execute(select(reports).where(reports.c.case_id == case_id)).all()
    counted: dict[str, Any] = {"evidence": connection.execute(files).scalar_one()}
    if rows:
        counted["reports"] = len(rows)
        counted["last_report_at"] = max(map(_arrived, rows))
    return counted


def _arrived(report: Row[Any]) -> int:
    """When a report came: the first of a case may be taken down later than it arrived."""
    first = report.joined == Joined.FIRST
    return int(min(report.received_at, report.recorded_at) if first else report.recorded_at)


def _standing(connection: Connection, case_id: str) -> dict[str, Any]:
    """What the entry of the classification that stands wrote of the case."""
    latest = (
        select(journal.c.signed)
        .join(classifications, classifications.c.entry_id == journal.c.id)
        .where(classifications.c.case_id == case_id)
        .order_by(classifications.c.at.desc(), classifications.c.id.desc())
        .limit(1)
    )
    entry = decode(connection.execute(latest).scalar_one())
    written: dict[str, Any] = {}
    for effect in entry.effects_on(cases.name):
        written |= effect.values
    return {name: written[name] for name in _CLASSIFIED if name in written}


def _number(desk: Desk, connection: Connection, case: Row[Any]) -> dict[str, Any]:
    """The register number of a case that a desk brought, as soon as numbers are issued."""
    if case.year != 0 or numbers_on_hold(connection):
        return {}
    year = from_millis(desk.now()).astimezone(desk.office.zone).year
    running = next_running(connection, year)
    return {"register": register_number(desk.office.code, year, running), "year": year, "running": running}


def number_waiting(desk: Desk) -> int:
    """Give register numbers to cases of desks that had to wait for them; gives how many."""
    waiting = select(cases).where(cases.c.year == 0).order_by(cases.c.received_at, cases.c.id)
    with desk.reading() as connection:
        if connection.execute(waiting.limit(1)).first() is None or numbers_on_hold(connection):
            return 0
    with desk.transaction() as transaction:
        done = 0
        for case in transaction.connection.execute(waiting).all():
            number = _number(desk, transaction.connection, case)
            if number:
                with transaction.entry(MERGED, case.id) as change:
                    change.update(cases, case.id, **number)
                done += 1
        return done


def new_crossings(
    connection: Connection, case_id: str, inserted: set[str], given: list[Entry]
) -> list[Crossing]:
    """The edits of a case that crossed with one of the inserted entries, and are not told yet.

    `given`: the entries about leases.
    """
    void = without_effect(connection)
    entries = [entry for entry in entries_of(connection, case_id) if entry.id not in void]
    told = {
        (row.first_entry, row.second_entry, row.subject, row.row_id, row.field)
        for row in connection.execute(select(conflicts).where(conflicts.c.case_id == case_id))
    }
    return [
        each
        for each in crossings([*entries, *given])
        if {each.first, each.second} & inserted
        and (each.first, each.second, each.field.subject, each.field.row_id, each.field.name) not in told
    ]


def about_leases(connection: Connection) -> list[Entry]:
    """The entries that say what desks were given, and what of them was taken in."""
    kinds = kinds_that_touch(frozenset({leases.name}))
    rows = connection.execute(
        select(journal.c.signed).where(journal.c.kind.in_(kinds), journal.c.case_id.is_(None))
    )
    return sorted(map(decode, rows.scalars()), key=place)


def _insert(desk: Desk, change: Change, case_id: str, crossing: Crossing) -> None:
    change.insert(
        conflicts,
        new_id(desk.clock),
        case_id=case_id,
        subject=crossing.field.subject,
        row_id=crossing.field.row_id,
        field=crossing.field.name,
        base_entry=crossing.base,
        first_entry=crossing.first,
        second_entry=crossing.second,
        found_at=change.at,
    )
