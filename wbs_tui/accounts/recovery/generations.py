"""The escrow's generations as the store holds them, and which of them counts now."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, accounts, escrows, offices
from models.words.recovery import SHARES
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.compartments import Member
from wbs_tui.store.keyring import OFFICE, Keyring, NoCompartments
from wbs_tui.vault.account_keys import PublicKeys, fingerprint
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.escrow import verify_escrow


@dataclass(frozen=True, slots=True)
class Generation:
    """One escrow, proved by its own signature. Times: milliseconds since 1970 UTC."""

    id: str
    """Its account."""
    name: str
    number: int
    member: Member
    hashes: tuple[bytes, ...]
    made_by: str
    created_at: int
    ended_at: int | None
    active: bool
    """Whether the account stands; only the signed grants say whether it counts (`standing`)."""


def generations(connection: Connection) -> tuple[Generation, ...]:
    """Every generation whose statement is genuine, the newest first."""
    every = (
        select(escrows, offices.c.id.label("office"), accounts.c.name, accounts.c.role, accounts.c.status)
        .add_columns(
            account_keys.c.id.label("key_id"), account_keys.c.sign_public, account_keys.c.seal_public
        )
        .join(accounts, accounts.c.id == escrows.c.id)
        .join(account_keys, account_keys.c.account_id == escrows.c.id)
        .join(offices, offices.c.id.is_not(None))
        .order_by(escrows.c.number.desc())
    )
    found = (_generation(row) for row in connection.execute(every))
    return tuple(generation for generation in found if generation is not None)


def _generation(row: Row[Any]) -> Generation | None:
    if not (isinstance(row.sign_public, bytes) and isinstance(row.seal_public, bytes)):
        return None  # SQLite keeps any type in any column; `wbs verify` names the row
    known_as = fingerprint(PublicKeys(row.sign_public, row.seal_public))
    try:
        said = verify_escrow(row.sign_public, row.statement, row.signature)
    except (Damaged, NewerFormat):
        return None
    stored = (row.office, row.id, row.number, known_as)
    if (said.office, said.escrow, said.number, said.fingerprint) != stored or len(said.hashes) != SHARES:
        return None
    return Generation(
        row.id,
        row.name,
        row.number,
        Member(row.id, row.key_id, row.seal_public, known_as),
        said.hashes,
        row.made_by,
        row.created_at,
        row.ended_at,
        (row.role, row.status) == (Role.ESCROW, AccountStatus.ACTIVE),
    )


def standing(connection: Connection, keyring: Keyring) -> Generation | None:
    """The escrow that counts now: genuine, and a grantor of `office` by the signatures; None without one.

    So nobody who can write to the database can put an escrow of his own in its place.
    """
    try:
        compartment_id = keyring.compartment(OFFICE)
    except NoCompartments:
        return None
    members = keyring.authority.members
    for generation in generations(connection):
        membership = members.get((compartment_id, generation.id))
        known_as = None if membership is None or not membership.can_grant else membership.fingerprint
        if generation.active and known_as == generation.member.fingerprint:
            return generation
    return None


def earlier(connection: Connection, keyring: Keyring, now: Generation) -> tuple[Generation, ...]:
    """The escrows before this one that a grantor had let into `office`, the newest first."""
    history = keyring.authority.chains[keyring.compartment(OFFICE)].history
    return tuple(
        generation
        for generation in generations(connection)
        if generation.id != now.id
        and generation.member.fingerprint
        in {each.fingerprint for _at, each in history.get(generation.id, []) if each is not None}
    )


def current_escrow(connection: Connection, keyring: Keyring) -> Member | None:
    """Whom a grantor lets in beside himself, so that two shares can open it; None without an escrow."""
    generation = standing(connection, keyring)
    return None if generation is None else generation.member


def next_number(connection: Connection) -> int:
    """The number of the generation that would be made now."""
    numbers = connection.execute(select(escrows.c.number)).scalars()
    return 1 + max(numbers, default=0)
