"""Tokens that find the same matter at two offices: equal ones match, which only KPK and provinces see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, or_, select, update

from models.words.exchange import OfficeKind
from wbs_tui.hub.core import DAY, Caller, Hub, Rejected, malformed, too_many
from wbs_tui.hub.database import add_new
from wbs_tui.hub.directory import count, locked
from wbs_tui.hub.tables import matches, offices, token_cases, token_uploads, tokens
from wbs_tui.store.engine import writing
from wbs_tui.sync.protocol import CaseTokens, Match, Matches, PutTokens
from wbs_tui.vault.ids import new_id

MOST_ROWS = 1_000
_MOST_BANDS = 64
_BYTES = 16
_AT_A_TIME = 200


def quarters(now: datetime) -> tuple[str, str, str]:
    """The quarters that tokens may be of: the one before, this one, the next."""
    this = now.year * 4 + (now.month - 1) // 3
    before, current, following = (f"{number // 4}-Q{number % 4 + 1}" for number in (this - 1, this, this + 1))
    return before, current, following


def put_tokens(hub: Hub, caller: Caller, given: PutTokens) -> tuple[bytes, ...]:
    """Replace the tokens of cases, find matches, note the upload; gives the refs that changed too often.

    Raises Rejected.
    """
    _refuse_strange(hub, given)
    with writing(hub.engine) as connection:
        last = locked(connection, "matches")
        changed = [
            row for row in given.rows if row.tokens != _stored(connection, caller, given.quarter, row.ref)
        ]
        _refuse_too_many(hub, connection, caller, sum(1 for row in changed if row.tokens))
        refused = {row.ref for row in changed if not _is_allowed(hub, connection, caller, given.quarter, row)}
        taken = [row for row in changed if row.ref not in refused]
        for row in taken:
            _replace(connection, caller, given.quarter, row)
        kept = [row.ref for row in taken if row.tokens]
        matched = _match(hub, connection, caller, given.quarter, kept, last)
        connection.execute(
            token_uploads.insert().values(
                id=new_id(hub.clock),
                office=caller.office,
                station=caller.station,
                quarter=given.quarter,
                at=hub.now(),
                rows=len(kept),
                withdrawn=len(taken) - len(kept),
                matched=matched,
            )
        )
    return tuple(sorted(refused))


def _refuse_strange(hub: Hub, given: PutTokens) -> None:
    if given.quarter not in quarters(hub.clock()) or len(given.rows) > MOST_ROWS:
        raise malformed()
    if len({row.ref for row in given.rows}) != len(given.rows):
        raise malformed()
    for row in given.rows:
        sizes = {len(row.ref), *map(len, row.tokens)}
        if sizes != {_BYTES} or len(row.tokens) > _MOST_BANDS:
            raise malformed()


def _of(caller: Caller, quarter: str, ref: bytes) -> tuple[ColumnElement[bool], ...]:
    return tokens.c.quarter == quarter, tokens.c.office == caller.office, tokens.c.ref == ref


def _stored(connection: Connection, caller: Caller, quarter: str, ref: bytes) -> tuple[bytes, ...]:
    wanted = select(tokens.c.token).where(*_of(caller, quarter, ref)).order_by(tokens.c.band)
    return tuple(connection.scalars(wanted))


def _refuse_too_many(hub: Hub, connection: Connection, caller: Caller, rows: int) -> None:
    """Taking back is always allowed."""
    today = token_uploads.c.office == caller.office, token_uploads.c.at > hub.now() - DAY
    given = connection.scalar(select(func.coalesce(func.sum(token_uploads.c.rows), 0)).where(*today)) or 0
    if rows and given + rows > hub.limits.tokens_a_day:
        raise too_many(3600)


def _is_allowed(hub: Hub, connection: Connection, caller: Caller, quarter: str, row: CaseTokens) -> bool:
    """Whether the case may change once more in this quarter; that is counted."""
    if not row.tokens:
        return True
    key = {"quarter": quarter, "office": caller.office, "ref": row.ref}
    add_new(connection, token_cases, **key, changes=0)
    mine = and_(*(token_cases.c[name] == value for name, value in key.items()))
    within = mine, token_cases.c.changes < hub.limits.token_changes
    counted = update(token_cases).where(*within).values(changes=token_cases.c.changes + 1)
    return connection.execute(counted).rowcount == 1


def _replace(connection: Connection, caller: Caller, quarter: str, row: CaseTokens) -> None:
    connection.execute(delete(tokens).where(*_of(caller, quarter, row.ref)))
    if row.tokens:
        key = {"quarter": quarter, "office": caller.office, "ref": row.ref}
        rows = [{**key, "band": band, "token": token} for band, token in enumerate(row.tokens)]
        connection.execute(tokens.insert(), rows)
        return
    first = and_(matches.c.first_office == caller.office, matches.c.first_ref == row.ref)
    second = and_(matches.c.second_office == caller.office, matches.c.second_ref == row.ref)
    connection.execute(delete(matches).where(matches.c.quarter == quarter, or_(first, second)))


def _match(
    hub: Hub, connection: Connection, caller: Caller, quarter: str, refs: Sequence[bytes], last: int
) -> int:
    """How many new matches the cases make."""
    found = last
    for start in range(0, len(refs), _AT_A_TIME):
        for pair, bands in _equal(hub, connection, caller, quarter, refs[start : start + _AT_A_TIME]):
            row = {"position": found + 1, "quarter": quarter, "bands": bands, "at": hub.now(), **pair}
            found += add_new(connection, matches, **row)
    count(connection, "matches", found)
    return found - last


def _equal(
    hub: Hub, connection: Connection, caller: Caller, quarter: str, refs: Sequence[bytes]
) -> Iterable[tuple[dict[str, str | bytes], int]]:
    """Cases of other offices with enough bands equal, the likest first, so many of each as are allowed."""
    other, bands = tokens.alias("other"), func.count().label("bands")
    same = and_(
        other.c.quarter == tokens.c.quarter,
        other.c.band == tokens.c.band,
        other.c.token == tokens.c.token,
        other.c.office != tokens.c.office,
    )
    most = hub.limits.matches_of_a_case
    wanted = (
        select(tokens.c.ref, other.c.office, other.c.ref.label("theirs"), bands)
        .join(other, same)
        .where(tokens.c.quarter == quarter, tokens.c.office == caller.office, tokens.c.ref.in_(refs))
        .group_by(tokens.c.ref, other.c.office, other.c.ref)
        .having(func.count() >= hub.limits.match_bands)
        .order_by(bands.desc())
        .limit(most * len(refs))
    )
    seen: defaultdict[bytes, int] = defaultdict(int)
    for row in connection.execute(wanted).all():
        seen[row.ref] += 1
        if seen[row.ref] <= most:
            yield _pair((caller.office, row.ref), (row.office, row.theirs)), row.bands


def _pair(one: tuple[str, bytes], other: tuple[str, bytes]) -> dict[str, str | bytes]:
    first, second = sorted((one, other))
    return {
        "first_office": first[0],
        "first_ref": first[1],
        "second_office": second[0],
        "second_ref": second[1],
    }


def matches_for(hub: Hub, caller: Caller, after: int) -> Matches:
    """Matches beyond a position that this office may see. Raises Rejected."""
    with writing(hub.engine) as connection:
        seen = _seen_by(caller)
        if seen is None:
            raise Rejected(403, "not_allowed")
        rows = connection.execute(
            seen.where(matches.c.position > after).order_by(matches.c.position).limit(MOST_ROWS)
        ).all()
        mine = offices.c.id == caller.office, offices.c.matches_after < after
        connection.execute(update(offices).where(*mine).values(matches_after=after))
    return Matches(rows=tuple(Match(*row) for row in rows))


def matches_wait(connection: Connection, caller: Caller) -> bool:
    """Whether there are matches beyond the last that this office has asked beyond."""
    seen = _seen_by(caller)
    if seen is None:
        return False
    asked = select(offices.c.matches_after).where(offices.c.id == caller.office).scalar_subquery()
    return connection.execute(seen.where(matches.c.position > asked).limit(1)).first() is not None


def _seen_by(caller: Caller) -> Select[Any] | None:
    wanted = select(
        *(matches.c.position, matches.c.quarter, matches.c.first_office, matches.c.first_ref),
        *(matches.c.second_office, matches.c.second_ref, matches.c.bands),
    )
    if caller.kind == OfficeKind.KPK:
        return wanted
    if caller.kind != OfficeKind.PROVINCE:
        return None
    under = select(offices.c.id).where(offices.c.under == caller.code, offices.c.id.is_not(None))
    return wanted.where(matches.c.first_office.in_(under), matches.c.second_office.in_(under))
