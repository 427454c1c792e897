"""Writes one message into the store: as a case, as a further report of one, or kept without a number."""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, Row, bindparam, select

from models.tables.cases import cases, evidence, kept_messages, reports
from models.words.clock import to_millis
from models.words.outcomes import EvidenceState
from models.words.reports import AttachmentKind, Channel, Incoming, IncomingReport, Rejected, SetAside
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.keys import identity_key, new_identity_key
from wbs_tui.cases.kinds import REPORT_JOINED, REPORT_RECEIVED, REPORT_RESTRICTED
from wbs_tui.cases.numbers.registering import NewCase, join_report, next_evidence_number, register_case
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import (
    EvidenceDescription,
    HeldDescription,
    KeptContent,
    ReportContent,
    ReportIdentity,
)
from wbs_tui.cases.traces.findings import EMAIL
from wbs_tui.cases.traces.guard import guard_of, knows
from wbs_tui.cases.traces.traces import find
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.intake.kinds import MESSAGE_KEPT
from wbs_tui.intake.look_ups import LookUps, look_ups
from wbs_tui.intake.preparing import Prepared, SealedAttachment
from wbs_tui.intake.restricted import found_own
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.catalogue import _
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import new_id

_KEPT = "kept"
_REPORT_BY_TOKEN = (
    select(reports.c.case_id, cases.c.register, reports.c.content_token, reports.c.id, reports.c.content)
    .join(cases, cases.c.id == reports.c.case_id)
    .where(reports.c.message_token.in_(bindparam("tokens", expanding=True)))
    .limit(1)
)
_KEPT_BY_TOKEN = select(kept_messages.c.state).where(
    kept_messages.c.message_token.in_(bindparam("tokens", expanding=True))
)


class Joined(StrEnum):
    """How a report came to its case."""

    FIRST = "first"
    REPLY = "reply"
    UNCONFIRMED = "unconfirmed"
    """It says it answers, but another sender sent it: headers can be forged."""


class KeptState(StrEnum):
    """Why a message has no number."""

    SET_ASIDE = "set_aside"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a message: the case it is in, if it is in one, and whether it was here before."""

    register: str | None
    case_id: str | None
    known: bool
    warnings: tuple[str, ...] = ()
    """What an officer should know of the report, as it was stored."""
    unnamed: bool = False
    """Whether the case is not there for the importer: he is told that the report was taken in, no more."""


UNNAMED = Stored(None, None, True, unnamed=True)
"""A message that is here, in a case that is not there for the importer: he is not told that it was."""


KNOWN = Stored(None, None, True)
"""A message that is here already."""


def find_stored(desk: Desk, connection: Connection, tokens: LookUps, incoming: Incoming) -> Stored | None:
    """What the importer is told of a message that is here; None when it is not.

    It is the same by its identifier, an e-mail by its contents too.
    """
    if not isinstance(incoming, IncomingReport):
        kept = connection.execute(_KEPT_BY_TOKEN, {"tokens": tokens.all_kept(incoming)}).first()
        return None if kept is None else KNOWN
    holder = _holder(connection, tokens, incoming)
    if holder is None or not _is_same(tokens, incoming, holder):
        return None
    return UNNAMED if holder.case_id in hidden_cases(desk, connection) else KNOWN


def _holder(
    connection: Connection, tokens: LookUps, incoming: IncomingReport
) -> Row[str, str, bytes, str, bytes] | None:
    """The stored report that has this one's identifier."""
    wanted = {"tokens": tokens.messages(incoming.channel, incoming.external_id)}
    return connection.execute(_REPORT_BY_TOKEN, wanted).first()


def _is_same(tokens: LookUps, incoming: IncomingReport, holder: Row[str, str, bytes, str, bytes]) -> bool:
    """Whether the holder of the identifier is this very message."""
    if incoming.channel != Channel.EMAIL:
        return True
    return bool(holder.content_token == tokens.content(incoming))


def find_known(desk: Desk, incoming: IncomingReport) -> Stored:
    """Where a report that is in the store already stands."""
    with desk.reading() as connection:
        tokens = look_ups(desk, connection)
        wanted = {"tokens": tokens.messages(incoming.channel, incoming.external_id)}
        found = connection.execute(_REPORT_BY_TOKEN, wanted).one()
        if found.case_id in hidden_cases(desk, connection):
            return UNNAMED
    return Stored(found.register, found.case_id, True)


