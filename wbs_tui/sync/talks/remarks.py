"""What offices say to each other about a case: comments, requests with their replies, 'handled by us'."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, messages, outbox
from models.words.clock import nearest
from models.words.exchange import DeadReason, Direction, MessageKind, MessageState
from wbs_tui.cases import words
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.exchange_kinds import REMARK_READ, REMARK_TAKEN, REMARK_WRITTEN
from wbs_tui.cases.from_offices import office_names
from wbs_tui.cases.keys import content_key
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import MessageBody
from wbs_tui.cases.steps.work import entry_about, transaction_on
from wbs_tui.cases.traces.typed_identity import refuse_typed_identity, without_identity
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.foreign_cases.foreign import foreign_key
from wbs_tui.sync.foreign_cases.foreign_views import find_foreign, refuse_destroyed_foreign
from wbs_tui.sync.outgoing.case_document import full_case
from wbs_tui.sync.outgoing.sharing import confirmed_office
from wbs_tui.sync.outgoing.told import knows_of, may_tell
from wbs_tui.sync.parcels.collecting import Gone, NotYet, Origin, handles
from wbs_tui.sync.parcels.measure import count_remark
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.wire import Remark
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import is_id, new_id

TYPED = (MessageKind.COMMENT, MessageKind.REQUEST, MessageKind.HANDLED)
"""The kinds that an officer chooses from; a reply answers one of the others' words."""
_LONGEST_TEXT = 200_000
_LONGEST_NAME = 300
_PARCEL = "remark_parcel:"
"""State: the parcel in which a message of ours goes, by its id."""


class NotTold(Refused):
    """The office knows nothing of the case, or may be told nothing of it."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _(
                "{office} belum diberi tahu tentang kasus ini, atau kasusnya dibatasi. Diperlukan keputusan "
                "membagikan kasus ini kepadanya (wbs share)."
            ).format(office=office)
        )


class NoSuchRemark(Refused):
    """What is answered is not there."""

    def __init__(self) -> None:
        super().__init__(_("Pesan yang dijawab tidak ada pada kasus ini."))


class NotTheOwner(Refused):
    """Of another office's case one speaks to that office alone."""

    def __init__(self, register: str, owner: str) -> None:
        super().__init__(
            _(
                "{register} adalah kasus instansi {owner}; pesan tentangnya hanya ke sana: --to {owner}."
            ).format(register=register, owner=owner)
        )


class NotAKind(Refused):
    """An officer does not choose this kind."""

    def __init__(self) -> None:
        kinds = ", ".join(TYPED)
        super().__init__(_("Pilih jenis pesan: {kinds}.").format(kinds=kinds))


@dataclass(frozen=True, slots=True)
class RemarkView:
    """What one office said to another about a case."""

    id: str
    direction: Direction
    kind: MessageKind
    state: MessageState
    office: str
    """The code of the other office."""
    office_name: str
    at: datetime
    """When it was written, or came here."""
    by: str
    """Who wrote it."""
    text: str = field(repr=False)
    reply_to: str | None
    answered_at: datetime | None
    delivered_at: datetime | None
    """Of one of ours: when that office confirmed that it has it, as far as this desk knows."""


def write_remark(
    desk: Desk,
    register: str,
    office: str,
    text: str,
    kind: MessageKind = MessageKind.COMMENT,
    reply_to: str | None = None,
) -> str:
    """Say something to another office about a case of ours; gives the id.

    Who reported is left out of what goes, whatever the officer keeps here: that takes a decision of its own.

    Raises NotPermitted, NothingWritten, TooLong, NotAKind, NoSuchCase, NoSuchOffice, NotConfirmed, NotTold,
    NoSuchRemark, TypedIdentity.
    """
    desk.require(Operation.CASE_READ)
    desk.require(Operation.CASE_COMMENT)
    said = words.body(desk, text)
    chosen = _kind(kind, reply_to)
    with transaction_on(desk, register) as (transaction, case):
        to = confirmed_office(desk, transaction.connection, office)
        answered = _answered(transaction.connection, reply_to, to.id, messages.c.case_id == case.id)
        if not may_tell(desk, transaction.connection, case, to.id):
            raise NotTold(to.name)
        with entry_about(desk, transaction, case, REMARK_WRITTEN) as work:
            row = _Row(chosen, to.id, case_id=case.id, reply_to=reply_to)
            refuse_typed_identity(work.opener, case.id, MessageBody(text=said))
            remark_id = _write(desk, work.change, work.content_key, row, MessageBody(text=said))
            _mark_answered(work.change, answered)
            sent = without_identity(work.opener, case.id)(said)
        _queue(desk, transaction, remark_id, row, sent, to.id, case.id, desk.office.id)
    return remark_id


