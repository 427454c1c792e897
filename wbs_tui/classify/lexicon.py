"""The shipped lexicon: which words speak for which category, and how often they stand in a text."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from wbs_tui.classify.phrases import Phrases, Word

Weight = float


class Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one category: misdeeds, and what merely names the matter."""

    acts: dict[str, Weight]
    topics: dict[str, Weight]


class LexiconFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it stands on disk."""

    version: str
    temperature: float
    """Scores are divided by it before the softmax; above 1 the confidence is more modest."""
    title_factor: float
    """What stands in the title counts this much more."""
    other_ceiling: float
    """The highest confidence of `other`."""
    lists: dict[str, list[str]]
    """What `{name}` in a term stands for."""
    categories: dict[str, Category]
    signals: dict[str, list[str]]


class Entry(NamedTuple):
    """What one phrase says: the category it speaks for, or the signal it gives, and how strongly."""

    term: str
    """As the lexicon writes it: every form of `suap~` is the same term."""
    target: str
    weight: Weight
    is_act: bool
    is_signal: bool


class Mention(NamedTuple):
    """One entry where it stands: the phrase as written and its offsets, -1 in the title."""

    entry: Entry
    text: str
    start: int
    end: int


class Lexicon:
    """The lexicon ready for use."""

    def __init__(self, file: LexiconFile) -> None:
        """From the decoded file."""
        self.file = file
        self.categories = tuple(file.categories)
        self._phrases = Phrases(_entries(file))

    def mentions(self, text: str, among: Sequence[Word]) -> Iterator[Mention]:
        """Every entry found in the text, whose words are `among`, in order; acts that are denied left out."""
        for entries, first, last in self._phrases.find(text, among):
            start, end = among[first][1], among[last - 1][2]
            denied = _is_denied(among, first)
            for entry in entries:
                if not (entry.is_act and denied):
                    yield Mention(entry, text[start:end], start, end)


def _is_denied(among: Sequence[Word], first: int) -> bool:
    """Whether the words before say that it was not so: `bukan suap`, `tidak ada pungli`."""
    before = [form for form, _start, _end in among[max(0, first - 2) : first]]
    return before[-1:] == ["bukan"] or before in (["tidak", "ada"], ["tanpa", "ada"])


def _entries(file: LexiconFile) -> Iterator[tuple[str, Entry]]:
    for code, category in file.categories.items():
        for terms, is_act in ((category.acts, True), (category.topics, False)):
            for term, weight in terms.items():
                entry = Entry(term, code, weight, is_act, False)
                yield from ((phrase, entry) for phrase in _spelled_out(term, file.lists))
    for signal, phrases in file.signals.items():
        yield from ((phrase, Entry(phrase, signal, 0.0, False, True)) for phrase in phrases)


def _spelled_out(term: str, lists: dict[str, list[str]]) -> list[str]:
    """The term once for each entry of the list that it names, or as it is."""
    before, brace, rest = term.partition("{")
    if not brace:
        return [term]
    name, _brace, after = rest.partition("}")
    return [f"{before}{entry}{after}" for entry in lists[name]]
