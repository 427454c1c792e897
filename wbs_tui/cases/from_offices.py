"""What other offices have said of our cases, and what waits between us: for the lists of the day."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, messages, peers, referrals
from models.words.clock import nearest
from models.words.exchange import Direction, MessageKind, MessageState, ReferralState
from models.words.roles import Role
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import MessageBody
from wbs_tui.cases.visibility import hidden_cases, shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.clean import clean

_MOST = 50
_OPEN = (MessageState.NEW, MessageState.WAITING)


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """Something that another office has said and nobody here has read or answered yet."""

    id: str
    register: str
    office: str
    """Its code and name."""
    kind: MessageKind
    state: MessageState
    at: datetime
    text: str = field(repr=False)
    """On one line."""


@dataclass(frozen=True, slots=True)
class ReferralLine:
    """A referral without an answer: of a case of ours, or of one that was handed to us."""

    id: str
    """Of the case: ours, or the other office's."""
    register: str
    office: str
    """Code and name of the other office."""
    at: datetime
    incoming: bool
    late: bool


def office_names(connection: Connection) -> dict[str, tuple[str, str]]:
    """Code and name of other offices by their ids."""
    rows = connection.execute(select(peers.c.id, peers.c.code, peers.c.name))
    return {row.id: (row.code, row.name) for row in rows}


def is_late(desk: Desk, row: Row[Any]) -> bool:
    """Whether a referral, a row of `referrals`, waits for an answer longer than the policy bears."""
    return bool(row.state == ReferralState.WAITING) and _is_long_ago(desk, row.at)


def _is_long_ago(desk: Desk, millis: int) -> bool:
    bears = timedelta(days=desk.policy.exchange.referral.unanswered_days)
    return nearest(millis) + bears < desk.clock()


def hidden_foreign(desk: Desk) -> frozenset[str]:
    """The ids of other offices' cases that are not there for the account: they implicate him, or his head.

    Ids of cases of our own may be among them.
    """
    with desk.reading() as connection:
        return hidden_cases(desk, connection)


def open_remarks(connection: Connection, case_id: str) -> int:
    """How much other offices have said of a case that nobody has read or answered."""
    open_ones = select(func.count()).where(
        messages.c.case_id == case_id, messages.c.direction == Direction.IN, messages.c.state.in_(_OPEN)
    )
    return int(connection.execute(open_ones).scalar_one())


def remarks_waiting(desk: Desk) -> tuple[RemarkLine, ...]:
    """What other offices said of the cases that this account works, unread or unanswered, the newest first.

    An officer gets those of his cases and of cases that are nobody's. Raises NotPermitted.
    """
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        query = (
            select(messages, cases.c.register)
            .join(cases, cases.c.id == messages.c.case_id)
            .where(
                messages.c.direction == Direction.IN,
                messages.c.state.in_(_OPEN),
                shown(desk, connection),
                still_there(cases.c.id),
            )
        )
        if desk.actor.role is Role.OFFICER:
            query = query.where(cases.c.assigned_to.is_(None) | (cases.c.assigned_to == desk.actor.id))
        newest = query.order_by(messages.c.at.desc(), messages.c.id.desc()).limit(_MOST)
        rows = connection.execute(newest).all()
        opener, offices = Opener(desk, connection), office_names(connection)
        opener.fetch(row.body for row in rows)
        return tuple(_remark(opener, row, offices) for row in rows)


def _remark(opener: Opener, row: Row[Any], offices: dict[str, tuple[str, str]]) -> RemarkLine:
    body = opener.show(messages.c.body, row.id, row.body, MessageBody, lambda said: MessageBody(text=said))
    return RemarkLine(
        id=row.id,
        register=row.register,
        office=" ".join(offices.get(row.office_id, ("-",))),
        kind=MessageKind(row.kind),
        state=MessageState(row.state),
        at=nearest(row.at),
        text=clean(body.text, single_line=True),
    )


def referrals_waiting(desk: Desk) -> tuple[ReferralLine, ...]:
    """Referrals without an answer, the oldest first: those handed to us, for who may answer; then ours."""
    with desk.reading() as connection:
        offices = office_names(connection)
        lines: list[ReferralLine] = []
        if desk.may(Operation.REFERRAL_ANSWER):
            lines += [_line(desk, row, offices, incoming=True) for row in _incoming(desk, connection)]
        if desk.may(Operation.CASE_ASSIGN):
            lines += [_line(desk, row, offices, incoming=False) for row in _outgoing(desk, connection)]
    return tuple(lines)


def _incoming(desk: Desk, connection: Connection) -> list[Row[Any]]:
    waiting = select(
        foreign_cases.c.id,
        foreign_cases.c.register,
        foreign_cases.c.office_id,
        foreign_cases.c.told_at.label("at"),
    ).where(
        foreign_cases.c.referral == ReferralState.WAITING,
        foreign_cases.c.id.not_in(sorted(hidden_cases(desk, connection))),
    )
    return list(connection.execute(waiting.order_by(foreign_cases.c.told_at).limit(_MOST)))


def _outgoing(desk: Desk, connection: Connection) -> list[Row[Any]]:
    waiting = (
        select(cases.c.id, cases.c.register, referrals.c.office_id, referrals.c.at)
        .join(cases, cases.c.id == referrals.c.case_id)
        .where(referrals.c.state == ReferralState.WAITING, shown(desk, connection), still_there(cases.c.id))
    )
    return list(connection.execute(waiting.order_by(referrals.c.at).limit(_MOST)))


def _line(desk: Desk, row: Row[Any], offices: dict[str, tuple[str, str]], *, incoming: bool) -> ReferralLine:
    return ReferralLine(
        id=row.id,
        register=row.register,
        office=" ".join(offices.get(row.office_id, ("-",))),
        at=nearest(row.at),
        incoming=incoming,
        late=_is_long_ago(desk, row.at),
    )
