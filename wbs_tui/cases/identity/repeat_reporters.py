"""Who has reported before: found by keyed tokens that lie in the caches of identity members alone.

The key of the tokens is made in the cache and never leaves it, so two accounts have no token in common, and
nothing in the store says that two cases have one reporter.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Row, func, select, text

from models.tables.cases import cases, reports
from models.tables.journal import journal
from wbs_tui.cases.disclosures import is_revealed
from wbs_tui.cases.keys import reads_identity
from wbs_tui.cases.kinds import READER_CHANGED, REPORT_JOINED, REPORT_RECEIVED, REPORT_RESTRICTED, RESTRICTED
from wbs_tui.cases.lookup import find, reads_own_only
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import ReportIdentity
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.traces.traces import traces_of
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.search.cache import cache, drop
from wbs_tui.search.facts import fact, remember
from wbs_tui.search.layout import REPORTERS
from wbs_tui.search.position import Position, position_at
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.records import ready
from wbs_tui.vault.tokens import token

Progress = Callable[[int, int], None]
"""Is told how many cases have been looked at, of how many."""

_WATCHED = (REPORT_RECEIVED, REPORT_JOINED, REPORT_RESTRICTED, RESTRICTED, READER_CHANGED)
_BATCH = 200
_MOST_SHOWN = 50
_KEY, _POSITION = "reporters.key", "reporters.position"


def repeat_reporters(
    desk: Desk,
    register: str,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[str, ...]:
    """The register numbers of other cases that a reporter of this one has reported in, the newest first.

    Only cases that are there for the account. The cache is brought up to date first; `cancelled` ends that
    early, and what was done is kept. Raises NotPermitted, NoSuchCase, NoIdentityGrant (also when nothing is
    revealed).
    """
    desk.require(Operation.IDENTITY_REVEAL)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        is_member = desk.keyring.may_open(IDENTITY)
        may_see = reads_identity(desk, case.id) and is_revealed(desk, connection, case.id)
    if not is_member:
        drop(desk, REPORTERS)
    if not (is_member and may_see):
        raise NoIdentityGrant
    with cache(desk, REPORTERS) as engine:
        _bring_up_to_date(desk, engine, progress, cancelled)
        others = _sharing(engine, case.id)
    return _registers(desk, others)


def _bring_up_to_date(desk: Desk, engine: Engine, progress: Progress, cancelled: Callable[[], bool]) -> None:
    """Look at the cases that got a report, or moved, since the revision that the cache knows."""
    key, position = _begin(engine)
    with desk.reading() as connection:
        if not position.is_of(connection):
            position = _forget(engine)
        changed = _changed(connection, position.revision)
    for start in range(0, len(changed), _BATCH):
        if cancelled():
            return
        batch = changed[start : start + _BATCH]
        _take_in(desk, engine, key, batch)
        progress(start + len(batch), len(changed))


def _begin(engine: Engine) -> tuple[bytes, Position]:
    with writing(engine) as connection:
        key = fact(connection, _KEY)
        if key is None:
            key = os.urandom(32)
            remember(connection, _KEY, key)
        known = fact(connection, _POSITION)
        return key, msgspec.msgpack.decode(known, type=ready(Position)) if known else Position()


def _forget(engine: Engine) -> Position:
    """Begin anew: the store was put back, and what was known is of a history that is no more."""
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM reporters"))
        remember(connection, _POSITION, msgspec.msgpack.encode(Position()))
    return Position()


def _changed(connection: Connection, position: int) -> Sequence[Row[Any, Any]]:
    """Cases with the revision of their latest entry of interest, in the order of those revisions."""
    newest = func.max(journal.c.revision).label("revision")
    since = (
        select(journal.c.case_id, newest)
        .where(journal.c.revision > position, journal.c.kind.in_(_WATCHED), journal.c.case_id.is_not(None))
        .group_by(journal.c.case_id)
        .order_by(newest)
    )
    return connection.execute(since).all()


def _take_in(desk: Desk, engine: Engine, key: bytes, batch: Sequence[Row[Any, Any]]) -> None:
    """The tokens of a batch of cases in place of what was known of them, with the position after it."""
    ids = [row.case_id for row in batch]
    with desk.reading() as connection:
        found = sorted(set(_tokens(desk, connection, key, ids)))
        position = position_at(connection, batch[-1].revision)
    with writing(engine) as connection:
        for case_id in ids:
            connection.execute(text("DELETE FROM reporters WHERE case_id = :case"), {"case": case_id})
        if found:
            rows = [{"token": made, "case": case_id} for made, case_id in found]
            connection.execute(text("INSERT INTO reporters (token, case_id) VALUES (:token, :case)"), rows)
        remember(connection, _POSITION, msgspec.msgpack.encode(position))


def _tokens(
    desk: Desk, connection: Connection, key: bytes, case_ids: Sequence[str]
) -> Iterator[tuple[bytes, str]]:
    """The tokens of every reporter of these cases whose identity opens, each with its case."""
    of_cases = select(reports.c.id, reports.c.case_id, reports.c.identity).where(
        reports.c.case_id.in_(case_ids)
    )
    rows = connection.execute(of_cases).all()
    opener = Opener(desk, connection)
    opener.fetch(row.identity for row in rows)
    for row in rows:
        identity = opener.open(reports.c.identity, row.id, row.identity, ReportIdentity)
        if identity is not None:
            yield from ((token(key, kind, value), row.case_id) for kind, value in _marks(identity))


def _marks(identity: ReportIdentity) -> Iterator[tuple[str, str]]:
    """What tells one person from another: numbers, e-mail addresses, and a name with an address.

    What was masked in the text is left out: it may be somebody else's.
    """
    own = ReportIdentity(phone=identity.phone, nik=identity.nik, email=identity.email, sender=identity.sender)
    yield from traces_of(own)
    if identity.name and identity.address:
        yield "person", " ".join(f"{identity.name} {identity.address}".casefold().split())


def _sharing(engine: Engine, case_id: str) -> list[str]:
    """The other cases that have a token of this case's."""
    shared = text(
        "SELECT DISTINCT others.case_id FROM reporters AS own JOIN reporters AS others USING (token) "
        "WHERE own.case_id = :case AND others.case_id <> :case"
    )
    with reading(engine) as connection:
        return list(connection.execute(shared, {"case": case_id}).scalars())


def _registers(desk: Desk, case_ids: Sequence[str]) -> tuple[str, ...]:
    """The register numbers of those that are there for the account now."""
    with desk.reading() as connection:
        there = select(cases.c.register).where(cases.c.id.in_(case_ids), shown(desk, connection))
        if reads_own_only(desk):
            there = there.where(cases.c.assigned_to == desk.actor.id)
        newest = there.order_by(cases.c.received_at.desc(), cases.c.id.desc()).limit(_MOST_SHOWN)
        return tuple(connection.execute(newest).scalars())
