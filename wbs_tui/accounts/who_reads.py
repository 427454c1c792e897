"""Who can read what, as the signatures have it: a table of accounts and of what each has been let into.

Of case compartments only a number is told. Whoever reads cases himself is told of those alone that he is in:
a report against him would else show as a number that is not his.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts, compartments, escrow_shares
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.account_list import NO_SEAT, grantors_of
from wbs_tui.accounts.recovery.generations import standing
from wbs_tui.accounts.rekeying import rekey_due
from wbs_tui.accounts.removal import due_places
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.authority import Authority, Place
from wbs_tui.store.chains import Membership
from wbs_tui.store.keyring import OFFICE, Keyring
from wbs_tui.store.ordering import by_letters


@dataclass(frozen=True, slots=True)
class Access:
    """That an account has been let into a compartment. Times are milliseconds since 1970 UTC."""

    since: int
    grantor: str
    """The name of the account that signed."""
    fingerprint: str
    """Of the key that was compared."""
    can_grant: bool
    until: int | None
    """When letting others in ends; None: with the membership."""
    is_due: bool
    """Whether it lets nobody in any more, and the new epoch that says so is still to be made."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A line of the table."""

    id: str
    name: str
    role: Role
    status: AccountStatus
    access: dict[str, Access]
    """By the kind of the shared compartment: `office`, `identity`."""
    cases: int
    """How many restricted cases it has been let into, of those that this desk may count."""
    cases_due: int
    """How many of them wait for a new epoch without it."""
    share: int | None = None
    """The number of the escrow's share that it holds."""


@dataclass(frozen=True, slots=True)
class WhoReads:
    """The table, and what it leaves out."""

    readers: tuple[Reader, ...]
    every_case: bool
    """Whether all restricted cases are counted, not only those that this desk's account is in."""
    grantors: tuple[str, ...]
    """The accounts that can let others into the office, by name."""
    shares: int
    """How many shares the escrow has; 0 where there is no escrow yet."""
    store_key_due: bool
    """Whether somebody who has left still knows the key that opens the store."""
    broken: bool
    """Whether the signatures of `office` or `identity` contradict each other: nothing is sealed to it."""


def who_reads(desk: Desk) -> WhoReads:
    """Everybody who holds an account or reads something, by name; the escrow last. Raises NotPermitted."""
    desk.require(Operation.ACCOUNT_LIST)
    with desk.reading() as connection:
        desk.keyring.load(connection)
        every = not desk.may(Operation.CASE_READ)
        rows = connection.execute(select(accounts).order_by(by_letters(accounts.c.name))).all()
        table = _Table(desk, connection, every=every)
        readers = [_reader(row, table) for row in rows]
        shown = [reader for reader in readers if _has_a_line(reader)]
        shown.sort(key=lambda reader: reader.role in NO_SEAT)
        return WhoReads(
            tuple(shown),
            every,
            grantors_of(desk, connection, OFFICE),
            len(table.shares),
            rekey_due(desk),
            any(where in desk.keyring.authority.broken for where in table.shared),
        )


def grantor_names(desk: Desk, kind: str) -> tuple[str, ...]:
    """The accounts that can let others into `office` or `identity`, by name; the escrow is nobody."""
    with desk.reading() as connection:
        return grantors_of(desk, connection, kind)


def own_access(desk: Desk) -> dict[str, Access]:
    """What the account at the desk has been let into, by kind: since when, and by whom."""
    with desk.reading() as connection:
        return _Table(desk, connection, every=False).access.get(desk.actor.id, {})


def _reader(row: Row[Any], table: "_Table") -> Reader:
    return Reader(
        row.id,
        row.name,
        Role(row.role),
        AccountStatus(row.status),
        table.access.get(row.id, {}),
        len(table.cases.get(row.id, ())),
        len(table.cases_due.get(row.id, ())),
        table.shares.get(row.id),
    )


def _has_a_line(reader: Reader) -> bool:
    """Those who read, and those who can come to it; a disabled account only while its place still stands."""
    if reader.access or reader.cases:
        return True
    return reader.status is not AccountStatus.DISABLED and reader.role not in NO_SEAT


class _Table:
    """What the signatures say, by account."""

    def __init__(self, desk: Desk, connection: Connection, *, every: bool) -> None:
        authority = desk.keyring.authority
        self._due = due_places(connection, authority, desk.now())
        self._names = {row.id: row.name for row in connection.execute(select(accounts.c.id, accounts.c.name))}
        self.shared = _shared(connection)
        of_cases = _of_cases(authority)
        own = {case for where, case in of_cases.items() if (where, desk.actor.id) in authority.members}
        counted = set(of_cases.values()) if every else own
        self.access: dict[str, dict[str, Access]] = defaultdict(dict)
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.cases_due: dict[str, set[str]] = defaultdict(set)
        self.shares = _shares(connection, desk.keyring)
        for place, membership in authority.granted.items():
            where, who = place
            if where in self.shared:
                self.access[who][self.shared[where]] = self._access(place, membership)
            elif of_cases.get(where) in counted:
                self.cases[who].add(of_cases[where])
                if place in self._due:
                    self.cases_due[who].add(of_cases[where])

    def _access(self, place: Place, membership: Membership) -> Access:
        return Access(
            since=membership.since,
            grantor=self._names.get(membership.grantor_id, ""),
            fingerprint=membership.fingerprint,
            can_grant=membership.can_grant,
            until=membership.until,
            is_due=place in self._due,
        )


def _shared(connection: Connection) -> dict[str, str]:
    """The kinds of the compartments that belong to no case, by their ids."""
    rows = select(compartments.c.id, compartments.c.kind).where(compartments.c.case_id.is_(None))
    return {row.id: row.kind for row in connection.execute(rows)}


def _of_cases(authority: Authority) -> dict[str, str]:
    """The restricted cases by the compartments that they are in, as their charters prove it."""
    return {where: case for case, places in authority.of_case.items() for where in places.values()}


def _shares(connection: Connection, keyring: Keyring) -> dict[str | None, int]:
    """The shares of the escrow that counts now by the account that holds each; None for the paper one."""
    escrow = standing(connection, keyring)
    if escrow is None:
        return {}
    rows = select(escrow_shares.c.account_id, escrow_shares.c.number).where(
        escrow_shares.c.escrow_id == escrow.id
    )
    return {row.account_id: row.number for row in connection.execute(rows)}
