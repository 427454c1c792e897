"""The second part of a proof: the entries make the tables anew, each by who may make it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.tables.schema import journaled_tables
from wbs_tui.journal import fold
from wbs_tui.journal.authorship import is_its_authors
from wbs_tui.journal.away import Away
from wbs_tui.journal.case_steps import ADVANCED, is_in_policy, is_true
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.kinds import is_made_after_restore, rule_of, stray_tables
from wbs_tui.journal.makers import Makers
from wbs_tui.journal.reading import batches, entry_of
from wbs_tui.policy.stages import Stages
from wbs_tui.store.statements import created, written


def replay(
    connection: Connection,
    replayed: Connection,
    note: Callable[[Finding], None],
    tell: Callable[[int], None],
    stages: Stages | None = None,
) -> list[str]:
    """Make the tables in an empty database; note who may not, and what cannot. Tells how many are done.

    Gives the entries that took a step which is not in the graph of `stages`.
    """
    outside: list[str] = []
    for table in journaled_tables().values():  # without their indexes, which cost more than the rows
        replayed.exec_driver_sql(written(replayed, created, table))
    makers, done = Makers(replayed), 0
    away = Away(connection, replayed, makers)
    for rows in batches(connection):
        for row in rows:
            entry = entry_of(row)
            if entry is None or not _counts(entry, row, away, note):
                continue
            _check_kind(entry, makers, note, ruled=away.ruling(entry, row.signed, row.signature) is not None)
            if entry.kind == ADVANCED and not _check_step(entry, makers, note, stages):
                outside.append(entry.id)
            for finding in away.renumbered(entry):
                note(finding)
            _apply(replayed, entry, note)
            makers.applied(entry)
            for finding in away.applied(entry):
                note(finding)
        done += len(rows)
        tell(done)
    for finding in away.finish():
        note(finding)
    return outside


def _counts(entry: Entry, row: Row[*tuple[Any, ...]], away: Away, note: Callable[[Finding], None]) -> bool:
    """Whether an entry changes anything: one of a desk may have been let stand in the journal alone."""
    if not away.is_by_desk(entry):
        return True
    for finding in away.check(entry, row.signed, row.signature):
        note(finding)
    ruling = away.ruling(entry, row.signed, row.signature)
    return ruling is None or ruling.accepted


def _check_kind(entry: Entry, makers: Makers, note: Callable[[Finding], None], *, ruled: bool) -> None:
    """`ruled`: the Inspektur has decided that its maker may have made it."""
    if stray_tables(entry.kind, (effect.table for effect in entry.effects)):
        note(Finding("kind", entry.id))
    may = ruled or rule_of(entry.kind)(entry, makers.maker(entry))
    placed = not is_made_after_restore(entry.kind) or makers.was_restored(entry.station)
    if not (may and placed and is_its_authors(entry)):
        note(Finding("not allowed", entry.id))


def _check_step(entry: Entry, makers: Makers, note: Callable[[Finding], None], stages: Stages | None) -> bool:
    if not is_true(entry, makers.stage(entry.case_id)):
        note(Finding("not allowed", entry.id))
        return True
    return stages is None or is_in_policy(entry, makers.maker(entry), stages)


def _apply(replayed: Connection, entry: Entry, note: Callable[[Finding], None]) -> None:
    try:
        for effect in entry.effects:
            fold.apply(replayed, entry.id, effect)
    except OperationalError:
        raise  # the disk of the replay, and no fault of the entry
    except (SQLAlchemyError, fold.StrangeEffect):
        note(Finding("replay", entry.id))
