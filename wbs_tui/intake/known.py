"""Where what is known of the reporter stands in his text."""

import re
from collections.abc import Iterator

from models.words.reports import Reporter
from wbs_tui.cases.traces.identifiers import Span
from wbs_tui.cases.traces.names import is_nobody

_SHORTEST_NAME = 3  # characters
_SHORTEST_ADDRESS = 8
_SHORTEST_NUMBER = 6  # digits


def known_spans(text: str, known: Reporter) -> Iterator[Span]:
    """The reporter's name, address and numbers, as offsets; his e-mail address is found like any other.

    Looking for a word or a run of digits first saves compiling patterns that have nothing to find.
    """
    if known.name and len(known.name) >= _SHORTEST_NAME and not is_nobody(known.name):
        yield from _phrase(text, known.name)
    if known.address and len(known.address) >= _SHORTEST_ADDRESS:
        yield from _phrase(text, known.address)
    for number in (known.phone, known.nik):
        if number:
            yield from _number(text, number)


def _phrase(text: str, phrase: str) -> Iterator[Span]:
    """The phrase however it is spaced, punctuated and capitalised; a single word only with a capital."""
    dot = r"\.?" if phrase.endswith(".") else ""
    words = re.findall(r"\w+", phrase)
    if not words or words[0].casefold() not in text.casefold():
        return
    if len(words) == 1:
        pattern = re.compile(rf"\b(?:{re.escape(words[0].capitalize())}|{re.escape(words[0].upper())})\b")
    else:
        pattern = re.compile(r"\b" + r"\W{1,3}".join(map(re.escape, words)) + r"\b" + dot, re.IGNORECASE)
    yield from (match.span() for match in pattern.finditer(text))


def _number(text: str, number: str) -> Iterator[Span]:
    """The number however it is grouped, with or without its country code or leading zero."""
    digits = re.sub(r"\D", "", number)
    core = re.sub(r"^(?:62|0)", "", digits) if len(digits) < 16 else digits
    if len(core) < _SHORTEST_NUMBER or core not in re.sub(r"\D", "", text):
        return
    pattern = re.compile(r"(?<!\d)(?:(?:\+?62|0)[ .()-]{0,3})?" + r"[ .()-]{0,3}".join(core) + r"(?!\d)")
    yield from (match.span() for match in pattern.finditer(text))
