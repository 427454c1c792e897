"""A report as intake records it, small and with words of one's own."""

from models.words.reports import IncomingReport, Reporter
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.ids import new_id


def report(desk: Desk, title: str) -> str:
    """Record one; gives the register number of its case."""
    incoming = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title=title,
        text=f"{title}: kepala desa memakai dana desa.",
        masked=(),
        reporter=Reporter(name="Siti Pelapor", phone="0812-0000-1111"),
        raw=title.encode(),
        attachments=(),
    )
    register = record(desk, incoming).register
    assert register is not None
    return register