def write_foreign_remark(
    desk: Desk,
    named: str,
    text: str,
    kind: MessageKind = MessageKind.COMMENT,
    reply_to: str | None = None,
    office: str | None = None,
    *,
    remark_id: str | None = None,
    by: str = "",
) -> str:
    """Say something to the office whose case it is, by the id or register number that it has there.

    `office` is the code of whom the writer means. `by` is who wrote it where an adapter brings it; then
    `remark_id` is the id that it has for ever, and one that is there already is left as it is. Raises as
    `write_remark`, but NoSuchForeign for NoSuchCase and NotTold, and NotTheOwner.
    """
    desk.require(Operation.CASE_COMMENT)
    said = words.body(desk, text)
    chosen = _kind(kind, reply_to)
    with desk.transaction() as transaction:
        connection = transaction.connection
        if remark_id is not None and _is_known(connection, remark_id):
            return remark_id
        case = find_foreign(desk, connection, named, office)
        refuse_destroyed_foreign(connection, case)
        owner, _name = office_names(connection).get(case.office_id, ("", ""))
        if office not in (None, owner):
            raise NotTheOwner(case.register, owner)
        answered = _answered(connection, reply_to, case.office_id, messages.c.foreign_id == case.id)
        with transaction.entry(REMARK_WRITTEN) as change:
            row = _Row(chosen, case.office_id, foreign_id=case.id, reply_to=reply_to)
            key = foreign_key(desk, connection, case.id)
            if remark_id is None:  # what an adapter brings, nobody is there to be asked about
                refuse_typed_identity(Opener(desk, connection), case.id, MessageBody(text=said))
            written = _write(desk, change, key, row, MessageBody(text=said, by=by), known_as=remark_id)
            _mark_answered(change, answered)
        _queue(desk, transaction, written, row, said, case.office_id, case.id, case.office_id, by)
    return written


def _is_known(connection: Connection, remark_id: str) -> bool:
    return connection.execute(select(messages.c.id).where(messages.c.id == remark_id)).first() is not None


def tell_duplicate(
    desk: Desk, transaction: Transaction, foreign_id: str, text: str, ours: Collection[str] = ()
) -> str:
    """Tell an office that another may have the same matter as its case; within a decision about a match.

    Who reported the case, or those of `ours` (ids) that it is like, is asked about as in every text; of ours
    it is left out of what goes. Raises TypedIdentity.
    """
    connection = transaction.connection
    opener = Opener(desk, connection)
    for each in (foreign_id, *ours):
        refuse_typed_identity(opener, each, MessageBody(text=text))
    for each in ours:
        text = without_identity(opener, each)(text)
    case = connection.execute(select(foreign_cases).where(foreign_cases.c.id == foreign_id)).one()
    row = _Row(MessageKind.DUPLICATE, case.office_id, foreign_id=case.id)
    with transaction.entry(REMARK_WRITTEN) as change:
        key = foreign_key(desk, connection, case.id)
        remark_id = _write(desk, change, key, row, MessageBody(text=text))
    _queue(desk, transaction, remark_id, row, text, case.office_id, case.id, case.office_id)
    return remark_id


def remarks(desk: Desk, register: str) -> tuple[RemarkView, ...]:
    """What was said about a case of ours, the oldest first. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        return _views(desk, connection, messages.c.case_id == case.id)


def foreign_remarks(desk: Desk, named: str) -> tuple[RemarkView, ...]:
    """What was said about another office's case, the oldest first. Raises NotPermitted, NoSuchForeign."""
    desk.require(Operation.MONITOR_READ)
    with desk.reading() as connection:
        case = find_foreign(desk, connection, named)
        return _views(desk, connection, messages.c.foreign_id == case.id)


def mark_remarks_read(desk: Desk, register: str) -> int:
    """Note that what other offices said of a case has been read; how many were new.

    Only by who works the case: an account that only reads leaves them new. Raises NoSuchCase.
    """
    if not desk.may(Operation.CASE_COMMENT) or not desk.may(Operation.CASE_READ):
        return 0
    with desk.reading() as connection:
        case = find(desk, connection, register)
        new = _new(connection, messages.c.case_id == case.id)
    if new:
        with desk.transaction() as transaction:
            _mark_read(transaction, new, case.id)
    return len(new)


