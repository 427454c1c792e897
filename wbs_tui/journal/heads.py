"""Heads: how far each station's journal had come, signed by the account that saw it, kept elsewhere.

Whoever holds the store can cut the journal's tail, or go on with a copy; neither shows in the store itself.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, offices
from models.tables.journal import journal
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.findings import Finding
from wbs_tui.journal.trails import Trail, ends, meet, read_trails
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.statements import read_statement

HEAD_CONTEXT = "head-v1"
_VERSION = 1
_HEAD = N_("Pernyataan kepala jurnal")


class HeadStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is signed. `points`: the trail, the head first; `at`: UTC milliseconds."""

    version: int = _VERSION
    office: str
    station: str
    points: Trail
    account: str
    account_key: str
    at: int


class SignedHead(msgspec.Struct, array_like=True, frozen=True):
    """The bytes of a statement, and the 64-byte signature of the account over them."""

    statement: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """What comes of comparing a store with heads."""

    findings: tuple[Finding, ...] = ()
    """`cut` and `equivocation`; the place is `station#sequence`."""
    anchored: Mapping[str, int] = field(default_factory=dict)
    """By station: the latest sequence that a head which counts names, and that is there as it says."""
    lost: Mapping[str, int] = field(default_factory=dict)
    """By station: how many entries that a head vouches for a restored store goes on without."""
    ignored: tuple[SignedHead, ...] = ()
    """Heads of another office, or that no key of this store has signed: they say nothing, good or bad."""


def signed_heads(desk: Desk, connection: Connection) -> tuple[SignedHead, ...]:
    """The head of every station as the connection sees it, signed by the account at the desk."""
    return tuple(_signed(desk, station, trail) for station, trail in read_trails(connection).items())


def _signed(desk: Desk, station: str, trail: Trail) -> SignedHead:
    statement = msgspec.msgpack.encode(
        HeadStatement(
            office=desk.office.id,
            station=station,
            points=trail,
            account=desk.actor.id,
            account_key=desk.actor.key_id,
            at=desk.now(),
        )
    )
    return SignedHead(statement, desk.account_keys.sign(HEAD_CONTEXT, statement))


def read_head(head: SignedHead) -> HeadStatement:
    """What a head says, whoever signed it; raises Damaged, NewerFormat."""
    said: HeadStatement = read_statement(head.statement, {_VERSION: HeadStatement}, _HEAD)
    if not said.points:
        raise Damaged(_HEAD)
    return said


def check_heads(
    connection: Connection, heads: Iterable[SignedHead], proved: Connection | None = None
) -> Held:
    """Whether the store's journal goes on from all of the heads.

    `proved`: where accounts' keys are read from when not from the same tables.
    """
    findings: dict[Finding, None] = {}
    anchored: dict[str, int] = {}
    lost: dict[str, int] = {}
    ignored: list[SignedHead] = []
    ended = ends(proved or connection)
    for head in heads:
        said = _counting(connection, proved or connection, head)
        if said is None:
            ignored.append(head)
            continue
        met = meet(connection, said.station, said.points, ended)
        anchored[said.station] = max(anchored.get(said.station, 0), met.anchored_to)
        lost[said.station] = max(lost.get(said.station, 0), met.lost)
        if met.parting is not None:
            findings[Finding(met.parting.what, f"{said.station}#{met.parting.sequence}")] = None
    return Held(tuple(findings), anchored, lost, tuple(ignored))


def _counting(connection: Connection, proved: Connection, head: SignedHead) -> HeadStatement | None:
    """What a head says when an account of this office signed it with a key that counts for so much."""
    try:
        said = read_head(head)
    except (Damaged, NewerFormat):
        return None
    office = proved.execute(select(offices.c.id)).scalar()
    key = proved.execute(
        select(account_keys).where(
            account_keys.c.id == said.account_key, account_keys.c.account_id == said.account
        )
    ).one_or_none()
    if key is None or office != said.office:
        return None
    genuine = verify(key.sign_public, HEAD_CONTEXT, head.statement, head.signature)
    return said if genuine and _in_its_time(connection, key, said) else None


def _in_its_time(connection: Connection, key: Row[*tuple[object, ...]], said: HeadStatement) -> bool:
    """A key that has ended signs heads only up to the one that it ended at: whoever has it now says more."""
    if key.ended_at is None:
        return True
    ended_by = connection.execute(select(journal.c.station).where(journal.c.id == key.entry_id)).scalar()
    last = key.last_sequence
    return ended_by == said.station and isinstance(last, int) and said.points[0].sequence <= last
