"""The columns of the inbox: what stands in them, and which of them a width has room for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from rich.cells import cell_len, set_cell_size

from models.words.classification import Severity
from models.words.rows import CaseRow
from models.words.stages import ENDED
from wbs_tui.search.highlight import spans
from wbs_tui.search.words import Term
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.terminal import clean_cell

SOON = 3
"""Days before a due date from which it is shown as near."""
UNREAD, MARKED, SELECTED = "●", "✓", "›"
FOUND = "found"
"""The component class of what was looked for."""
_BARS = {Severity.LIGHT: "▂", Severity.MEDIUM: "▅", Severity.HEAVY: "█"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What the rows are read against."""

    labels: Callable[[str, str], str]
    """Kind (`stage`, `category`, `severity`, `jurisdiction`) and code to what the screen says."""
    zone: tzinfo
    today: date
    """In `zone`."""
    terms: tuple[Term, ...] = ()
    """What is looked for: shown where titles hold it."""

    def days_left(self, row: CaseRow) -> int | None:
        """Calendar days until the case is due, below zero when that is past; None when no clock runs."""
        if row.due_at is None or row.stage in ENDED:
            return None
        return (row.due_at.astimezone(self.zone).date() - self.today).days

    def is_late(self, row: CaseRow) -> bool:
        """Whether the due date is past, also when that happened since the row was read."""
        days = self.days_left(row)
        return days is not None and (row.overdue or days < 0)


def _plain(_row: CaseRow, _scene: Scene) -> str:
    return "row"


def _muted(_row: CaseRow, _scene: Scene) -> str:
    return "muted"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading (translated where it is shown), its width in cells, what it says of a row."""

    heading: str
    width: int
    """0: whatever the others leave."""
    text: Callable[[CaseRow, Scene], str]
    style: Callable[[CaseRow, Scene], str] = _plain
    """The component class, without its prefix."""
    searched: bool = False
    """Whether it shows what is looked for."""

    def parts(self, cell: str, row: CaseRow, scene: Scene) -> Iterator[tuple[str, str]]:
        """What stands in its cell, piece by piece, each with its component class."""
        style, shown = self.style(row, scene), 0
        for start, end in spans(cell, scene.terms) if self.searched and scene.terms else ():
            yield cell[shown:start], style
            yield cell[start:end], FOUND
            shown = end
        yield cell[shown:], style


def fit(text: str, width: int) -> str:
    """The text in exactly `width` cells, an ellipsis standing for what was cut."""
    if width < 1:
        return ""
    if cell_len(text) <= width:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"


def short_register(row: CaseRow, _scene: Scene) -> str:
    """The register number without the office: 2026-000123."""
    office, dash, rest = row.register.partition("-")
    return rest if dash and office.isdigit() and "-" in rest else row.register


def running_number(row: CaseRow, _scene: Scene) -> str:
    """The last part of the register number."""
    return row.register.rpartition("-")[2]


def due(row: CaseRow, scene: Scene) -> str:
    """How long there is, in words; a sign before what is late, for those who see no colours."""
    days = scene.days_left(row)
    if days is None:
        return "—"
    if scene.is_late(row):
        return _("!lewat {days} hr").format(days=-days) if days < 0 else _("!hari ini")
    if days < 2:
        return _("besok") if days else _("hari ini")
    return _("{days} hari lagi").format(days=days)


def due_days(row: CaseRow, scene: Scene) -> str:
    """The same in four cells: `!12` is late."""
    days = scene.days_left(row)
    return "—" if days is None else f"!{abs(days)}" if scene.is_late(row) else str(days)


def due_style(row: CaseRow, scene: Scene) -> str:
    """Late, near, or neither."""
    days = scene.days_left(row)
    if scene.is_late(row):
        return "overdue"
    return "soon" if days is not None and days <= SOON else "muted" if days is None else "row"


def severity_style(row: CaseRow, _scene: Scene) -> str:
    """The colour of a severity."""
    return row.severity if row.severity in _BARS else "muted"


def severity_name(row: CaseRow, scene: Scene) -> str:
    """A bar and the word; both say it."""
    if row.severity not in _BARS:
        return "-"
    return f"{_BARS[Severity(row.severity)]} {scene.labels('severity', row.severity)}"


def severity_sign(row: CaseRow, scene: Scene) -> str:
    """A bar and the word's first letter."""
    bar, _space, word = severity_name(row, scene).partition(" ")
    return bar + word[:1]


