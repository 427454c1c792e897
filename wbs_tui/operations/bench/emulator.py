"""What a program wrote, as the screen that a person would see."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

Seen = TypeVar("Seen")
Expected = str | Callable[[list[str]], bool]
"""Words that stand somewhere on the screen, or a question about its lines."""

# pyte would print the ends of sequences it does not know: they are taken out first.
_UNKNOWN = re.compile(
    rb"\x1b\[[<=>][0-9;:]*[ -/]*[@-~]|\x1b\[\?[0-9;]*(?:\$p|u|n)|\x1b\[[0-9;]*[ -/]+[@-~]"
    rb"|\x1b[PX^_][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\][^\x1b\x07]*(?:\x1b\\|\x07)"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|[P\]X^_][^\x1b\x07]*\x1b?)?$")


@dataclass(frozen=True, slots=True)
class Chunk:
    """What one read brought."""

    at: float
    """Seconds since the program was started, on a monotonic clock."""
    data: bytes
    columns: int = 80
    rows: int = 24


class Emulator:
    """A screen that is written to in chunks.

    Raises Refused, saying what to install, when the emulator library is not there.
    """

    def __init__(self, columns: int, rows: int) -> None:
        try:
            import pyte
        except ImportError as error:
            raise Refused(
                _("Pengukuran membaca layar dengan pustaka pyte. Pasang dengan: pip install 'wbs-tui[bench]'")
            ) from error
        self._screen: Any = pyte.Screen(columns, rows)
        self._stream: Any = pyte.ByteStream(self._screen)
        self._rest = b""

    def feed(self, chunk: Chunk) -> None:
        """Write a chunk; a sequence that ends in the next chunk waits for it."""
        if (chunk.columns, chunk.rows) != (self._screen.columns, self._screen.lines):
            self._screen.resize(chunk.rows, chunk.columns)
        data = self._rest + chunk.data
        unfinished = _UNFINISHED.search(data)
        cut = unfinished.start() if unfinished else len(data)
        self._rest = data[cut:]
        self._stream.feed(_UNKNOWN.sub(b"", data[:cut]))

    def lines(self) -> list[str]:
        """The lines of the screen, each as wide as it is."""
        return list(self._screen.display)

    @property
    def cursor(self) -> tuple[int, int]:
        """Row and column from 1."""
        return self._screen.cursor.y + 1, self._screen.cursor.x + 1

    def shows(self, expected: Expected) -> bool:
        """Whether what is expected stands on the screen."""
        lines = self.lines()
        return expected in "\n".join(lines) if isinstance(expected, str) else expected(lines)


def first_paint(chunks: Iterable[Chunk], expected: Expected) -> float | None:
    """When the first chunk came after which the screen is as expected, in seconds; None if it never is."""
    emulator: Emulator | None = None
    for chunk in chunks:
        emulator = emulator or Emulator(chunk.columns, chunk.rows)
        emulator.feed(chunk)
        if emulator.shows(expected):
            return chunk.at
    return None


def key_to_paint(chunks: Sequence[Chunk], presses: Iterable[tuple[float, Expected]]) -> list[float]:
    """Seconds from each key press to the first chunk after which the screen is as expected then.

    `presses` are the times that `Terminal.press` gave, with what each key should lead to, in order; every
    expectation must be new with its key. Raises ValueError when one is never met.
    """
    emulator, place = Emulator(chunks[0].columns, chunks[0].rows), 0
    times: list[float] = []
    for pressed, expected in presses:
        while place < len(chunks):
            emulator.feed(chunks[place])
            place += 1
            if chunks[place - 1].at >= pressed and emulator.shows(expected):
                break
        else:
            raise ValueError(f"never painted: key {len(times) + 1}")
        times.append(chunks[place - 1].at - pressed)
    return times


def settled_paint(
    chunks: Sequence[Chunk],
    presses: Sequence[float],
    look: Callable[[list[str]], Seen],
    counted: Sequence[int] | None = None,
) -> list[float]:
    """Seconds from each key press to the chunk with which what is looked at became as it then stayed.

    `presses` are the times that `Terminal.press_and_settle` gave. It need not know what a key leads to, so it
    holds for any program. `counted`: only these presses, by their places; the rest only end what came before.
    Raises ValueError for keys that changed nothing that is looked at.
    """
    emulator = Emulator(chunks[0].columns, chunks[0].rows)
    seen: Seen | None = None
    changed: list[float | None] = [None] * len(presses)
    for chunk in chunks:
        key = bisect_right(presses, chunk.at) - 1
        if key >= 0 and seen is None:
            seen = look(emulator.lines())
        emulator.feed(chunk)
        if key >= 0 and (now := look(emulator.lines())) != seen:
            seen, changed[key] = now, chunk.at - presses[key]
    wanted = [(place, changed[place]) for place in (range(len(presses)) if counted is None else counted)]
    missing = [place + 1 for place, time in wanted if time is None]
    if missing:
        raise ValueError(f"changed nothing: keys {missing}")
    return [time for _place, time in wanted if time is not None]
