"""Starts `wbs`, or a script of the tests, as a process of its own that has loaded the program already.

Loading takes a fresh interpreter most of a second, and the tests start hundreds. Here one process has loaded
it and splits off another for each that is asked for, with its own memory, files and end; kill -9 ends it as
any. New passwords cost the least that they may. Where the start is what is tested, start the real one.
"""

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import IO, Any, NoReturn

PROGRAM = "wbs"
_ROOT = Path(__file__).parents[1]
_LOADED = ("accounts", "cases", "cli", "intake", "journal", "operations", "search", "store", "vault")
_ALSO = ("alembic.command", "psycopg", "sqlalchemy.dialects.postgresql.psycopg", "tests.cut_copies")
_CHEAP = {"memory_kib": 8 * 1024, "iterations": 1, "lanes": 1}
"""As in `tests.conftest`, which a program that was not tested would not load."""
_HEAD = 8
_FIRST_FREE, _MANY = 3, 1 << 16


class Process:
    """One that was split off; what tests ask of a `subprocess.Popen`."""

    def __init__(self, words: list[str], told: int, stdin: int | None, out: int, err: IO[bytes]) -> None:
        self.args = words
        self.returncode: int | None = None
        self.stdin = None if stdin is None else os.fdopen(stdin, "wb", buffering=0)
        self.stdout = os.fdopen(out, "rb", buffering=0)
        self._told, self._err = os.fdopen(told), err
        self._said = b""
        self.pid = int(self._told.readline())

    def poll(self) -> int | None:
        """How it ended, or None."""
        return self._ended(0)

    def wait(self, timeout: float | None = None) -> int:
        """How it ended; raises `subprocess.TimeoutExpired`."""
        ended = self._ended(timeout)
        if ended is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return ended

    def _ended(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._told], [], [], timeout)[0]:
            self.returncode = int(self._told.readline())
            self._told.close()
        return self.returncode

    def kill(self) -> None:
        """Kill -9, if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout: float | None = None) -> tuple[bytes, bytes]:
        """Wait for its end; what else it said, and what it complained of. Once, but for a timeout before."""
        if self.stdin is not None:
            self.stdin.close()
        ends = None if timeout is None else time.monotonic() + timeout
        while self._heard(None if ends is None else max(0.0, ends - time.monotonic())):
            pass
        self.wait(None if ends is None else max(0.0, ends - time.monotonic()))
        self.stdout.close()
        with self._err:
            self._err.seek(0)
            return self._said, self._err.read()

    def _heard(self, timeout: float | None) -> bool:
        """Whether it said more."""
        if not select.select([self.stdout], [], [], timeout)[0]:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        more = os.read(self.stdout.fileno(), 1 << 16)
        self._said += more
        return bool(more)


def start(words: Sequence[object], env: Mapping[str, str] | None = None, *, asks: bool = False) -> Process:
    """Begin `wbs` (its path, and words) or a script (the interpreter, its path or `-c` and code, and words).

    One that `asks` reads its `stdin`; another finds nothing there.
    """
    given = list(map(str, words))
    request = {"words": given, "env": dict(os.environ if env is None else env), "folder": str(Path.cwd())}
    err = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it is read
    reads, types = os.pipe()
    hears, says = os.pipe()
    told, tells = os.pipe()
    _ask(request, [reads, says, err.fileno(), tells])
    for theirs in (reads, says, tells, *(() if asks else (types,))):
        os.close(theirs)
    return Process(given, told, types if asks else None, hears, err)


def run(
    words: Sequence[object], env: Mapping[str, str] | None = None, typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    """The same, waited for; it reads what is `typed`."""
    process = start(words, env, asks=True)
    assert process.stdin is not None
    process.stdin.write(typed.encode())
    out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.wait(), out.decode(), err.decode())


def _ask(request: object, files: list[int]) -> None:
    asked, text = _warm(), json.dumps(request).encode()
    socket.send_fds(asked, [len(text).to_bytes(_HEAD)], files)
    asked.sendall(text)


@cache
def _warm() -> socket.socket:
    """The way to the process that has everything loaded; it goes when this one does."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-c", f"from tests.warm import serve; serve({theirs.fileno()})"],
        cwd=_ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[theirs.fileno()],
    )  # fmt: skip
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def serve(place: int) -> None:
    """Load everything, then split off whatever is asked for until nobody is there to ask."""
    for name in _modules():
        importlib.import_module(name)
    importlib.import_module("wbs_tui.policy.book").load()  # the shipped policy, which every command reads
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGCHLD, lambda _number, _frame: _reap())
    asked = socket.socket(fileno=place)
    while asked_for := _next(asked):
        request, files = asked_for
        if os.fork() == 0:
            _keep(request, files)
        for file in files:
            os.close(file)


def _reap() -> None:
    """Of those who kept a process and told its end."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _modules() -> Iterator[str]:
    for name in _LOADED:
        package = f"wbs_tui.{name}"
        yield from (each.name for each in pkgutil.walk_packages(_path(package), f"{package}."))
    yield from _ALSO


def _path(package: str) -> list[str]:
    return list(importlib.import_module(package).__path__)


def _next(asked: socket.socket) -> tuple[dict[str, Any], list[int]] | None:
    head, files, _flags, _address = socket.recv_fds(asked, _HEAD, 4)
    if not head:
        return None
    text = b""
    while len(text) < int.from_bytes(head):
        text += asked.recv(1 << 16)
    return json.loads(text), list(files)


def _keep(request: dict[str, Any], files: list[int]) -> NoReturn:
    """Split it off, say its number, and how it ended."""
    *streams, tells = files
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        _become(request, streams)
    for stream in streams:
        os.close(stream)
    os.write(tells, f"{child}\n".encode())
    _child, status = os.waitpid(child, 0)
    os.write(tells, f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(request: dict[str, Any], streams: list[int]) -> NoReturn:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.closerange(_FIRST_FREE, _MANY)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["folder"])
    time.tzset()
    code = 1
    try:
        code = _entry(request["words"])()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except BaseException:  # noqa: BLE001 - as the interpreter does at its end
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _entry(words: list[str]) -> Callable[[], int]:
    program, *rest = words
    if Path(program).name == PROGRAM:
        from wbs_tui.cli.main import main
        from wbs_tui.vault.passwords import Argon2Parameters

        sys.argv = words
        return partial(main, new_slots=Argon2Parameters(**_CHEAP))
    sys.argv = rest
    return _code if rest[0] == "-c" else _script


def _code() -> int:
    flag, code, *rest = sys.argv
    sys.argv = [flag, *rest]
    exec(code, {"__name__": "__main__"})  # noqa: S102 - the tests' own
    return 0


def _script() -> int:
    sys.path.insert(0, str(Path(sys.argv[0]).parent))
    runpy.run_path(sys.argv[0], run_name="__main__")
    return 0
