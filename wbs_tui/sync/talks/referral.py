"""Pelimpahan: a case is handed to another office, which takes it or not, and tells how it goes on."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.cases import cases
from models.tables.exchange import peers, referrals
from models.words.clock import LAST_SHOWN, nearest
from models.words.exchange import DeadReason, PeerStatus, ReferralState, Shared
from wbs_tui.cases import words
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.exchange_kinds import REFERRAL_TOLD, REFERRED
from wbs_tui.cases.from_offices import is_late, office_names
from wbs_tui.cases.keys import content_key
from wbs_tui.cases.kinds import ADVANCED, PROPOSED
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.parts import said_instead
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.handing_over import checked_letter, with_letter
from wbs_tui.cases.steps.stages import check_referral, propose_referral, take_referral
from wbs_tui.cases.steps.work import entry_about, transaction_on
from wbs_tui.cases.views import Advanced
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.outgoing.case_document import full_case
from wbs_tui.sync.outgoing.following import FAR_BEHIND, Looked, newest_revision, touched
from wbs_tui.sync.outgoing.sharing import confirmed_office, send_document, write_share
from wbs_tui.sync.outgoing.told import is_restricted, may_hear
from wbs_tui.sync.parcels.collecting import Gone, NotYet, Origin, collects, handles
from wbs_tui.sync.parcels.measure import count_texts
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import ReferralAnswer
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean

_LONGEST_CODE = 40
_LONGEST_REGISTER = 24
_LONGEST_TEXT = 200_000
_AT_ONCE = 500
_LOOKED = "progress"
_TOLD = "progress:"
"""State: what the office that handed a case over was told last of it, by the case's id here."""


@dataclass(frozen=True, slots=True)
class ReferralView:
    """A case that was handed over, and what is known of it since."""

    id: str
    office: str
    """Its code."""
    office_name: str
    state: ReferralState
    at: datetime
    account: str
    reason: str = field(repr=False)
    answered_at: datetime | None
    answer: str = field(repr=False)
    register: str
    """Its number there; empty until it is taken."""
    stage: str
    result: str
    closure: str
    told_at: datetime | None
    late: bool
    """Whether it waits for an answer longer than the policy bears."""


def refer_case(
    desk: Desk, register: str, office: str, reason: str, *, letter: str = "", propose: bool = False
) -> Advanced:
    """Hand a case over to the office of a code: the step of the graph, and the case itself; or propose it.

    `letter` is the number of the letter that goes with it, where there is one. Raises NotPermitted,
    NoSuchCase, NoSuchOffice, NotConfirmed, NotEnrolled, StepNotInGraph, NotForThisRole, MayOnlyPropose,
    GatesClosed, ReasonMissing, HandingOverRefused.
    """
    desk.require(Operation.CASE_READ)
    number = checked_letter(letter)
    given = words.reason(desk, with_letter(words.reason(desk, reason), number))
    with transaction_on(desk, register) as (transaction, case):
        edge = check_referral(desk, transaction.connection, case, given, propose=propose)
        to = confirmed_office(desk, transaction.connection, office)
        if propose:
            with entry_about(desk, transaction, case, PROPOSED) as work:
                said = _("Dilimpahkan kepada {office}. {reason}").format(office=to.name, reason=given)
                propose_referral(work, edge, said)
            return Advanced(case.register, case.stage, proposed=True)
        with entry_about(desk, transaction, case, ADVANCED) as work:
            take_referral(work, edge, given, number)
        with entry_about(desk, transaction, full_case(transaction.connection, case.id), REFERRED) as work:
            work.write(
                referrals,
                {referrals.c.reason: Words(text=given)},
                office_id=to.id,
                state=ReferralState.WAITING,
            )
            write_share(work, Shared.REFERRAL, to.id, given)
        send_document(desk, transaction, case.id, to.id, given, referral=True)
        return Advanced(case.register, edge.to, proposed=False)


