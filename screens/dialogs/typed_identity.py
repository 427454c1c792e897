"""Asks whether words shall be kept although they look like a reporter's identity."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from screens.dialogs.dialog import Dialog
from wbs_tui.cases.traces.findings import Place, TypedIdentity
from wbs_tui.text.catalogue import _

_MOST_SHOWN = 6


class TypedIdentityDialog(Dialog[bool]):
    """Gives True for keeping the words as they are; Escape goes back to them."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "keep", show=False)]

    def __init__(self, warned: TypedIdentity) -> None:
        super().__init__()
        self._warned = warned

    def title_text(self) -> str:
        """What is the matter."""
        return _("Tampak memuat identitas pelapor")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("esc kembali menyunting · y simpan juga")

    def compose_body(self) -> ComposeResult:
        """Where it stands in the words, and who would read it."""
        yield Static(
            _(
                "Belum disimpan. Semua yang membaca kasus ini akan membacanya, dan yang sudah disimpan "
                "tidak dapat dihapus. Tulis \u201cpelapor\u201d sebagai gantinya."
            ),
            classes="dialog-text",
            markup=False,
        )
        places = self._warned.places
        lines = [_line(place) for place in places[:_MOST_SHOWN]]
        if len(places) > _MOST_SHOWN:
            lines.append(Content(_("dan {count} lagi").format(count=len(places) - _MOST_SHOWN)))
        yield Static(Content("\n").join(lines), classes="dialog-text", id="typed-places")

    def action_keep(self) -> None:
        """Keep the words as they are."""
        self.dismiss(True)


def _line(place: Place) -> Content:
    return Content.assemble(
        (f"{place.said}\n", "$text-muted"),
        "  ",
        place.before,
        (place.found, "bold reverse $text-warning"),
        place.after,
    )
