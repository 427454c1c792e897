"""The subjects under which notes of a case are kept as drafts, and what is found under them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wbs_tui.cases.steps.drafts import drafts, load_draft

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView
    from wbs_tui.journal.desk import Desk


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """What a note in the making is: of which kind, and which note it corrects."""

    case_id: str
    kind: str
    corrects: str | None = None

    @property
    def subject(self) -> str:
        """Where its words are kept."""
        if self.corrects is not None:
            return f"correction:{self.kind}:{self.corrects}"
        return f"note:{self.kind}:{self.case_id}"


@dataclass(frozen=True, slots=True)
class FoundDraft:
    """A note that was not recorded when the program ended or the officer left."""

    draft: NoteDraft
    saved_at: datetime
    body: str


def find_note_draft(desk: "Desk", case: "CaseView") -> FoundDraft | None:
    """The latest draft of a note of this case, a correction of one of its notes included."""
    note_ids = frozenset(note.id for note in case.notes)
    for kept in drafts(desk):
        what, _colon, rest = kept.subject.partition(":")
        kind, _colon, target = rest.partition(":")
        draft = _draft_of(what, kind, target, case.id, note_ids)
        body = load_draft(desk, kept.subject) if draft else None
        if draft is not None and body is not None:
            return FoundDraft(draft, kept.saved_at, body)
    return None


def _draft_of(what: str, kind: str, target: str, case_id: str, note_ids: frozenset[str]) -> NoteDraft | None:
    if what == "note" and target == case_id:
        return NoteDraft(case_id, kind)
    if what == "correction" and target in note_ids:
        return NoteDraft(case_id, kind, target)
    return None
