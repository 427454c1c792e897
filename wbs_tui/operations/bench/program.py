"""The program itself, started as an officer starts it, in a terminal of 80x24 over a store to measure on."""

import os
import shutil
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from wbs_tui.operations.bench.stores import ACCOUNT
from wbs_tui.operations.bench.terminal import Terminal
from wbs_tui.operations.demo import PASSWORD
from wbs_tui.store.location import StoreLocation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.passwords import derive

UNLOCK = "Kata sandi"
"""Stands on the unlock screen."""
_TYPING = 2.0
"""Seconds from the unlock screen's paint to the Enter key: a quick typist's name and password."""
_LIST = slice(4, 23)
"""The lines of the list on a screen of 80x24."""
_NUMBER = "2026-"
_QUIT = b"\x11"


def wbs() -> str:
    """The script beside this interpreter, else on the path; raises Refused."""
    beside = shutil.which("wbs", path=sysconfig.get_path("scripts")) or shutil.which("wbs")
    if beside is None:
        raise Refused(_("Perintah wbs tidak ditemukan. Pasang programnya lebih dahulu."))
    return beside


def environment(location: StoreLocation) -> Mapping[str, str]:
    """What the program finds in its environment: the store, and Indonesian."""
    return {"WBS_STORE": str(location), "WBS_USER": ACCOUNT, "WBS_LANG": "id", "WBS_KEYRING": "off"}


def desk_terminal(location: StoreLocation, words: Sequence[str] = ()) -> Terminal:
    """A terminal, not started yet, in which the program opens its screens over a store."""
    return Terminal([wbs(), *words], env=environment(location))


def lists_cases(lines: list[str]) -> bool:
    """Whether the inbox stands on the screen with its first page."""
    return all(_NUMBER in line for line in lines[_LIST])


def list_lines(lines: list[str]) -> tuple[str, ...]:
    """The list's part of the screen, without its scrollbar: that is painted anew once the list is counted."""
    return tuple(line[:-1] for line in lines[_LIST])


@contextmanager
def at_inbox(location: StoreLocation) -> Iterator[tuple[Terminal, float]]:
    """The program with its inbox painted, and the seconds from the Enter key to that paint.

    The password is typed two seconds after the unlock screen was painted; a person takes longer. The seconds
    hold the derivation of the key, see `derivation_seconds`.
    """
    with desk_terminal(location) as terminal:
        shown = terminal.wait_for(UNLOCK)
        terminal.settle(quiet=_TYPING, timeout=_TYPING)
        terminal.press(PASSWORD.encode())
        terminal.settle(quiet=0.2)
        pressed = terminal.press(b"\r")
        painted = terminal.wait_until(lists_cases, timeout=60)
        assert pressed > shown  # noqa: S101 - the clock does not go back
        yield terminal, painted - pressed
        leave(terminal)


def leave(terminal: Terminal) -> None:
    """Quit as an officer quits."""
    terminal.press(_QUIT)
    terminal.wait_exit(20)


def derivation_seconds(location: StoreLocation) -> float:
    """How long this machine takes to derive the keys of the store's password, by the slot's own parameters.

    Measured in this process right before a round, with the function that the program calls, and taken off the
    round: the program derives once, before it opens anything.
    """
    slots = location.header.read().slots
    slot = next(each for each in slots if each.account_name == ACCOUNT and each.argon2)
    assert slot.argon2 is not None  # noqa: S101 - chosen so
    started = time.monotonic()
    derive(PASSWORD, slot.salt, slot.argon2)
    return time.monotonic() - started


def unattended(location: StoreLocation, folder: Path) -> Mapping[str, str]:
    """The environment of a command that asks nothing."""
    file = folder / "password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(PASSWORD + "\n")
    return os.environ | environment(location) | {"WBS_PASSWORD_FILE": str(file)}
