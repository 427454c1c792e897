"""What officers do by commands, in a mixed order, so that each can be killed in the middle."""

import json
import random
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from commands import WBS, environment, kill_after, mails

from models.words.clock import system_clock
from tests.conftest import PASSWORD, found
from wbs_tui.store.location import FileStore

FOLLOWING = {"received": "verification", "verification": "completion", "completion": "verification"}
LONGEST = 1.4
"""Seconds within which a command is killed, if it has not ended; most take half of that."""


@dataclass
class Soak:
    """One office that is worked and killed; `passwords` are those that may be right for an account."""

    folder: Path
    chance: random.Random
    passwords: dict[str, list[str]] = field(default_factory=dict)
    made: int = 0
    killed: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def location(self) -> FileStore:
        """The office's store."""
        return FileStore(self.folder / "office" / "office.wbs")

    def found(self) -> None:
        """Make the office."""
        self.folder.mkdir(exist_ok=True)
        found(self.location, system_clock)

    def password(self, account: str) -> str:
        """The password that an account has for certain."""
        return self.passwords.get(account, [PASSWORD])[0]

    def start(self, user: str, *words: object, **more: str) -> "subprocess.Popen[bytes]":
        """Begin a command as the account."""
        return subprocess.Popen(
            [WBS, *map(str, words)],
            env=environment(self.location, user, self.password(user), **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def done(self, user: str, *words: object) -> None:
        """A command that is let alone and must succeed."""
        process = self.start(user, *words)
        _out, err = process.communicate()
        assert process.returncode == 0, err.decode()

    def document(self, user: str, *words: object) -> list[dict[str, object]]:
        """The JSON of a command that is let alone."""
        out, err = self.start(user, *words, "--json").communicate()
        assert out, err.decode()
        return list(json.loads(out))

    def kill(self, process: "subprocess.Popen[bytes]") -> bool:
        """Kill -9 at any moment, or just as the store changes; says whether it came before the end."""
        if self.chance.random() < 0.5:
            kill_after(process, self.chance.random() * LONGEST)
        else:
            self._kill_when_it_writes(process)
        was_killed = process.returncode == -9
        self.killed += was_killed
        if not was_killed:
            self.ended[str(process.returncode)] = self.ended.get(str(process.returncode), 0) + 1
        return was_killed

    def _kill_when_it_writes(self, process: "subprocess.Popen[bytes]") -> None:
        before = self._marks()
        while process.poll() is None and self._marks() == before:
            pass
        for _turn in range(self.chance.randint(0, 30_000)):
            pass
        process.kill()
        process.communicate()

    def _marks(self) -> tuple[float, ...]:
        base = self.location.database
        watched = (base.with_name(base.name + "-wal"), self.location.header.path, self.location.evidence)
        return tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in watched)

    def file(self, content: bytes) -> Path:
        """A new file with this content."""
        self.made += 1
        path = self.folder / f"berkas{self.made}"
        path.touch(mode=0o600)
        path.write_bytes(content)
        return path


def importing(soak: Soak) -> None:
    """Forty new mails with an attachment each."""
    soak.made += 1
    box = mails(soak.folder / "surel", 40, prefix=f"s{soak.made}x", attachment=True)
    soak.kill(soak.start("petugas", "import", box))


def advancing(soak: Soak) -> None:
    """The next step of any case."""
    row = soak.chance.choice(soak.document("petugas", "inbox"))
    soak.kill(soak.start("petugas", "advance", row["register"], FOLLOWING[str(row["stage"])]))


def noting(soak: Soak) -> None:
    """A long note on any case."""
    row = soak.chance.choice(soak.document("petugas", "inbox"))
    note = soak.file(b"Telaah panjang. " * 500)
    soak.kill(soak.start("petugas", "note", row["register"], "--text-file", note))


def answering(soak: Soak) -> None:
    """An answer on any case."""
    row = soak.chance.choice(soak.document("petugas", "inbox"))
    answer = soak.file(b"Laporan Anda sedang ditelaah.")
    soak.kill(soak.start("petugas", "answer", row["register"], "--text-file", answer))


def adding_evidence(soak: Soak) -> None:
    """Two files of several chunks."""
    row = soak.chance.choice(soak.document("petugas", "inbox"))
    files = [soak.file(soak.chance.randbytes(700_000)) for _file in range(2)]
    soak.kill(soak.start("petugas", "evidence", "add", row["register"], *files))


def granting(soak: Soak) -> None:
    """Let an officer into `identity`, or take him out."""
    listed = {row["name"]: row for row in soak.document("inspektur", "account", "list")}
    row = listed["petugas2"]
    if "identity" in list(row["compartments"]):  # type: ignore[call-overload]
        soak.kill(soak.start("inspektur", "account", "revoke", "identity", "petugas2"))
    else:
        words = ("account", "grant", "identity", "petugas2", "--fingerprint", row["fingerprint"])
        soak.kill(soak.start("inspektur", *words))


def activating(soak: Soak) -> None:
    """A new account: killed while its owner makes his keys, who then tries again with the same invitation."""
    soak.made += 1
    name, invitation = f"baru{soak.made}", soak.folder / f"undangan{soak.made}"
    soak.done("admin", "account", "add", name, "--role", "officer", "--invite-to", invitation)
    soak.kill(soak.start(name, "activate", name, "--invite", invitation))
    again = soak.start(name, "activate", name, "--invite", invitation)
    again.communicate()
    soak.passwords[name] = [PASSWORD]


def changing_password(soak: Soak) -> None:
    """The old password or the new one is right after it; the next session finds out which."""
    new = f"kata sandi nomor {soak.made} baru"
    soak.made += 1
    file = soak.file(new.encode() + b"\n")
    soak.kill(soak.start("auditor", "passwd", WBS_NEW_PASSWORD_FILE=str(file)))
    soak.passwords["auditor"] = [soak.password("auditor"), new]


SESSIONS: dict[str, tuple[Callable[[Soak], None], int]] = {
    "import": (importing, 4),
    "advance": (advancing, 4),
    "note": (noting, 3),
    "answer": (answering, 1),
    "evidence add": (adding_evidence, 3),
    "grant or revoke": (granting, 3),
    "activate": (activating, 1),
    "passwd": (changing_password, 1),
}
"""By name: the session, and how often it comes beside the others."""
