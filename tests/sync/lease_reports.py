"""A message that reaches two desks of one office."""

from models.words.reports import IncomingReport, Reporter
from wbs_tui.intake.record import record
from wbs_tui.intake.storing import Stored
from wbs_tui.journal.desk import Desk


def the_same(desk: Desk) -> Stored:
    """The same message, taken in at this desk."""
    report = IncomingReport(
        channel="whatsapp",
        external_id="pesan-77",
        received_at=desk.clock(),
        title="Jembatan gantung",
        text="Jembatan belum dibangun.",
        masked=(),
        reporter=Reporter(),
        raw=b"pesan 77",
        attachments=(),
    )
    return record(desk, report)
