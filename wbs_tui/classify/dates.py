"""When it happened: days, months and years in a text."""

import re
from collections.abc import Iterator

from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.text.formats import parse_date

_MONTH = (
    r"(?:jan(?:uari)?|feb(?:ruari)?|peb(?:ruari)?|mar(?:et)?|apr(?:il)?|mei|juni?|juli?"
    r"|ag(?:t|u|s|st|ustus)|sep(?:t|tember)?|okt(?:ober)?|no[vp](?:ember)?|des(?:ember)?)"
)
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_UP_TO_THE_YEAR = re.compile(
    rf"\b(?:(?P<day>[0-3]?[0-9])\s+)?(?P<month>{_MONTH}\.?\s+[0-9]{{4}})\Z"
    r"|\b[0-3]?[0-9](?P<by>[/-])[01]?[0-9](?P=by)[0-9]{4}\Z"
    r"|\b(?:ta|tahun(?:\s+anggaran)?|th|thn|sejak|apbd|apbdes|anggaran)\.?\s+(?P<year>[0-9]{4})\Z",
    re.IGNORECASE,
)
_LONGEST_DATE = 24


def dates(text: str) -> Iterator[Fact]:
    """Every date that names its year, as precisely as the text has it."""
    for year in _YEAR.finditer(text):
        found = _UP_TO_THE_YEAR.search(text, max(0, year.start() - _LONGEST_DATE), year.end())
        value = None if found is None else _iso(found)
        if found is not None and value is not None:
            yield Fact(FactKind.DATE, found.group(), found.start(), found.end(), value)


def _iso(found: "re.Match[str]") -> str | None:
    """The day, month or year as ISO 8601 writes it; None for a day that no calendar has."""
    if found["year"]:
        return found["year"]
    if found["month"] and not found["day"]:
        first = parse_date(f"1 {found['month']}")
        return f"{first:%Y-%m}" if first else None
    day = parse_date(found.group())
    return day.isoformat() if day else None
