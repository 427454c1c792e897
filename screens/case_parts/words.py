"""How the Case screen writes what it shows: times, people, and texts with their masks and reasons marked."""

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from textual.content import Content, Span

from wbs_tui.text.catalogue import language
from wbs_tui.text.formats import date_short, moment, relative_days

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_MASK = re.compile(r"\[identitas \d+\]")
MASK_STYLE = "bold $text-warning"
MUTED = "$text-muted"
HEADING = "bold $text-primary"
LABEL_WIDTH = 13
"""Cells of the left column where labels stand before their values."""
_ENDINGS = ".:;!?)"
_SHORTEST_WRAPPED, _LONGEST_WRAPPED = 50, 140
"""Lengths between which a line may have been wrapped by a mail program."""


def masked(text: str, marks: Iterable[tuple[int, int, str]] = ()) -> Content:
    """A report's text: masks stand out, and each of `marks` (start, end, style) besides."""
    spans = [Span(found.start(), found.end(), MASK_STYLE) for found in _MASK.finditer(text)]
    spans += [
        Span(start, min(end, len(text)), style) for start, end, style in marks if 0 <= start < len(text)
    ]
    return Content(text, spans=spans)


def unwrapped(text: str) -> str:
    """The text with the line ends that a mail program put in taken back; every character keeps its place.

    A long line was wrapped when its sentence goes on in the next, or the next word would not have fitted in
    the longest line there is.
    """
    written = text.split("\n")
    longest = max(map(len, written))
    if longest > _LONGEST_WRAPPED:
        return text
    ends = [" " if _was_wrapped(*pair, longest) else "\n" for pair in pairwise(written)]
    return "".join(part for line in zip(written, [*ends, ""], strict=True) for part in line)


def _was_wrapped(line: str, following: str, longest: int) -> bool:
    first = following.split(" ", 1)[0]
    if len(line) < _SHORTEST_WRAPPED or not first[:1].isalnum() or first.rstrip(".)").isdigit():
        return False
    return line[-1] not in _ENDINGS or len(line) + 1 + len(first) > longest


def row(label: str, value: str | Content, style: str = "") -> Content:
    """`label   value` with the values of several rows under one another."""
    shown = value if isinstance(value, Content) else Content.styled(value, style)
    return Content.assemble((f"{label:<{LABEL_WIDTH}} ", MUTED), shown)


def lines(parts: Iterable[str | Content]) -> Content:
    """One under the other."""
    return Content("\n").join([part if isinstance(part, Content) else Content(part) for part in parts])


def heading(text: str) -> Content:
    """A line that begins a part."""
    return Content.styled(text, HEADING)


def muted(text: str) -> Content:
    """What stands back."""
    return Content.styled(text, MUTED)


def at(desk: "Desk", when: datetime) -> str:
    """A moment in the office's zone."""
    return moment(when, desk.office.zone)


def by(desk: "Desk", when: datetime, account: str) -> str:
    """`3 Agu 2026 09.12 WIB · petugas`."""
    return f"{at(desk, when)} · {account}" if account else at(desk, when)


def due(desk: "Desk", when: datetime, *, overdue: bool) -> Content:
    """A due day with how far it is; over is said by a sign and words, not by colour alone."""
    day = desk.calendar.local_date(when)
    days = (day - desk.calendar.local_date(desk.clock())).days
    said = f"{date_short(day)}, {relative_days(days)}"
    if overdue:
        return Content.styled(f"! {said}", "bold $text-error")
    return Content.styled(said, "$text-warning" if days <= 1 else "")


def size(count: int) -> str:
    """Bytes in the largest unit that leaves a whole number before it: `1,4 MB`."""
    value, unit = float(count), "B"
    for larger in ("KB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    written = f"{value:.0f}" if unit == "B" or value >= 100 else f"{value:.1f}"
    return f"{written if language() == 'en' else written.replace('.', ',')} {unit}"
