"""A case that another office handed to us: taken as a case of our own under our own number, or declined."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, func, select

from models.tables.cases import cases, evidence, notes
from models.tables.exchange import foreign_cases, foreign_files, peers
from models.words.exchange import FileState, OfficeKind, ReferralState
from models.words.outcomes import EvidenceState
from models.words.reports import Channel, IncomingReport, Reporter
from wbs_tui.cases import words
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.exchange_kinds import REFERRAL_ACCEPTED, REFERRAL_DECLINED, REFERRAL_EVIDENCE
from wbs_tui.cases.keys import content_key
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.numbers.registering import next_evidence_number
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import EvidenceDescription, ForeignDocument, ForeignFile, Words
from wbs_tui.cases.steps.notes import PLAIN
from wbs_tui.cases.unnamed_files import remove_unnamed
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.intake.look_ups import look_ups
from wbs_tui.intake.preparing import Prepared, files_of, prepare
from wbs_tui.intake.storing import store
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.sync.foreign_cases.foreign_identity import reporter_of
from wbs_tui.sync.foreign_cases.foreign_views import find_foreign
from wbs_tui.sync.foreign_cases.subjects_here import subjects_here
from wbs_tui.sync.outgoing.case_document import full_case
from wbs_tui.sync.parcels.collecting import collects
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.talks.handed_over import reported_text, work_done_text
from wbs_tui.sync.talks.referral import note_told
from wbs_tui.sync.wire import ReferralAnswer
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.stream import SealedFile

_TAKEN_OVER = "taken_over"
"""State: how many files of each case that was taken over are evidence here."""


class NotWaiting(Refused):
    """Nobody waits for an answer."""

    def __init__(self, register: str) -> None:
        super().__init__(
            _("{register} tidak menunggu jawaban: tidak dilimpahkan, atau sudah dijawab.").format(
                register=register
            )
        )


@dataclass(frozen=True, slots=True)
class AnsweredReferral:
    """What became of a case that was handed to us."""

    state: ReferralState
    register: str | None
    """Our number; None when it was declined, or is in a case that is not there for the account."""


def accept_referral(desk: Desk, foreign_id: str, note: str = "") -> AnsweredReferral:
    """Take the case: it becomes a case of our own, and the other office is told its number.

    Raises NotPermitted, NoSuchForeign, NotWaiting, NotConfirmed, NumbersOnHold.
    """
    desk.require(Operation.REFERRAL_ANSWER)
    said = words.reason(desk, note)
    with desk.reading() as connection:
        row = _waiting(desk, connection, foreign_id)
        document = Opener(desk, connection).must_open(
            foreign_cases.c.document, row.id, row.document, ForeignDocument
        )
        tokens = look_ups(desk, connection)
        prepared = _prepared(desk, connection, row, document)
        arrived = _arrived(desk, connection, row)
    sealed: list[_Copied] = []
    try:
        sealed.extend(_copy(desk, each) for each in arrived)
        with desk.transaction() as transaction:
            _waiting(desk, transaction.connection, foreign_id)
            stored = store(desk, transaction, tokens, prepared)
            if stored.known:
                raise NotWaiting(row.register)
            case_id = _case_of(transaction.connection, stored.case_id)
            _take(desk, transaction, row, case_id, sealed, said)
            _note_their_work(desk, transaction, row, case_id, document)
    except BaseException as error:
        remove_unnamed(desk, [*files_of(prepared), *(each.id for each in sealed)], error)
        raise
    return AnsweredReferral(ReferralState.ACCEPTED, stored.register)


def decline_referral(desk: Desk, foreign_id: str, reason: str) -> AnsweredReferral:
    """Do not take the case; the other office is told why.

    Raises NotPermitted, ReasonMissing, NoSuchForeign, NotWaiting, NotConfirmed.
    """
    desk.require(Operation.REFERRAL_ANSWER)
    said = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        row = _waiting(desk, transaction.connection, foreign_id)
        with transaction.entry(REFERRAL_DECLINED) as change:
            change.update(foreign_cases, row.id, referral=ReferralState.DECLINED)
        answer = ReferralAnswer(case=row.id, state=ReferralState.DECLINED, at=desk.now(), text=said)
        queue(desk, transaction, row.office_id, [answer])
    return AnsweredReferral(ReferralState.DECLINED, None)


def _waiting(desk: Desk, connection: Connection, foreign_id: str) -> Row[Any]:
    row = find_foreign(desk, connection, foreign_id)
    if row.referral != ReferralState.WAITING or row.document is None:
        raise NotWaiting(row.register)
    return row


def _prepared(desk: Desk, connection: Connection, row: Row[Any], document: ForeignDocument) -> Prepared:
    sender = connection.execute(select(peers.c.kind, peers.c.name).where(peers.c.id == row.office_id)).one()
    from_kpk = sender.kind == OfficeKind.KPK
    incoming = IncomingReport(
        channel=Channel.KPK if from_kpk else Channel.REFERRAL,
        external_id=f"referral:{row.id}:{row.shared_clock}",
        received_at=desk.clock(),
        title=document.title,
        text=reported_text(document),
        masked=(),
        reporter=reporter_of(desk, connection, row) or Reporter(),
        raw=msgspec.msgpack.encode(document),
        attachments=(),
        source=row.register,
    )
    subjects = subjects_here(connection, document, _file_names(desk, connection, row))
    return replace(prepare(desk, incoming, {}), subjects=subjects)


def _file_names(desk: Desk, connection: Connection, row: Row[Any]) -> list[str]:
    """What the files of the other office's case are called, here or not."""
    opener = Opener(desk, connection)
    rows = connection.execute(select(foreign_files).where(foreign_files.c.foreign_id == row.id)).all()
    files = [
        opener.open(foreign_files.c.description, each.id, each.description, ForeignFile) for each in rows
    ]
    return [name for each in files if each is not None for name in (each.name, each.described_as)]


