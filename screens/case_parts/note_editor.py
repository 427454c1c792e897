"""Where a note is written: Markdown with a preview, its draft kept at every pause."""

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Select, Static

from screens.case_parts.note_draft import NoteDraft
from screens.widgets.draft_text import DraftText
from screens.widgets.inert_markdown import InertMarkdown
from screens.widgets.prose import Prose
from wbs_tui.cases.steps.notes import template, write_note
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk


class NoteEditor(Vertical):
    """One note in the making."""

    def __init__(self, desk: "Desk", register: str, draft: NoteDraft, body: str, notice: str) -> None:
        """`body` is what the field begins with; `notice` says where it came from."""
        super().__init__(id="note-editor")
        self._desk = desk
        self._register = register
        self._draft = draft
        self._body = body
        self._notice = notice

    def compose(self) -> ComposeResult:
        yield Static(self._notice, id="note-notice", markup=False)
        if self._draft.corrects is None:
            yield self._kinds()
        yield DraftText(self._desk, self._draft.subject, id="note-text")
        yield Prose(id="note-preview")
        yield Static(self._hint(), id="note-hint", markup=False)

    def on_mount(self) -> None:
        self.field.begin(self._body)
        self.field.focus()

    @property
    def draft(self) -> NoteDraft:
        """Which note is being written."""
        return self._draft

    @property
    def field(self) -> DraftText:
        """The text."""
        return self.query_one(DraftText)

    def keep(self) -> None:
        """Keep the draft now."""
        self.field.keep()

    def turn_preview(self) -> None:
        """Show how it reads, or write on."""
        previewing = self.toggle_class("-previewing").has_class("-previewing")
        preview = self.query_one("#note-preview", Prose)
        if previewing:
            preview.show(InertMarkdown(self.field.text))
            preview.focus()
        else:
            self.field.focus()

    def record(self) -> None:
        """Record the note and forget its draft; to be called in a thread. Raises what `write_note` raises."""
        draft = self._draft
        write_note(self._desk, self._register, self.field.text, draft.kind, draft.corrects)
        self.field.forget()

    @on(Select.Changed, "#note-kind")
    def _change_kind(self, event: Select.Changed) -> None:
        """Another template, unless something was written already."""
        kind = str(event.value)
        if kind == self._draft.kind:
            return
        untouched = self.field.text == self._body
        self._draft = NoteDraft(self._draft.case_id, kind)
        self.field.keep_under(self._draft.subject)
        if untouched:
            self._body = template(self._desk, language(), self._register, kind)
            self.field.begin(self._body)

    def _kinds(self) -> Select[str]:
        policy = self._desk.policy
        options = [
            (policy.label("note_kind", kind, language()), kind) for kind in policy.choices("note_kind")
        ]
        known = self._draft.kind in policy.choices("note_kind")
        return Select(
            options,
            id="note-kind",
            allow_blank=False,
            value=self._draft.kind if known else options[0][1],
            compact=True,
        )

    def _hint(self) -> str:
        return _("^s simpan · ^t pratinjau · esc kembali (rancangan tetap ada) · # judul, - butir, **tebal**")