def referrals_of(desk: Desk, register: str) -> tuple[ReferralView, ...]:
    """The times a case was handed over, the oldest first. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        query = select(referrals).where(referrals.c.case_id == case.id)
        rows = connection.execute(query.order_by(referrals.c.at, referrals.c.id)).all()
        opener, names = Opener(desk, connection), account_names(connection)
        offices = office_names(connection)
        return tuple(_view(opener, row, names, offices) for row in rows)


def _view(
    opener: Opener, row: Row[Any], names: dict[str, str], offices: dict[str, tuple[str, str]]
) -> ReferralView:
    reason = opener.open_or_say(referrals.c.reason, row.id, row.reason, Words, said_instead)
    answer = opener.open_or_say(referrals.c.answer, row.id, row.answer, Words, said_instead)
    code, name = offices.get(row.office_id, ("", ""))
    return ReferralView(
        id=row.id,
        office=code,
        office_name=name,
        state=ReferralState(row.state),
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
        reason=reason.text if reason else "",
        answered_at=None if row.answered_at is None else nearest(row.answered_at),
        answer=answer.text if answer else "",
        register=row.register or "",
        stage=row.stage or "",
        result=row.result or "",
        closure=row.closure or "",
        told_at=None if row.told_at is None else nearest(row.told_at),
        late=is_late(opener.desk, row),
    )


@handles(ReferralAnswer)
def take_answer(desk: Desk, transaction: Transaction, origin: Origin, item: ReferralAnswer) -> None:
    """Note what the other office made of a case of ours. Raises NotYet for one that it never got."""
    connection = transaction.connection
    newest = select(referrals).where(referrals.c.case_id == item.case, referrals.c.office_id == origin.office)
    row = connection.execute(newest.order_by(referrals.c.at.desc(), referrals.c.id.desc()).limit(1)).first()
    if row is None or not _is_sound(item):
        raise NotYet(DeadReason.REFUSED, _("Kasus itu tidak dilimpahkan kepadanya."))
    if is_destroyed(connection, item.case):
        raise Gone
    if row.told_at is not None and item.at < row.told_at:
        return
    case = full_case(connection, item.case)
    count_texts(desk, connection, origin, len(item.text.encode()))
    with transaction.entry(REFERRAL_TOLD, item.case) as change:
        told: dict[str, object] = {"state": ReferralState(item.state), "told_at": item.at}
        for name in ("register", "stage", "result", "closure"):
            value = getattr(item, name)
            told[name] = None if value is None else _on_a_line(value)
        if row.answered_at is None:
            told["answered_at"] = change.at
        if item.text:
            key = content_key(desk, connection, case.id, case.compartment_id)
            answer = Words(text=clean(item.text))
            told["answer"] = change.seal(key, referrals.c.answer, row.id, answer)
        change.update(referrals, row.id, **told)
        change.update(cases, case.id, last_report_at=change.at)


def _is_sound(item: ReferralAnswer) -> bool:
    codes = [_on_a_line(code) for code in (item.stage, item.result, item.closure)]
    return (
        item.state in tuple(ReferralState)
        and item.state != ReferralState.WAITING
        and 0 < item.at <= LAST_SHOWN
        and len(_on_a_line(item.register)) <= _LONGEST_REGISTER
        and all(len(code) <= _LONGEST_CODE for code in codes)
        and len(item.text) <= _LONGEST_TEXT
    )


def _on_a_line(text: str | None) -> str:
    """As it would be kept: hidden characters are gone, and composing can make it longer."""
    return clean(text or "", single_line=True)


class _Progress(msgspec.Struct, frozen=True, array_like=True):
    """How far a case that came from elsewhere is."""

    register: str
    stage: str
    result: str | None
    closure: str | None


@collects
def collect_progress(desk: Desk) -> None:
    """Tell the offices that handed cases over how they go on; of a restricted case only by a decision."""
    if desk.lease is not None or not desk.policy.exchange.referral.tell_progress:
        return
    with desk.reading() as connection:
        revision = newest_revision(connection)
        looked = read_state(connection, _LOOKED, Looked)
        rows = _handed_to_us(connection, looked)
        due = [row for row in rows if _is_news(desk, connection, row)]
    if not rows and looked is not None and revision - looked.revision < FAR_BEHIND:
        return
    with desk.transaction() as transaction:
        for row in due:
            _tell_progress(desk, transaction, row)
        write_state(transaction.connection, _LOOKED, Looked(revision, desk.now()))


def _handed_to_us(connection: Connection, looked: Looked | None) -> list[Row[Any]]:
    """The cases that other offices handed over and that may have gone on since."""
    query = select(cases).where(cases.c.referred_from.is_not(None), cases.c.year > 0)
    if looked is None:
        return list(connection.execute(query))
    rest = iter(sorted(touched(connection, looked.revision)))
    found: list[Row[Any]] = []
    while batch := list(islice(rest, _AT_ONCE)):
        found += connection.execute(query.where(cases.c.id.in_(batch)))
    return found


def _is_news(desk: Desk, connection: Connection, row: Row[Any]) -> bool:
    told = read_state(connection, _TOLD + row.id, _Progress)
    status = connection.execute(select(peers.c.status).where(peers.c.id == row.referred_from)).scalar()
    return status == PeerStatus.CONFIRMED and told != _progress(row) and _may_tell(desk, connection, row)


def _may_tell(desk: Desk, connection: Connection, row: Row[Any]) -> bool:
    if not is_restricted(desk, row.id, bool(row.restricted)):
        return True
    return may_hear(desk, connection, row.id, row.referred_from)


def _progress(row: Row[Any]) -> _Progress:
    return _Progress(row.register, row.stage, row.result, row.closure)


def _tell_progress(desk: Desk, transaction: Transaction, row: Row[Any]) -> None:
    told = _progress(row)
    answer = ReferralAnswer(
        case=row.referred_case, state=ReferralState.ACCEPTED, at=desk.now(), **msgspec.structs.asdict(told)
    )
    queue(desk, transaction, row.referred_from, [answer])
    note_told(transaction.connection, row)


def note_told(connection: Connection, row: Row[Any]) -> None:
    """Remember that the office that handed a case over knows how it stands; a row of `cases`."""
    write_state(connection, _TOLD + row.id, _progress(row))
