"""The tab with every report of the case as it may be read: contacts masked, nothing obeyed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, at, due, heading, lines, masked, muted, row, unwrapped
from screens.widgets.prose import Prose
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.formats import rupiah

if TYPE_CHECKING:
    from wbs_tui.cases.views import ReportView

_FACTS = {
    "who": N_("Siapa"),
    "what": N_("Apa"),
    "where": N_("Tempat"),
    "when": N_("Waktu"),
    "why": N_("Mengapa"),
    "how": N_("Bagaimana"),
    "amount_idr": N_("Nilai"),
}
_JOINED = {"first": "", "reply": N_("balasan"), "unconfirmed": N_("balasan, pengirim BELUM DIPASTIKAN")}


class ReportTab(CaseTab):
    """All reports under one another, the first on top."""

    tab_id: ClassVar[str] = "report"

    def compose(self) -> ComposeResult:
        yield VerticalScroll(id="reports")
        yield Prose(id="report-side")

    def show(self) -> None:
        """Add the reports that are not shown yet: reports are never changed."""
        self.query_one("#report-side", Prose).show(lines(self._side()))
        scroll = self.query_one("#reports", VerticalScroll)
        shown = {block.id for block in scroll.query(Vertical)}
        for number, report in enumerate(self.case.reports, start=1):
            if f"report-{report.id}" not in shown:
                scroll.mount(self._block(report, number, len(self.case.reports)))

    def focus_inside(self) -> None:
        self.query_one("#reports").focus()

    def _side(self) -> Iterator[str | Content]:
        """Every clock of the case, for a screen that has room beside the text."""
        yield heading(_("Tenggat yang berjalan"))
        for clock in self.case.clocks:
            yield Content(clock.label)
            yield Content.assemble(
                "  ", due(self.desk, clock.due_at, overdue=clock.due_at < self.desk.clock())
            )
            yield muted(f"  {clock.citation}")
            if clock.warning:
                yield Content.styled(f"  ! {clock.warning}", "$text-warning")
        if not self.case.clocks:
            yield muted(_("Tidak ada tenggat yang berjalan."))
        yield ""
        yield heading(_("Pelapor"))
        yield Content(self.label("identity_policy", self.case.identity_policy))

    def _block(self, report: "ReportView", number: int, count: int) -> Vertical:
        unconfirmed = report.joined == "unconfirmed"
        parts = [Static(self._head(report, number, count), classes="report-head")]
        if report.joined == "unconfirmed":
            parts.append(Static(_unconfirmed(), classes="report-warning"))
        if report.warnings:
            parts.append(Static(lines(f"! {each}" for each in report.warnings), classes="report-warning"))
        if report.facts:
            parts.append(Static(lines(_fact(*fact) for fact in report.facts), classes="report-facts"))
        parts.append(Static(_text(report, files=bool(self.case.evidence)), classes="report-text"))
        classes = "report -unconfirmed" if unconfirmed else "report"
        return Vertical(*parts, id=f"report-{report.id}", classes=classes)

    def _head(self, report: "ReportView", number: int, count: int) -> Content:
        name = _("Laporan {number} dari {count}").format(number=number, count=count)
        joined = _(_JOINED[report.joined])
        facts = [self.label("channel", report.channel), at(self.desk, report.received_at)]
        about = " · ".join([joined, *facts] if joined else facts)
        return Content.assemble((name, "bold"), (f"  {about}", MUTED), f"\n{report.title}")


def _unconfirmed() -> str:
    return _(
        "! Pesan ini mengaku membalas laporan di atas, tetapi pengirimnya lain. "
        "Pastikan dahulu sebelum isinya dipakai."
    )


def _fact(name: str, value: str) -> Content:
    shown = rupiah(int(value)) if name == "amount_idr" and value.isdecimal() else value
    return row(_(_FACTS[name]) if name in _FACTS else name, masked(shown))


def _text(report: "ReportView", *, files: bool) -> Content:
    if report.text.strip():
        return masked(unwrapped(report.text))
    said = _("Laporan ini tidak berisi teks.")
    return Content.styled(
        f"{said} {_('Lihat lampirannya di tab Bukti (tombol 6).')}" if files else said, MUTED
    )
