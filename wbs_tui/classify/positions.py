"""Who is named by position, not counting those to whom the report is addressed."""

import re
from collections.abc import Iterator, Sequence

from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.phrases import Word
from wbs_tui.classify.shipped import position_phrases

_GREETS = frozenset(["yth", "tembusan", "mohon", "harap"])
_TO = frozenset(["ke", "kepada"])
_REPORTS = frozenset(
    ["lapor", "melapor", "melaporkan", "laporkan", "dilaporkan", "mengadu", "sampaikan", "laporan"]
)
_REACH_OF_AN_ADDRESS = 4
_SENTENCE_END = re.compile(r"[!?;\n]|\.(?! ?(?:Bapak|Ibu|Bpk|Sdr))")


def positions(text: str, among: Sequence[Word]) -> Iterator[Fact]:
    """Positions that the rules know, each with its class."""
    for values, first, last in position_phrases().find(text, among):
        start, end = among[first][1], among[last - 1][2]
        before = among[max(0, first - _REACH_OF_AN_ADDRESS) : first]
        if values[0] and not _is_addressed(text, before, start):
            yield Fact(FactKind.POSITION, text[start:end], start, end, values[0])


def _is_addressed(text: str, before: Sequence[Word], start: int) -> bool:
    """Whether the words before greet or ask: `Yth. Bapak Bupati`, but not `setor kepada Bupati`."""
    previous = ""
    for form, begin, end in before:
        greets = form in _GREETS or (form in _TO and (previous in _REPORTS or _begins_a_line(text, begin)))
        if greets and _SENTENCE_END.search(text, end, start) is None:
            return True
        previous = form
    return False


def _begins_a_line(text: str, start: int) -> bool:
    return not text[text.rfind("\n", 0, start) + 1 : start].strip()
