"""Decisions to share: a case with another office, who reported it besides, or a restricted case's summary.

Each is the Inspektur's, with a reason; in a case from which he is kept out, a lead's among its readers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.cases import disclosures, reports
from models.tables.exchange import peers, shares
from models.words.clock import nearest
from models.words.exchange import PeerStatus, Shared
from models.words.roles import Role
from wbs_tui.cases import words
from wbs_tui.cases.deciding import roles_in
from wbs_tui.cases.disclosures import SHARED
from wbs_tui.cases.exchange_kinds import CASE_SHARED, DOCUMENT_SENT, IDENTITY_SHARED, SHARE_ENDED
from wbs_tui.cases.from_offices import office_names
from wbs_tui.cases.keys import reads_identity
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.parts import said_instead
from wbs_tui.cases.sealed import ReportIdentity, Words
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.steps.work import Work, entry_about, transaction_on
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.sync.offices.peers import find_peer, recipient, refuse_unconfirmed
from wbs_tui.sync.outgoing.case_document import full_case, make_document
from wbs_tui.sync.outgoing.following import Looked, newest_revision, touched_of
from wbs_tui.sync.outgoing.told import Standing, is_restricted, standing
from wbs_tui.sync.parcels.collecting import collects
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.sync.wire import SharedIdentity, ShareEnded
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.cells import padded
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.sealing import seal_to

_FOLLOWS = (Shared.WHOLE, Shared.REFERRAL)
"""Decisions after which later changes of the case go along."""
_LOOKED = "documents"
_SENT = "doc:"
"""State: what went last of a case to an office, by both ids."""


class NotSharedYet(Refused):
    """Who reported goes only where the case itself has gone."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _(
                "Kasus ini belum dibagikan kepada {office}. Bagikan kasusnya dahulu; identitas adalah "
                "keputusan tersendiri."
            ).format(office=office)
        )


class SharedAlready(Refused):
    """Nothing would change."""

    def __init__(self, office: str) -> None:
        super().__init__(_("Hal ini sudah dibagikan kepada {office}.").format(office=office))


class NothingShared(Refused):
    """There is nothing to end."""

    def __init__(self, office: str) -> None:
        super().__init__(_("Tidak ada yang dibagikan kepada {office} dari kasus ini.").format(office=office))


class GoesByItself(Refused):
    """The policy sends it already."""

    def __init__(self, office: str) -> None:
        super().__init__(
            _("Ringkasan kasus ini terkirim sendiri kepada {office} menurut kebijakan kantor.").format(
                office=office
            )
        )


@dataclass(frozen=True, slots=True)
class ShareView:
    """A decision to let something of a case go to an office."""

    id: str
    what: Shared
    office: str
    """Its code."""
    office_name: str
    at: datetime
    account: str
    reason: str = field(repr=False)
    ended_at: datetime | None
    ended_by: str
    counts: bool
    """Whether it lets anything go now: not ended, and no restriction of the case has come after it."""


class _Sent(msgspec.Struct, frozen=True, array_like=True):
    """What went last, and the sealed files that went so far."""

    digest: bytes
    files: dict[str, tuple[int, bytes]] = {}


class ReportedBy(msgspec.Struct, frozen=True, array_like=True):
    """One reporter of a shared case, as he is sealed to the other office."""

    identity: ReportIdentity
    received_at: int


def share_case(desk: Desk, register: str, office: str, reason: str) -> None:
    """Share a case whole with the office of a code: its texts and released evidence, and what changes later.

    Raises NotPermitted, ReasonMissing, NoSuchCase, NoSuchOffice, NotConfirmed, NotEnrolled, SharedAlready.
    """
    given = _asked(desk, reason)
    with transaction_on(desk, register) as (transaction, case):
        to = _decided(desk, transaction, case, office, Operation.CASE_SHARE)
        if _stands(desk, transaction.connection, case, to.id, _FOLLOWS):
            raise SharedAlready(to.name)
        with entry_about(desk, transaction, case, CASE_SHARED) as work:
            write_share(work, Shared.WHOLE, to.id, given)
        send_document(desk, transaction, case.id, to.id, given, referral=False)


def share_summary(desk: Desk, register: str, office: str, reason: str) -> None:
    """Let the summary of a restricted case, or of one that the policy holds back, go to an office.

    Raises as `share_case`, and GoesByItself.
    """
    _let_go(desk, register, office, reason, Shared.SUMMARY, desk.policy.exchange.sends_summaries)


def share_tokens(desk: Desk, register: str, office: str, reason: str) -> None:
    """Let a restricted case, or one that is held back, be matched where this office is told of matches.

    It is, when each office that watches over this one has been named so. Raises as `share_summary`.
    """
    _let_go(desk, register, office, reason, Shared.TOKENS, desk.policy.exchange.sends_tokens)


