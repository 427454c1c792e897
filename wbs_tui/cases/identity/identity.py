"""Who reported: shown on purpose, to those with the grant, for a reason, for minutes, always recorded."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from models.tables.cases import disclosures, evidence, reports
from models.words.clock import from_millis, nearest, to_millis
from models.words.outcomes import EvidenceState
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import IDENTITY as IDENTITY_REVEAL
from wbs_tui.cases.disclosures import is_revealed
from wbs_tui.cases.keys import reads_identity
from wbs_tui.cases.kinds import IDENTITY_REVEALED
from wbs_tui.cases.lookup import find
from wbs_tui.cases.opening import Opener, unopened
from wbs_tui.cases.sealed import HeldDescription, ReportIdentity, Words
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.traces import nik
from wbs_tui.cases.traces.nik import NikCheck
from wbs_tui.cases.views import IdentityFile, IdentityView, ReporterView
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused


class IdentityStayed(Refused):
    """The keys to who reported did not go along to this desk."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci identitas kasus ini tidak dibawa ke meja ini. Bukalah di penyimpanan induk kantor, "
                "atau pinjamkan kasusnya beserta identitas (`wbs lease make --identity`)."
            )
        )


def may_still_see(desk: Desk, register: str) -> bool:
    """Whether the account, by the grants of now, may go on looking at what it has revealed.

    Raises NoSuchCase when the case is not there for it any more.
    """
    with desk.reading() as connection:
        case = find(desk, connection, register)
        return reads_identity(desk, case.id) and is_revealed(desk, connection, case.id)


def reveal(desk: Desk, register: str, reason: str) -> IdentityView:
    """The reporters of a case. The entry that says who looked, when and why is kept before this returns.

    Raises NotPermitted, NoIdentityGrant, ReasonMissing, NoSuchCase, IdentityStayed.
    """
    desk.require(Operation.IDENTITY_REVEAL)
    given = words.required_reason(desk, reason)
    with work_on(desk, register, IDENTITY_REVEALED) as work:
        if not reads_identity(desk, work.case.id):
            raise NoIdentityGrant
        until = from_millis(work.change.at) + timedelta(minutes=desk.policy.checklist.reveal_minutes)
        work.write(
            disclosures,
            {disclosures.c.reason: Words(text=given)},
            what=IDENTITY_REVEAL,
            until=to_millis(until),
        )
        opener = work.opener
        shown = tuple(_reporters(work, opener))
        if desk.lease is not None and not opener.complete:
            raise IdentityStayed
        register = work.case.register
    return IdentityView(register, until, shown)


def _reporters(work: Work, opener: Opener) -> Iterable[ReporterView]:
    rows = work.connection.execute(
        select(reports).where(reports.c.case_id == work.case.id).order_by(reports.c.recorded_at, reports.c.id)
    ).all()
    of_case = select(evidence).where(evidence.c.case_id == work.case.id, evidence.c.report_id.is_not(None))
    files = work.connection.execute(of_case.order_by(evidence.c.id)).all()
    for row in rows:
        yield _reporter(opener, row, [file for file in files if file.report_id == row.id])


def _reporter(opener: Opener, row: Row[Any], files: list[Row[Any]]) -> ReporterView:
    opened = opener.open(reports.c.identity, row.id, row.identity, ReportIdentity)
    known = opened or ReportIdentity(name=unopened())
    found = _nik_check(opener.desk, known)
    return ReporterView(
        report_id=row.id,
        channel=row.channel,
        received_at=nearest(row.received_at),
        name=_shown(known.name),
        email=_shown(known.email),
        phone=_shown(known.phone),
        nik=_shown(known.nik),
        nik_region=found.region_name if found else None,
        nik_remark=nik.remark(found) if found else None,
        address=_shown(known.address),
        occupation=_shown(known.occupation),
        sender=_shown(known.sender),
        external_id=clean(known.external_id, single_line=True),
        source=clean(known.source, single_line=True),
        masked=tuple(clean(text) for text in known.masked),
        files=tuple(_name(opener, file) for file in files),
        pictures=tuple(
            IdentityFile(file.id, _name(opener, file), file.size)
            for file in files
            if file.state == EvidenceState.IDENTITY
        ),
    )


def _nik_check(desk: Desk, known: ReportIdentity) -> NikCheck | None:
    if not known.nik:
        return None
    today = desk.calendar.local_date(desk.clock())
    return nik.check(known.nik, today, known.address, desk.office.code)


def _name(opener: Opener, file: Row[Any]) -> str:
    """As received; a file whose name does not open has words that say so."""
    held = opener.open(evidence.c.held_description, file.id, file.held_description, HeldDescription)
    return unopened() if held is None else clean(held.original_name or held.name, single_line=True)


def _shown(text: str | None) -> str | None:
    """Cleaned once more: what stands behind a mask is as the reporter sent it."""
    return None if text is None else clean(text, single_line=True)
