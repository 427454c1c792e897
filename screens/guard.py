"""The last filter before the terminal: nothing a reporter wrote is ever obeyed by it.

Textual writes the text of segments as it is. Everything is cleaned at intake and shown without markup; this
stands behind both, at the one place where text becomes bytes.
"""

from rich.console import Console
from rich.segment import Segment
from textual.strip import Strip

_render = Strip.render


def _guarded(self: Strip, console: Console) -> str:
    if self._render_cache is None and not all(segment.text.isprintable() for segment in self._segments):
        from wbs_tui.text.terminal import clean_cell  # its patterns cost 6 ms of the first paint

        self._segments = [
            Segment(clean_cell(text), style, control) for text, style, control in self._segments
        ]
    return _render(self, console)


def install() -> None:
    """Guard every strip of this process from now on."""
    Strip.render = _guarded  # type: ignore[method-assign]
