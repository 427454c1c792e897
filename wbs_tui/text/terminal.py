"""The last filter before a terminal, for what the commands print and for what the screens have rendered."""

import codecs

from wbs_tui.text.characters import NOT_IN_A_CELL
from wbs_tui.text.clean import clean


def printable(text: str, encoding: str | None = "utf-8") -> str:
    """Text as a command may print it: cleaned, tabs and line ends kept.

    What `encoding`, that of the stream, cannot say is replaced: a printed line never ends in an error.
    """
    text = clean(text)
    codec = codecs.lookup(encoding or "utf-8").name
    return text if codec == "utf-8" else text.encode(codec, errors="replace").decode(codec)


def clean_cell(text: str) -> str:
    """Rendered text in which every control, bidi or hidden character is U+FFFD, one for one."""
    if text.isascii() and text.isprintable():
        return text
    return NOT_IN_A_CELL.sub("\ufffd", text)
