"""Asks a holder for the words of his share: as they stand on the sheet, or their first four letters."""

import re
from collections.abc import Callable

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static, TextArea

from models.words.recovery import WORDS
from screens.dialogs.service_dialog import ServiceDialog
from wbs_tui.text.catalogue import _
from wbs_tui.vault.shares import UnknownWord, normalise, read_words

_LAST = re.compile(r"\S+\Z")


class TypeShareDialog(ServiceDialog[str]):
    """Gives the 33 words. What is typed is kept nowhere."""

    ENTER_DOES = False
    CSS = """
    TypeShareDialog {
        background: $background;
        & TextArea { height: 9; }
        & #share-remark { height: auto; color: $text-muted; }
    }
    """

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self._title = title
        self._explanation = explanation

    def title_text(self) -> str:
        """Which share is wanted."""
        return self._title

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("^s lanjut · esc batal")

    def compose_body(self) -> ComposeResult:
        """The words, and how many have been read."""
        yield Static(self._explanation, classes="dialog-text", markup=False)
        yield TextArea(id="share", soft_wrap=True, tab_behavior="focus")
        yield Static(id="share-remark", markup=False)

    def on_mount(self) -> None:
        """Begin to type."""
        self.query_one(TextArea).focus()
        self._count()

    @on(TextArea.Changed)
    def _count(self) -> None:
        """How far the holder is; a word that is in no share is told when the next one is begun."""
        typed = self.query_one(TextArea).text
        try:
            said = Content(_("{count} dari {words} kata").format(count=len(_read(typed)), words=WORDS))
        except UnknownWord as error:
            said = Content.styled(error.message, "$text-warning")
        self.query_one("#share-remark", Static).update(said)

    def service(self) -> Callable[[], str]:
        """Read them."""
        typed = self.query_one(TextArea).text
        return lambda: normalise(typed)


def _read(typed: str) -> list[str]:
    """The words so far; the last may be unfinished, and counts as soon as it is one of the list."""
    try:
        return read_words(typed)
    except UnknownWord:
        return read_words(_LAST.sub("", typed))
