"""Identity taken out of what officers read: each piece becomes `[identitas n]` and is sealed apart."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from models.words.reports import Reporter
from wbs_tui.cases.traces.identifiers import Span, identifiers
from wbs_tui.intake.known import known_spans
from wbs_tui.intake.signatures import signatures

_MARK = re.compile(r"\[(identitas\s*\d+)\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identity, and what stood in it; `originals[n - 1]` stood at `[identitas n]`."""

    text: str
    originals: tuple[str, ...] = field(repr=False)


def mask(text: str, known: Reporter | None = None) -> Masked:
    """The text with contacts, NIK, signature and what is known of the reporter taken out."""
    masker = Masker(known)
    masked = masker.mask(text)
    return Masked(masked, masker.originals)


class Masker:
    """Masks the parts of one report (title, text, answers, file names) under one numbering."""

    def __init__(self, known: Reporter | None = None) -> None:
        self._known = known or Reporter()
        self._numbers: dict[str, int] = {}

    @property
    def originals(self) -> tuple[str, ...]:
        """What was taken out so far, the first at n = 1."""
        return tuple(self._numbers)

    def mask(self, text: str) -> str:
        """The text with marks in the place of identity; a mark that the reporter typed loses its brackets."""
        text = _MARK.sub(r"(\1)", text)
        return self._replace(text, [*known_spans(text, self._known), *identifiers(text), *signatures(text)])

    def mask_line(self, text: str) -> str:
        """The same for a title, an answer or a file name, which carry no signature."""
        text = _MARK.sub(r"(\1)", text)
        return self._replace(text, [*known_spans(text, self._known), *identifiers(text)])

    def _replace(self, text: str, spans: Iterable[Span]) -> str:
        pieces, done = [], 0
        for start, end in _united(spans):
            pieces += [text[done:start], self._mark(text[start:end])]
            done = end
        return "".join([*pieces, text[done:]])

    def _mark(self, original: str) -> str:
        number = self._numbers.setdefault(original, len(self._numbers) + 1)
        return f"[identitas {number}]"


def _united(spans: Iterable[Span]) -> Iterator[Span]:
    """Overlapping spans as one, in order, empty ones left out."""
    current: Span | None = None
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if current and start < current[1]:
            current = current[0], max(current[1], end)
            continue
        if current:
            yield current
        current = start, end
    if current:
        yield current
