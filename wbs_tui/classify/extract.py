"""Facts that a report states: amounts, dates, places, offices and positions, each with where it stands."""

from collections.abc import Sequence

from wbs_tui.classify.amounts import amounts
from wbs_tui.classify.dates import dates
from wbs_tui.classify.facts import Fact
from wbs_tui.classify.phrases import Word, words
from wbs_tui.classify.places import offices, places
from wbs_tui.classify.positions import positions


def extract(text: str) -> tuple[Fact, ...]:
    """The facts of a text in the order in which they stand; offsets are characters of `text` as given."""
    return extract_among(text, words(text))


def extract_among(text: str, among: Sequence[Word]) -> tuple[Fact, ...]:
    """As `extract`, for a caller that has the words of the text already."""
    found = [
        *amounts(text, among),
        *dates(text),
        *places(text, among),
        *offices(text, among),
        *positions(text, among),
    ]
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end, fact.kind)))
