"""Who is in which compartment, and which epochs are genuine: only what a grantor has signed counts.

A compartment's founder signs its first grant, his own. From there each grant and each epoch must be signed by
an account that could grant at that moment, with the very key that its own grant names. The order is that of
the signed moments, never of the columns beside them, so that an old grant that is put in again changes
nothing after a revocation. A row that does not hold is as if it were not there, and is named as rejected.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, select

from models.tables.accounts import account_keys, accounts, compartments, epochs, grants
from models.words.roles import AccountStatus
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint, verify
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.grants import GrantStatement, verify_grant

_EPOCH_CONTEXT = "epoch-v1"
_EPOCH_VERSION = 1


class EpochStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a grantor signs of an epoch: its public half is genuine."""

    version: int = _EPOCH_VERSION
    office: str
    compartment: str
    number: int
    public: bytes
    at: int


@dataclass(frozen=True, slots=True)
class Membership:
    """An account that has been let into a compartment."""

    account_id: str
    fingerprint: str
    """Of the key that was compared with its owner: it counts for no other."""
    can_grant: bool
    grantor_id: str
    since: int
    """Milliseconds since 1970 UTC."""


_STATEMENTS: tuple[tuple[Table, type[GrantStatement | EpochStatement]], ...] = (
    (grants, GrantStatement),
    (epochs, EpochStatement),
)
Place = tuple[str, str]
"""Compartment id, account id."""


@dataclass(slots=True)
class Authority:
    """What the signatures of one store prove."""

    granted: dict[Place, Membership] = field(default_factory=dict)
    """Whoever has been let in and not taken out again."""
    members: dict[Place, Membership] = field(default_factory=dict)
    """Those of them whose account is active under the key that was granted: seeds are sealed to these."""
    epochs: dict[str, list[tuple[str, EpochStatement]]] = field(default_factory=lambda: defaultdict(list))
    """By compartment id: (row id, statement), oldest first."""
    rejected: list[str] = field(default_factory=list)
    """Ids of rows of `grants` and `epochs` that no grantor signed, or that were put in twice."""
    latest: dict[str, int] = field(default_factory=dict)
    """By compartment id: the signed moment of what was last granted, revoked or begun."""

    def may_grant(self, compartment_id: str, account_id: str) -> bool:
        """Whether the account may let others in."""
        membership = self.members.get((compartment_id, account_id))
        return membership is not None and membership.can_grant

    def granted_in(self, compartment_id: str) -> dict[str, str]:
        """By account: the fingerprint under which it was let into a compartment."""
        return {
            account_id: membership.fingerprint
            for (owner, account_id), membership in self.granted.items()
            if owner == compartment_id
        }

    def next_moment(self, compartment_id: str, now: int) -> int:
        """The moment to sign next: now, or just after the last when the clock has not gone on since."""
        return max(now, self.latest.get(compartment_id, 0) + 1)


def sign_epoch(keys: AccountKeys, statement: EpochStatement) -> tuple[bytes, bytes]:
    """The bytes of the statement and the grantor's signature over them."""
    encoded = msgspec.msgpack.encode(statement)
    return encoded, keys.sign(_EPOCH_CONTEXT, encoded)


def read_authority(connection: Connection, office_id: str) -> Authority:
    """Check every grant and epoch of the store against the signatures."""
    keys = _Keys(connection)
    founders = {row.id: row.founder_id for row in connection.execute(select(compartments))}
    reader = _Reader(office_id, keys.signing, founders)
    for claim in sorted(_claims(connection, reader.authority), key=_signed_order):
        reader.take(claim)
    authority = reader.authority
    authority.members = {
        place: membership
        for place, membership in authority.granted.items()
        if membership.fingerprint in keys.of_active[membership.account_id]
    }
    return authority


