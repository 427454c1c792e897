"""Who is in which compartment, and which epochs are genuine: only what a grantor has signed counts.

A compartment's founder signs its first grant, his own. From there each grant and each epoch must be signed
by an account that could grant at its place in the compartment's chain, with the very key that its own grant
names. A row that does not hold is as if it were not there, and is named as rejected. A compartment whose
chain has a gap or a fork is broken: it is read, and never sealed to.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.accounts import account_keys, accounts, compartments, epochs, grants
from models.tables.journal import store_facts
from models.tables.local import key_wraps
from models.words.roles import AccountStatus
from wbs_tui.store.chains import Chain, Claim, read_chain
from wbs_tui.store.chains import Membership as Membership
from wbs_tui.store.place_facts import LEASE
from wbs_tui.store.places import Places, read_places
from wbs_tui.vault.account_keys import PublicKeys, fingerprint
from wbs_tui.vault.epochs import EpochStatement, read_epoch
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.grants import read_grant

_LATEST_WRAPPED = select(
    compartments.c.id,
    select(func.max(key_wraps.c.epoch))
    .where(key_wraps.c.compartment_id == compartments.c.id)
    .scalar_subquery(),
)
Place = tuple[str, str]
"""Compartment id, account id."""
_NONE = Chain()


@dataclass(slots=True)
class Authority:
    """What the signatures of one store prove."""

    granted: dict[Place, Membership] = field(default_factory=dict)
    """Whoever has been let in and not taken out again."""
    members: dict[Place, Membership] = field(default_factory=dict)
    """Those of them whose account is active under the key that was granted: seeds are sealed to these."""
    chains: dict[str, Chain] = field(default_factory=dict)
    """By compartment id: its history."""
    epochs: dict[str, list[tuple[str, EpochStatement]]] = field(default_factory=lambda: defaultdict(list))
    """By compartment id: (row id, statement), oldest first."""
    places: Places = field(default_factory=Places)
    """Which compartments the restricted cases are in."""
    rejected: list[str] = field(default_factory=list)
    """Ids of rows of `grants` and `epochs` that no grantor signed, that were put in twice, or that stand
    beside a gap."""
    broken: set[str] = field(default_factory=set)
    """Compartments that are only read: their chain has a gap, a fork or no end, or their charter fails."""

    @property
    def of_case(self) -> dict[str, dict[str, str]]:
        """By case, by kind (`case`, `case_identity`): the compartment that its charter proves."""
        return self.places.of_case

    @property
    def findings(self) -> list[str]:
        """Ids of rows and compartments that do not prove."""
        return [*dict.fromkeys(self.rejected), *sorted(self.broken)]

    def may_grant(self, compartment_id: str, account_id: str, now: int | None = None) -> bool:
        """Whether the account may let others in; with `now` (UTC milliseconds), whether it still may."""
        membership = self.members.get((compartment_id, account_id))
        return membership is not None and membership.may_grant(now)

    def granted_in(self, compartment_id: str) -> dict[str, Membership]:
        """By account: whoever has been let into a compartment."""
        return dict(self.chains.get(compartment_id, _NONE).granted)

    def next_moment(self, compartment_id: str, now: int) -> int:
        """The moment to sign next: now, or just after the last when the clock has not gone on since."""
        return max(now, self.chains.get(compartment_id, _NONE).latest + 1)

    def head(self, compartment_id: str) -> bytes:
        """What the next statement of the compartment names as `previous`."""
        return self.chains.get(compartment_id, _NONE).head


def read_authority(connection: Connection, office_id: str) -> Authority:
    """Check every grant, epoch and charter of the store against the signatures."""
    keys = _Keys(connection)
    authority = Authority()
    rows = connection.execute(select(compartments)).all()
    founders = {row.id: row.founder_id for row in rows}
    elsewhere = _is_part(connection)
    for compartment_id, claims in _claims(connection, office_id, authority).items():
        if elsewhere and compartment_id not in founders:
            continue  # of a case that the desk does not hold
        chain = read_chain(claims, founders.get(compartment_id), keys.signing)
        _note(authority, compartment_id, chain)
    authority.places = read_places(rows, office_id, authority.chains, keys.signing)
    authority.broken |= authority.places.broken
    authority.broken |= _cut_off(connection, authority)
    authority.members = {
        place: membership
        for place, membership in authority.granted.items()
        if membership.fingerprint in keys.of_active[membership.account_id]
    }
    return authority


def _is_part(connection: Connection) -> bool:
    """Whether the store is a leased desk: it holds compartments of its own cases alone."""
    fact = select(store_facts.c.value).where(store_facts.c.name == LEASE)
    return connection.execute(fact).first() is not None


def _note(authority: Authority, compartment_id: str, chain: Chain) -> None:
    authority.chains[compartment_id] = chain
    authority.epochs[compartment_id] = chain.epochs
    authority.rejected += chain.rejected
    for account_id, membership in chain.granted.items():
        authority.granted[compartment_id, account_id] = membership
    if chain.broken:
        authority.broken.add(compartment_id)


def _cut_off(connection: Connection, authority: Authority) -> set[str]:
    """Compartments whose history lacks its end.

    Who was taken out holds the last epoch, or a key is wrapped for one that comes after it.
    """
    ended = {owner for owner, chain in authority.chains.items() if chain.epoch_due}
    known = {owner: epochs[-1][1].number for owner, epochs in authority.epochs.items() if epochs}
    wrapped = connection.execute(_LATEST_WRAPPED)
    return ended | {owner for owner, latest in wrapped if latest is not None and latest > known.get(owner, 0)}


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


def _claims(connection: Connection, office_id: str, authority: Authority) -> dict[str, list[Claim]]:
    """By the compartment that the signed bytes name: every row that can be read; the others are rejected."""
    found: dict[str, list[Claim]] = defaultdict(list)
    for row, claim in _rows(connection):
        if claim is None or claim.said.office != office_id:
            authority.rejected.append(row.id)
        else:
            found[claim.said.compartment].append(claim)
    return found


def _rows(connection: Connection) -> Iterator[tuple[Row[Any], Claim | None]]:
    for row in connection.execute(select(grants)):
        yield row, _claim(row, row.account_id, read_grant)
    for row in connection.execute(select(epochs)):
        yield row, _claim(row, row.number, read_epoch)


def _claim(row: Row[Any], subject: str | int, read: Any) -> Claim | None:
    try:
        said = read(row.statement)
    except (Damaged, NewerFormat):
        return None
    return Claim(
        row.id, row.compartment_id, subject, row.grantor_id, bytes(row.statement), row.signature, said
    )
