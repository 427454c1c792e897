"""Terms in the query language of FTS5: only folded words in quotation marks, and signs of our own."""

from collections.abc import Sequence

from wbs_tui.search.words import Term, words_in

_TEXTS = "{title report work}"


def expression(terms: Sequence[Term], facets: Sequence[str] = (), *, but: str = "") -> str:
    """What a case must hold: all terms, and each of the facets; `but` is a register number to leave out."""
    wanted = f"({_TEXTS} : ({' AND '.join(map(_said, terms))}))"
    without = f" NOT {of_number(but)}" if but else ""
    return _within(f"({wanted}{without})", facets)


def of_number(register: str, facets: Sequence[str] = ()) -> str:
    """The case of a whole register number."""
    return _within(f'(register : "{" ".join(words_in(register))}")', facets)


def _within(wanted: str, facets: Sequence[str]) -> str:
    if not facets:
        return wanted
    kept = " AND ".join(f'"{facet}"' for facet in facets)
    return f"{wanted} AND (facets : ({kept}))"


def facet(kind: str, code: str) -> str:
    """A value of a case's clear columns as one word of the index: `stage`, `verification`."""
    return "".join(words_in(kind + code))


def _said(term: Term) -> str:
    return f'"{" ".join(term.words)}"' + (" *" if term.begins else "")
