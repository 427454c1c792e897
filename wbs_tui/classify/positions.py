"""Who is named by position, not counting those to whom the report is addressed."""

import re
from collections.abc import Iterator, Sequence

from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.phrases import Word
from wbs_tui.classify.shipped import position_phrases

_REACHES = {"yth": 4, "tembusan": 4, "mohon": 2, "harap": 2, "ke": 2, "kepada": 2}
"""Words of address, and within how many words the one addressed must follow."""
_TO = frozenset(["ke", "kepada"])
_REPORTS = frozenset(
    ["lapor", "melapor", "melaporkan", "laporkan", "dilaporkan", "mengadu", "sampaikan", "laporan"]
)
_FARTHEST = max(_REACHES.values())
_LONGEST_INDENT = 8
_NEW_MATTER = re.compile(r"[!?;,\n]|\. ?(?=[a-z])")


def positions(text: str, among: Sequence[Word]) -> Iterator[Fact]:
    """Positions that the rules know, each with its class."""
    for values, first, last in position_phrases().find(text, among):
        start, end = among[first][1], among[last - 1][2]
        before = among[max(0, first - _FARTHEST - 1) : first]
        if values[0] and not is_addressed(text, before, start):
            yield Fact(FactKind.POSITION, text[start:end], start, end, values[0])


def is_addressed(text: str, before: Sequence[Word], start: int) -> bool:
    """Whether the words before greet or ask: `Yth. Bapak Bupati`, but not `setor kepada Bupati`."""
    previous, left = "", len(before)
    for form, begin, end in before:
        near = left <= _REACHES.get(form, 0) and _NEW_MATTER.search(text, end, start) is None
        if near and (form not in _TO or previous in _REPORTS or _begins_a_line(text, begin)):
            return True
        previous, left = form, left - 1
    return False


def _begins_a_line(text: str, start: int) -> bool:
    """Whether nothing but a few blanks stands before it on its line."""
    before = text[max(0, start - _LONGEST_INDENT) : start].rstrip(" \t")
    return not before or before.endswith("\n")
