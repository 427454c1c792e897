"""A picture of an identity document, in half cells: no escape sequence that a terminal may not know."""

import sys
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

if TYPE_CHECKING:
    from PIL.Image import Image

    from wbs_tui.cases.identity.pictures import Picture

_ZOOMS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
_STEP = 0.25
"""Of what is shown, that an arrow key moves it."""


class IdentityPicture(Widget, can_focus=True):
    """Shows one picture whole; + and - come nearer, and the arrow keys move over it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "zoom(1)", show=False),
        Binding("minus", "zoom(-1)", show=False),
        Binding("left", "move(-1, 0)", show=False),
        Binding("right", "move(1, 0)", show=False),
        Binding("up", "move(0, -1)", show=False),
        Binding("down", "move(0, 1)", show=False),
    ]

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self._image: Image | None = None
        self._zoom = 0
        self._centre = (0.5, 0.5)

    def put(self, picture: "Picture | None") -> None:
        """Show another picture, or none: nothing of the last one is kept."""
        self._image = None if picture is None else _image(picture)
        self._zoom, self._centre = 0, (0.5, 0.5)
        self.refresh()

    @property
    def shows(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def action_zoom(self, by: int) -> None:
        """Come nearer, or go back."""
        self._zoom = max(0, min(len(_ZOOMS) - 1, self._zoom + by))
        self.action_move(0, 0)

    def action_move(self, right: int, down: int) -> None:
        """Move over the picture; it never leaves its edges."""
        part = 1 / _ZOOMS[self._zoom]
        x, y = self._centre[0] + right * part * _STEP, self._centre[1] + down * part * _STEP
        self._centre = _within(x, part), _within(y, part)
        self.refresh()

    def render(self) -> RenderResult:
        """The part that is looked at, as large as fits."""
        if self._image is None or not self.size:
            return ""
        shown = self._image.crop(self._box())
        scale = min(self.size.width / shown.width, 2 * self.size.height / shown.height)
        columns, lines = max(1, int(shown.width * scale)), max(1, int(shown.height * scale / 2))
        rendered: RenderResult = _half_cells()(shown, columns, lines)
        return rendered

    def _box(self) -> tuple[int, int, int, int]:
        assert self._image is not None  # noqa: S101 - only asked for a picture
        part = 1 / _ZOOMS[self._zoom]
        width, height = max(1, int(self._image.width * part)), max(1, int(self._image.height * part))
        left = min(max(0, int(self._centre[0] * self._image.width - width / 2)), self._image.width - width)
        top = min(max(0, int(self._centre[1] * self._image.height - height / 2)), self._image.height - height)
        return left, top, left + width, top + height


def _within(at: float, part: float) -> float:
    return min(max(at, part / 2), 1 - part / 2)


def _image(picture: "Picture") -> "Image":
    from PIL import Image

    return Image.frombytes("RGB", (picture.width, picture.height), picture.pixels)


def _half_cells() -> Any:
    """The library's renderable. On a terminal its import would ask the terminal what it can, and eat keys."""
    from textual_image import _terminal

    vars(_terminal.get_cell_size).setdefault("_result", _terminal.CellSize(10, 20))
    terminal, sys.__stdout__ = sys.__stdout__, None  # type: ignore[misc]
    try:
        from textual_image.renderable.halfcell import Image
    finally:
        sys.__stdout__ = terminal  # type: ignore[misc]
    return Image