def _case_of(connection: Connection, case_id: str | None) -> str:
    """The case that was made; it may not be there for who takes it, so that its id was not given."""
    if case_id is not None:
        return case_id
    newest = select(cases.c.id).order_by(cases.c.year.desc(), cases.c.running.desc()).limit(1)
    return str(connection.execute(newest).scalar_one())


def _take(
    desk: Desk,
    transaction: Transaction,
    row: Row[Any],
    case_id: str,
    sealed: list["_Copied"],
    note: str,
) -> None:
    with transaction.entry(REFERRAL_ACCEPTED, case_id) as change:
        change.update(cases, case_id, referred_from=row.office_id, referred_case=row.id)
        change.update(foreign_cases, row.id, referral=ReferralState.ACCEPTED, accepted_as=case_id)
        _write_evidence(desk, change, case_id, sealed)
    made = full_case(transaction.connection, case_id)
    answer = ReferralAnswer(
        case=row.id,
        state=ReferralState.ACCEPTED,
        at=desk.now(),
        register=made.register,
        stage=made.stage,
        text=note,
    )
    queue(desk, transaction, row.office_id, [answer])
    note_told(transaction.connection, made)


def _note_their_work(
    desk: Desk, transaction: Transaction, row: Row[Any], case_id: str, document: ForeignDocument
) -> None:
    """What the other office wrote of the case is a note: no report, and nobody of ours said it."""
    connection = transaction.connection
    office = connection.execute(select(peers.c.code, peers.c.name).where(peers.c.id == row.office_id)).one()
    said = work_done_text(f"{office.code} {office.name}", row.register, document, desk.office.zone)
    with transaction.entry(NOTE_WRITTEN, case_id) as change:
        key = content_key(desk, connection, case_id, full_case(connection, case_id).compartment_id)
        note_id = new_id(desk.clock)
        change.insert(
            notes,
            note_id,
            case_id=case_id,
            at=change.at,
            account_id=desk.actor.id,
            kind=PLAIN,
            corrects=None,
            body=change.seal(key, notes.c.body, note_id, Words(text=said)),
        )


@dataclass(frozen=True, slots=True)
class _Arrived:
    """A file of the other office's case that is here."""

    id: str
    about: ForeignFile


@dataclass(frozen=True, slots=True)
class _Copied:
    """The same, sealed again as evidence of our own."""

    id: str
    key: bytes = field(repr=False)
    file: SealedFile
    about: ForeignFile


def _own_id(file_id: str) -> str:
    """The id under which a file of the other office's is evidence of ours: one, however often it is tried."""
    return sha256(f"wbs-referred-file|{file_id}".encode()).hexdigest()[:32]


def _arrived(desk: Desk, connection: Connection, row: Row[Any]) -> list[_Arrived]:
    opener = Opener(desk, connection)
    files = select(foreign_files).where(
        foreign_files.c.foreign_id == row.id, foreign_files.c.state == FileState.HERE
    )
    found = [
        _Arrived(
            each.id,
            opener.must_open(foreign_files.c.description, each.id, each.description, ForeignFile),
        )
        for each in connection.execute(files).all()
    ]
    return sorted(found, key=lambda each: each.about.number)


