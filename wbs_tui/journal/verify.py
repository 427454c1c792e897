"""Proves a store: every signature, every chain, and that replaying the journal gives the tables."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, Table, select

from models.tables.accounts import offices
from models.tables.cases import destructions
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.tables.schema import journaled_tables
from wbs_tui.journal.anchoring import NOTHING, Against, hold_against
from wbs_tui.journal.carried import CarriedHere, carried_here, chain_of
from wbs_tui.journal.comparing import differing
from wbs_tui.journal.findings import Finding, Pace, Report, Step, Tell, silent
from wbs_tui.journal.proving import prove_chain
from wbs_tui.journal.replaying import replay
from wbs_tui.journal.unopened import count_unopened, tables_with_cells
from wbs_tui.policy.stages import Stages
from wbs_tui.store.authority import read_authority
from wbs_tui.store.engine import scratch
from wbs_tui.store.engine_place import folder_of
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.statements import counted, written

_FEW = 1000
"""After how many rows it is told again how far it is."""


def verify_journal(
    connection: Connection,
    tell: Tell = silent,
    against: Against = NOTHING,
    keyring: Keyring | None = None,
    stages: Stages | None = None,
) -> Report:
    """Check everything in one consistent view; needs no key but the store's. Writers go on meanwhile.

    The replay is made in a file on this computer, under a key that nobody keeps. With a `keyring`
    it is counted what its account cannot open, with `stages` it is told which steps these have not.
    """
    report, here = Report(entries=_count(connection, journal)), carried_here(connection)
    chain = chain_of(here)
    with _paced(report, Step.CHAIN, report.entries):
        prove_chain(connection, report.note, partial(_tell, tell, Step.CHAIN, report.entries), chain)
    with scratch(folder_of(connection)) as replayed:
        with _paced(report, Step.REPLAY, report.entries):
            tell_replay = partial(_tell, tell, Step.REPLAY, report.entries)
            report.outside_policy = replay(connection, replayed, report.note, tell_replay, stages)
        _compare(connection, replayed, report, tell)
        _check_destroyed(connection, replayed, report)
        hold_against(connection, replayed, against, chain, report)
    if keyring is not None:
        _count_unopened(connection, keyring, report, tell, here)
    _check_authority(connection, report)
    return report


def _tell(tell: Tell, step: Step, of: int, done: int) -> None:
    tell(step, done, of)


def _count(connection: Connection, table: Table) -> int:
    return int(connection.exec_driver_sql(written(connection, counted, table)).scalar_one())


@contextmanager
def _paced(report: Report, step: Step, amount: int) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    report.paces.append(Pace(step, amount, time.perf_counter() - begun))


def _compare(connection: Connection, replayed: Connection, report: Report, tell: Tell) -> None:
    """Every row of every journaled table, byte for byte."""
    tables, done = journaled_tables(), 0
    amount = sum(_count(connection, table) for table in tables.values())
    with _paced(report, Step.ROWS, amount):
        for name, table in tables.items():
            for row_id in differing(connection, replayed, table):
                done += 1
                if row_id is not None:
                    report.replay_equal = False
                    report.note(Finding("row", f"{name}/{row_id}"))
                if done % _FEW == 0:
                    tell(Step.ROWS, done, amount)
        tell(Step.ROWS, amount, amount)


def _check_destroyed(connection: Connection, replayed: Connection, report: Report) -> None:
    """A destroyed case has no key left: one that is there came back from an older copy."""
    gone = set(replayed.execute(select(destructions.c.case_id)).scalars())
    report.destroyed = len(gone)
    held = connection.execute(select(key_wraps.c.case_id).where(key_wraps.c.case_id.is_not(None)).distinct())
    report.bad += [Finding("destroyed", case_id) for case_id in sorted(gone.intersection(held.scalars()))]


def _count_unopened(
    connection: Connection, keyring: Keyring, report: Report, tell: Tell, here: CarriedHere | None
) -> None:
    amount = sum(_count(connection, table) for table in tables_with_cells())
    with _paced(report, Step.CELLS, amount):
        told = partial(_tell, tell, Step.CELLS, amount)
        report.unopened = count_unopened(connection, keyring, report.note, told, here)


def _check_authority(connection: Connection, report: Report) -> None:
    """Every grant and epoch must be signed by who could grant, whoever wrote it into the journal."""
    office = connection.execute(select(offices.c.id)).scalar()
    if office is not None:
        findings = read_authority(connection, office).findings
        report.bad += [Finding("authority", place) for place in findings]
