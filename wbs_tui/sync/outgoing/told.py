"""What other offices may be told of a case: by the decisions that stand, and by what they know already."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, literal, select, union_all

from models.tables.cases import cases, restrictions
from models.tables.exchange import messages, referrals, sent_summaries, shares
from models.words.exchange import Direction, ReferralState, Shared
from wbs_tui.cases.destroyed import still_there
from wbs_tui.journal.desk import Desk
from wbs_tui.store.places import CASE

_TELLS = tuple(what for what in Shared if what is not Shared.TOKENS)
_RESTRICTED_AT = (
    select(func.max(restrictions.c.at)).where(restrictions.c.case_id == cases.c.id).scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that lets something of a case go to an office, and has not ended."""

    id: str
    case_id: str
    office_id: str
    what: Shared
    at: int


def is_restricted(desk: Desk, case_id: str, restricted: bool) -> bool:
    """Whether a case is in a compartment of its own: as its row says, or its charters whatever that says."""
    return restricted or desk.keyring.compartment_of_case(case_id, CASE) is not None


def apart(desk: Desk) -> frozenset[str]:
    """All cases that their charters put in a compartment of their own."""
    places = desk.keyring.authority.of_case
    return frozenset(case_id for case_id, kinds in places.items() if CASE in kinds)


def standing(
    desk: Desk,
    connection: Connection,
    what: Collection[Shared] = tuple(Shared),
    case_id: str | None = None,
) -> tuple[Standing, ...]:
    """The decisions that count now, the oldest first: of all cases, or of one.

    Those from before a case was restricted count no more: nobody decided on a restricted case then. A
    referral that was declined ends what it let go.
    """
    query = (
        select(shares, cases.c.restricted, _RESTRICTED_AT.label("restricted_at"))
        .join(cases, cases.c.id == shares.c.case_id)
        .where(shares.c.ended_at.is_(None), shares.c.what.in_(what), still_there(shares.c.case_id))
        .order_by(shares.c.at, shares.c.id)
    )
    rows = connection.execute(query if case_id is None else query.where(shares.c.case_id == case_id)).all()
    declined = _declined(connection) if any(row.what == Shared.REFERRAL for row in rows) else frozenset()
    return tuple(
        Standing(row.id, row.case_id, row.office_id, Shared(row.what), row.at)
        for row in rows
        if _counts(desk, row)
        and not (row.what == Shared.REFERRAL and (row.case_id, row.office_id) in declined)
    )


def _counts(desk: Desk, row: Row[Any]) -> bool:
    if not is_restricted(desk, row.case_id, bool(row.restricted)):
        return True
    return row.restricted_at is not None and row.at >= row.restricted_at


def _declined(connection: Connection) -> frozenset[tuple[str, str]]:
    """Cases and the offices that did not take them when they were last asked."""
    newest_first = select(referrals).order_by(referrals.c.at.desc(), referrals.c.id.desc())
    last: dict[tuple[str, str], str] = {}
    for row in connection.execute(newest_first):
        last.setdefault((row.case_id, row.office_id), row.state)
    return frozenset(pair for pair, state in last.items() if state == ReferralState.DECLINED)


def knows_of(connection: Connection, case_id: str, office_id: str) -> bool:
    """Whether the office has ever been told that there is such a case."""
    told = union_all(
        *(
            select(literal(1)).where(table.c.case_id == case_id, table.c.office_id == office_id)
            for table in (sent_summaries, shares, referrals)
        ),
        select(literal(1)).where(
            messages.c.case_id == case_id,
            messages.c.office_id == office_id,
            messages.c.direction == Direction.IN,
        ),
    )
    return connection.execute(told.limit(1)).first() is not None


def may_tell(desk: Desk, connection: Connection, case: Row[Any], office_id: str) -> bool:
    """Whether an officer may write to the office about the case.

    It must know of it already; of a restricted case, by a decision that counts.
    """
    if is_restricted(desk, case.id, bool(case.restricted)):
        return may_hear(desk, connection, case.id, office_id)
    return knows_of(connection, case.id, office_id)


def may_hear(desk: Desk, connection: Connection, case_id: str, office_id: str) -> bool:
    """Whether a decision that counts names the office as one that is told of the case.

    One that lets the case be matched tells nobody which case it is.
    """
    return any(each.office_id == office_id for each in standing(desk, connection, _TELLS, case_id))
