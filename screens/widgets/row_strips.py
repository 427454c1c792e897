"""Rows and headings as strips of cells, every one exactly as wide as it was asked to be."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.strip import Strip

from models.words.rows import CaseRow
from screens.widgets.columns import FOUND, MARKED, SELECTED, UNREAD, Column, Scene, columns_for, fit
from wbs_tui.text.catalogue import _

FLAGS = 3
"""Cells in front of a row: cursor, mark, unread."""
Styles = Callable[[str], Style]
"""A component class without its prefix to its style."""
Columns = Callable[[int], tuple[Column, ...]]
"""The columns that a width in cells has room for."""


class KeptStrip(Strip):
    """A strip without a reference to itself: its memory is free as soon as it is let go.

    The base class keeps "divided at its end" as a list that holds itself; ten thousand such lines wait for
    a garbage collection that is put off while an officer types.
    """

    def divide(self, cuts: Iterable[int]) -> Sequence[Strip]:
        """The pieces between the cuts; a strip cut at its end is the strip."""
        cuts = list(cuts)
        return [self] if cuts == [self.cell_length] else super().divide(cuts)


def kept(strip: Strip, filters: Sequence[LineFilter], background: Color) -> KeptStrip:
    """The strip as it goes to the terminal, all filters applied."""
    segments = list(strip)
    for line_filter in filters:
        segments = line_filter.apply(segments, background)
    return KeptStrip(segments, strip.cell_length)


def row_strip(
    row: CaseRow,
    scene: Scene,
    styles: Styles,
    width: int,
    *,
    selected: bool,
    marked: bool,
    columns: Columns = columns_for,
) -> Strip:
    """One row. The selected one wears a single style: its signs say what colours say elsewhere."""
    flags = (SELECTED if selected else " ") + (MARKED if marked else " ") + (UNREAD if row.unread else " ")
    cells = [(flags, "marked" if marked else "unread" if row.unread else "row")]
    left = width - FLAGS
    for column in columns(width):
        cell = fit(column.text(row, scene), column.width or max(0, left - 1))
        left -= column.width + 1
        cells.append((" ", "row"))
        cells.extend(column.parts(cell, row, scene))
    if selected:
        return _strip(map(_at_cursor, cells), _cursor_styles(styles), width)
    base = styles("marked-row" if marked else "row")
    return _strip(cells, lambda name: base if name == "row" else base + styles(name), width)


def _at_cursor(cell: tuple[str, str]) -> tuple[str, str]:
    text, name = cell
    return text, FOUND if name == FOUND else "cursor"


def _cursor_styles(styles: Styles) -> Styles:
    base = styles("cursor")
    return lambda name: base if name == "cursor" else base + styles("found-selected")


def header_strip(styles: Styles, width: int, columns: Columns = columns_for) -> Strip:
    """The headings of the columns of rows that leave the last cell to the scrollbar."""
    text, left = " " * FLAGS, width - 1 - FLAGS
    for column in columns(width - 1):
        text += " " + fit(_(column.heading), column.width or max(0, left - 1))
        left -= column.width + 1
    return _strip([(fit(text, width), "header")], styles, width)


def line_strip(text: str, style: Style, width: int) -> Strip:
    """A line of plain words in the middle."""
    return Strip([Segment(fit(text, width), style)], width)


def _strip(cells: Iterable[tuple[str, str]], paint: Styles, width: int) -> Strip:
    segments = [
        Segment("".join(text for text, _name in run), paint(name))
        for name, run in groupby(cells, key=lambda cell: cell[1])
    ]
    return Strip(segments).adjust_cell_length(width)
