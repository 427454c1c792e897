"""Cases for the tests of what offices share: recorded, moved on, restricted."""

from functools import partial

from models.words.reports import Attachment, IncomingReport, Reporter
from wbs_tui.cases.steps import verification
from wbs_tui.cases.steps.stages import advance
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.sync.parcels.files import expected_files, keep_file

REPORTER = Reporter(name="Zubaidah Kartasasmita", phone="081234567890", nik="1601014107850001")
TITLE = "Pungli di loket pelayanan"
TEXT = "Petugas loket meminta uang Rp50.000 kepada setiap pemohon."


def report(desk: Desk, number: int, text: str = TEXT, attachment: bytes | None = None) -> IncomingReport:
    """A report by somebody who is named."""
    files = () if attachment is None else (Attachment("foto.jpg", "foto.jpg", "image/jpeg", attachment),)
    return IncomingReport(
        channel="telephone",
        external_id=f"telepon-{number}",
        received_at=desk.clock(),
        title=TITLE,
        text=text,
        masked=(),
        reporter=REPORTER,
        raw=b"catatan",
        attachments=files,
    )


def new_case(desk: Desk, number: int = 1, text: str = TEXT, attachment: bytes | None = None) -> str:
    """A case with one such report; its register number."""
    register = record(desk, report(desk, number, text, attachment)).register
    assert register is not None
    return register


def at_disposition(desk: Desk, register: str) -> None:
    """Through verification, whose checklist is answered."""
    advance(desk, register, "verification", "mulai")
    for item in desk.policy.checklist.items():
        verification.answer_item(desk, register, item.id, "yes", "cukup")
    advance(desk, register, "disposition", "lengkap")


def arrive(sender: Desk, receiver: Desk) -> None:
    """The sealed files of shared cases come along, byte for byte."""
    for expected in expected_files(receiver):
        with sender.reading() as connection, sender.evidence_files.sealed(connection, expected.id) as source:
            assert source is not None
            keep_file(receiver, expected, iter(partial(source.read, 65536), b""))


def proved(desk: Desk) -> bool:
    """Whether `wbs verify` finds nothing."""
    with desk.reading() as connection:
        return verify_journal(connection).bad == []
