"""The terms of a lease: what a desk elsewhere may have written, as its lease and the rows of now say."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.cases import cases, kept_messages
from models.tables.exchange import lease_accounts, lease_cases, leases
from models.tables.journal import journal, stations
from models.tables.schema import journaled_tables
from models.words.stages import Stage
from models.words.stations import Beginning
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.kinds import is_made_elsewhere
from wbs_tui.journal.leased import station_mark
from wbs_tui.text.catalogue import _

OF_LEASES = frozenset({leases.name, lease_accounts.name, lease_cases.name, stations.name})
"""Tables that say what a desk may."""
_TABLES = journaled_tables()
_OF_A_CASE = frozenset(
    {
        *("category", "severity", "supervisory", "classified", "headline", "due_at", "due_clock"),
        *("reports", "evidence", "last_report_at"),
    }
)
"""Columns of a case that change with what a desk does."""
_WITHOUT_CASE = frozenset({kept_messages.name})


@dataclass(frozen=True, slots=True)
class Terms:
    """One lease. Times are milliseconds since 1970 UTC."""

    lease: str
    station: str
    number: int
    """Of the station."""
    at: int
    ends_at: int
    ended: bool
    """Whether the office has ended it: of what comes after that nothing shows when it was written."""
    accounts: frozenset[str]
    cases: Mapping[str, int | None]
    """By case: when it was given back, if it was."""

    def cover(self, account: str, case_id: str | None, moment: int) -> bool:
        """Whether the account worked there by this lease, then, and on this case; None: one of its own."""
        if account not in self.accounts or not self.at <= moment < self.ends_at:
            return False
        ended = None if case_id is None else self.cases.get(case_id, 0)
        return ended is None or moment < ended


def terms_of(connection: Connection, station: str) -> tuple[Terms, ...]:
    """The leases of a station; none when it is not that of a desk elsewhere."""
    found = (
        select(leases, stations.c.number)
        .join(stations, stations.c.id == leases.c.station)
        .where(leases.c.station == station, stations.c.reason == Beginning.LEASED)
        .order_by(leases.c.at, leases.c.id)
    )
    return tuple(
        Terms(
            row.id,
            station,
            row.number,
            row.at,
            row.ends_at if row.ended_at is None else min(row.ends_at, row.ended_at),
            row.ended_at is not None,
            frozenset(_accounts(connection, row.id)),
            dict(_cases(connection, row.id)),
        )
        for row in connection.execute(found)
    )


def _accounts(connection: Connection, lease: str) -> Iterator[str]:
    own = select(lease_accounts.c.account_id).where(lease_accounts.c.lease_id == lease)
    yield from connection.execute(own).scalars()


def _cases(connection: Connection, lease: str) -> Iterator[tuple[str, int | None]]:
    own = select(lease_cases.c.case_id, lease_cases.c.ended_at).where(lease_cases.c.lease_id == lease)
    for row in connection.execute(own):
        yield row.case_id, row.ended_at


def outside_terms(connection: Connection, entry: Entry, terms: tuple[Terms, ...]) -> str | None:
    """Why no desk could have written this, whoever says so; None when one could."""
    if not is_made_elsewhere(entry.kind):
        return _("jenis catatan ini tidak dibuat di meja lain ({kind})").format(kind=entry.kind)
    if not all(_is_of_the_case(connection, entry, effect, terms) for effect in entry.effects):
        return _("catatan ini menyentuh yang bukan bagian kasusnya")
    return None


def outside_lease(entry: Entry, terms: tuple[Terms, ...], *, born_there: bool, arrives: bool) -> str | None:
    """Why the lease does not cover it; None when it does. Somebody may decide that it counts all the same.

    `born_there`: whether the desk itself brought the case; `arrives`: by the terms of when it is taken in.
    """
    moment = wall_millis(entry.clock)
    own = entry.case_id is None or _is_new(entry) or born_there
    case_id = None if own else entry.case_id
    if arrives and all(each.ended for each in terms):
        return _("peminjaman mejanya sudah diakhiri di kantor")
    standing = [each for each in terms if not (arrives and each.ended)]
    if any(each.cover(entry.actor, case_id, moment) for each in standing):
        return None
    if not any(entry.actor in each.accounts for each in terms):
        return _("akun ini tidak termasuk dalam peminjaman mejanya")
    if not any(own or entry.case_id in each.cases for each in terms):
        return _("kasus ini tidak dibawa meja itu")
    return _("dibuat di luar masa peminjaman mejanya")


def is_born_there(connection: Connection, entry: Entry) -> bool:
    """Whether the case that an entry is about is there, and its first entry is of the same station."""
    first = select(journal.c.station).where(journal.c.case_id == entry.case_id).order_by(journal.c.clock)
    there = select(cases.c.id).where(cases.c.id == entry.case_id)
    begun_at = connection.execute(first.limit(1)).scalar()
    return begun_at == entry.station and connection.execute(there).first() is not None


def _is_new(entry: Entry) -> bool:
    return any(
        effect.operation == "insert" and effect.row_id == entry.case_id
        for effect in entry.effects_on(cases.name)
    )


def _is_of_the_case(
    connection: Connection, entry: Entry, effect: RowEffect, terms: tuple[Terms, ...]
) -> bool:
    if entry.case_id is None:
        return effect.table in _WITHOUT_CASE and effect.operation == "insert"
    if effect.table == cases.name:
        if effect.operation == "update":
            return effect.values.keys() <= _OF_A_CASE
        return any(_is_provisional(effect, each) for each in terms)
    if effect.operation == "insert":
        return effect.values.get("case_id", entry.case_id) in (entry.case_id, None)
    table = _TABLES.get(effect.table)
    if table is None or "case_id" not in table.c:
        return False
    own = connection.execute(select(table.c.case_id).where(table.c.id == effect.row_id)).scalar()
    return own == entry.case_id


def _is_provisional(effect: RowEffect, terms: Terms) -> bool:
    """Whether a new case has a number of the desk's own, and none of the register."""
    said = effect.values
    register = said.get("register")
    return (
        said.get("year") == 0
        and said.get("stage") == Stage.RECEIVED
        and isinstance(register, str)
        and said.get("provisional") == register
        and register.startswith(f"{station_mark(terms.number)}-")
    )
