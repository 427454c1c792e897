"""The tab with the notes of the case, and the place to write them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from screens.case_parts.note_draft import FoundDraft, NoteDraft, find_note_draft
from screens.case_parts.note_editor import NoteEditor
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, at, by
from screens.widgets.inert_markdown import InertMarkdown
from screens.widgets.keyed_list import KeyedList
from screens.widgets.prose import Prose
from wbs_tui.cases.steps.notes import template
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.cases.views import NoteView


class NotesTab(CaseTab):
    """The list with the highlighted note beside it; the editor stands in their place while one is written."""

    tab_id: ClassVar[str] = "notes"
    ACTS: ClassVar[frozenset[str]] = frozenset({"correct_note", "save_note", "preview_note"})

    def compose(self) -> ComposeResult:
        yield Static(id="notes-notice", markup=False)
        with Container(id="notes-panes"):
            yield KeyedList(id="notes-list")
            yield Prose(id="note-body")

    def show(self) -> None:
        """Show the notes, and say when one was left unfinished."""
        self.query_one(KeyedList).fill(self._options())
        self._show_body()
        self.set_class(not self.case.notes, "-empty")
        if self._editor is None:
            self._look_for_draft()

    def focus_inside(self) -> None:
        editor = self._editor
        (editor.field if editor else self.query_one(KeyedList)).focus()

    def applies(self, act: str) -> bool:
        """Saving and preview need the editor; a note that was corrected is not corrected again."""
        if act == "correct_note":
            note = self._note
            return self._editor is None and note is not None and note.corrected_by is None
        return self._editor is not None

    def hides(self, act: str) -> bool:
        """The keys of the editor are told only in it, and the others only outside."""
        return (act == "correct_note") is (self._editor is not None)

    def holds(self) -> bool:
        """Escape leaves the preview, then the editor."""
        editor = self._editor
        if editor is None:
            return False
        if editor.has_class("-previewing"):
            editor.turn_preview()
        else:
            self._leave_editor(editor)
        return True

    def keep_drafts(self) -> None:
        if self._editor is not None:
            self._editor.keep()

    def left(self) -> None:
        self.keep_drafts()

    def begin(self) -> None:
        """Write a new note, or go on with the one that was left unfinished."""
        if self._editor is not None:
            self.focus_inside()
            return
        self.over.prepared.clear()
        self.serve(self._find_draft, self._begin_with, failed=self._not_begun, stale=True)

    def _not_begun(self, error: WbsError) -> None:
        self.over.prepared.set()
        self.over.show_error(error)

    def action_correct_note(self) -> None:
        """Write a note that takes the highlighted one's place; the old one stays readable."""
        note = self._note
        if note is None:
            return
        draft = NoteDraft(self.case.id, note.kind, note.id)
        said = _("Koreksi atas catatan {at}. Catatan lama tetap terbaca.").format(at=at(self.desk, note.at))
        self._open_editor(draft, note.body, said)

    def action_save_note(self) -> None:
        """Record the note; the officer is asked first if something in it leads to a person."""
        editor = self._editor
        if editor is None:
            return

        def done(_result: None) -> None:
            self.run_worker(self._close_editor(editor))
            self.changed(_("Catatan disimpan."))

        self.serve(editor.record, done)

    def action_preview_note(self) -> None:
        """How the note reads."""
        if self._editor is not None:
            self._editor.turn_preview()

    @property
    def _editor(self) -> NoteEditor | None:
        found = self.query(NoteEditor)
        return found.first() if found else None

    @property
    def _note(self) -> "NoteView | None":
        current = self.query_one(KeyedList).current
        return next((note for note in self.case.notes if note.id == current), None)

    def _find_draft(self) -> FoundDraft | None:
        return find_note_draft(self.desk, self.case)

    def _look_for_draft(self) -> None:
        self.serve(self._find_draft, self._show_draft_notice, stale=True)

    def _show_draft_notice(self, found: FoundDraft | None) -> None:
        said = ""
        if found is not None:
            said = _("Rancangan dari {at} belum disimpan: c melanjutkannya.").format(
                at=at(self.desk, found.saved_at)
            )
        elif not self.case.notes:
            said = _("Belum ada catatan. c menulis yang pertama, dengan kerangkanya.")
        notice = self.query_one("#notes-notice", Static)
        notice.update(said)
        notice.set_class(not said, "-silent")

    def _begin_with(self, found: FoundDraft | None) -> None:
        if found is not None:
            said = _("Rancangan dari {at} dipulihkan.").format(at=at(self.desk, found.saved_at))
            self._open_editor(found.draft, found.body, said)
            return
        kind = self.desk.policy.templates.note_kind_for(self.case.stage)
        body = template(self.desk, language(), self.register, kind)
        self._open_editor(NoteDraft(self.case.id, kind), body, _("Catatan baru"))

    def _open_editor(self, draft: NoteDraft, body: str, notice: str) -> None:
        self.add_class("-editing")
        self.mount(NoteEditor(self.desk, self.register, draft, body, notice))
        self.over.prepared.clear()
        self.call_after_refresh(self._opened)

    def _opened(self) -> None:
        """What is typed from now on is the note's."""
        self.app.call_later(self.over.prepared.set)
        self.over.refresh_bindings()

    def _leave_editor(self, editor: NoteEditor) -> None:
        """Leaving keeps the words as a draft; words that can be kept nowhere stay where they are."""
        editor.keep()
        if not editor.field.unsaved:
            self.run_worker(self._close_editor(editor))

    async def _close_editor(self, editor: NoteEditor) -> None:
        await editor.remove()
        self.remove_class("-editing")
        self.focus_inside()
        self._look_for_draft()
        self.over.refresh_bindings()

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_body()
        self.over.refresh_bindings()

    def _options(self) -> Iterator[Option]:
        for note in reversed(self.case.notes):
            yield Option(self._line(note), id=note.id)

    def _line(self, note: "NoteView") -> Content:
        said = [self.label("note_kind", note.kind)]
        if note.corrects:
            said.append(_("koreksi"))
        if note.corrected_by:
            said.append(_("sudah dikoreksi"))
        look = MUTED if note.corrected_by else "bold"
        return Content.assemble((", ".join(said), look), (f"\n{by(self.desk, note.at, note.account)}", MUTED))

    def _show_body(self) -> None:
        note = self._note
        self.query_one("#note-body", Prose).show(InertMarkdown(note.body) if note else "")