def mark_foreign_read(desk: Desk, named: str) -> int:
    """The same for another office's case. Raises NoSuchForeign."""
    if not desk.may(Operation.CASE_COMMENT):
        return 0
    with desk.reading() as connection:
        case = find_foreign(desk, connection, named)
        new = _new(connection, messages.c.foreign_id == case.id)
    if new:
        with desk.transaction() as transaction:
            _mark_read(transaction, new, None)
    return len(new)


@handles(Remark)
def take_remark(desk: Desk, transaction: Transaction, origin: Origin, item: Remark) -> None:
    """Keep what another office says about a case of ours, or about one of its own."""
    connection = transaction.connection
    _check(item)
    known = connection.execute(select(messages.c.office_id).where(messages.c.id == item.id)).scalar()
    if known is not None:
        if known != origin.office:
            raise _refused()
        return
    kind = MessageKind(item.kind)
    body = MessageBody(text=clean(item.text), by=clean(item.by, single_line=True))
    ours = item.owner == desk.office.id
    row = _Row(
        kind,
        origin.office,
        case_id=item.case if ours else None,
        foreign_id=None if ours else item.case,
        reply_to=item.reply_to,
    )
    if ours:
        _take_about_ours(desk, transaction, origin, item, row, body)
    else:
        _take_about_theirs(desk, transaction, origin, item, row, body)


def _take_about_ours(
    desk: Desk, transaction: Transaction, origin: Origin, item: Remark, row: "_Row", body: MessageBody
) -> None:
    connection = transaction.connection
    if not knows_of(connection, item.case, origin.office):
        raise _refused()
    if is_destroyed(connection, item.case):
        raise Gone
    case = full_case(connection, item.case)
    _count(desk, connection, origin, messages.c.case_id == case.id, body)
    with transaction.entry(REMARK_TAKEN, case.id) as change:
        key = content_key(desk, connection, case.id, case.compartment_id)
        _write(desk, change, key, row, body, arrived=item)
        _mark_replied(change, origin, item, messages.c.case_id == case.id)
        change.update(cases, case.id, last_report_at=change.at)


def _take_about_theirs(
    desk: Desk, transaction: Transaction, origin: Origin, item: Remark, row: "_Row", body: MessageBody
) -> None:
    connection = transaction.connection
    theirs = select(foreign_cases.c.office_id).where(foreign_cases.c.id == item.case)
    if item.owner != origin.office or connection.execute(theirs).scalar() != origin.office:
        raise _refused()
    if is_destroyed(connection, item.case):
        raise Gone
    _count(desk, connection, origin, messages.c.foreign_id == item.case, body)
    with transaction.entry(REMARK_TAKEN) as change:
        key = foreign_key(desk, connection, item.case)
        _write(desk, change, key, row, body, arrived=item)
        _mark_replied(change, origin, item, messages.c.foreign_id == item.case)


def _count(desk: Desk, connection: Connection, origin: Origin, about: Any, body: MessageBody) -> None:
    count_remark(desk, connection, origin, about, len(body.text.encode()) + len(body.by.encode()))


def _check(item: Remark) -> None:
    sound = (
        is_id(item.id)
        and is_id(item.case)
        and item.kind in tuple(MessageKind)
        and (item.reply_to is None or is_id(item.reply_to))
        and 0 < len(clean(item.text).strip()) <= _LONGEST_TEXT
        and len(item.by) <= _LONGEST_NAME
    )
    if not sound:
        raise NotYet(DeadReason.REFUSED, _("Pesan tentang kasus ini tidak masuk akal."))