class _Pieces:
    """What comes piece by piece, as a source that is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int, /) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


def _copy(desk: Desk, arrived: _Arrived) -> _Copied:
    """Seal a file again under a key of its own, piece by piece."""
    key, row_id = os.urandom(32), _own_id(arrived.id)
    pieces = _Pieces(desk.evidence_files.read(arrived.about.key, arrived.id))
    return _Copied(row_id, key, desk.evidence_files.write(pieces, key, row_id), arrived.about)


def _write_evidence(desk: Desk, change: Change, case_id: str, copied: list[_Copied]) -> None:
    if not copied:
        return
    case = full_case(change.connection, case_id)
    key = content_key(desk, change.connection, case.id, case.compartment_id)
    first = next_evidence_number(change.connection, case_id)
    for number, each in enumerate(copied, first):
        about = EvidenceDescription(
            number=number,
            media_type=each.about.media_type,
            sha256=each.file.sha256,
            name=each.about.name,
            described_as=each.about.described_as,
        )
        change.insert(
            evidence,
            each.id,
            case_id=case_id,
            state=EvidenceState.RELEASED,
            size=each.file.size,
            received_at=change.at,
            added_by=desk.actor.id,
            description=change.seal(key, evidence.c.description, each.id, about),
            released_key=change.seal(key, evidence.c.released_key, each.id, each.key),
        )
    change.update(cases, case_id, evidence=case.evidence + len(copied))


@collects
def take_over_files(desk: Desk) -> None:
    """Add to cases that were taken over the evidence that has arrived since."""
    if desk.lease is not None:
        return
    with desk.reading() as connection:
        here = _files_here(connection)
        done = read_state(connection, _TAKEN_OVER, dict[str, int]) or {}
        waiting = [each for each, count in here.items() if done.get(each) != count]
        due = [(row, _missing(desk, connection, row)) for row in _taken_over(desk, connection, waiting)]
    for row, arrived in due:
        if arrived:
            _add_later(desk, row, arrived)
    if due:
        with desk.transaction() as transaction:
            looked = {row.id: here[row.id] for row, _arrived_now in due}
            write_state(transaction.connection, _TAKEN_OVER, {**done, **looked})


def _files_here(connection: Connection) -> dict[str, int]:
    """By the id of a case that was taken over: how many of its files have arrived."""
    query = (
        select(foreign_files.c.foreign_id, func.count())
        .join(foreign_cases, foreign_cases.c.id == foreign_files.c.foreign_id)
        .where(foreign_cases.c.referral == ReferralState.ACCEPTED, foreign_files.c.state == FileState.HERE)
        .group_by(foreign_files.c.foreign_id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _taken_over(desk: Desk, connection: Connection, ids: list[str]) -> list[Row[Any]]:
    """Those of the cases that are still there and open for this account."""
    waiting = (
        select(foreign_cases)
        .join(cases, cases.c.id == foreign_cases.c.accepted_as)
        .where(foreign_cases.c.id.in_(ids), still_there(cases.c.id))
    )
    hidden = hidden_cases(desk, connection)
    found = [row for row in connection.execute(waiting) if not {row.id, row.accepted_as} & hidden]
    return [row for row in found if _opens(desk, connection, row)]


def _opens(desk: Desk, connection: Connection, row: Row[Any]) -> bool:
    try:
        _arrived(desk, connection, row)
    except NotLetIn:
        return False
    return True


def _missing(desk: Desk, connection: Connection, row: Row[Any]) -> list[_Arrived]:
    arrived = _arrived(desk, connection, row)
    ids = {_own_id(each.id): each for each in arrived}
    there = connection.execute(select(evidence.c.id).where(evidence.c.id.in_(ids))).scalars()
    for each in there:
        del ids[each]
    return list(ids.values())


def _add_later(desk: Desk, row: Row[Any], arrived: list[_Arrived]) -> None:
    copied: list[_Copied] = []
    try:
        copied.extend(_copy(desk, each) for each in arrived)
        with (
            desk.transaction() as transaction,
            transaction.entry(REFERRAL_EVIDENCE, row.accepted_as) as change,
        ):
            _write_evidence(desk, change, row.accepted_as, copied)
    except BaseException as error:
        remove_unnamed(desk, [each.id for each in copied], error)
        raise