def _let_go(
    desk: Desk, register: str, office: str, reason: str, what: Shared, by_itself: Callable[[str], bool]
) -> None:
    given = _asked(desk, reason)
    with transaction_on(desk, register) as (transaction, case):
        to = _decided(desk, transaction, case, office, Operation.CASE_SHARE)
        if _stands(desk, transaction.connection, case, to.id, (what,)):
            raise SharedAlready(to.name)
        held = is_restricted(desk, case.id, bool(case.restricted))
        held = held or desk.policy.exchange.holds_back(case.category)
        if by_itself(to.kind) and not held:
            raise GoesByItself(to.name)
        with entry_about(desk, transaction, case, CASE_SHARED) as work:
            write_share(work, what, to.id, given)


def share_identity(desk: Desk, register: str, office: str, reason: str) -> None:
    """Share who reported, as it is now, with an office that the case itself is shared with.

    Raises as `share_case`, and NoIdentityGrant, NotSharedYet.
    """
    given = _asked(desk, reason)
    with transaction_on(desk, register) as (transaction, case):
        to = _decided(desk, transaction, case, office, Operation.IDENTITY_SHARE)
        if not reads_identity(desk, case.id):
            raise NoIdentityGrant
        if not _stands(desk, transaction.connection, case, to.id, _FOLLOWS):
            raise NotSharedYet(to.name)
        with entry_about(desk, transaction, case, IDENTITY_SHARED) as work:
            write_share(work, Shared.IDENTITY, to.id, given)
            work.write(disclosures, {disclosures.c.reason: Words(text=given)}, what=SHARED, subject_id=to.id)
        queue(desk, transaction, to.id, [_sealed_identity(desk, transaction.connection, case.id, to.id)])


def end_share(desk: Desk, register: str, office: str) -> None:
    """End whatever is shared of a case with an office; what it has read stays read.

    Raises NotPermitted, NoSuchCase, NoSuchOffice, NothingShared.
    """
    _may_decide_somewhere(desk)
    with transaction_on(desk, register) as (transaction, case):
        _refuse_others(desk, transaction.connection, case, Operation.CASE_SHARE)
        to = find_peer(transaction.connection, office)
        open_ones = select(shares.c.id, shares.c.what).where(
            shares.c.case_id == case.id, shares.c.office_id == to.id, shares.c.ended_at.is_(None)
        )
        rows = transaction.connection.execute(open_ones).all()
        if not rows:
            raise NothingShared(to.name)
        with entry_about(desk, transaction, case, SHARE_ENDED) as work:
            for row in rows:
                work.change.update(shares, row.id, ended_at=work.change.at, ended_by=desk.actor.id)
        forget_state(transaction.connection, _SENT + case.id + to.id)
        if to.status == PeerStatus.CONFIRMED and {row.what for row in rows} & set(_FOLLOWS):
            queue(desk, transaction, to.id, [ShareEnded(case=case.id, at=desk.now())])


