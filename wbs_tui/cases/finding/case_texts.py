"""Every text of a case that its officers read, one by one; never one that leads to who reported it."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Row, select

from models.tables.cases import (
    answers,
    assignments,
    cases,
    checklist_answers,
    classifications,
    evidence,
    legal_holds,
    notes,
    recommendation_updates,
    recommendations,
    recusals,
    reports,
    restrictions,
    transitions,
)
from models.tables.exchange import messages, referrals, shares
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import (
    ClassificationDetail,
    EvidenceDescription,
    Headline,
    HoldWords,
    MessageBody,
    ReportContent,
    RestrictionDetail,
    StepWords,
    Words,
)
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.errors import Damaged, NewerFormat

TITLE, REPORT, WORK = "title", "report", "work"
"""Which part of a case a text belongs to: its headline, what came in, what the office wrote."""


@dataclass(frozen=True, slots=True)
class CaseText:
    """One text of a case."""

    part: str
    what: str
    """What it is, to be translated where it is shown."""
    at: int
    """Milliseconds since 1970 UTC."""
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Source:
    """A sealed column, and what of its cells are texts."""

    part: str
    what: str
    column: Column[bytes]
    type: type[Any]
    texts: Callable[[Any], tuple[str, ...]]
    at: str = "at"


def _text(words: Any) -> tuple[str, ...]:
    return (words.text,)


def _report(content: ReportContent) -> tuple[str, ...]:
    return content.title, content.text, *(said for _name, said in content.facts)


def _file(about: EvidenceDescription) -> tuple[str, ...]:
    return about.name, about.described_as


_HEADLINE = _Source(
    TITLE, N_("Perihal"), cases.c.headline, Headline, lambda head: (head.title,), "received_at"
)
_SOURCES = (
    _Source(REPORT, N_("Laporan"), reports.c.content, ReportContent, _report, "received_at"),
    _Source(WORK, N_("Bukti"), evidence.c.description, EvidenceDescription, _file, "received_at"),
    _Source(WORK, N_("Catatan"), notes.c.body, Words, _text),
    _Source(WORK, N_("Daftar periksa"), checklist_answers.c.note, Words, _text),
    _Source(
        WORK, N_("Klasifikasi"), classifications.c.detail, ClassificationDetail, lambda said: (said.reason,)
    ),
    _Source(WORK, N_("Langkah"), transitions.c.reason, StepWords, _text),
    _Source(WORK, N_("Penugasan"), assignments.c.reason, Words, _text),
    _Source(WORK, N_("Rekomendasi"), recommendations.c.body, Words, _text),
    _Source(WORK, N_("Tindak lanjut"), recommendation_updates.c.note, Words, _text),
    _Source(WORK, N_("Jawaban"), answers.c.body, Words, _text),
    _Source(WORK, N_("Pesan antarinstansi"), messages.c.body, MessageBody, _text),
    _Source(WORK, N_("Dibagikan"), shares.c.reason, Words, _text),
    _Source(WORK, N_("Jawaban pelimpahan"), referrals.c.answer, Words, _text),
    _Source(WORK, N_("Penahanan"), legal_holds.c.reason, HoldWords, lambda said: (said.text, said.lifted)),
    _Source(WORK, N_("Konflik kepentingan"), recusals.c.reason, Words, _text),
    _Source(WORK, N_("Pembatasan"), restrictions.c.detail, RestrictionDetail, lambda said: (said.reason,)),
)


@dataclass(frozen=True, slots=True)
class CaseTexts:
    """What opened of one case, and whether that was all."""

    texts: tuple[CaseText, ...]
    complete: bool


def texts_of(opener: Opener, found: Sequence[Row[Any]]) -> dict[str, CaseTexts]:
    """The texts of cases, rows of `cases`, by their ids; the headline first. What is damaged is left out."""
    ids = [case.id for case in found]
    read = [(_HEADLINE, [_with_case(case) for case in found])]
    read += [(source, _rows(opener, source, ids)) for source in _SOURCES]
    opener.fetch(cell for _source, rows in read for _id, _case, _at, cell in rows)
    texts: dict[str, list[CaseText]] = defaultdict(list)
    incomplete: set[str] = set()
    for source, rows in read:
        for row_id, case_id, at, cell in rows:
            opened = _opened(opener, source, row_id, cell)
            if opened is None:
                incomplete |= {case_id} if cell is not None else set()
                continue
            texts[case_id] += [
                CaseText(source.part, source.what, at, said) for said in source.texts(opened) if said
            ]
    return {each: CaseTexts(tuple(texts[each]), each not in incomplete) for each in ids}


_Cell = tuple[str, str, int, bytes | None]
"""A row's id, its case's, its moment, and the sealed cell."""


def _opened(opener: Opener, source: _Source, row_id: str, cell: bytes | None) -> Any:
    """None for what is damaged too: the rest of the case, and of the others, is found all the same."""
    try:
        return opener.open(source.column, row_id, cell, source.type)
    except (Damaged, NewerFormat):
        return None


def _with_case(case: Row[Any]) -> _Cell:
    return case.id, case.id, case.received_at, case.headline


def _rows(opener: Opener, source: _Source, ids: Sequence[str]) -> list[_Cell]:
    table = source.column.table
    columns = (table.c.id, table.c.case_id, table.c[source.at], source.column)
    query = select(*columns).where(table.c.case_id.in_(ids)).order_by(table.c[source.at], table.c.id)
    return [tuple(row) for row in opener.connection.execute(query)]
