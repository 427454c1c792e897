"""The list of accounts: who has one, what each has been let into, and what is due."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, accounts, compartments, covers
from models.tables.local import last_uses
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.removal import due_places
from wbs_tui.accounts.views import AccountView
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.authority import Place
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.ordering import by_letters

NO_SEAT = (Role.ESCROW, Role.OUTSIDE)
"""Accounts that are keys only: nobody sits down at them, and no list of people shows them."""


@dataclass(slots=True)
class _Beside:
    """What is told of the accounts beside their own rows, by account id."""

    prints: Mapping[str, str]
    let_in: Mapping[str, tuple[str, ...]]
    due: Mapping[str, tuple[str, ...]]
    invited: Mapping[str, int | None]
    used: Mapping[str, int]
    covering: Mapping[str, int]
    grantors: tuple[str, ...]
    born: bool
    """Whether the office has its compartments."""


def list_accounts(desk: Desk) -> tuple[AccountView, ...]:
    """Every account that is somebody's seat, by name, with what it has been let into. Raises NotPermitted."""
    desk.require(Operation.ACCOUNT_LIST)
    with desk.reading() as connection:
        desk.keyring.load(connection)
        beside = _read(desk, connection)
        rows = connection.execute(
            select(accounts).where(accounts.c.role.not_in(NO_SEAT)).order_by(by_letters(accounts.c.name))
        )
        return tuple(_view(desk, row, beside) for row in rows.all())


def _read(desk: Desk, connection: Connection) -> _Beside:
    kinds = _compartment_kinds(connection)
    authority = desk.keyring.authority
    return _Beside(
        prints=_fingerprints(connection),
        let_in=_by_account(authority.members, kinds),
        due=_by_account(due_places(connection, authority, desk.now()), kinds),
        invited=_invited_until(desk),
        used={row.account_id: row.at for row in connection.execute(select(last_uses))},
        covering=_covering(connection, desk.now()),
        grantors=grantors_of(desk, connection, OFFICE),
        born=OFFICE in kinds.values(),
    )


def _view(desk: Desk, row: Row[Any], beside: _Beside) -> AccountView:
    let_in = beside.let_in.get(row.id, ())
    reads = desk.policy.allows(row.role, Operation.CASE_READ)
    is_head = row.role == Role.INSPECTOR
    waits = reads and not is_head and not let_in and row.status == AccountStatus.ACTIVE
    return AccountView(
        row.id,
        row.name,
        Role(row.role),
        AccountStatus(row.status),
        row.created_at,
        row.activated_at,
        beside.prints.get(row.id),
        let_in,
        beside.due.get(row.id, ()),
        beside.invited.get(row.id),
        full_name=row.full_name,
        last_used_at=beside.used.get(row.id),
        waits_for=tuple(name for name in beside.grantors if name != row.name) if waits else (),
        covers_until=beside.covering.get(row.id),
        needs_shares=is_head and beside.born and not let_in and row.status != AccountStatus.DISABLED,
    )


def grantors_of(desk: Desk, connection: Connection, kind: str) -> tuple[str, ...]:
    """The names of the people who can let others into `office` or `identity` now; none before its birth."""
    authority, now = desk.keyring.authority, desk.now()
    own = select(compartments.c.id).where(compartments.c.kind == kind, compartments.c.case_id.is_(None))
    shared = set(connection.execute(own).scalars())
    able = [
        who for where, who in authority.members if where in shared and authority.may_grant(where, who, now)
    ]
    people = select(accounts.c.name).where(accounts.c.id.in_(able), accounts.c.role.not_in(NO_SEAT))
    return tuple(sorted(connection.execute(people).scalars()))


def _by_account(places: Iterable[Place], kinds: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The kinds of shared compartments by account, in order."""
    found: dict[str, set[str]] = defaultdict(set)
    for compartment_id, account_id in places:
        if compartment_id in kinds:
            found[account_id].add(kinds[compartment_id])
    return {account_id: tuple(sorted(those)) for account_id, those in found.items()}


def _invited_until(desk: Desk) -> dict[str, int | None]:
    """When the invitation of each invited account ends, by the header's slots."""
    slots = desk.location.header.read().slots
    return {slot.account_id: slot.expires_at for slot in slots if slot.kind == "invitation"}


def _fingerprints(connection: Connection) -> dict[str, str]:
    current = select(account_keys.c.account_id, account_keys.c.fingerprint).where(
        account_keys.c.ended_at.is_(None)
    )
    return {row.account_id: row.fingerprint for row in connection.execute(current)}


def _compartment_kinds(connection: Connection) -> dict[str, str]:
    shared = select(compartments.c.id, compartments.c.kind).where(compartments.c.case_id.is_(None))
    return {row.id: row.kind for row in connection.execute(shared)}


def _covering(connection: Connection, now: int) -> dict[str, int]:
    standing = select(covers.c.account_id, covers.c.ends_at).where(
        covers.c.ended_at.is_(None), covers.c.starts_at <= now, covers.c.ends_at > now
    )
    return {row.account_id: row.ends_at for row in connection.execute(standing)}