def store(desk: Desk, transaction: Transaction, tokens: LookUps, prepared: Prepared) -> Stored:
    """Write a prepared message, unless it is here already."""
    incoming, connection = prepared.incoming, transaction.connection
    stored = find_stored(desk, connection, tokens, incoming)
    if stored is not None:
        return stored
    if not isinstance(incoming, IncomingReport):
        _keep(desk, transaction, tokens, prepared, incoming)
        return Stored(None, None, False)
    own = _under_own_identifier(connection, tokens, incoming)
    stored = None if own is incoming else find_stored(desk, connection, tokens, own)
    if stored is not None:
        return stored
    answered = _answered(connection, tokens, own)
    if answered is None:
        return _open_case(desk, transaction, tokens, prepared, own)
    if is_destroyed(connection, answered.case_id):
        return _open_case(desk, transaction, tokens, prepared, _left_alone(own))
    return _join_case(desk, transaction, tokens, prepared, own, answered)


def _left_alone(incoming: IncomingReport) -> IncomingReport:
    """An answer to what was destroyed; without the number, for not everyone need know of that case."""
    told = _("Laporan ini menjawab laporan pada kasus yang sudah dimusnahkan.")
    return replace(incoming, warnings=(*incoming.warnings, told))


def _under_own_identifier(
    connection: Connection, tokens: LookUps, incoming: IncomingReport
) -> IncomingReport:
    """The report under an identifier that no other has.

    A Message-ID can be forged: another message that came first under it must not keep this one out.
    """
    if _holder(connection, tokens, incoming) is None:
        return incoming
    return replace(
        incoming,
        external_id=f"{incoming.external_id}#{hashlib.sha256(incoming.raw).hexdigest()}",
        warnings=(
            *incoming.warnings,
            _("Pengenal pesan ini sama dengan laporan lain, tetapi isinya berbeda."),
        ),
    )


def _is_same_sender(
    desk: Desk, connection: Connection, answered: Row[str, str, bytes, str, bytes], sender: str | None
) -> bool:
    """Whether the earlier report is by who sends now, by the guard of its identity: it holds few bits."""
    content = Opener(desk, connection).open(reports.c.content, answered.id, answered.content, ReportContent)
    if sender is None or content is None or content.guard is None:
        return False
    return any(found.kind == EMAIL for found in find(sender, knows(content.guard)))


def _answered(
    connection: Connection, tokens: LookUps, incoming: IncomingReport
) -> Row[str, str, bytes, str, bytes] | None:
    """The earlier report that this one says it answers, the nearest first."""
    for external_id in incoming.in_reply_to:
        wanted = {"tokens": tokens.messages(incoming.channel, external_id)}
        found = connection.execute(_REPORT_BY_TOKEN, wanted).first()
        if found is not None:
            return found
    return None


def _open_case(
    desk: Desk, transaction: Transaction, tokens: LookUps, prepared: Prepared, incoming: IncomingReport
) -> Stored:
    case_id = new_id(desk.clock)
    assert prepared.suggestion is not None  # noqa: S101 - a report has been classified
    new = NewCase(
        channel=incoming.channel,
        received_at=incoming.received_at,
        title=incoming.title,
        suggestion=prepared.suggestion,
        identity_policy=incoming.identity_policy,
        evidence=_evidence_count(prepared),
    )
    kind = REPORT_RESTRICTED if prepared.subjects else REPORT_RECEIVED
    with transaction.entry(kind, case_id) as change:
        own = found_own(desk, change, case_id, prepared.subjects) if prepared.subjects else None
        registered = register_case(desk, change, case_id, new)
        identity = new_identity_key(desk, change.connection, case_id)
        writer = _ReportWriter(desk, change, case_id, registered.content_key, identity, tokens)
        writer.write(prepared, incoming, Joined.FIRST, first_number=1)
        if own is not None:
            own.write_restriction(change, registered.content_key)
    stored = Stored(registered.register, case_id, False, incoming.warnings)
    if own is None:
        return stored
    told = _told(desk, transaction.connection, stored)
    if told.unnamed:
        desk.keyring.drop({registered.content_key.key_id, identity.key_id})
    return told


def _join_case(
    desk: Desk,
    transaction: Transaction,
    tokens: LookUps,
    prepared: Prepared,
    incoming: IncomingReport,
    answered: Row[str, str, bytes, str, bytes],
) -> Stored:
    case_id, register = answered.case_id, answered.register
    same = _is_same_sender(desk, transaction.connection, answered, incoming.sender_key)
    with transaction.entry(REPORT_JOINED, case_id) as change:
        number = next_evidence_number(change.connection, case_id)
        content = join_report(desk, change, case_id, evidence=_evidence_count(prepared))
        identity = identity_key(desk, change.connection, case_id)
        writer = _ReportWriter(desk, change, case_id, content, identity, tokens)
        writer.write(prepared, incoming, Joined.REPLY if same else Joined.UNCONFIRMED, first_number=number)
    return _told(desk, transaction.connection, Stored(register, case_id, False, incoming.warnings))


def _told(desk: Desk, connection: Connection, stored: Stored) -> Stored:
    """What the importer may know of where a report went."""
    if stored.case_id not in hidden_cases(desk, connection):
        return stored
    return Stored(None, None, stored.known, unnamed=True)


