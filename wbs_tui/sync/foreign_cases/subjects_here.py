"""Whom of this office another office's case is about: they must not read it here.

All its texts are looked at, in windows, so that a long one costs little and hides nobody.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.words.exchange import OfficeKind
from wbs_tui.cases.sealed import ForeignDocument
from wbs_tui.intake.implicated import INSPECTOR, Subjects, accused_in, named_in
from wbs_tui.intake.restricted import full_names
from wbs_tui.text.clean import clean

_WINDOW = 2500
_OVERLAP = 400
"""Characters: longer than what says whom a report is about."""
_NO_WORD = re.compile(r"[\W_]+")
"""What stands between the words of a file's name."""


def subjects_here(
    connection: Connection, document: ForeignDocument, file_names: Iterable[str] = ()
) -> Subjects:
    """Whom of this office another's case is about, by all its texts and the names of its files.

    Who shares it means us to read it: that it is about an Inspektorat, or its staff, is said of his own more
    often than of ours. An Inspektur is ours only where we are no office that watches over others.
    """
    said = "\n".join((document.title, *(part for each in document.texts for part in (each.title, each.text))))
    besides = "\n".join((document.reason, *(_NO_WORD.sub(" ", clean(name)) for name in file_names)))
    watches = connection.execute(select(offices.c.kind)).scalar() in (OfficeKind.KPK, OfficeKind.PROVINCE)
    targets = frozenset({INSPECTOR}) if not watches and _accuses_inspector(said) else frozenset[str]()
    return Subjects(targets, _named(f"{said}\n{besides}", full_names(connection)))


def _accuses_inspector(text: str) -> bool:
    lines = (line for line in text.split("\n") if line)
    return any(INSPECTOR in accused_in(window) for line in lines for window in _windows(line))


def _named(text: str, names: Mapping[str, str]) -> frozenset[str]:
    """The accounts whose owners a text names."""
    found: set[str] = set()
    for window in _windows(text):
        found |= named_in(window, {key: name for key, name in names.items() if key not in found})
    return frozenset(found)


def _windows(text: str) -> Iterator[str]:
    """All of a text in pieces, each little work; what stands across an edge stands in the next one too."""
    start = 0
    while start + _WINDOW < len(text):
        yield text[start : start + _WINDOW]
        start += _WINDOW - _OVERLAP
    yield text[start:]
