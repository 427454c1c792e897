"""Cases for tests: registered by the real functions, and walked through the stages by the real steps."""

from datetime import datetime

from models.words.classification import Reason, Severity, Suggestion
from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from wbs_tui.cases.kinds import REPORT_RECEIVED
from wbs_tui.cases.numbers.registering import NewCase, register_case
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.steps.verification import answer_item, checklist
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.vault.ids import new_id

SUGGESTION = Suggestion(
    category="village_funds",
    severity=Severity.MEDIUM,
    jurisdiction="inspectorate",
    supervisory="supervisory",
    confidence=0.7,
    alternatives=(("village_funds", 0.7), ("procurement", 0.2)),
    reasons=(Reason("term", "dana desa", 3, 12, 1.0, "village_funds"),),
    lexicon_version="test",
)


def new_case(desk: Desk, title: str = "Jalan desa belum dibangun", **given: object) -> str:
    """Register a case without a report; gives its register number."""
    return new_cases(desk, [{"title": title, **given}])[0]


def new_cases(desk: Desk, many: list[dict[str, object]]) -> list[str]:
    """Register cases in one transaction, each with the given fields of NewCase."""
    registers = []
    with desk.transaction() as transaction:
        for given in many:
            case_id = new_id(desk.clock)
            fields = {"channel": "web", "received_at": desk.clock(), "suggestion": SUGGESTION, **given}
            with transaction.entry(REPORT_RECEIVED, case_id) as change:
                registers.append(register_case(desk, change, case_id, NewCase(**fields)).register)
    return registers


def recorded(desk: Desk, received_at: datetime | None = None) -> str:
    """A report of a named reporter with a receipt and an identity card; gives its register number."""
    report = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=received_at or desk.clock(),
        title="Dana desa dipakai sendiri",
        text="Kepala desa memakai dana desa. Hubungi [identitas 1].",
        masked=("0812-0000-1111",),
        reporter=Reporter(name="Siti Pelapor", phone="0812-0000-1111", nik="3171011708450001"),
        raw=b"mentah",
        attachments=(
            Attachment("kuitansi.pdf", "kuitansi siti.pdf", "application/pdf", b"isi kuitansi"),
            Attachment("ktp.jpg", "ktp siti.jpg", "image/jpeg", b"foto ktp", AttachmentKind.IDENTITY),
        ),
    )
    register = record(desk, report).register
    assert register is not None
    return register


def complete_checklist(desk: Desk, register: str) -> None:
    """Answer every mandatory item with yes."""
    for item in checklist(desk, register):
        if item.mandatory and item.answer is None:
            answer_item(desk, register, item.id, "yes", "sesuai laporan")


def to_disposition(desk: Desk, register: str) -> None:
    """Bring a received case before the Inspektur."""
    advance(desk, register, "verification", "mulai")
    complete_checklist(desk, register)
    advance(desk, register, "disposition", "lengkap")


def to_clarification(officer: Desk, head: Desk, register: str) -> None:
    """Bring a received case to the last stage but one."""
    to_disposition(officer, register)
    advance(head, register, "analysis", "telaah dahulu", assign=officer.actor.name)
    advance(officer, register, "clarification", "perlu klarifikasi")


def journal_is_sound(desk: Desk) -> bool:
    """Whether the chain holds and a replay gives equal tables."""
    with desk.reading() as connection:
        report = verify_journal(connection)
    return report.bad == [] and report.replay_equal