def shares_of(desk: Desk, register: str) -> tuple[ShareView, ...]:
    """Every decision to share something of a case, the oldest first. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        counting = {each.id for each in standing(desk, connection, case_id=case.id)}
        query = select(shares).where(shares.c.case_id == case.id).order_by(shares.c.at, shares.c.id)
        rows = connection.execute(query).all()
        opener, names = Opener(desk, connection), account_names(connection)
        offices = office_names(connection)
        return tuple(_view(opener, row, names, offices, counting) for row in rows)


def _view(
    opener: Opener,
    row: Row[Any],
    names: dict[str, str],
    offices: dict[str, tuple[str, str]],
    counting: Iterable[str],
) -> ShareView:
    reason = opener.open_or_say(shares.c.reason, row.id, row.reason, Words, said_instead)
    code, name = offices.get(row.office_id, ("", ""))
    return ShareView(
        id=row.id,
        what=Shared(row.what),
        office=code,
        office_name=name,
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
        reason=reason.text if reason else "",
        ended_at=None if row.ended_at is None else nearest(row.ended_at),
        ended_by=names.get(row.ended_by, ""),
        counts=row.id in counting,
    )


@collects
def collect_documents(desk: Desk) -> None:
    """Send shared cases anew that have changed, each in a transaction of its own."""
    if desk.lease is not None or not desk.policy.exchange.sharing.follow_changes:
        return
    with desk.reading() as connection:
        revision = newest_revision(connection)
        looked = read_state(connection, _LOOKED, Looked) or Looked()
        following = _following(desk, connection)
        changed = {
            *looked.left,
            *touched_of(connection, looked.revision, {each.case_id for each in following}),
        }
    due = [each for each in following if each.case_id in changed]
    left = tuple(sorted({each.case_id for each in due if not _sent_anew(desk, each)}))
    if due or looked.left:
        with desk.transaction() as transaction:
            write_state(transaction.connection, _LOOKED, Looked(revision, desk.now(), b"", left))


def _following(desk: Desk, connection: Connection) -> list[Standing]:
    """The shares that follow their case: one for a case and an office, a referral before any other."""
    found: dict[tuple[str, str], Standing] = {}
    for each in standing(desk, connection, _FOLLOWS):
        pair = each.case_id, each.office_id
        if _can_receive(connection, each) and (pair not in found or each.what is Shared.REFERRAL):
            found[pair] = each
    return list(found.values())


def _can_receive(connection: Connection, share: Standing) -> bool:
    status = select(peers.c.status).where(peers.c.id == share.office_id)
    return connection.execute(status).scalar() == PeerStatus.CONFIRMED


def _sent_anew(desk: Desk, share: Standing) -> bool:
    """Whether the other office has the case as it is now; not when this account cannot open all of it."""
    with desk.transaction() as transaction:
        connection = transaction.connection
        if share.id not in {each.id for each in standing(desk, connection, _FOLLOWS, share.case_id)}:
            return True
        reason = connection.execute(select(shares.c.reason).where(shares.c.id == share.id)).scalar_one()
        try:
            said = Opener(desk, connection).must_open(shares.c.reason, share.id, reason, Words)
            send_document(
                desk,
                transaction,
                share.case_id,
                share.office_id,
                said.text,
                referral=share.what is Shared.REFERRAL,
            )
        except NotLetIn:
            return False
    return True


def send_document(
    desk: Desk, transaction: Transaction, case_id: str, office_id: str, reason: str, *, referral: bool
) -> None:
    """Queue the case as it is now, unless the office has it so already; files go once.

    Raises NotConfirmed, NotEnrolled, NotLetIn.
    """
    connection = transaction.connection
    name = _SENT + case_id + office_id
    sent = read_state(connection, name, _Sent)
    case = full_case(connection, case_id)
    known = sent.files if sent else {}
    document = make_document(desk, connection, case, reason, referral=referral, known=known)
    digest = document.digest()
    if sent is not None and sent.digest == digest:
        return
    with transaction.entry(DOCUMENT_SENT, case_id):
        pass
    new = tuple(each for each in document.files if each.id not in known)
    queue(desk, transaction, office_id, [document.item], files=new)
    files = {**known, **{each.id: (each.size, each.digest) for each in document.files}}
    write_state(connection, name, _Sent(digest, files))


def write_share(work: Work, what: Shared, office_id: str, reason: str) -> str:
    """The row of a decision, within an entry about its case."""
    return work.write(shares, {shares.c.reason: Words(text=reason)}, what=what, office_id=office_id)


def _sealed_identity(desk: Desk, connection: Connection, case_id: str, office_id: str) -> SharedIdentity:
    opener = Opener(desk, connection)
    rows = connection.execute(
        select(reports.c.id, reports.c.identity, reports.c.received_at)
        .where(reports.c.case_id == case_id)
        .order_by(reports.c.recorded_at, reports.c.id)
    ).all()
    who = tuple(
        ReportedBy(
            opener.must_open(reports.c.identity, row.id, row.identity, ReportIdentity), row.received_at
        )
        for row in rows
    )
    to = recipient(desk, connection, office_id)
    label = identity_label(desk.office.id, office_id, case_id)
    sealed = seal_to(to.identity_public, padded(msgspec.msgpack.encode(who)), label)
    return SharedIdentity(case=case_id, epoch=to.identity_epoch, sealed=sealed)


def identity_label(office_id: str, to_office: str, case_id: str) -> str:
    """What the sealing of a shared identity is bound to."""
    return joined("wbs-shared-identity-v1", office_id, to_office, case_id)


def _asked(desk: Desk, reason: str) -> str:
    _may_decide_somewhere(desk)
    return words.required_reason(desk, reason)


def _may_decide_somewhere(desk: Desk) -> None:
    """Raise NotPermitted for roles that never decide this: before anything is said of a case."""
    if not desk.may(Operation.CASE_SHARE) and desk.actor.role is not Role.LEAD:
        desk.require(Operation.CASE_SHARE)


def _refuse_others(desk: Desk, connection: Connection, case: Row[Any], operation: Operation) -> None:
    if not desk.may(operation) and Role.INSPECTOR not in roles_in(desk, connection, case):
        raise desk.not_permitted(operation)


def _decided(
    desk: Desk, transaction: Transaction, case: Row[Any], office: str, operation: Operation
) -> "_Office":
    """The office that is meant, if the account decides this of the case and things are sealed to it."""
    _refuse_others(desk, transaction.connection, case, operation)
    return confirmed_office(desk, transaction.connection, office)


@dataclass(frozen=True, slots=True)
class _Office:
    id: str
    name: str
    kind: str


def confirmed_office(desk: Desk, connection: Connection, code: str) -> _Office:
    """The office of a code. Raises NoSuchOffice, NotConfirmed, ClosedAtHub."""
    found = find_peer(connection, code)
    refuse_unconfirmed(desk, found)
    return _Office(found.id, found.name, found.kind)


def _stands(
    desk: Desk, connection: Connection, case: Row[Any], office_id: str, what: Iterable[Shared]
) -> bool:
    return any(
        each.office_id == office_id for each in standing(desk, connection, tuple(what), case_id=case.id)
    )
