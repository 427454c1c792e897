"""Does something in a child process that is ended at one of its steps, as kill -9 would."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

OWN = ("/wbs_tui/", "/pathlib", "/tempfile")
"""Parts of the paths whose calls, or whose calls of the system, are steps."""


class Killer:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, at: int, counted: tuple[str, ...]) -> None:
        self.at = at
        self.counted = counted
        self.seen = 0
        self._known: dict[CodeType, bool] = {}

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event not in ("call", "c_call"):
            return
        code = frame.f_code
        counts = self._known.get(code)
        if counts is None:
            counts = self._known[code] = any(part in code.co_filename for part in self.counted)
        if counts:
            self.seen += 1
            if self.seen == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def cut_off(
    act: Callable[[Any], object],
    where: Any,
    at: int,
    prepare: Callable[[Any], Any] = Path,
    counted: tuple[str, ...] = OWN,
) -> int:
    """Do it in a child that dies at a step; gives how many steps it saw, or 0 when it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        killer, given = Killer(at, counted), prepare(where)
        sys.setprofile(killer)
        act(given)
        sys.setprofile(None)
        os.write(write, str(killer.seen).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        seen = int(answer.read() or 0)
    os.waitpid(child, 0)
    return seen


def done_here(act: Callable[[Any], object], given: Any) -> None:
    """Do it in this very process; a desk is closed after it."""
    act(given)
    if hasattr(given, "close"):
        given.close()
    assert threading.active_count() == 1  # or a child split off later has locks that nobody opens