def _evidence_count(prepared: Prepared) -> int:
    return sum(each.attachment.kind is AttachmentKind.EVIDENCE for each in prepared.attachments)


@dataclass(frozen=True, slots=True)
class _ReportWriter:
    """Writes the rows of one report within an entry."""

    desk: Desk
    change: Change
    case_id: str
    content: CellKey
    identity: CellKey
    tokens: LookUps

    def write(
        self, prepared: Prepared, incoming: IncomingReport, joined: Joined, *, first_number: int
    ) -> None:
        report_id = new_id(self.desk.clock)
        seal = self.change.seal
        self.change.insert(
            reports,
            report_id,
            case_id=self.case_id,
            channel=incoming.channel,
            joined=joined,
            received_at=to_millis(incoming.received_at),
            recorded_at=self.change.at,
            recorded_by=self.desk.actor.id,
            message_token=self.tokens.message(incoming.channel, incoming.external_id),
            content_token=self.tokens.content(incoming),
            content=seal(self.content, reports.c.content, report_id, _content(incoming)),
            identity=seal(self.identity, reports.c.identity, report_id, _identity(incoming)),
            raw=seal(self.identity, reports.c.raw, report_id, prepared.raw_cell),
            raw_file=prepared.raw_file,
        )
        for number, each in enumerate(prepared.attachments, start=first_number):
            self._write_attachment(each, report_id, number, to_millis(incoming.received_at))

    def _write_attachment(
        self, each: SealedAttachment, report_id: str, number: int, received_at: int
    ) -> None:
        """A file of the reporter's: its name and key are identity until somebody releases them."""
        is_identity = each.attachment.kind is AttachmentKind.IDENTITY
        description = EvidenceDescription(
            number=number,
            media_type=each.attachment.media_type,
            sha256=each.sealed.sha256,
            described_as=each.attachment.described_as,
        )
        held = HeldDescription(name=each.attachment.name, original_name=each.attachment.original_name)
        seal = self.change.seal
        self.change.insert(
            evidence,
            each.file_id,
            case_id=self.case_id,
            report_id=report_id,
            state=EvidenceState.IDENTITY if is_identity else EvidenceState.HELD,
            size=each.sealed.size,
            received_at=received_at,
            added_by=self.desk.actor.id,
            description=seal(self.content, evidence.c.description, each.file_id, description),
            held_description=seal(self.identity, evidence.c.held_description, each.file_id, held),
            held_key=seal(self.identity, evidence.c.held_key, each.file_id, each.key),
        )


def _content(incoming: IncomingReport) -> ReportContent:
    return ReportContent(
        title=incoming.title,
        text=incoming.text,
        facts=incoming.facts,
        warnings=incoming.warnings,
        guard=guard_of(_identity(incoming)),
    )


def _identity(incoming: IncomingReport) -> ReportIdentity:
    reporter = incoming.reporter
    return ReportIdentity(
        name=reporter.name,
        email=reporter.email,
        phone=reporter.phone,
        nik=reporter.nik,
        address=reporter.address,
        occupation=reporter.occupation,
        masked=incoming.masked,
        sender=incoming.sender_key,
        external_id=incoming.external_id,
        source=incoming.source,
    )


def _keep(
    desk: Desk, transaction: Transaction, tokens: LookUps, prepared: Prepared, incoming: SetAside | Rejected
) -> None:
    """Keep a message whole, sealed to those who may know who sent it."""
    received_at = to_millis(incoming.received_at) if isinstance(incoming, SetAside) else desk.now()
    state = KeptState.REJECTED if isinstance(incoming, Rejected) else KeptState.SET_ASIDE
    row_id = new_id(desk.clock)
    with transaction.entry(MESSAGE_KEPT) as change:
        compartment_id = desk.keyring.compartment(IDENTITY)
        key = desk.keyring.make_key(change.connection, desk.clock, _KEPT, compartment_id, None)
        content = _kept_content(incoming)
        change.insert(
            kept_messages,
            row_id,
            state=state,
            channel=incoming.channel,
            received_at=received_at,
            recorded_at=change.at,
            message_token=tokens.kept(incoming),
            content=change.seal(key, kept_messages.c.content, row_id, content),
            raw=change.seal(key, kept_messages.c.raw, row_id, prepared.raw_cell),
            raw_file=prepared.raw_file,
        )


def _kept_content(incoming: SetAside | Rejected) -> KeptContent:
    size = incoming.size if isinstance(incoming, Rejected) else len(incoming.raw)
    return KeptContent(
        reason=str(incoming.reason),
        external_id=incoming.external_id,
        source=incoming.source,
        size=size,
        kept_whole=incoming.kept_whole if isinstance(incoming, Rejected) else True,
    )
