"""Who reported a case that another office shared: opened on purpose, with a reason, always recorded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from models.tables.cases import disclosures
from models.tables.exchange import foreign_cases
from models.words.clock import LAST_SHOWN, from_millis, to_millis
from models.words.reports import Reporter
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import IDENTITY as IDENTITY_REVEAL
from wbs_tui.cases.exchange_kinds import FOREIGN_IDENTITY_REVEALED
from wbs_tui.cases.keys import identity_compartment, reads_identity
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import ForeignIdentity, ReportIdentity, Words
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY, NotLetIn
from wbs_tui.sync.foreign_cases.foreign_views import find_foreign, refuse_destroyed_foreign
from wbs_tui.sync.outgoing.sharing import ReportedBy, identity_label
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.text.records import ready
from wbs_tui.vault.cells import unpadded
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.sealing import open_sealed

_WHAT = N_("Identitas yang dibagikan")
_WHO = msgspec.msgpack.Decoder(ready(tuple[ReportedBy, ...]))


class IdentityNotShared(Refused):
    """The other office has not said who reported."""

    def __init__(self) -> None:
        super().__init__(_("Instansi pengirim tidak membagikan identitas pelapor kasus ini."))


@dataclass(frozen=True, slots=True)
class ForeignReporter:
    """One reporter of another office's case, cleaned."""

    received_at: datetime
    name: str = field(repr=False)
    email: str = field(repr=False)
    phone: str = field(repr=False)
    nik: str = field(repr=False)
    address: str = field(repr=False)
    occupation: str = field(repr=False)
    masked: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForeignIdentityView:
    """Who reported, until when it stays open."""

    register: str
    until: datetime
    reporters: tuple[ForeignReporter, ...] = field(repr=False)


def reveal_foreign(desk: Desk, named: str, reason: str) -> ForeignIdentityView:
    """Who reported a shared case. The entry that says who looked, when and why is kept before this returns.

    Raises NotPermitted, NoIdentityGrant, ReasonMissing, NoSuchForeign, IdentityNotShared, Damaged.
    """
    desk.require(Operation.IDENTITY_REVEAL)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        row = find_foreign(desk, transaction.connection, named)
        if not reads_identity(desk, row.id):
            raise NoIdentityGrant
        refuse_destroyed_foreign(transaction.connection, row)
        if row.identity is None:
            raise IdentityNotShared
        who = _who(desk, transaction.connection, row)
        with transaction.entry(FOREIGN_IDENTITY_REVEALED) as change:
            until = from_millis(change.at) + timedelta(minutes=desk.policy.checklist.reveal_minutes)
            row_id = new_id(desk.clock)
            key = desk.keyring.make_key(
                change.connection, desk.clock, "disclosure", identity_compartment(desk, row.id), None
            )
            change.insert(
                disclosures,
                row_id,
                what=IDENTITY_REVEAL,
                subject_id=row.id,
                at=change.at,
                until=to_millis(until),
                account_id=desk.actor.id,
                reason=change.seal(key, disclosures.c.reason, row_id, Words(text=given)),
            )
    return ForeignIdentityView(row.register, until, tuple(map(_shown, who)))


def reporter_of(desk: Desk, connection: Connection, row: Row[Any]) -> Reporter | None:
    """Who reported first, for a case of our own that a row of `foreign_cases` becomes.

    None when it was not shared, or this account may not know.
    """
    if row.identity is None or not reads_identity(desk, row.id):
        return None
    try:
        who = _who(desk, connection, row)
    except NotLetIn:
        return None
    if not who:
        return None
    first = _shown(who[0])
    return Reporter(
        name=first.name or None,
        email=first.email or None,
        phone=first.phone or None,
        nik=first.nik or None,
        address=first.address or None,
        occupation=first.occupation or None,
    )


def _who(desk: Desk, connection: Connection, row: Row[Any]) -> tuple[ReportedBy, ...]:
    """What was sealed to this office's `identity`. Raises NotLetIn, Damaged, WrongKey."""
    held = Opener(desk, connection).must_open(foreign_cases.c.identity, row.id, row.identity, ForeignIdentity)
    seeds = [
        each for each in desk.keyring.seeds(desk.keyring.compartment(IDENTITY)) if each.epoch == held.epoch
    ]
    if not seeds:
        raise NotLetIn
    label = identity_label(row.office_id, desk.office.id, row.id)
    try:
        who: tuple[ReportedBy, ...] = _WHO.decode(unpadded(open_sealed(seeds[0].sealing, held.sealed, label)))
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(_WHAT) from error
    return who


def _shown(who: ReportedBy) -> ForeignReporter:
    known: ReportIdentity = who.identity
    return ForeignReporter(
        received_at=from_millis(max(0, min(who.received_at, LAST_SHOWN))),
        name=_clean(known.name),
        email=_clean(known.email),
        phone=_clean(known.phone),
        nik=_clean(known.nik),
        address=_clean(known.address),
        occupation=_clean(known.occupation),
        masked=tuple(clean(each) for each in known.masked),
    )


def _clean(text: str | None) -> str:
    return clean(text or "", single_line=True)