def _refused() -> NotYet:
    return NotYet(DeadReason.REFUSED, _("Pengirimnya tidak diberi tahu tentang kasus itu."))


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands in clear of a message."""

    kind: MessageKind
    office_id: str
    case_id: str | None = None
    foreign_id: str | None = None
    reply_to: str | None = None


def _kind(kind: MessageKind, reply_to: str | None) -> MessageKind:
    if reply_to is not None:
        return MessageKind.REPLY
    if kind not in TYPED:
        raise NotAKind
    return MessageKind(kind)


def _write(
    desk: Desk,
    change: Change,
    key: CellKey,
    row: _Row,
    body: MessageBody,
    arrived: Remark | None = None,
    known_as: str | None = None,
) -> str:
    """The row of a message, going out or `arrived`; gives its id, a new one unless it is `known_as` one."""
    remark_id = (known_as or new_id(desk.clock)) if arrived is None else arrived.id
    waits = row.kind is MessageKind.REQUEST
    read = MessageState.READ if arrived is None else MessageState.NEW
    return change.insert(
        messages,
        remark_id,
        direction=Direction.OUT if arrived is None else Direction.IN,
        kind=row.kind,
        office_id=row.office_id,
        case_id=row.case_id,
        foreign_id=row.foreign_id,
        reply_to=row.reply_to,
        at=change.at,
        account_id=desk.actor.id,
        state=MessageState.WAITING if waits else read,
        body=change.seal(key, messages.c.body, remark_id, body),
    )


def _answered(connection: Connection, reply_to: str | None, office_id: str, about: Any) -> Row[Any] | None:
    """The message that is answered. Raises NoSuchRemark."""
    if reply_to is None:
        return None
    query = select(messages).where(
        messages.c.id == reply_to,
        messages.c.office_id == office_id,
        messages.c.direction == Direction.IN,
        about,
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NoSuchRemark
    return row


def _mark_answered(change: Change, answered: Row[Any] | None) -> None:
    if answered is not None and answered.state != MessageState.ANSWERED:
        change.update(messages, answered.id, state=MessageState.ANSWERED, answered_at=change.at)


def _mark_replied(change: Change, origin: Origin, item: Remark, about: Any) -> None:
    """What this office asked of that one is answered by what has come."""
    if item.reply_to is None:
        return
    query = select(messages).where(
        messages.c.id == item.reply_to,
        messages.c.direction == Direction.OUT,
        messages.c.office_id == origin.office,
        about,
    )
    _mark_answered(change, change.connection.execute(query).one_or_none())


def _queue(
    desk: Desk,
    transaction: Transaction,
    remark_id: str,
    row: _Row,
    text: str,
    office_id: str,
    case_id: str,
    owner: str,
    by: str = "",
) -> None:
    remark = Remark(
        id=remark_id,
        kind=row.kind,
        case=case_id,
        owner=owner,
        reply_to=row.reply_to,
        at=desk.now(),
        by=f"{by}, {_signature(desk)}" if by else _signature(desk),
        text=text,
    )
    parcel = queue(desk, transaction, office_id, [remark])
    write_state(transaction.connection, _PARCEL + remark_id, parcel)


def _delivered_at(connection: Connection, row: Row[Any]) -> datetime | None:
    """When the other office's word came that it has the parcel with this message."""
    parcel = read_state(connection, _PARCEL + row.id, str) if row.direction == Direction.OUT else None
    if parcel is None:
        return None
    at = connection.execute(select(outbox.c.received_at).where(outbox.c.id == parcel)).scalar()
    return None if at is None else nearest(at)


def _signature(desk: Desk) -> str:
    """Name and role of who writes, as the other office reads it."""
    return f"{desk.actor.name} ({desk.policy.label('role', desk.actor.role, 'id')})"


def _new(connection: Connection, about: Any) -> Collection[str]:
    query = select(messages.c.id).where(
        messages.c.direction == Direction.IN, messages.c.state == MessageState.NEW, about
    )
    return list(connection.execute(query).scalars())


def _mark_read(transaction: Transaction, ids: Iterable[str], case_id: str | None) -> None:
    with transaction.entry(REMARK_READ, case_id) as change:
        for each in ids:
            change.update(messages, each, state=MessageState.READ)


def _views(desk: Desk, connection: Connection, about: Any) -> tuple[RemarkView, ...]:
    rows = connection.execute(select(messages).where(about).order_by(messages.c.at, messages.c.id)).all()
    opener, names, offices = Opener(desk, connection), account_names(connection), office_names(connection)
    opener.fetch(row.body for row in rows)
    return tuple(_view(opener, row, names, offices) for row in rows)


def _view(
    opener: Opener, row: Row[Any], names: dict[str, str], offices: dict[str, tuple[str, str]]
) -> RemarkView:
    body = opener.show(messages.c.body, row.id, row.body, MessageBody, lambda said: MessageBody(text=said))
    code, name = offices.get(row.office_id, ("", ""))
    own, said_by = names.get(row.account_id, ""), body.by
    return RemarkView(
        id=row.id,
        direction=Direction(row.direction),
        kind=MessageKind(row.kind),
        state=MessageState(row.state),
        office=code,
        office_name=name,
        at=nearest(row.at),
        by=said_by if row.direction == Direction.IN else said_by or own,
        text=body.text,
        reply_to=row.reply_to,
        answered_at=None if row.answered_at is None else nearest(row.answered_at),
        delivered_at=_delivered_at(opener.connection, row),
    )