class _Keys:
    """The account keys of the store by fingerprint, which is computed and never believed."""

    def __init__(self, connection: Connection) -> None:
        self.signing: dict[str, dict[str, bytes]] = defaultdict(dict)
        """By account: every key that it has had."""
        self.of_active: dict[str, set[str]] = defaultdict(set)
        """By account that is active: the fingerprint of its present key."""
        every = select(account_keys, accounts.c.status).join(
            accounts, accounts.c.id == account_keys.c.account_id
        )
        for row in connection.execute(every):
            if not (isinstance(row.sign_public, bytes) and isinstance(row.seal_public, bytes)):
                continue  # SQLite keeps any type in any column; `wbs verify` names the row
            known_as = fingerprint(PublicKeys(row.sign_public, row.seal_public))
            self.signing[row.account_id][known_as] = row.sign_public
            if row.ended_at is None and row.status == AccountStatus.ACTIVE:
                self.of_active[row.account_id].add(known_as)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A row and what it says; whether it holds is not yet known."""

    row: Row[Any]
    said: GrantStatement | EpochStatement


def _claims(connection: Connection, authority: Authority) -> Iterator[_Claim]:
    """Every row that can be read; the others are rejected."""
    for table, kind in _STATEMENTS:
        for row in connection.execute(select(table)):
            try:
                yield _Claim(row, msgspec.msgpack.decode(row.statement, type=kind))
            except (msgspec.MsgspecError, UnicodeDecodeError, TypeError):
                authority.rejected.append(row.id)


def _signed_order(claim: _Claim) -> tuple[int, bool, bool, str]:
    """By the signed moment; at the same one a revocation outweighs a grant, and epochs come last."""
    is_epoch = isinstance(claim.said, EpochStatement)
    revokes = isinstance(claim.said, GrantStatement) and claim.said.action == "revoke"
    return (claim.said.at, is_epoch, revokes, claim.row.id)


class _Reader:
    """Takes claims in their signed order, each by what held at its moment."""

    def __init__(
        self, office_id: str, keys: Mapping[str, Mapping[str, bytes]], founders: Mapping[str, str]
    ) -> None:
        self.authority = Authority()
        self._office_id = office_id
        self._keys = keys
        self._founders = founders
        self._taken: set[bytes] = set()

    def take(self, claim: _Claim) -> None:
        """Let the claim count, or reject it."""
        statement = claim.row.statement
        if statement in self._taken or claim.said.office != self._office_id or not self._holds(claim):
            self.authority.rejected.append(claim.row.id)
            return
        self._taken.add(statement)
        self.authority.latest[claim.said.compartment] = claim.said.at
        if isinstance(claim.said, EpochStatement):
            self.authority.epochs[claim.said.compartment].append((claim.row.id, claim.said))
        else:
            self._note(claim.said, claim.row.grantor_id)

    def _holds(self, claim: _Claim) -> bool:
        row, said = claim.row, claim.said
        if said.compartment != row.compartment_id:
            return False
        if isinstance(said, EpochStatement):
            number = len(self.authority.epochs[said.compartment]) + 1
            key = self._grantor_key(said.compartment, row.grantor_id)
            return (
                said.version == _EPOCH_VERSION and said.number == row.number == number and _signed(row, key)
            )
        if said.account != row.account_id:
            return False
        key = self._founder_key(said, row.grantor_id) or self._grantor_key(said.compartment, row.grantor_id)
        return key is not None and _granted(row, key)

    def _grantor_key(self, compartment_id: str, account_id: str) -> bytes | None:
        """The key of an account that may grant now: the one that its own grant names."""
        membership = self.authority.granted.get((compartment_id, account_id))
        if membership is None or not membership.can_grant:
            return None
        return self._keys.get(account_id, {}).get(membership.fingerprint)

    def _founder_key(self, said: GrantStatement, grantor_id: str) -> bytes | None:
        """The founder's key for the first grant of a compartment, his own; nobody's for any other."""
        first = said.compartment not in self.authority.latest and said.action == "grant"
        founds = grantor_id == said.account == self._founders.get(said.compartment)
        return self._keys.get(grantor_id, {}).get(said.fingerprint) if first and founds else None

    def _note(self, said: GrantStatement, grantor_id: str) -> None:
        place = (said.compartment, said.account)
        if said.action == "grant":
            self.authority.granted[place] = Membership(
                said.account, said.fingerprint, said.can_grant, grantor_id, said.at
            )
        else:
            self.authority.granted.pop(place, None)


def _granted(row: Row[Any], key: bytes) -> bool:
    try:
        verify_grant(key, row.statement, row.signature)
    except (Damaged, NewerFormat):
        return False
    return True


def _signed(row: Row[Any], key: bytes | None) -> bool:
    return key is not None and verify(key, _EPOCH_CONTEXT, row.statement, row.signature)
