"""Where a case holds what was searched for: short pieces of its texts, opened when they are shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from models.words.clock import nearest
from wbs_tui.cases.finding.case_texts import CaseText, texts_of
from wbs_tui.cases.lookup import find
from wbs_tui.cases.opening import Opener
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.search.highlight import Piece, piece
from wbs_tui.search.words import Term

_MOST = 5
_WIDTH = 160


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of one text of a case."""

    part: str
    """Which part of the case the text belongs to."""
    what: str
    """What it is, to be translated where it is shown."""
    at: datetime
    """UTC, aware."""
    piece: Piece


def passages(desk: Desk, register: str, terms: Sequence[Term], width: int = _WIDTH) -> tuple[Passage, ...]:
    """At most five, those that hold most of the terms first. The headline is left out: lists show it.

    Raises NotPermitted, NoSuchCase, CaseDestroyed, NotLetIn.
    """
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        texts = texts_of(Opener(desk, connection), [case])[case.id].texts
    found = sorted(_found(texts, terms, width), key=lambda each: -each[0])
    return tuple(passage for _held, passage in found[:_MOST])


def _found(texts: Sequence[CaseText], terms: Sequence[Term], width: int) -> Iterator[tuple[int, Passage]]:
    """Each passage with how many of the terms its text holds; a report's title is often the headline."""
    for text in texts:
        if text.text == texts[0].text or (shown := piece(text.text, terms, width)) is None:
            continue
        held = sum(piece(text.text, [term], width) is not None for term in terms)
        yield held, Passage(text.part, text.what, nearest(text.at), shown)