def stage(row: CaseRow, scene: Scene) -> str:
    """The stage's name."""
    return scene.labels("stage", row.stage)


def category(row: CaseRow, scene: Scene) -> str:
    """The category's name."""
    return scene.labels("category", row.category)


def assignee(row: CaseRow, _scene: Scene) -> str:
    """The account that works the case."""
    return clean_cell(row.assigned_to or "-")


def received(row: CaseRow, scene: Scene) -> str:
    """The day of receipt."""
    return row.received_at.astimezone(scene.zone).strftime("%d/%m/%y")


def counts(row: CaseRow, _scene: Scene) -> str:
    """Reports and pieces of evidence."""
    return f"{row.reports}/{row.evidence}"


def title(row: CaseRow, _scene: Scene) -> str:
    """The title, cleaned once more on its way out, behind marks of what is not usual.

    `≠`: edits crossed in it; `S2`: that desk has it along; and that only some read it.
    """
    words = restricted_title(row.title, restricted=row.restricted)
    marks = [mark for mark in ("≠" if row.crossed else "", row.away) if mark]
    return "│".join([*marks, words])


def restricted_title(words: str, *, restricted: bool) -> str:
    """The title of a case with the mark of a restricted one before it."""
    shown = clean_cell(words)
    return f"{_('TERBATAS')}│{shown}" if restricted else shown


def title_style(row: CaseRow, _scene: Scene) -> str:
    """Unread titles stand out."""
    return "unread" if row.unread else "row"


_RUNNING = Column(N_("No."), 6, running_number)
_REGISTER = Column(N_("Register"), 11, short_register)
_FULL_REGISTER = Column(N_("Register"), 14, lambda row, _scene: row.register)
_DAYS = Column(N_("Hari"), 4, due_days, due_style)
_DUE = Column(N_("Tenggat"), 13, due, due_style)
_SIGN = Column(N_("Tk"), 2, severity_sign, severity_style)
_SEVERITY = Column(N_("Tingkat"), 8, severity_name, severity_style)
_STAGE = Column(N_("Tahap"), 13, stage)
_CATEGORY = Column(N_("Kategori"), 16, category)
_ASSIGNEE = Column(N_("Petugas"), 9, assignee, lambda row, _scene: "row" if row.assigned_to else "muted")
_RECEIVED = Column(N_("Diterima"), 8, received, _muted)
_COUNTS = Column(N_("Lap/Bk"), 6, counts, _muted)
_TITLE = Column(N_("Perihal"), 0, title, title_style, searched=True)
# The title comes last: characters whose width terminals disagree about then move no other column.
_BY_WIDTH = (
    (140, (_FULL_REGISTER, _DUE, _SEVERITY, _STAGE, _CATEGORY, _ASSIGNEE, _RECEIVED, _COUNTS, _TITLE)),
    (120, (_REGISTER, _DUE, _SIGN, _STAGE, _CATEGORY, _ASSIGNEE, _RECEIVED, _COUNTS, _TITLE)),
    (60, (_REGISTER, _DUE, _SIGN, _STAGE, _TITLE)),
    (0, (_RUNNING, _DAYS, _TITLE)),
)


def columns_for(width: int) -> tuple[Column, ...]:
    """The columns that a list of `width` cells shows."""
    return next(columns for least, columns in _BY_WIDTH if width >= least)
