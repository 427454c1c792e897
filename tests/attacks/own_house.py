"""A home, a temporary folder and a working folder of the test's own, so that whatever is left lies there."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from wbs_tui.operations.bench.terminal import Terminal

TITLES = re.compile(rb"\x1b\](?:0|1|2|52);|\x1b[k^_P]")
"""Window titles, the clipboard, and the strings that some terminals make a title or a command of."""


@dataclass(frozen=True)
class House:
    """Where a program that was started with `environment` can leave anything."""

    root: Path

    @property
    def working(self) -> Path:
        """Where the program is started, and a core file would be."""
        return self.root / "kerja"

    def environment(self) -> dict[str, str]:
        """Every folder that a program looks for, inside."""
        names = {
            "HOME": "rumah",
            "TMPDIR": "sementara",
            "XDG_DATA_HOME": "rumah/data",
            "XDG_CONFIG_HOME": "rumah/config",
            "XDG_CACHE_HOME": "rumah/cache",
            "XDG_STATE_HOME": "rumah/state",
            "XDG_RUNTIME_DIR": "rumah/run",
        }
        for folder in names.values():
            (self.root / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
        self.working.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        return kept | {name: str(self.root / folder) for name, folder in names.items()}


def unlock_screens(terminal: Terminal, password: str, shown: str) -> None:
    """Type the password at the unlock screen and wait for what the first screen shows."""
    terminal.wait_for("Kata sandi")
    terminal.press(password.encode() + b"\r")
    terminal.wait_for(shown)


def said(lines: list[str], words: str) -> bool:
    """Whether the words stand on the screen."""
    return words in "\n".join(lines)


def open_case(terminal: Terminal) -> None:
    """From the inbox into the case under the cursor, until its report is there."""
    terminal.press(b"\r")
    terminal.wait_for("Laporan 1 dari 1")
