"""The key of each quarter for tokens between offices: KPK makes it and seals it to every confirmed office.

Both the old and the new one run two weeks around the turn of a quarter, so that nothing falls between them.
"""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

from models.tables.accounts import offices
from models.tables.exchange import token_keys
from models.words.clock import from_millis, to_millis
from models.words.exchange import DeadReason, OfficeKind, PeerStatus
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.sync.kinds import TOKEN_KEY_KEPT
from wbs_tui.sync.offices.keys import exchange_cell_key, is_enrolled
from wbs_tui.sync.offices.peers import peer, read_peers
from wbs_tui.sync.parcels.collecting import NotYet, Origin, collects, handles
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import TokenKey
from wbs_tui.text.catalogue import _
from wbs_tui.vault.cells import CellPlace, open_struct
from wbs_tui.vault.ids import is_id, new_id

SECRET_BYTES = 32
_OVERLAP = timedelta(days=14)
_NEAR = timedelta(days=400)
_MOST_OF_A_QUARTER = 4
"""A KPK that was restored makes another; the first that came counts."""
_SENT = "token_key:"
"""State: the offices that a key was sealed to, by the key's id."""


@dataclass(frozen=True, slots=True)
class QuarterKey:
    """A key that counts now."""

    id: str
    quarter: str
    secret: bytes = field(repr=False)


def quarter_of(when: datetime) -> str:
    """`2026-Q4`."""
    return f"{when.year}-Q{(when.month + 2) // 3}"


def keys_of_now(desk: Desk, connection: Connection) -> tuple[QuarterKey, ...]:
    """The keys that tokens are made with now, the oldest first. Raises NotLetIn."""
    now = desk.now()
    rows = connection.execute(
        select(token_keys)
        .where(token_keys.c.starts_at <= now, token_keys.c.ends_at > now)
        .order_by(token_keys.c.starts_at, token_keys.c.id)
    )
    found: dict[str, QuarterKey] = {}
    for row in rows:
        place = CellPlace(desk.office.id, str(token_keys.name), "secret", row.id)
        secret = open_struct(lambda key_id: desk.keyring.key(connection, key_id), place, row.secret, bytes)
        found.setdefault(row.quarter, QuarterKey(row.id, row.quarter, secret))
    return tuple(found.values())


@collects
def collect_token_keys(desk: Desk) -> None:
    """At KPK: make the key of a quarter that begins, and seal it to each office that has not got it."""
    if desk.lease is not None or not _is_kpk(desk):
        return
    for quarter, starts, ends in _due_quarters(desk.clock()):
        _make_and_send(desk, quarter, to_millis(starts), to_millis(ends))


def _is_kpk(desk: Desk) -> bool:
    with desk.reading() as connection:
        kind = connection.execute(select(offices.c.kind)).scalar()
        return kind == OfficeKind.KPK and is_enrolled(connection)


def _due_quarters(now: datetime) -> list[tuple[str, datetime, datetime]]:
    """The quarters whose key runs now: with the overlap one or two."""
    found = []
    for when in dict.fromkeys((_start(now - _OVERLAP), _start(now), _start(now + _OVERLAP))):
        ends = _start(when + timedelta(days=100))
        found.append((quarter_of(when), when - _OVERLAP, ends + _OVERLAP))
    return found


def _start(when: datetime) -> datetime:
    return datetime(when.year, (when.month - 1) // 3 * 3 + 1, 1, tzinfo=UTC)


def _make_and_send(desk: Desk, quarter: str, starts_at: int, ends_at: int) -> None:
    with desk.transaction() as transaction:
        connection = transaction.connection
        own = select(token_keys).where(
            token_keys.c.quarter == quarter, token_keys.c.office_id == desk.office.id
        )
        row = connection.execute(own.order_by(token_keys.c.id).limit(1)).one_or_none()
        if row is None:
            _keep(desk, transaction, new_id(desk.clock), desk.office.id, _Given(quarter, starts_at, ends_at))
            row = connection.execute(own).one()
        sent = set(read_state(connection, _SENT + row.id, list[str]) or ())
        missing = [
            each.id
            for each in read_peers(connection)
            if each.status == PeerStatus.CONFIRMED and each.id not in sent
        ]
        if not missing:
            return
        place = CellPlace(desk.office.id, str(token_keys.name), "secret", row.id)
        secret = open_struct(lambda key_id: desk.keyring.key(connection, key_id), place, row.secret, bytes)
        item = TokenKey(id=row.id, quarter=quarter, starts_at=starts_at, ends_at=ends_at, secret=secret)
        for office_id in missing:
            queue(desk, transaction, office_id, [item])
        write_state(connection, _SENT + row.id, sorted({*sent, *missing}))


@dataclass(frozen=True, slots=True)
class _Given:
    quarter: str
    starts_at: int
    ends_at: int
    secret: bytes = field(default_factory=lambda: os.urandom(SECRET_BYTES), repr=False)


def _keep(desk: Desk, transaction: Transaction, key_id: str, office_id: str, given: _Given) -> None:
    key = exchange_cell_key(desk, transaction.connection)
    with transaction.entry(TOKEN_KEY_KEPT) as change:
        change.insert(
            token_keys,
            key_id,
            quarter=given.quarter,
            office_id=office_id,
            starts_at=given.starts_at,
            ends_at=given.ends_at,
            at=change.at,
            secret=change.seal(key, token_keys.c.secret, key_id, given.secret),
        )


@handles(TokenKey)
def take_token_key(desk: Desk, transaction: Transaction, origin: Origin, item: TokenKey) -> None:
    """Keep the key of a quarter that KPK has sent; nobody else gives any. Raises NotYet."""
    connection = transaction.connection
    sender = peer(connection, origin.office)
    if sender is None or sender.kind != OfficeKind.KPK:
        raise NotYet(DeadReason.REFUSED, _("Kunci pencocokan hanya diterima dari KPK."))
    if not _is_sound(item):
        raise NotYet(DeadReason.UNREADABLE, _("Kunci pencocokan ini tidak masuk akal."))
    if connection.execute(select(token_keys.c.id).where(token_keys.c.id == item.id)).first() is None:
        if not _has_room(desk, connection, item):
            raise NotYet(DeadReason.OVER_LIMIT, _("KPK sudah mengirim kunci pencocokan bagi triwulan itu."))
        given = _Given(item.quarter, item.starts_at, item.ends_at, item.secret)
        _keep(desk, transaction, item.id, origin.office, given)


def _has_room(desk: Desk, connection: Connection, item: TokenKey) -> bool:
    """Whether it is for a quarter of about now, of which there are not too many keys already."""
    now = desk.clock()
    near = from_millis(item.starts_at) - _NEAR < now < from_millis(item.ends_at) + _NEAR
    there = select(func.count()).where(token_keys.c.quarter == item.quarter)
    return near and connection.execute(there).scalar_one() < _MOST_OF_A_QUARTER


def _is_sound(item: TokenKey) -> bool:
    """The quarter that it names, with no longer an overlap than a quarter's."""
    if not is_id(item.id) or len(item.secret) != SECRET_BYTES:
        return False
    try:
        starts, ends = from_millis(item.starts_at), from_millis(item.ends_at)
    except (ValueError, OverflowError, OSError):
        return False
    middle = starts + (ends - starts) / 2
    return timedelta() < ends - starts < timedelta(days=200) and quarter_of(middle) == item.quarter
