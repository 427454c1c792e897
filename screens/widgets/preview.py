"""What the selected case is about, beside the list: read without opening it, and without marking it read."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from screens.widgets.search_line import found_text
from wbs_tui.cases.finding.case_texts import REPORT
from wbs_tui.cases.finding.passages import Passage
from wbs_tui.cases.views import CaseView, ClassificationView, ClockView, ReportView
from wbs_tui.policy.book import Policy
from wbs_tui.search.highlight import spans
from wbs_tui.search.words import Term
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.formats import date_long, date_short, moment, relative_days
from wbs_tui.text.terminal import clean_cell

_MOST_CHARACTERS = 4000
_MOST_REASONS = 4


class Preview(VerticalScroll):
    """One case, or a sentence when there is none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"preview--found"}
    DEFAULT_CSS = """
    Preview {
        background: $background; padding: 0 1; scrollbar-size-vertical: 1;
        & Static { height: auto; }
        & > .preview--found { color: $text-accent; text-style: bold underline; }
        & .preview-title { text-style: bold; }
        & .preview-facts { color: $text-muted; padding-bottom: 1; }
        & .preview-facts.-late { color: $text-error; }
        & .preview-places { padding-bottom: 1; display: none; }
        & .preview-places.-found { display: block; }
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
        """Five pieces, each painted anew when another case is shown."""
        for part in ("title", "facts", "places", "text", "reasons"):
            yield Static("", classes=f"preview-{part}", markup=False)

    def clear(self, sentence: str = "") -> None:
        """Show no case."""
        self.register = None
        self._put(title=Text(sentence))

    def show(
        self,
        case: CaseView,
        now: datetime,
        terms: Sequence[Term] = (),
        places: Sequence[Passage] = (),
    ) -> None:
        """Show a case from its top; with where it holds what is looked for."""
        self.register = case.register
        latest = case.classifications[-1] if case.classifications else None
        suggested = next((c for c in reversed(case.classifications) if c.reasons), None)
        self._put(
            title=self._marked(Text(clean_cell(case.title)), terms),
            facts=self._facts(case, now),
            places=self._places([each for each in places if each.part != REPORT or len(case.reports) > 1]),
            text=self._marked(self._report(case.reports, suggested), terms),
            reasons=self._reasons(latest),
        )
        self.query_one(".preview-facts").set_class(case.overdue, "-late")
        self.scroll_home(animate=False)

    def _put(self, **said: Text) -> None:
        for part in ("title", "facts", "places", "text", "reasons"):
            self.query_one(f".preview-{part}", Static).update(said.get(part, Text()))
        self.query_one(".preview-places").set_class("places" in said and bool(said["places"].plain), "-found")

    def _marked(self, said: Text, terms: Sequence[Term]) -> Text:
        """With what is looked for standing out."""
        for start, end in spans(said.plain, terms):
            said.stylize(self._found_style, start, end)
        return said

    def _places(self, places: Sequence[Passage]) -> Text:
        """Where else the case holds it: reports stand below in full."""
        lines = [
            Text.assemble(
                (f"{_(place.what)} {date_short(place.at.astimezone(self._zone).date())}: ", "dim"),
                found_text(place, self._found_style),
            )
            for place in places
        ]
        return Text("\n").join(lines)

    @property
    def _found_style(self) -> Style:
        return self.get_component_rich_style("preview--found", partial=True)

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
