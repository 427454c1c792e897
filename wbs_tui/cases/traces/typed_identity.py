"""Looks for a reporter's identity in what an officer is about to keep on a case, and warns before it is kept.

An account that may open the identities is compared with them in the clear. For every other account the guard
of each report is asked, and where one of the case's own pieces was met, the Inspektur gets a line: else the
warning would be a quiet way to try out names.
"""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import select

from models.tables.cases import reports
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import (
    ClassificationDetail,
    EvidenceDescription,
    HoldWords,
    MessageBody,
    ReportContent,
    ReportIdentity,
    RestrictionDetail,
    StepWords,
    Words,
)
from wbs_tui.cases.traces.findings import EMAIL, NUMBER, Finding, Place, TypedIdentity, is_accepted, place_of
from wbs_tui.cases.traces.guard import knows
from wbs_tui.cases.traces.identifiers import identifiers
from wbs_tui.cases.traces.traces import IsKnown, find, traces_of, united

_LEFT_OUT = "[identitas]"
"""Stands in documents for other offices, whatever language the officer reads."""


def refuse_typed_identity(opener: Opener, case_id: str, value: object) -> None:
    """Raise TypedIdentity when words about to be sealed hold identity, unless the officer keeps them."""
    texts = [text for text in _texts(value) if text] if not is_accepted() else []
    if not texts:
        return
    known = list(_known(opener, case_id))
    places: list[Place] = []
    of_case = False
    for text in texts:
        found = _findings(text, known)
        places += [place_of(text, each) for each in found]
        of_case |= any(each.of_case for each in found)
    if places:
        raise TypedIdentity(places, of_case=of_case)


def _texts(value: object) -> Iterator[str]:
    """What an officer wrote, of the structs that hold his words."""
    if isinstance(value, Words | StepWords | MessageBody):
        yield value.text
    elif isinstance(value, HoldWords):
        yield value.lifted or value.text
    elif isinstance(value, ClassificationDetail | RestrictionDetail):
        yield value.reason
    elif isinstance(value, EvidenceDescription):
        yield from (value.name, value.described_as)


def _findings(text: str, known: Iterable[IsKnown]) -> list[Finding]:
    formed = [
        Finding(start, end, EMAIL if "@" in text[start:end] else NUMBER, of_case=False)
        for start, end in identifiers(text)
    ]
    return united([*formed, *(each for is_known in known for each in find(text, is_known))])


def _known(opener: Opener, case_id: str) -> Iterator[IsKnown]:
    """A predicate for each report of the case: by its identity where that opens, else by its guard."""
    cells = select(reports.c.id, reports.c.content, reports.c.identity).where(reports.c.case_id == case_id)
    quiet = Opener(opener.desk, opener.connection)
    for row in opener.connection.execute(cells).all():
        identity = quiet.open(reports.c.identity, row.id, row.identity, ReportIdentity)
        if identity is not None:
            yield _holds(traces_of(identity))
            continue
        content = quiet.open(reports.c.content, row.id, row.content, ReportContent)
        if content is not None and content.guard is not None:
            yield knows(content.guard)


def _holds(traces: frozenset[tuple[str, str]]) -> IsKnown:
    return lambda kind, value: (kind, value) in traces


def without_identity(opener: Opener, case_id: str) -> Callable[[str], str]:
    """What takes the reporters' identity out of texts that leave the office.

    By the guards alone, so that it is the same whoever sends them.
    """
    contents = select(reports.c.id, reports.c.content).where(reports.c.case_id == case_id)
    rows = opener.connection.execute(contents).all()
    opened = [opener.open(reports.c.content, row.id, row.content, ReportContent) for row in rows]
    known = [knows(each.guard) for each in opened if each is not None and each.guard is not None]

    def masked(text: str) -> str:
        found = united([each for is_known in known for each in find(text, is_known)])
        for each in reversed(found):
            text = f"{text[: each.start]}{_LEFT_OUT}{text[each.end :]}"
        return text

    return masked
