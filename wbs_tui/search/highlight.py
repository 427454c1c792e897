"""Where a text holds what was asked for, and a short piece of it around that place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from wbs_tui.search.words import Term, placed_words

Span = tuple[int, int]
"""From this character to before that one."""
_BEFORE = 0.3
"""How much of a piece stands before what was found."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text in one line, with what was found in it."""

    text: str = field(repr=False)
    spans: tuple[Span, ...]


def spans(text: str, terms: Sequence[Term]) -> tuple[Span, ...]:
    """Every place of the terms in a text, in order, none over another."""
    if not terms:
        return ()
    words = list(placed_words(text))
    found = sorted(span for term in terms for span in _spans(words, term))
    return tuple(_apart(found))


def piece(text: str, terms: Sequence[Term], width: int) -> Piece | None:
    """At most `width` characters around the first place where something was found; None where nothing was."""
    line = " ".join(text.split())
    found = spans(line, terms)
    if not found:
        return None
    start, end = _around(line, found[0], width)
    head, tail = "…" * (start > 0), "…" * (end < len(line))
    shift = len(head) - start
    inside = tuple((low + shift, min(high, end) + shift) for low, high in found if start <= low < end)
    return Piece(head + line[start:end] + tail, inside)


def _around(line: str, first: Span, width: int) -> Span:
    """Which part of a line to show, cut between words where there are any."""
    if len(line) <= width:
        return 0, len(line)
    room = max(1, width - 2)
    start = min(max(0, first[0] - int(room * _BEFORE)), len(line) - room)
    if start > 0:
        space = line.find(" ", start, first[0])
        start = space + 1 if space >= 0 else start
    end = min(len(line), start + room)
    if end < len(line):
        space = line.rfind(" ", first[1], end)
        end = space if space >= 0 else end
    return start, end


def _spans(words: Sequence[tuple[str, int, int]], term: Term) -> Iterator[Span]:
    length = len(term.words)
    for index in range(len(words) - length + 1):
        run = words[index : index + length]
        if all(map(_fits, (word for word, _start, _end in run), term.words, _open(term))):
            yield run[0][1], run[-1][2]


def _open(term: Term) -> Iterator[bool]:
    yield from (False for _word in term.words[1:])
    yield term.begins


def _fits(word: str, wanted: str, begins: bool) -> bool:
    return word.startswith(wanted) if begins else word == wanted


def _apart(found: Sequence[Span]) -> Iterator[Span]:
    start, end = -1, -1
    for low, high in found:
        if low > end:
            if end > 0:
                yield start, end
            start, end = low, high
        else:
            end = max(end, high)
    if end > 0:
        yield start, end
