"""Words as the index knows them: the same for what is searched through, what is asked for, and what is shown.

A word is a run of letters or a run of digits, without case and diacritics. Nothing else of a text reaches the
index or its query language, so nothing in a report or in an officer's question can be taken for syntax.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LEAST = 3
"""Letters from which a word is looked for from its beginning; shorter ones only in quotation marks."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_ASKED = re.compile(r'["“”„«»]([^"“”„«»]*)(["“”„«»]?)|([^\s"“”„«»]+)')
_MOST_CHARACTERS = 500
_MOST_TERMS = 20


class _Folding(dict[int, str]):
    """Characters to what they are compared as, found out once for each."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFKD", chr(code)).casefold()
        folded = self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return folded


_FOLDED = _Folding()


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand one after another."""

    words: tuple[str, ...]
    begins: bool
    """Whether the last of them may go on."""


def words_in(text: str) -> list[str]:
    """The words of a text, folded, in order."""
    return _WORD.findall(text.translate(_FOLDED))


def placed_words(text: str) -> Iterator[tuple[str, int, int]]:
    """The words of a text, each with where it begins and ends in it."""
    pieces = [_FOLDED[ord(character)] for character in text]
    places = [place for place, piece in enumerate(pieces) for _part in piece]
    for match in _WORD.finditer("".join(pieces)):
        yield match[0], places[match.start()], places[match.end() - 1] + 1


def terms_of(asked: str) -> tuple[Term, ...]:
    """What an officer typed: words that are looked for from their beginning, phrases in quotation marks as
    they stand. A phrase that is not closed yet is still being typed."""
    found = (_term(*match.groups()) for match in _ASKED.finditer(asked[:_MOST_CHARACTERS]))
    return tuple(dict.fromkeys(term for term in found if term is not None))[:_MOST_TERMS]


def _is_begun(words: tuple[str, ...]) -> bool:
    """Whether the last word has only just been begun: too little of it to look for."""
    return len(words) > 1 and len(words[-1]) < LEAST and not words[-1].isdigit()


def _term(phrase: str | None, closing: str | None, word: str | None) -> Term | None:
    words = tuple(words_in(phrase or word or ""))
    if phrase is not None and not closing and _is_begun(words):
        words, closing = words[:-1], closing or " "
    if not words:
        return None
    if phrase is None and len(words) == 1 and len(words[0]) < LEAST and not words[0].isdigit():
        return None
    return Term(words, begins=not closing and len(words[-1]) >= LEAST)
