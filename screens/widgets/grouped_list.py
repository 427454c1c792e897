"""Lines under headings, moved over as one list: what waits today, what is due."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.content import Content
from textual.widgets.option_list import Option

from screens.widgets.columns import fit
from screens.widgets.figures import figure
from screens.widgets.keyed_list import KeyedList
from wbs_tui.text.terminal import clean_cell

QUIET = "$text-muted"
LATE = "bold $text-error"
SOON = "$text-warning"
STRONG = "bold"
HEADING = "bold $text-primary"


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line."""

    text: str
    width: int = 0
    """0: whatever is left."""
    style: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that can be stood on."""

    id: str
    cells: tuple[Cell, ...]

    def content(self) -> Content:
        """The cells beside each other, a space between."""
        parts = [
            (fit(clean_cell(cell.text), cell.width) if cell.width else clean_cell(cell.text), cell.style)
            for cell in self.cells
        ]
        return Content(" ").join([Content.styled(*part) for part in parts])


@dataclass(frozen=True, slots=True)
class Group:
    """A heading and its lines."""

    title: str
    lines: Sequence[Line]
    style: str = HEADING
    total: int | None = None
    """How many it has, where only the first are listed."""
    rest: str = ""
    """What stands below them: where to see the others."""


class GroupedList(KeyedList):
    """Headings cannot be stood on."""

    DEFAULT_CSS = """
    GroupedList {
        height: 1fr; max-height: 100%; border: none; padding: 0; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis; scrollbar-size-vertical: 1;
        &:focus { border: none; background-tint: $foreground 0%; }
        & > .option-list--option { padding: 0; }
        & > .option-list--option-disabled { color: $text-primary; }
    }
    """

    def __init__(self, id: str) -> None:
        super().__init__(id)
        self._starts: list[int] = []

    def next_group(self) -> None:
        """Stand on the first line of the next group."""
        self._stand_at(next((start for start in self._starts if start > (self.highlighted or 0)), None))

    def previous_group(self) -> None:
        """Stand on the first line of this group, or of the one before."""
        before = [start for start in self._starts if start < (self.highlighted or 0)]
        self._stand_at(before[-1] if before else None)

    def _stand_at(self, index: int | None) -> None:
        if index is not None:
            self.highlighted = index
            self.scroll_to(y=index - 1, animate=False, immediate=True)  # with its heading on top

    def show(self, groups: Sequence[Group]) -> None:
        """Show these groups, an empty line between them, and stay at the highlighted line."""
        options: list[Option] = []
        self._starts = []
        for group in groups:
            if options:
                options.append(Option("", disabled=True))
            total = figure(len(group.lines) if group.total is None else group.total)
            title = Content.assemble((f" {group.title}", group.style), (f"  {total}", QUIET))
            options.append(Option(title, disabled=True))
            self._starts.append(len(options))
            options += [Option(line.content(), id=line.id) for line in group.lines]
            if group.rest:
                options.append(Option(Content.styled(f"  {group.rest}", QUIET), disabled=True))
        self.fill(options)
