"""The parts of a case as its view shows them, from reports to answers."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, select

from models.tables.cases import (
    answers,
    classifications,
    evidence,
    notes,
    recommendation_updates,
    recommendations,
    reports,
)
from models.words.classification import Origin, Severity
from models.words.clock import nearest
from models.words.outcomes import EvidenceState, RecommendationStatus
from wbs_tui.cases.due import OPEN_STATUSES
from wbs_tui.cases.opening import Opener, has_damage
from wbs_tui.cases.sealed import ClassificationDetail, EvidenceDescription, ReportContent, Words
from wbs_tui.cases.views import (
    AnswerView,
    ClassificationView,
    EvidenceView,
    NoteView,
    RecommendationUpdateView,
    RecommendationView,
    ReportView,
)
from wbs_tui.text.catalogue import _

Names = Mapping[str, str]
"""Account names by id."""


def moment(millis: int | None) -> datetime | None:
    """A column that may be empty, in UTC."""
    return None if millis is None else nearest(millis)


def rows_of(connection: Connection, table: Table, case_id: str, at: str = "at") -> list[Row[Any]]:
    """A case's rows, oldest first."""
    query = select(table).where(table.c.case_id == case_id).order_by(table.c[at], table.c.id)
    return list(connection.execute(query))


def _fetched(
    opener: Opener, table: Table, case_id: str, sealed: Column[bytes], at: str = "at"
) -> list[Row[Any]]:
    """The same, with the keys of a sealed column opened at once."""
    rows = rows_of(opener.connection, table, case_id, at)
    opener.fetch(getattr(row, sealed.name) for row in rows)
    opener.damaged = opener.damaged or any(has_damage(table, row) for row in rows)
    return rows


def said_instead(said: str) -> Words:
    """Words that stand where others would."""
    return Words(text=said)


def written(opener: Opener, column: Column[bytes], row: Row[Any]) -> str:
    """The words of a cell, or words that say that it is not opened."""
    return opener.show(column, row.id, getattr(row, column.name), Words, said_instead).text


def report_views(opener: Opener, case_id: str) -> tuple[ReportView, ...]:
    """Every report, in the order in which they were recorded."""
    rows = _fetched(opener, reports, case_id, reports.c.content, "recorded_at")
    return tuple(_report(opener, row) for row in rows)


def _unread(said: str) -> ReportContent:
    return ReportContent(title=said, text=said)


def _report(opener: Opener, row: Row[Any]) -> ReportView:
    content = opener.show(reports.c.content, row.id, row.content, ReportContent, _unread)
    return ReportView(
        id=row.id,
        channel=row.channel,
        joined=row.joined,
        received_at=nearest(row.received_at),
        recorded_at=nearest(row.recorded_at),
        title=content.title,
        text=content.text,
        facts=content.facts,
        warnings=content.warnings,
    )


def evidence_views(opener: Opener, case_id: str, names: Names) -> tuple[EvidenceView, ...]:
    """Every file by its number."""
    rows = _fetched(opener, evidence, case_id, evidence.c.description, "received_at")
    views = [_file(opener, row, names) for row in rows]
    return tuple(sorted(views, key=lambda view: view.number))


def _unnamed(said: str) -> EvidenceDescription:
    return EvidenceDescription(number=0, described_as=said)


def _file(opener: Opener, row: Row[Any], names: Names) -> EvidenceView:
    about = opener.show(evidence.c.description, row.id, row.description, EvidenceDescription, _unnamed)
    return EvidenceView(
        id=row.id,
        number=about.number,
        state=EvidenceState(row.state),
        name=about.name or _("Lampiran {number}").format(number=about.number),
        media_type=about.media_type,
        size=row.size,
        sha256=about.sha256,
        received_at=nearest(row.received_at),
        added_by=names.get(row.added_by, ""),
        described_as=about.described_as,
    )


def classification_views(opener: Opener, case: Row[Any], names: Names) -> tuple[ClassificationView, ...]:
    """Every classification, the latest last."""
    rows = _fetched(opener, classifications, case.id, classifications.c.detail)
    return tuple(_classification(opener, row, names) for row in rows)


def _unreasoned(said: str) -> ClassificationDetail:
    return ClassificationDetail(reason=said)


def _classification(opener: Opener, row: Row[Any], names: Names) -> ClassificationView:
    detail = opener.show(classifications.c.detail, row.id, row.detail, ClassificationDetail, _unreasoned)
    return ClassificationView(
        id=row.id,
        origin=Origin(row.origin),
        category=row.category,
        severity=Severity(row.severity),
        jurisdiction=detail.jurisdiction,
        supervisory=detail.supervisory,
        subject_class=detail.subject_class,
        confidence=detail.confidence,
        alternatives=detail.alternatives,
        reasons=detail.reasons,
        reason=detail.reason,
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
    )


def note_views(opener: Opener, case_id: str, names: Names) -> tuple[NoteView, ...]:
    """Every note, oldest first, corrected ones too."""
    rows = _fetched(opener, notes, case_id, notes.c.body)
    corrected = {row.corrects: row.id for row in rows if row.corrects}
    return tuple(
        NoteView(
            id=row.id,
            kind=row.kind,
            body=written(opener, notes.c.body, row),
            at=nearest(row.at),
            account=names.get(row.account_id, ""),
            corrects=row.corrects,
            corrected_by=corrected.get(row.id),
        )
        for row in rows
    )


def answer_views(opener: Opener, case_id: str, names: Names) -> tuple[AnswerView, ...]:
    """Every answer to the reporter, oldest first, corrected ones too."""
    rows = _fetched(opener, answers, case_id, answers.c.body)
    corrected = {row.corrects: row.id for row in rows if row.corrects}
    return tuple(
        AnswerView(
            id=row.id,
            body=written(opener, answers.c.body, row),
            at=nearest(row.at),
            account=names.get(row.account_id, ""),
            corrects=row.corrects,
            corrected_by=corrected.get(row.id),
        )
        for row in rows
    )


def recommendation_views(opener: Opener, case: Row[Any], names: Names) -> tuple[RecommendationView, ...]:
    """Every recommendation by its number, with what became of it."""
    rows = _fetched(opener, recommendations, case.id, recommendations.c.body)
    changes = _updates(opener, case.id, names)
    now = opener.desk.now()
    views = [
        RecommendationView(
            id=row.id,
            register=case.register,
            number=row.number,
            text=written(opener, recommendations.c.body, row),
            status=RecommendationStatus(row.status),
            due_at=nearest(row.due_at),
            overdue=row.status in OPEN_STATUSES and row.due_at < now,
            updates=tuple(changes[row.id]),
        )
        for row in rows
    ]
    return tuple(sorted(views, key=lambda view: view.number))


def _updates(opener: Opener, case_id: str, names: Names) -> dict[str, list[RecommendationUpdateView]]:
    """The changes of each recommendation's status, oldest first."""
    rows = _fetched(opener, recommendation_updates, case_id, recommendation_updates.c.note)
    by_recommendation: dict[str, list[RecommendationUpdateView]] = defaultdict(list)
    for row in rows:
        update = RecommendationUpdateView(
            id=row.id,
            status=RecommendationStatus(row.status),
            note=written(opener, recommendation_updates.c.note, row),
            at=nearest(row.at),
            account=names.get(row.account_id, ""),
        )
        by_recommendation[row.recommendation_id].append(update)
    return by_recommendation
