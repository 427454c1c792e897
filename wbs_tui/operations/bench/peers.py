"""The programs we measure ourselves beside: a minimal Textual app always, mail programs where installed."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from wbs_tui.operations.bench.terminal import Terminal

MINIMAL_FIRST = "Minimal 0."
"""What the minimal app shows first; after n times `j` the first line begins with `Minimal n.`."""
_SUBJECT = "Laporan nomor"
_NEOMUTT = """set folder="{folder}"
set mail_check=600
set quit=yes
set menu_move_off=no
set sort=reverse-date
"""
_AERC_ACCOUNT = "[bench]\nsource = maildir://{folder}\ndefault = INBOX\nfrom = Bench <bench@example.org>\n"
_NOTMUCH = "[database]\npath={folder}\n[user]\nname=Bench\nprimary_email=bench@example.org\n[new]\ntags=new\n"
_AGE_RECIPIENT = "age1ve0cstpg8qw6esxwt6us2p44hka9vav2hgkr7sczksgcadv9uguq2dhy57"
"""Made for this and its secret key thrown away."""


def minimal_app() -> list[str]:
    """The command of a Textual app that repaints its lines on `j` and quits on `q`."""
    return [sys.executable, _script("minimal_app.py")]


def list_app(total: int) -> list[str]:
    """The command of our list alone over so many made-up cases; quits on `q`."""
    return [sys.executable, _script("list_app.py"), str(total)]


def write_maildir(folder: Path, count: int) -> None:
    """Write so many short, read mails into the maildir `folder/INBOX`."""
    inbox = folder / "INBOX"
    for part in ("cur", "new", "tmp"):
        (inbox / part).mkdir(parents=True)
    for number in range(1, count + 1):
        (inbox / "cur" / f"{1_760_000_000 + number}.{number}.bench:2,S").write_bytes(_mail(number))


def lists_mail(lines: list[str]) -> bool:
    """Whether a screen shows a list of the mails that `write_maildir` wrote."""
    return sum(_SUBJECT in line for line in lines) >= len(lines) // 2


@dataclass(frozen=True, slots=True)
class MailProgram:
    """A mail program for the terminal, with no settings but those it cannot start without."""

    name: str
    command: Callable[[Path, Path], Sequence[str]]
    """A folder for its settings, the folder of the maildirs: what to run."""

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return shutil.which(self.name) is not None

    def terminal(self, home: Path, folder: Path, columns: int = 80, rows: int = 24) -> Terminal:
        """A terminal, not started yet, in which it opens `folder/INBOX`; `home` becomes its home."""
        env = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")}
        return Terminal(list(self.command(home, folder)), columns=columns, rows=rows, env=env)


def _neomutt(home: Path, folder: Path) -> Sequence[str]:
    settings = home / "neomuttrc"
    settings.write_text(_NEOMUTT.format(folder=folder))
    return ["neomutt", "-n", "-F", str(settings), "-f", str(folder / "INBOX")]


def _aerc(home: Path, folder: Path) -> Sequence[str]:
    settings = home / "aerc"
    settings.mkdir(exist_ok=True)
    (settings / "accounts.conf").write_text(_AERC_ACCOUNT.format(folder=folder))
    (settings / "accounts.conf").chmod(0o600)
    return ["aerc"]


MAIL_PROGRAMS = {
    program.name: program for program in (MailProgram("neomutt", _neomutt), MailProgram("aerc", _aerc))
}


def notmuch_seconds(home: Path, folder: Path) -> float | None:
    """How long `notmuch new` takes over the mails of a folder; None when it is not installed."""
    program = shutil.which("notmuch")
    if program is None:
        return None
    settings = home / "notmuch-config"
    settings.write_text(_NOTMUCH.format(folder=folder))
    env = os.environ | {"NOTMUCH_CONFIG": str(settings), "HOME": str(home)}
    started = time.monotonic()
    subprocess.run([program, "new", "--quiet"], env=env, check=True, capture_output=True)  # noqa: S603
    return time.monotonic() - started


def age_seconds(source: Path) -> float | None:
    """How long `age` takes to encrypt a file to a recipient; None when it is not installed."""
    program = shutil.which("age")
    if program is None:
        return None
    target = source.with_suffix(".age")
    started = time.monotonic()
    subprocess.run([program, "-r", _AGE_RECIPIENT, "-o", str(target), str(source)], check=True)  # noqa: S603
    seconds = time.monotonic() - started
    target.unlink()
    return seconds


def _script(name: str) -> str:
    return str(files("wbs_tui.operations.bench") / "scripts" / name)


def _mail(number: int) -> bytes:
    minute, hour, day = number % 60, number // 60 % 24, number // 1440 % 28 + 1
    return (
        f"From: Pelapor {number} <pelapor{number}@example.org>\nTo: wbs@example.org\n"
        f"Subject: {_SUBJECT} {number:06}\nDate: {day} Jan 2026 {hour:02}:{minute:02}:00 +0700\n"
        f"Message-ID: <{number}@example.org>\n\nDana desa tahun ini tidak sampai kepada warga.\n"
    ).encode()
