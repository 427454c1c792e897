"""What officers do by commands, in a mixed order, so that each can be killed in the middle."""

import json
import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from commands import WBS, environment, kill_after, mails

from models.words.clock import system_clock
from models.words.rows import CaseRow
from tests.conftest import PASSWORD
from tests.soak.acknowledged import Ledger
from tests.soak.stores import SoakedStore
from tests.warm import Process, start
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.location import StoreLocation

WRITER = Path(__file__).with_name("writer.py")
FOLLOWING = {"received": "verification", "verification": "completion", "completion": "verification"}


@dataclass
class Soak:
    """One office that is worked and killed; `passwords` are those that may be right for an account."""

    folder: Path
    store: SoakedStore
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    passwords: dict[str, list[str]] = field(default_factory=dict)
    mails: int = 40
    """How many one import brings."""
    made: int = 0
    killed: int = 0
    pace: float = 1.0
    """Seconds that a command took that was let alone."""
    ended: dict[str, int] = field(default_factory=dict)

    @property
    def location(self) -> StoreLocation:
        """Where the office's store is."""
        return self.store.location

    def password(self, account: str) -> str:
        """The password that an account has for certain."""
        return self.passwords.get(account, [PASSWORD])[0]

    def start(self, user: str, *words: object, **more: str) -> Process:
        """Begin a command as the account."""
        return start([WBS, *words], environment(self.location, user, self.password(user), **more))

    def done(self, user: str, *words: object) -> None:
        """A command that is let alone and must succeed."""
        begun = time.monotonic()
        process = self.start(user, *words)
        _out, err = process.communicate()
        assert process.returncode == 0, err.decode()
        self.pace = time.monotonic() - begun

    def document(self, user: str, *words: object) -> list[dict[str, object]]:
        """The JSON of a command that is let alone."""
        out, err = self.start(user, *words, "--json").communicate()
        assert out, err.decode()
        return list(json.loads(out))

    def cases(self) -> list[CaseRow]:
        """The first page of the inbox."""
        desk = unlock(self.location, "petugas", self.password("petugas"), system_clock).desk
        with closing(desk):
            return list(list_cases(desk, InboxQuery()))

    def kill(self, process: Process, times: float = 1.4) -> bool:
        """Kill -9 at any moment, or just as the store changes; says whether it came before the end.

        Any moment: of so many `times` as long as a command takes that is let alone.
        """
        if self.chance.random() < 0.4:
            kill_after(process, self.chance.random() * times * self.pace)
        else:
            self._kill_when_it_writes(process, self.chance.choice((1, 2, 2, 3, 4, 6, 10)) * round(times))
        was_killed = process.returncode == -9
        self.killed += was_killed
        if not was_killed:
            self.ledger.expect(process)
            self.ended[str(process.returncode)] = self.ended.get(str(process.returncode), 0) + 1
        return was_killed

    def _kill_when_it_writes(self, process: Process, left: int) -> None:
        """The first change is that the account was used today; later ones are of its work."""
        before = self.store.marks()
        while process.poll() is None and left:
            time.sleep(0.001)
            now = self.store.marks()
            left -= now != before
            before = now
        time.sleep(self.chance.random() * 0.004)
        process.kill()
        process.communicate()

    def file(self, content: bytes) -> Path:
        """A new file with this content."""
        self.made += 1
        path = self.folder / f"berkas{self.made}"
        path.touch(mode=0o600)
        path.write_bytes(content)
        return path


def start_writer(location: StoreLocation, user: str, password: str, log: Path, seed: object) -> Process:
    """Begin a process of its own that works at a desk until it is killed or told to stop."""
    return start([sys.executable, WRITER, location, user, log, seed], environment(location, user, password))


def importing(soak: Soak) -> None:
    """New mails with an attachment each."""
    soak.made += 1
    box = mails(soak.folder / "surel", soak.mails, prefix=f"s{soak.made}x", attachment=True)
    soak.kill(soak.start("petugas", "import", box))


def advancing(soak: Soak) -> None:
    """The next step of any case."""
    row = soak.chance.choice(soak.cases())
    soak.kill(soak.start("petugas", "advance", row.register, FOLLOWING[row.stage]))


def noting(soak: Soak) -> None:
    """A long note on any case."""
    row = soak.chance.choice(soak.cases())
    note = soak.file(b"Telaah panjang. " * 500)
    soak.kill(soak.start("petugas", "note", row.register, "--text-file", note))


def answering(soak: Soak) -> None:
    """An answer on any case."""
    row = soak.chance.choice(soak.cases())
    answer = soak.file(b"Laporan Anda sedang ditelaah.")
    soak.kill(soak.start("petugas", "answer", row.register, "--text-file", answer))


def adding_evidence(soak: Soak) -> None:
    """Two files of several chunks."""
    row = soak.chance.choice(soak.cases())
    files = [soak.file(soak.chance.randbytes(700_000)) for _file in range(2)]
    soak.kill(soak.start("petugas", "evidence", "add", row.register, *files))


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


def working(soak: Soak) -> None:
    """A desk that writes cases, notes, files and steps, and logs each that it was told is kept."""
    soak.made += 1
    log = soak.folder / f"buku{soak.made}"
    soak.kill(
        start_writer(soak.location, "petugas", soak.password("petugas"), log, soak.chance.random()), 4.0
    )
    soak.ledger.read(log)


SESSIONS: dict[str, tuple[Callable[[Soak], None], int]] = {
    "desk": (working, 5),
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
