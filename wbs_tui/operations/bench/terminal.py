"""A pseudo-terminal: a program runs in it as it would in a window, is typed to and looked at.

Linux and macOS. There is no thread and no sleep: what the program writes is read, time-stamped and, where it
asks something, answered while the caller waits for something to appear.
"""

import os
import select
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from wbs_tui.operations.bench.emulator import Chunk, Emulator, Expected
from wbs_tui.operations.bench.queries import answers, asks_for_cursor
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_OURS = {
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LC_ALL": "C.UTF-8",
    "TEXTUAL_ANIMATIONS": "none",
}
_NOT_OURS = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM_PROGRAM", "TMUX", "STY")


class ProgramEnded(Exception):
    """The program ended before what was waited for appeared; the message shows its last screen."""


class Terminal:
    """Runs `command` in a session of its own: `with Terminal([...]) as t: t.wait_for("...")`.

    `env` is laid over the caller's environment, from which what would change the size or the colours is
    taken out first.
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        if sys.platform == "win32":
            raise Refused(_("Pengukuran di terminal semu hanya ada di Linux dan macOS."))
        self.command = list(command)
        self.columns = columns
        self.rows = rows
        self.chunks: list[Chunk] = []
        self._env = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        self._env |= _OURS | dict(env or {})
        self._cwd = cwd
        self._emulator: Emulator | None = None
        self._fed = 0
        self._ended = False

    def __enter__(self) -> Self:
        """Start the program."""
        import pty

        self._master, slave = pty.openpty()
        self._set_size()
        self._started = time.monotonic()
        try:
            self._process = _start(self.command, slave, self._env, self._cwd)
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End the program."""
        self.close()

    @property
    def pid(self) -> int:
        """The program's process, which leads a session of its own."""
        return self._process.pid

    @property
    def output(self) -> bytes:
        """Everything read so far."""
        return b"".join(chunk.data for chunk in self.chunks)

    def press(self, keys: bytes) -> float:
        """Type these bytes; returns when, in seconds since the start."""
        at = self._now()
        os.write(self._master, keys)
        return at

    def resize(self, columns: int, rows: int) -> None:
        """Change the size as a window manager would; the program gets SIGWINCH."""
        self.columns, self.rows = columns, rows
        self.chunks.append(Chunk(self._now(), b"", columns, rows))
        self._set_size()

    def screen(self) -> list[str]:
        """The lines of the screen now, with what can be read at once."""
        self._read_until(self._now())
        return self._current().lines()

    def wait_for(self, text: str, timeout: float = 10) -> float:
        """Wait until the text stands on the screen; as `wait_until`."""
        return self.wait_until(text, timeout)

    def wait_until(self, expected: Expected, timeout: float = 10) -> float:
        """Wait until the screen is as expected; returns when it became so, in seconds since the start.

        Raises TimeoutError or ProgramEnded with the screen as it stands.
        """
        deadline = self._now() + timeout
        while True:
            if self._feed_until(expected):
                return self.chunks[self._fed - 1].at
            if self._ended:
                raise ProgramEnded(self._picture(f"ended while waiting for {expected!r}"))
            if not self._read(deadline):
                raise TimeoutError(self._picture(f"not seen in {timeout} s: {expected!r}"))

    def settle(self, quiet: float = 0.05, timeout: float = 10) -> None:
        """Read, without looking, until the program has written nothing for `quiet` seconds."""
        deadline = self._now() + timeout
        while not self._ended and self._read(min(deadline, self._now() + quiet)):
            pass

    def press_and_settle(self, keys: bytes, quiet: float = 0.03, timeout: float = 10) -> float:
        """Type, and read until something was painted and all is quiet again; returns when it was typed.

        For keys that are measured: to look in between takes longer than a paint and would spoil the times.
        """
        pressed = self.press(keys)
        if not self._read(pressed + timeout):
            raise TimeoutError(self._picture(f"painted nothing in {timeout} s after {keys!r}"))
        self.settle(quiet, timeout)
        return pressed

    def wait_exit(self, timeout: float = 10) -> int:
        """Read until the program ends by itself; returns its exit code, below zero for a signal."""
        deadline = self._now() + timeout
        while not self._ended:
            if not self._read(deadline):
                raise TimeoutError(self._picture(f"still running after {timeout} s"))
        return self._process.wait(timeout=max(1.0, deadline - self._now()))

    def rss_bytes(self) -> int:
        """The most memory the program itself, without its children, has held so far (VmHWM). Linux only."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))

    def kill(self) -> int:
        """End the program's whole session with SIGKILL; returns the exit code."""
        return self._end(signal.SIGKILL)

    def close(self) -> int:
        """End the program (SIGTERM, then SIGKILL) if it still runs; returns its exit code."""
        code = self._end(signal.SIGTERM)
        if self._master >= 0:
            os.close(self._master)
            self._master = -1
        return code

    def _end(self, sign: signal.Signals) -> int:
        if self._process.poll() is None:
            os.killpg(self.pid, sign)
        deadline = self._now() + 5
        while not self._ended and self._read(deadline):
            pass
        try:
            return self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self.pid, signal.SIGKILL)
            return self._process.wait()

    def _now(self) -> float:
        return time.monotonic() - self._started

    def _set_size(self) -> None:
        import termios

        termios.tcsetwinsize(self._master, (self.rows, self.columns))

    def _read_until(self, deadline: float) -> None:
        while not self._ended and self._read(deadline):
            pass

    def _read(self, deadline: float) -> bool:
        """Read what comes before the deadline, once; False when nothing does."""
        if self._master < 0 or self._ended:
            return False
        ready, _writable, _broken = select.select([self._master], [], [], max(0.0, deadline - self._now()))
        if not ready:
            return False
        try:
            data = os.read(self._master, 1 << 16)
        except OSError:  # Linux says EIO where other systems say that the file has ended
            data = b""
        if data:
            self.chunks.append(Chunk(self._now(), data, self.columns, self.rows))
            self._answer(data)
        self._ended = not data
        return True

    def _answer(self, data: bytes) -> None:
        cursor = self._current().cursor if asks_for_cursor(data) else (1, 1)
        answer = answers(data, self.columns, self.rows, cursor)
        if answer:
            os.write(self._master, answer)

    def _current(self) -> Emulator:
        """The emulator with every chunk written to it."""
        self._feed_until(lambda _lines: False)
        return self._emulator or Emulator(self.columns, self.rows)

    def _feed_until(self, expected: Expected) -> bool:
        """Write the chunks that wait until the screen is as expected; True when it is."""
        if self._emulator is None:
            self._emulator = Emulator(self.columns, self.rows)
        elif self._fed and self._emulator.shows(expected):
            return True
        while self._fed < len(self.chunks):
            self._emulator.feed(self.chunks[self._fed])
            self._fed += 1
            if self._emulator.shows(expected):
                return True
        return False

    def _picture(self, reason: str) -> str:
        return "\n".join([f"{self.command[0]}: {reason}", *(line.rstrip() for line in self.screen())])


def _start(
    command: Sequence[str], slave: int, env: Mapping[str, str], cwd: Path | None
) -> "subprocess.Popen[bytes]":
    """Start a program with this terminal as its controlling one, so that /dev/tty and SIGWINCH work."""

    def take_terminal() -> None:
        os.login_tty(0)

    with warnings.catch_warnings():
        # A fork beside threads is announced as deprecated; the child calls one function and is replaced.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(  # noqa: S603 - the caller says what is measured
            command, stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=cwd, preexec_fn=take_terminal
        )
