"""What a command prints: results on standard output, sentences on standard error, all of it cleaned."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

from wbs_tui.text.clean import clean
from wbs_tui.text.terminal import printable

_WIDTH = 80
"""Columns that a line for people may take where there is no terminal."""
_GAP = "  "


class Output:
    """The two streams of one command; with `as_json` standard output gets one document and nothing else."""

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json

    def say(self, sentence: str) -> None:
        """A message to the officer, on standard error."""
        _write(sys.stderr, _broken(sentence) if sys.stderr.isatty() else sentence)

    def result(self, value: object, lines: Iterable[str]) -> None:
        """The document of `value` with --json, else the lines."""
        if self.as_json:
            self.document(value)
        else:
            self.lines(lines)

    def told(self, value: object, sentences: Iterable[str]) -> None:
        """The document of `value` with --json, else sentences, broken between words on a terminal."""
        on_terminal = sys.stdout.isatty()
        self.result(value, (_broken(each) if on_terminal else each for each in sentences))

    def lines(self, lines: Iterable[str]) -> None:
        """Lines on standard output."""
        for line in lines:
            _write(sys.stdout, line)

    def raw(self, text: str) -> None:
        """A document of our own making on standard output, with its line ends as they are."""
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())  # a text stream would change line ends on Windows

    def document(self, value: object) -> None:
        """Dataclasses, times (ISO 8601, UTC), codes and plain data as one JSON document."""
        import msgspec

        plain = _cleaned(msgspec.to_builtins(value, str_keys=True, builtin_types=(datetime,)))
        utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
        sys.stdout.write(json.dumps(plain, ensure_ascii=not utf8, indent=2) + "\n")


def _width() -> int:
    return shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH


def _write(stream: TextIO, text: str) -> None:
    stream.write(printable(text, stream.encoding) + "\n")


def _broken(sentence: str) -> str:
    """Broken between words for a terminal, which would break within them."""
    columns = shutil.get_terminal_size((_WIDTH, 24)).columns
    return "\n".join(
        piece
        for line in clean(sentence).split("\n")
        for piece in textwrap.wrap(line, columns, break_long_words=False, break_on_hyphens=False) or [""]
    )


def _cleaned(value: Any) -> Any:
    """Every text cleaned before it is quoted (cleaning the document could eat its quotes), times in UTC."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, dict):
        return {clean(name): _cleaned(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(inner) for inner in value]
    return value


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], elastic: int = -1) -> list[str]:
    """Plain columns that fit the width; the `elastic` column gives way and ends in `…`."""
    from rich.cells import cell_len, set_cell_size

    cells = [[clean(cell, single_line=True) for cell in row] for row in (heads, *rows)]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*cells, strict=True)]
    rest = sum(widths) - widths[elastic] + len(_GAP) * (len(widths) - 1)
    widths[elastic] = min(widths[elastic], max(_width() - rest, 8))

    def fitted(cell: str, width: int) -> str:
        if cell_len(cell) > width:
            return set_cell_size(cell, width - 1) + "…"
        return set_cell_size(cell, width)

    return [
        _GAP.join(fitted(cell, width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def indented(text: str, by: int = 2) -> list[str]:
    """Text of several lines, each broken at the width and moved in."""
    return [piece for line in clean(text).split("\n") for piece in wrapped(" " * by + line, by)]


def wrapped(line: str, hang: int = 15) -> list[str]:
    """One line broken at the width, what follows moved in by `hang`."""
    pieces = textwrap.wrap(line, _width(), subsequent_indent=" " * hang, break_on_hyphens=False)
    return pieces or [""]
