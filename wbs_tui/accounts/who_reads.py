"""Who can read what, as the signatures have it: a table of accounts and of what each has been let into.

Of case compartments only a number is told. Whoever reads cases himself is told of those alone that he is in:
a report against him would else show as a number that is not his.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, Select, select

from models.tables.accounts import accounts, compartments, escrow_shares, escrows
from models.words.roles import AccountStatus, Role
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.authority import Membership, Place
from wbs_tui.store.keyring import OFFICE

_OF_CASES = ("case", "case_identity")


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


def who_reads(desk: Desk) -> WhoReads:
    """Everybody who holds an account or reads something, by name; the escrow last. Raises NotPermitted."""
    desk.require(Operation.ACCOUNT_LIST)
    with desk.reading() as connection:
        desk.keyring.load(connection)
        every = not desk.may(Operation.CASE_READ)
        rows = connection.execute(select(accounts).order_by(accounts.c.name)).all()
        table = _Table(desk, connection, every=every)
        readers = [
            Reader(
                row.id,
                row.name,
                Role(row.role),
                AccountStatus(row.status),
                table.access.get(row.id, {}),
                len(table.cases.get(row.id, ())),
                len(table.cases_due.get(row.id, ())),
                table.shares.get(row.id),
            )
            for row in rows
        ]
    shown = [reader for reader in readers if _has_a_line(reader)]
    shown.sort(key=lambda reader: reader.role in (Role.ESCROW, Role.OUTSIDE))
    return WhoReads(tuple(shown), every, grantor_names(desk, OFFICE), table.of)


def _has_a_line(reader: Reader) -> bool:
    """Those who can come back to reading, and those who read; a disabled account only while it is due."""
    if reader.access or reader.cases:
        return True
    return reader.status is not AccountStatus.DISABLED and reader.role not in (Role.ESCROW, Role.OUTSIDE)


def grantor_names(desk: Desk, kind: str) -> tuple[str, ...]:
    """The accounts that can let others into `office` or `identity`, by name; the escrow is nobody."""
    with desk.reading() as connection:
        authority = desk.keyring.authority
        shared = {row.id for row in connection.execute(_shared().where(compartments.c.kind == kind))}
        able = [
            who for where, who in authority.members if where in shared and authority.may_grant(where, who)
        ]
        people = select(accounts.c.name).where(
            accounts.c.id.in_(able), accounts.c.role.not_in((Role.ESCROW, Role.OUTSIDE))
        )
        return tuple(sorted(connection.execute(people).scalars()))


class _Table:
    """What the signatures say, by account."""

    def __init__(self, desk: Desk, connection: Connection, *, every: bool) -> None:
        self._members = desk.keyring.authority.members
        self._names = {row.id: row.name for row in connection.execute(select(accounts.c.id, accounts.c.name))}
        shared = {row.id: row.kind for row in connection.execute(_shared())}
        of_cases = _of_cases(connection)
        counted = {
            case for where, case in of_cases.items() if every or (where, desk.actor.id) in self._members
        }
        self.access: dict[str, dict[str, Access]] = defaultdict(dict)
        self.cases: dict[str, set[str]] = defaultdict(set)
        self.cases_due: dict[str, set[str]] = defaultdict(set)
        self.shares, self.of = _shares(connection)
        for place, membership in desk.keyring.authority.granted.items():
            where, who = place
            if where in shared:
                self.access[who][shared[where]] = self._access(place, membership)
            elif of_cases.get(where) in counted:
                self.cases[who].add(of_cases[where])
                if place not in self._members:
                    self.cases_due[who].add(of_cases[where])

    def _access(self, place: Place, membership: Membership) -> Access:
        return Access(
            since=membership.since,
            grantor=self._names.get(membership.grantor_id, ""),
            fingerprint=membership.fingerprint,
            can_grant=membership.can_grant,
            until=None,
            is_due=place not in self._members,
        )


def _shared() -> Select[tuple[str, str]]:
    return select(compartments.c.id, compartments.c.kind).where(compartments.c.case_id.is_(None))


def _of_cases(connection: Connection) -> dict[str, str]:
    """The cases by their compartments."""
    rows = select(compartments.c.id, compartments.c.case_id).where(compartments.c.kind.in_(_OF_CASES))
    return {row.id: row.case_id for row in connection.execute(rows) if row.case_id is not None}


def _shares(connection: Connection) -> tuple[dict[str, int], int]:
    """The share that each account holds of the present escrow, and how many there are."""
    present = select(escrows.c.id).where(escrows.c.ended_at.is_(None))
    rows = connection.execute(
        select(escrow_shares.c.account_id, escrow_shares.c.number).where(
            escrow_shares.c.escrow_id.in_(present)
        )
    ).all()
    return {row.account_id: row.number for row in rows if row.account_id is not None}, len(rows)
