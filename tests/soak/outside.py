"""What tools of other people say of a store: nothing in it can be read, and nothing is written elsewhere."""

import os
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from commands import WBS, environment, mails

from tests.soak.sessions import Soak
from tests.soak.stores import soaked

WORD = "Dana desa"
"""Stands in every mail of the soak."""


def ask_tools(folder: Path, seed: int) -> list[str]:
    """Ask each tool that is there; gives the findings."""
    with soaked("sqlite", folder) as store:
        return _ask_tools(Soak(folder, store, random.Random(seed)), folder)


def _ask_tools(soak: Soak, folder: Path) -> list[str]:
    mailbox = maildir(folder, mails(folder / "surel", 50, attachment=True))
    findings: list[str] = []
    for tool, ask in TOOLS.items():
        if shutil.which(tool) is None:
            print(f"{tool}: not here")
            continue
        found = ask(soak, mailbox)
        findings += [f"{tool}: {each}" for each in found]
        print(f"{tool}: {len(found)} findings")
    return findings


def maildir(folder: Path, box: Path) -> Path:
    """The mails of an mbox as a Maildir, one file each."""
    target = folder / "maildir"
    for name in ("cur", "new", "tmp"):
        (target / name).mkdir(parents=True)
    for number, mail in enumerate(box.read_text().split("From x ")[1:]):
        (target / "cur" / f"{number}.soak:2,S").write_text(mail.partition("\n")[2])
    return target


def _strace(soak: Soak, mailbox: Path) -> list[str]:
    """Every file that an import opens to write lies in the store's folder, or where accounts keep notes."""
    log = soak.folder / "strace.log"
    words = ["strace", "-f", "-qq", "-e", "trace=openat,open,creat,rename,renameat2", "-o", str(log)]
    environ = environment(soak.location, "petugas", soak.password("petugas"), PYTHONDONTWRITEBYTECODE="1")
    ran = subprocess.run([*words, str(WBS), "import", str(mailbox)], env=environ, capture_output=True)
    if ran.returncode:
        return [f"the import ended with {ran.returncode}: {ran.stderr.decode()}"]
    written = re.findall(
        r'open(?:at)?\([^"]*"([^"]+)"[^)]*O_(?:WRONLY|RDWR|CREAT)[^)]*\)\s+= \d', log.read_text()
    )
    own = (str(soak.location.folder), os.environ["WBS_STATE"], "/dev/", "/proc/")
    print(f"strace: {len(written)} files opened to be written")
    return sorted({path for path in written if not path.startswith(own)})


def _notmuch(soak: Soak, mailbox: Path) -> list[str]:
    """It counts as many messages as the office has reports."""
    config = soak.folder / "notmuch"
    config.write_text(
        f"[database]\npath={mailbox}\n[user]\nname=x\nprimary_email=x@contoh.id\n[new]\ntags=\n"
    )
    environ = {"NOTMUCH_CONFIG": str(config), "HOME": str(soak.folder), "PATH": "/usr/bin:/bin"}
    subprocess.run(["notmuch", "new"], env=environ, check=True, capture_output=True)
    counted = subprocess.run(["notmuch", "count"], env=environ, check=True, capture_output=True, text=True)
    soak.start("petugas", "import", mailbox).communicate()
    reports = sum(int(str(row["reports"])) for row in soak.document("petugas", "inbox", "--limit", "1000"))
    return (
        [] if int(counted.stdout) == reports else [f"counts {counted.stdout.strip()}, the office {reports}"]
    )


def _strings(soak: Soak, _mailbox: Path) -> list[str]:
    """No word of the reports in any file, in one byte or two bytes a letter."""
    files = [path for path in soak.location.folder.rglob("*") if path.is_file()]
    findings = []
    for coding in ("s", "S", "l", "b"):
        ran = subprocess.run(
            ["strings", "-a", f"-e{coding}", *map(str, files)], capture_output=True, check=True
        )
        findings += [f"{WORD} in -e{coding}"] * (WORD.encode() in ran.stdout)
    return findings


def _sqlite3(soak: Soak, _mailbox: Path) -> list[str]:
    """The database is none to whoever has no key."""
    ran = subprocess.run(
        ["sqlite3", str(soak.location.folder / soak.location.name), ".tables"],
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if "not a database" in ran.stderr else [ran.stdout + ran.stderr]


TOOLS: dict[str, Callable[[Soak, Path], list[str]]] = {
    "strace": _strace,
    "notmuch": _notmuch,
    "strings": _strings,
    "sqlite3": _sqlite3,
}
