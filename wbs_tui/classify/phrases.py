"""Words of a text with their offsets, and the longest known phrases among them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"[^\W_]+")
_JOINS = re.compile(r"[ \t\r\n\-–/'’\"“”()&.]{1,4}")
"""What may stand between the words of one phrase; a comma or a blank line may not."""
_PARAGRAPH = re.compile(r"\n\s*\n|\. ")
_SHORTEST_WITH_NYA = 4


Word = tuple[str, int, int]
"""One word: its normalised form, and from where to where it stands. Plain, for a text has hundreds."""


def words(text: str) -> list[Word]:
    """The words and numbers of a text in order; the forms are casefolded, the offsets those of `text`."""
    return [(found[0].casefold(), found.start(), found.end()) for found in _WORD.finditer(text)]


class Hit(NamedTuple, Generic[T]):
    """A phrase found: all that is known of it, and its words: `first` to `last`, not included."""

    values: list[T]
    first: int
    last: int


@dataclass(slots=True)
class _Node(Generic[T]):
    following: "dict[str, _Node[T]]" = field(default_factory=dict)
    values: list[T] = field(default_factory=list)


class Phrases(Generic[T]):
    """A set of phrases, each with its values, found in one pass over the words of a text."""

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Phrases as a person writes them; `suap~` stands for every inflected form of `suap`."""
        self._root: _Node[T] = _Node()
        for phrase, value in phrases:
            self._add(self._root, phrase.split(), value)
        _let_end_in_nya(self._root)

    def _add(self, node: _Node[T], parts: Sequence[str], value: T) -> None:
        if not parts:
            node.values.append(value)
            return
        for form in forms(parts[0]):
            self._add(_grown(node, form), parts[1:], value)

    def find(self, text: str, among: Sequence[Word]) -> Iterator[Hit[T]]:
        """The phrases in `text`, whose words are `among`: longest first, none overlapping, in order."""
        firsts, resume = self._root.following, 0
        for position in [n for n, word in enumerate(among) if word[0] in firsts]:
            hit = self._longest(text, among, position) if position >= resume else None
            if hit is not None:
                yield hit
                resume = hit.last

    def _longest(self, text: str, among: Sequence[Word], first: int) -> Hit[T] | None:
        node = self._root.following[among[first][0]]
        best = Hit(node.values, first, first + 1) if node.values else None
        for position in range(first + 1, len(among)):
            onward = node.following.get(among[position][0])
            if onward is None or not _joined(text, among[position - 1], among[position]):
                break
            node = onward
            if node.values:
                best = Hit(node.values, first, position + 1)
        return best


def _grown(node: _Node[T], form: str) -> _Node[T]:
    """The node after the word `form` (a hyphenated word counts as its parts), made where it is lacking."""
    for word in words(form):
        node = node.following.setdefault(word[0], _Node())
    return node


def _let_end_in_nya(node: _Node[T]) -> None:
    """Let `suapnya` lead where `suap` leads, unless it leads somewhere of its own."""
    for form, onward in list(node.following.items()):
        _let_end_in_nya(onward)
        if len(form) >= _SHORTEST_WITH_NYA:
            node.following.setdefault(form + "nya", onward)


def _joined(text: str, left: Word, right: Word) -> bool:
    between = text[left[2] : right[1]]
    return between == " " or (_JOINS.fullmatch(between) is not None and _PARAGRAPH.search(between) is None)


def forms(word: str) -> list[str]:
    """The word itself, or for `root~` the forms that officers and citizens inflect it to."""
    if not word.endswith("~"):
        return [word]
    root = word[:-1]
    nasal = _nasal(root)
    heads = [root, "di" + root, "ter" + root, "me" + nasal, nasal, "ku" + root]
    tails = ["", "kan", "i", "in", "nya"]
    nouns = [root + "an", "pe" + nasal, "pe" + nasal + "an"]
    return list(dict.fromkeys([head + tail for head in heads for tail in tails] + nouns))


def _nasal(root: str) -> str:
    """The root as it stands after me- and pe-: suap to nyuap, potong to motong, ambil to ngambil."""
    replaced = {"p": "m", "t": "n", "s": "ny", "k": "ng"}
    first = root[0]
    if first in replaced and root[1] in "aeiou":
        return replaced[first] + root[1:]
    if first in "bfvp":
        return "m" + root
    if first in "cdjzst":
        return "n" + root
    return "ng" + root if first in "aeioughk" else root
