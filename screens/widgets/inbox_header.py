"""The lines above the inbox: whose desk it is, how much there is, and what of it is shown."""

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.widget import Widget

from models.words.clock import from_millis
from screens.widgets.figures import figure
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.cases.views import Counts
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.formats import date_short
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_ROOMY = 110
"""Cells from which the figures carry their full words."""
SORT_NAMES = {
    "newest": N_("terbaru di atas"),
    "oldest": N_("terlama di atas"),
    "due": N_("tenggat terdekat di atas"),
    "register": N_("nomor register terakhir di atas"),
}
_FACETS = (("stage", "stage"), ("category", "category"), ("severity", "severity"))
_FLAGS = (("mine", N_("milik saya")), ("overdue", N_("lewat tenggat")), ("unread", N_("belum dibaca")))


def filter_words(desk: "Desk", query: InboxQuery, text: str = "") -> list[str]:
    """What is filtered and looked for, in words; empty when nothing is."""
    said = [_("memuat “{text}”").format(text=clean_cell(text.strip()))] if text.strip() else []
    said += [
        desk.policy.label(kind, code, language())
        for name, kind in _FACETS
        if (code := getattr(query, name)) is not None
    ]
    if query.assigned_to is not None:
        said.append(_("petugas {name}").format(name=query.assigned_to))
    return said + [_(words) for name, words in _FLAGS if getattr(query, name)]


class InboxHeader(Widget):
    """Two lines; one where the screen is short."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"inbox-header--{part}" for part in ("quiet", "figure", "late", "filter", "marked")
    }
    DEFAULT_CSS = """
    InboxHeader {
        height: 2; width: 100%; background: $background; color: $foreground; padding: 0 1;
        & > .inbox-header--quiet { color: $text-muted; }
        & > .inbox-header--figure { text-style: bold; }
        & > .inbox-header--late { text-style: bold; color: $text-error; }
        & > .inbox-header--filter { text-style: bold; color: $text-accent; }
        & > .inbox-header--marked { text-style: bold; color: $text-accent; }
    }
    """

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self._desk = desk
        self._styles: dict[str, str] = {}
        self._counts: Counts | None = None
        self._query = InboxQuery()
        self._text = ""
        self._total: int | None = None
        self._marked = 0

    def show_counts(self, counts: Counts) -> None:
        """The figures of the office."""
        self._counts = counts
        self.refresh()

    def show_query(self, query: InboxQuery, text: str = "") -> None:
        """What the list shows from now on."""
        self._query, self._text, self._total = query, text, None
        self.refresh()

    def show_total(self, total: int) -> None:
        """How long the list is."""
        self._total = total
        self.refresh()

    def show_marked(self, marked: int) -> None:
        """How many cases are marked."""
        self._marked = marked
        self.refresh()

    def render(self) -> Text:
        """Who and how much; then filter and order, and what is marked."""
        width = self.content_size.width
        lines = [self._spread(self._who(), self._figures(), width), self._spread(*self._shown(), width)]
        return Text("\n", no_wrap=True).join(lines[-self.content_size.height :])

    def notify_style_update(self) -> None:
        """Take in new colours."""
        super().notify_style_update()
        self._styles.clear()

    def _style(self, name: str) -> str:
        if name not in self._styles:
            style = self.get_component_rich_style(f"inbox-header--{name}", partial=True)
            self._styles[name] = str(style)
        return self._styles[name]

    def _spread(self, left: Text, right: Text, width: int) -> Text:
        """Both where there is room; the right one alone where there is not."""
        gap = width - left.cell_len - right.cell_len
        if gap < 2:
            left.truncate(max(0, width - right.cell_len - 2), overflow="ellipsis")
            gap = max(0, width - left.cell_len - right.cell_len)
        line = Text.assemble(left, " " * gap, right, no_wrap=True)
        line.truncate(width, overflow="ellipsis")
        return line

    def _who(self) -> Text:
        role = self._desk.policy.label("role", self._desk.actor.role, language())
        return Text(f"{self._desk.actor.name} ({role}) · {self._where()}", self._style("quiet"))

    def _where(self) -> str:
        """The office, or which desk of it this is, and until when it works."""
        lease = self._desk.lease
        if lease is None:
            return self._desk.office.name
        last = self._desk.calendar.local_date(from_millis(lease.ends_at))
        return _("meja {mark} s.d. {day}").format(mark=lease.mark, day=date_short(last))

    def _figures(self) -> Text:
        """Each with its words, which are shorter where there is little room."""
        counts = self._counts
        if counts is None:
            return Text()
        roomy = self.content_size.width >= _ROOMY
        parts = [
            (_("semua"), counts.all, "figure"),
            (_("milik saya") if roomy else _("saya"), counts.mine, "figure"),
            (_("lewat tenggat") if roomy else _("lewat"), counts.overdue, "late"),
            (_("belum dibaca") if roomy else _("baru"), counts.unread, "figure"),
        ]
        said = [
            Text.assemble(
                (f"{words} ", self._style("quiet")),
                (figure(number), self._style(name if number else "figure")),
            )
            for words, number, name in parts
        ]
        return Text("  ").join(said)

    def _shown(self) -> tuple[Text, Text]:
        words = filter_words(self._desk, self._query, self._text)
        order = _(SORT_NAMES[self._query.order])
        if words:
            said = Text(", ".join(words), self._style("filter"))
            found = "" if self._total is None else _(": {found} kasus").format(found=figure(self._total))
            left = Text.assemble((_("Saringan "), self._style("quiet")), said, found)
        else:
            left = Text(_("Semua kasus"), self._style("quiet"))
        left.append(f" · {order}", self._style("quiet"))
        if not self._marked:
            return left, Text()
        return left, Text(_("{marked} ditandai").format(marked=figure(self._marked)), self._style("marked"))
