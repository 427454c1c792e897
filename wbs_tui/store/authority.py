"""Who is in which compartment, and which epochs are genuine: only what a grantor has signed counts.

A compartment's founder signs its first grant, his own. From there each grant must be signed by an account
that could grant at that time; a row that nobody with that right signed is as if it were not there.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, compartments, epochs, grants
from wbs_tui.vault.account_keys import AccountKeys, verify
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.grants import GrantStatement, verify_grant

_EPOCH_CONTEXT = "epoch-v1"


class EpochStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grantor signs of an epoch: its public half is genuine."""

    version: int = 1
    office: str
    compartment: str
    number: int
    public: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Membership:
    """An account that is in a compartment."""

    account_id: str
    can_grant: bool
    grantor_id: str
    since: int
    """Milliseconds since 1970 UTC."""


@dataclass(slots=True)
class Authority:
    """What the signatures of one store prove."""

    members: dict[tuple[str, str], Membership] = field(default_factory=dict)
    """By (compartment id, account id)."""
    epochs: dict[str, list[tuple[str, EpochStatement]]] = field(default_factory=lambda: defaultdict(list))
    """By compartment id: (row id, statement), oldest first."""
    rejected: list[str] = field(default_factory=list)
    """Ids of rows of `grants` and `epochs` that no grantor signed."""

    def may_grant(self, compartment_id: str, account_id: str) -> bool:
        """Whether the account may let others in."""
        membership = self.members.get((compartment_id, account_id))
        return membership is not None and membership.can_grant


def sign_epoch(keys: AccountKeys, statement: EpochStatement) -> tuple[bytes, bytes]:
    """The bytes of the statement and the grantor's signature over them."""
    encoded = msgspec.msgpack.encode(statement)
    return encoded, keys.sign(_EPOCH_CONTEXT, encoded)


def read_authority(connection: Connection, office_id: str) -> Authority:
    """Check every grant and epoch of the store against the signatures."""
    authority = Authority()
    keys = _signing_keys(connection)
    founders = {row.id: row.founder_id for row in connection.execute(select(compartments))}
    for row in connection.execute(select(grants).order_by(grants.c.granted_at, grants.c.id)):
        _take_grant(authority, row, keys[row.grantor_id], founders, office_id)
    for row in connection.execute(select(epochs).order_by(epochs.c.number)):
        _take_epoch(authority, row, keys[row.grantor_id], office_id)
    return authority


def _signing_keys(connection: Connection) -> dict[str, list[bytes]]:
    """Every key that an account has had, by account."""
    keys: dict[str, list[bytes]] = defaultdict(list)
    for row in connection.execute(select(account_keys.c.account_id, account_keys.c.sign_public)):
        keys[row.account_id].append(row.sign_public)
    return keys


def _take_grant(
    authority: Authority,
    row: Row[Any],
    keys: list[bytes],
    founders: dict[str, str],
    office: str,
) -> None:
    statement = _granted(row, keys)
    if statement is None or not _counts(authority, row, statement, founders, office):
        authority.rejected.append(row.id)
        return
    place = (statement.compartment, statement.account)
    if statement.action == "grant":
        authority.members[place] = Membership(
            statement.account, statement.can_grant, row.grantor_id, statement.at
        )
    else:
        authority.members.pop(place, None)


def _granted(row: Row[Any], keys: list[bytes]) -> GrantStatement | None:
    for key in keys:
        try:
            return verify_grant(key, row.statement, row.signature)
        except Damaged:
            continue
    return None


def _counts(
    authority: Authority,
    row: Row[Any],
    statement: GrantStatement,
    founders: dict[str, str],
    office: str,
) -> bool:
    """Whether the row says what was signed, and whoever signed could grant."""
    if (statement.office, statement.compartment, statement.account) != (
        office,
        row.compartment_id,
        row.account_id,
    ):
        return False
    founding = row.grantor_id == statement.account == founders.get(statement.compartment)
    first = not any(place[0] == statement.compartment for place in authority.members)
    return (founding and first) or authority.may_grant(statement.compartment, row.grantor_id)


def _take_epoch(authority: Authority, row: Row[Any], keys: list[bytes], office: str) -> None:
    """Take an epoch that somebody signed who may grant, or could when he signed."""
    signed = any(verify(key, _EPOCH_CONTEXT, row.statement, row.signature) for key in keys)
    statement = msgspec.msgpack.decode(row.statement, type=EpochStatement) if signed else None
    if statement is None or (statement.office, statement.compartment, statement.number) != (
        office,
        row.compartment_id,
        row.number,
    ):
        authority.rejected.append(row.id)
        return
    authority.epochs[row.compartment_id].append((row.id, statement))
