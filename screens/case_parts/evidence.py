"""The tab with the files of the case: what they are, who may see them, and how they come and go."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from models.words.outcomes import EvidenceState
from screens.case_parts.evidence_dialogs import AddEvidenceDialog, ExportDialog
from screens.case_parts.tab import CaseTab
from screens.case_parts.words import MUTED, by, lines, muted, row, size
from screens.dialogs.confirm import ConfirmDialog
from screens.widgets.keyed_list import KeyedList
from screens.widgets.prose import Prose
from wbs_tui.cases.steps.evidence import release
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.catalogue import _, n_

if TYPE_CHECKING:
    from wbs_tui.cases.views import CaseView, EvidenceView
    from wbs_tui.journal.desk import Desk

_STYLES = {
    EvidenceState.HELD: "bold $text-warning",
    EvidenceState.RELEASED: "$text-success",
    EvidenceState.IDENTITY: "bold $text-error",
}
_SHORT_HASH = 12


class EvidenceTab(CaseTab):
    """Files by number; several can be marked and released at once."""

    tab_id: ClassVar[str] = "evidence"
    ACTS: ClassVar[frozenset[str]] = frozenset({"add_evidence", "mark", "release", "export"})
    _files: tuple["EvidenceView", ...] = ()

    def __init__(self, desk: "Desk", case: "CaseView") -> None:
        super().__init__(desk, case)
        self._marked: set[str] = set()

    def compose(self) -> ComposeResult:
        yield KeyedList(id="evidence-list")
        yield Prose(id="evidence-about")

    def show(self) -> None:
        """Show the files as they are now; marks on files that were released are gone."""
        self._files = self.case.evidence
        self._marked &= {each.id for each in self._files if each.state is EvidenceState.HELD}
        self.query_one(KeyedList).fill(self._options())
        self._show_about()
        self.set_class(not self._files, "-empty")

    def focus_inside(self) -> None:
        self.query_one(KeyedList).focus()

    def applies(self, act: str) -> bool:
        """Held files are marked and released, by those with the grant; released ones are exported."""
        current = self._file
        held = current is not None and current.state is EvidenceState.HELD
        if act == "mark":
            return held
        if act == "release":
            return bool(held or self._marked) and self.desk.keyring.may_open(IDENTITY)
        if act == "export":
            return current is not None and current.state is EvidenceState.RELEASED
        return True

    def action_mark(self) -> None:
        """Mark the highlighted file, or take the mark away; go on to the next."""
        if self._file is not None:
            self._marked ^= {self._file.id}
            self.query_one(KeyedList).fill(self._options())
            self.query_one(KeyedList).action_cursor_down()

    def action_release(self) -> None:
        """Give the marked files, or the highlighted one, to everyone who reads the case."""
        self.over.flow(self._release())

    def action_add_evidence(self) -> None:
        """Seal a file into the case."""
        dialog = AddEvidenceDialog(self.desk, self.register)
        said = _("Bukti ditambahkan.")
        self.app.push_screen(dialog, lambda done: self.changed(said) if done else None)

    def action_export(self) -> None:
        """Write the highlighted file in the clear."""
        if self._file is None:
            return
        dialog = ExportDialog(self.desk, self.register, self._file, Path.home())
        said = _("Bukti diekspor dan dicatat.")
        self.app.push_screen(dialog, lambda done: self.changed(said) if done else None)

    async def _release(self) -> None:
        chosen = [each for each in self._files if each.id in self._marked] or [
            each for each in self._files if self._file is not None and each.id == self._file.id
        ]
        numbers = ", ".join(str(each.number) for each in chosen)
        title = _("Lepas berkas nomor {numbers} ke kasus?").format(numbers=numbers)
        explained = _("Semua yang membaca kasus ini akan dapat membukanya. Ini tidak dapat ditarik kembali.")
        if not await self.app.push_screen_wait(ConfirmDialog(title, explained)):
            return
        ids = [each.id for each in chosen]
        done = await self.over.call(lambda: release(self.desk, self.register, ids))
        self.changed(n_("{count} berkas dilepas.", len(done)).format(count=len(done)))

    @property
    def _file(self) -> "EvidenceView | None":
        current = self.query_one(KeyedList).current
        return next((each for each in self._files if each.id == current), None)

    @on(OptionList.OptionHighlighted)
    def _highlighted(self) -> None:
        self._show_about()
        self.over.refresh_bindings()

    def _options(self) -> Iterator[Option]:
        for each in self._files:
            yield Option(self._line(each), id=each.id)

    def _line(self, each: "EvidenceView") -> Content:
        mark = "[x] " if each.id in self._marked else "    "
        about = f"{each.media_type} · {size(each.size)} · {each.sha256[:_SHORT_HASH]}"
        return Content.assemble(
            (mark, "bold $text-accent"),
            (f"{each.number:>2}  ", "bold"),
            (self.label("evidence_state", each.state), _STYLES[each.state]),
            f"  {each.name}",
            (f"\n        {about}", MUTED),
        )

    def _show_about(self) -> None:
        self.query_one(Prose).show(lines(self._about()))

    def _about(self) -> Iterator[Content]:
        each = self._file
        if each is None:
            yield muted(_("Belum ada bukti. n menambahkan berkas."))
            return
        yield row(_("Nama"), each.name)
        if each.described_as:
            yield row(_("Disebut"), self.label("evidence_kind", each.described_as))
        yield Content.assemble(("SHA-256 ", MUTED), each.sha256)
        yield row(_("Ukuran"), _("{bytes} byte").format(bytes=each.size))
        yield row(_("Diterima"), by(self.desk, each.received_at, each.added_by))
        yield Content.styled(self._standing(each), "italic")

    def _standing(self, each: "EvidenceView") -> str:
        if each.state is EvidenceState.RELEASED:
            return _("Terbuka bagi semua yang membaca kasus ini. x mengekspornya.")
        if each.state is EvidenceState.IDENTITY:
            return _("Berkas identitas pelapor: tetap tersegel dan tidak pernah dilepas.")
        if self.desk.keyring.may_open(IDENTITY):
            return _("Ditahan karena dapat membuka identitas pelapor. l melepasnya, spasi menandai beberapa.")
        return _(
            "Ditahan karena dapat membuka identitas pelapor. Mintalah pemegang izin identitas melepasnya."
        )
