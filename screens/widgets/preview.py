"""What the selected case is about, beside the list: read without opening it, and without marking it read."""

from datetime import datetime
from zoneinfo import ZoneInfo

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from wbs_tui.cases.views import CaseView, ClassificationView, ClockView, ReportView
from wbs_tui.policy.book import Policy
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.formats import date_long, moment, relative_days
from wbs_tui.text.terminal import clean_cell

_MOST_CHARACTERS = 4000
_MOST_REASONS = 4


class Preview(VerticalScroll):
    """One case, or a sentence when there is none."""

    DEFAULT_CSS = """
    Preview {
        background: $background; padding: 0 1; scrollbar-size-vertical: 1;
        & Static { height: auto; }
        & .preview-title { text-style: bold; }
        & .preview-facts { color: $text-muted; padding-bottom: 1; }
        & .preview-facts.-late { color: $text-error; }
        & .preview-reasons { color: $text-muted; padding-top: 1; }
    }
    """

    def __init__(self, policy: Policy, zone: ZoneInfo, id: str | None = None) -> None:
        super().__init__(id=id)
        self._policy = policy
        self._zone = zone
        self.register: str | None = None
        """Of the case that is shown."""

    def compose(self) -> ComposeResult:
        """Four pieces, each painted anew when another case is shown."""
        for part in ("title", "facts", "text", "reasons"):
            yield Static("", classes=f"preview-{part}", markup=False)

    def clear(self, sentence: str = "") -> None:
        """Show no case."""
        self.register = None
        self._put(Text(sentence), Text(), Text(), Text())

    def show(self, case: CaseView, now: datetime) -> None:
        """Show a case from its top."""
        self.register = case.register
        latest = case.classifications[-1] if case.classifications else None
        suggested = next((c for c in reversed(case.classifications) if c.reasons), None)
        self._put(
            Text(clean_cell(case.title)),
            self._facts(case, now),
            self._report(case.reports, suggested),
            self._reasons(latest),
        )
        self.query_one(".preview-facts").set_class(case.overdue, "-late")
        self.scroll_home(animate=False)

    def _put(self, title: Text, facts: Text, text: Text, reasons: Text) -> None:
        for part, said in (("title", title), ("facts", facts), ("text", text), ("reasons", reasons)):
            self.query_one(f".preview-{part}", Static).update(said)

    def _say(self, kind: str, code: str | None) -> str:
        return self._policy.label(kind, code, language()) if code else "-"

    def _facts(self, case: CaseView, now: datetime) -> Text:
        what = [
            self._say("category", case.category),
            self._say("severity", case.severity),
            self._say("jurisdiction", case.jurisdiction),
            case.assigned_to or _("belum ditugaskan"),
        ]
        clock = next((clock for clock in case.clocks if clock.id == case.due_clock), None)
        return Text("\n").join(
            [Text(" · ".join(what)), Text(self._due(clock, now)), Text(self._came(case.reports))]
        )

    def _due(self, clock: ClockView | None, now: datetime) -> str:
        if clock is None:
            return _("Tidak ada tenggat yang berjalan.")
        day = clock.due_at.astimezone(self._zone).date()
        left = relative_days((day - now.astimezone(self._zone).date()).days)
        return _("Tenggat {left}, {day}: {label}").format(left=left, day=date_long(day), label=clock.label)

    def _report(self, reports: tuple[ReportView, ...], suggested: ClassificationView | None) -> Text:
        if not reports:
            return Text(_("Laporan tidak dapat dibuka oleh akun Anda."))
        first = reports[0]
        said = Text(_inert(first.text[:_MOST_CHARACTERS]) or _("(laporan ini tidak berisi teks)"))
        for reason in suggested.reasons if suggested else ():
            if 0 <= reason.start < reason.end <= len(said):
                said.stylize("underline", reason.start, reason.end)
        if len(first.text) > _MOST_CHARACTERS:
            said.append("…")
        return said

    def _came(self, reports: tuple[ReportView, ...]) -> str:
        if not reports:
            return ""
        first = reports[0]
        came = f"{self._say('channel', first.channel)} · {moment(first.received_at, self._zone)}"
        more = len(reports) - 1
        return came + (_(" · dan {more} laporan lagi").format(more=more) if more else "")

    def _reasons(self, classification: ClassificationView | None) -> Text:
        if classification is None:
            return Text()
        if not classification.reasons:
            by = _("Klasifikasi oleh {account}").format(account=classification.account)
            return Text(f"{by}: {classification.reason}" if classification.reason else by)
        heaviest = sorted(classification.reasons, key=lambda reason: -reason.weight)[:_MOST_REASONS]
        terms = ", ".join(f"“{clean_cell(reason.text)}”" for reason in heaviest)
        return Text(_("Saran sistem karena {terms}").format(terms=terms))


def _inert(text: str) -> str:
    """The text without anything a terminal would obey, one character for one: offsets stay true."""
    return "\n".join(clean_cell(line) for line in text.split("\n"))
