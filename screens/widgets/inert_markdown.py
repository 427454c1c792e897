"""Markdown to be read: no links that a terminal follows, no colours of its own, lines kept as lines."""

import re

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Markdown
from rich.theme import Theme

from wbs_tui.text.clean import clean

_LOOKS = Theme(
    {
        "markdown.h1": "bold underline",
        "markdown.h2": "bold",
        "markdown.h3": "bold italic",
        "markdown.item.bullet": "bold",
        "markdown.item.number": "bold",
        "markdown.block_quote": "italic",
        "markdown.code": "bold",
        "markdown.hr": "dim",
        "markdown.link": "underline",
        "markdown.link_url": "underline",
    }
)
_LINE_END = re.compile(r"(?<=\S)\n(?=\S)")


class InertMarkdown:
    """A renderable; the text is cleaned and every line end in it is kept."""

    def __init__(self, text: str) -> None:
        self._markdown = Markdown(
            _LINE_END.sub("  \n", clean(text)), hyperlinks=False, code_theme="ansi_dark", justify="left"
        )

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        with console.use_theme(_LOOKS):
            yield from console.render(self._markdown, options)
