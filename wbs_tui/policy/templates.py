"""templates.toml: what a new note or receipt begins with."""

from models.words.stages import Stage
from wbs_tui.policy.limits import check_placeholders
from wbs_tui.policy.parts import Broken, Entry, Label, Part, Text
from wbs_tui.text.catalogue import N_

NOTE_FIELDS = frozenset({"register", "date"})
RECEIPT_FIELDS = frozenset({"office", "register", "date", "channel", "answer_by"})


class NoteKind(Entry, frozen=True, kw_only=True):
    """A kind of note; `template` is the Markdown it begins with, `stages` where it is offered first."""

    template: Label | None = None
    stages: tuple[Stage, ...] = ()


class Receipt(Part, frozen=True, kw_only=True):
    """The receipt for a reporter; it never says who he is."""

    text: Label
    citation: Text


class Templates(Part, frozen=True, kw_only=True):
    """The kinds of notes and the receipt."""

    version: Text
    citation: Text
    note: tuple[NoteKind, ...]
    receipt: Receipt

    def note_text(self, kind: str, language: str, register: str, date: str) -> str:
        """The Markdown that a new note of this kind begins with; empty when it has no template."""
        found = next((note for note in self.note if note.id == kind), None)
        if found is None or found.template is None:
            return ""
        return found.template.text(language).format(register=register, date=date)

    def note_kind_for(self, stage: str) -> str:
        """The kind of note that a stage asks for first."""
        return next((note.id for note in self.note if note.enabled and stage in note.stages), self.note[0].id)

    def receipt_text(
        self, language: str, *, office: str, register: str, date: str, channel: str, answer_by: str
    ) -> str:
        """The receipt as plain text. Dates and channel come as they shall be read."""
        return self.receipt.text.text(language).format(
            office=office, register=register, date=date, channel=channel, answer_by=answer_by
        )

    def check(self) -> None:
        """Raise Broken for an empty list or a placeholder that nothing fills."""
        if not self.note:
            raise Broken("note", N_("daftar ini kosong"))
        for note in self.note:
            if note.template is not None:
                check_placeholders(f"note[{note.id}].template", note.template, set(NOTE_FIELDS))
        check_placeholders("receipt.text", self.receipt.text, set(RECEIPT_FIELDS))
