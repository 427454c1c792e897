"""The terminal's clipboard: every copy goes through here, and none that may lead to a reporter goes unasked.

A terminal hands what it is given to the whole desktop, over SSH to the machine where the officer sits, and to
whatever keeps a history of clipboards.
"""

import re
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from screens.case import CaseScreen
from screens.case_parts.identity import IdentityTab
from screens.dialogs.dialog import Dialog
from screens.new_report import NewReportScreen
from wbs_tui.cases.identity.copying import looks_like_identity, note_copied
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from textual.screen import Screen

    from wbs_tui.journal.desk import Desk

_MASKED = re.compile(r"\[identitas\s*\d+\]", re.IGNORECASE)


class CopyDialog(Dialog[bool]):
    """Gives True for copying all the same."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "copy", show=False)]

    def __init__(self, explanation: str) -> None:
        super().__init__()
        self._explanation = explanation

    def title_text(self) -> str:
        """What would be done."""
        return _("Salin ke papan klip?")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("esc jangan salin · y salin juga")

    def compose_body(self) -> ComposeResult:
        """What it is, and where it would go."""
        yield Static(self._explanation, classes="dialog-text", markup=False)
        yield Static(
            _(
                "Papan klip terbaca oleh program lain di komputer ini, dan ada yang menyimpan riwayatnya. "
                "Hapus setelah dipakai."
            ),
            classes="dialog-text",
            markup=False,
        )

    def action_copy(self) -> None:
        """Copy it."""
        self.dismiss(True)


async def copied(app: App[Any], desk: "Desk | None", text: str) -> bool:
    """Whether the text may go to the clipboard: asked where it may lead to a reporter, and then recorded.

    To be awaited in a worker. Raises what recording raises; then nothing may be copied.
    """
    below = [screen for screen in app.screen_stack if isinstance(screen, CaseScreen | NewReportScreen)]
    if desk is None or not below:
        return True
    screen = below[-1]
    explanation = await _explanation(desk, screen, text)
    if not explanation:
        return True
    if not await app.push_screen_wait(CopyDialog(explanation)):
        return False
    if isinstance(screen, CaseScreen):
        register = screen.register
        await screen.call(lambda: note_copied(desk, register))
    return True


async def _explanation(desk: "Desk", screen: "Screen[object]", text: str) -> str:
    """Why it must be asked; empty when it need not."""
    if isinstance(screen, NewReportScreen):
        return _("Formulir ini dapat memuat identitas pelapor.")
    assert isinstance(screen, CaseScreen)  # noqa: S101 - one of the two
    if any(tab.is_open for tab in screen.query(IdentityTab)):
        return _("Identitas pelapor sedang terbuka. Penyalinan ini dicatat dan terlihat oleh Inspektur.")
    if _MASKED.search(text):
        return _("Ini teks laporan yang identitasnya ditutup. Penyalinan ini dicatat.")
    register = screen.register
    if await screen.call(lambda: looks_like_identity(desk, register, text)):
        return _("Teks ini tampak memuat identitas pelapor. Penyalinan ini dicatat.")
    return ""
