"""A case as another office gets it when it is shared: its texts and released evidence; never who reported.

Labels are Indonesian whatever the officer reads, so that the same case makes the same document at every desk.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.cases import (
    answers,
    cases,
    checklist_answers,
    classifications,
    evidence,
    notes,
    recommendation_updates,
    recommendations,
    reports,
    transitions,
)
from models.words.outcomes import EvidenceState
from wbs_tui.cases.lookup import account_names
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.parts import rows_of
from wbs_tui.cases.sealed import (
    ClassificationDetail,
    EvidenceDescription,
    Headline,
    ReportContent,
    StepWords,
    Words,
)
from wbs_tui.cases.traces.typed_identity import without_identity
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.sync.outgoing.summaries import digest_of, summary_of
from wbs_tui.sync.wire import NamedFile, SharedCase, SharedFile, SharedText
from wbs_tui.text.clean import clean

_LANGUAGE = "id"
_MOST_TEXT = 3_000_000
"""Bytes of all texts: a document has to fit into one parcel."""
_LEFT_OUT = "(teks selebihnya tidak termuat; mintalah kepada instansi pengirim)"
_PIECE = 256 * 1024
Sizes = Mapping[str, tuple[int, bytes]]
"""Of sealed files by id: bytes, and SHA-256."""


@dataclass(frozen=True, slots=True)
class Document:
    """A case to be shared, with what goes beside it."""

    item: SharedCase
    files: tuple[NamedFile, ...]

    def digest(self) -> bytes:
        """What tells whether it says anything new."""
        said = msgspec.structs.replace(self.item, summary=msgspec.structs.replace(self.item.summary, clock=0))
        return hashlib.sha256(msgspec.msgpack.encode(said) + digest_of(said.summary)).digest()


def make_document(
    desk: Desk, connection: Connection, case: Row[Any], reason: str, *, referral: bool, known: Sizes
) -> Document:
    """The case, a row of `cases`, as it is now; `known` spares reading files again that went before.

    Raises NotLetIn where this account does not open all of it, NotEnrolled.
    """
    writer = _Writer(desk, connection, case)
    shared = tuple(writer.files(known))
    item = SharedCase(
        summary=summary_of(desk, connection, case),
        referral=referral,
        reason=writer.said(reason),
        title=writer.title(),
        texts=_bounded(sorted(writer.texts(), key=lambda text: text.at)),
        files=shared,
    )
    if not writer.opener.complete:
        raise NotLetIn
    return Document(item, tuple(NamedFile(each.id, each.size, each.digest) for each in shared))


def _bounded(texts: Iterable[SharedText]) -> tuple[SharedText, ...]:
    """As many as fit, the oldest first; that there were more is said."""
    kept: list[SharedText] = []
    left = _MOST_TEXT
    for text in texts:
        left -= len(msgspec.msgpack.encode(text))
        if left < 0:
            kept.append(SharedText(kind="note", at=text.at, text=_LEFT_OUT))
            break
        kept.append(text)
    return tuple(kept)


class _Writer:
    """Writes down one case."""

    def __init__(self, desk: Desk, connection: Connection, case: Row[Any]) -> None:
        self.opener = Opener(desk, connection)
        self._desk, self._connection, self._case = desk, connection, case
        self._names = account_names(connection)
        self._without_identity: Callable[[str], str] = without_identity(self.opener, case.id)

    def title(self) -> str:
        head = self.opener.open(cases.c.headline, self._case.id, self._case.headline, Headline)
        return self.said(head.title if head else "")

    def texts(self) -> Iterator[SharedText]:
        """Every text of the case that officers work with."""
        yield from self._reports()
        yield from self._classifications()
        yield from self._checklist()
        yield from self._notes()
        yield from self._steps()
        yield from self._recommendations()
        yield from self._answers()

    def files(self, known: Sizes) -> Iterator[SharedFile]:
        """The released files, by their number."""
        found = []
        for row in rows_of(self._connection, evidence, self._case.id, "received_at"):
            if row.state != EvidenceState.RELEASED:
                continue
            about = self.opener.open(evidence.c.description, row.id, row.description, EvidenceDescription)
            key = self.opener.open(evidence.c.released_key, row.id, row.released_key, bytes)
            sealed = known.get(row.id) or self._sealed(row.id)
            if about is None or key is None or sealed is None:
                continue
            found.append(
                SharedFile(
                    id=row.id,
                    size=sealed[0],
                    digest=sealed[1],
                    key=key,
                    number=about.number,
                    name=self.said(about.name),
                    media_type=about.media_type,
                    sha256=about.sha256,
                    described_as=self.said(about.described_as),
                    received_at=row.received_at,
                )
            )
        yield from sorted(found, key=lambda file: file.number)

    def _sealed(self, file_id: str) -> tuple[int, bytes] | None:
        """Size and digest of a file as it is sealed; None when it is not there."""
        with self._desk.evidence_files.sealed(self._connection, file_id) as source:
            if source is None:
                return None
            digest, size = hashlib.sha256(), 0
            while piece := source.read(_PIECE):
                digest.update(piece)
                size += len(piece)
        return size, digest.digest()

    def said(self, text: str) -> str:
        """Cleaned, and without who reported."""
        return self._without_identity(clean(text))

    def _label(self, kind: str, code: object) -> str:
        return self._desk.policy.label(kind, code, _LANGUAGE)

    def _text(self, kind: str, row: Row[Any], title: str, text: str) -> SharedText:
        by = self._names.get(row.account_id, "")
        return SharedText(kind=kind, title=title, at=row.at, by=by, text=self.said(text))

    def _reports(self) -> Iterator[SharedText]:
        for row in rows_of(self._connection, reports, self._case.id, "recorded_at"):
            content = self.opener.open(reports.c.content, row.id, row.content, ReportContent)
            if content is not None:
                facts = (f"{name}: {said}" for name, said in content.facts)
                yield SharedText(
                    kind="report",
                    title=self.said(content.title),
                    at=row.received_at,
                    text=self.said("\n".join((content.text, *facts)).strip()),
                )

    def _classifications(self) -> Iterator[SharedText]:
        for row in rows_of(self._connection, classifications, self._case.id):
            said = self.opener.open(classifications.c.detail, row.id, row.detail, ClassificationDetail)
            if said is not None and said.reason:
                labels = (self._label("category", row.category), self._label("severity", row.severity))
                yield self._text("classification", row, ", ".join(labels), said.reason)

    def _checklist(self) -> Iterator[SharedText]:
        rows = rows_of(self._connection, checklist_answers, self._case.id)
        for row in {row.item: row for row in rows}.values():
            note = self.opener.open(checklist_answers.c.note, row.id, row.note, Words)
            answer = self._label("checklist_answer", row.answer)
            text = f"{answer}: {note.text}" if note and note.text else answer
            yield self._text("checklist", row, self._label("checklist_item", row.item), text)

    def _notes(self) -> Iterator[SharedText]:
        rows = rows_of(self._connection, notes, self._case.id)
        corrected = {row.corrects for row in rows}
        for row in rows:
            body = self.opener.open(notes.c.body, row.id, row.body, Words)
            if body is not None and row.id not in corrected:
                yield self._text("note", row, self._label("note_kind", row.kind), body.text)

    def _steps(self) -> Iterator[SharedText]:
        for row in rows_of(self._connection, transitions, self._case.id):
            said = self.opener.open(transitions.c.reason, row.id, row.reason, StepWords)
            if said is not None and not row.proposed:
                stages = (self._label("stage", row.from_stage), self._label("stage", row.to_stage))
                yield self._text("step", row, " → ".join(stages), said.text)

    def _recommendations(self) -> Iterator[SharedText]:
        rows = rows_of(self._connection, recommendations, self._case.id)
        numbers = {row.id: row.number for row in rows}
        for row in rows:
            body = self.opener.open(recommendations.c.body, row.id, row.body, Words)
            if body is not None:
                yield self._text("recommendation", row, f"#{row.number}", body.text)
        for row in rows_of(self._connection, recommendation_updates, self._case.id):
            note = self.opener.open(recommendation_updates.c.note, row.id, row.note, Words)
            if note is not None:
                status = self._label("recommendation_status", row.status)
                title = f"#{numbers.get(row.recommendation_id, '')}: {status}"
                yield self._text("recommendation", row, title, note.text)

    def _answers(self) -> Iterator[SharedText]:
        rows = rows_of(self._connection, answers, self._case.id)
        corrected = {row.corrects for row in rows}
        for row in rows:
            body = self.opener.open(answers.c.body, row.id, row.body, Words)
            if body is not None and row.id not in corrected:
                yield self._text("answer", row, "", body.text)


def full_case(connection: Connection, case_id: str) -> Row[Any]:
    """The row of `cases`."""
    return connection.execute(select(cases).where(cases.c.id == case_id)).one()
