"""A process of its own that works at a desk, and logs on the disk what it was told is kept.

`writer.py ADDRESS ACCOUNT LOG SEED`: until it is killed, or a file LOG.stop is there. What cannot be kept is
logged too, and the desk goes on with something else, as an officer would; with a further argument only until
so many acts could not be kept.
"""

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from models.words.clock import system_clock
from tests.soak.reporting import report
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.evidence import add
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import locate
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.secret_files import read_password_file

PAUSE = 0.1
"""Seconds before the next try when the store could not be reached."""
CASES_AT_FIRST, CASES_AT_MOST = 10, 40
"""Among how many a writer chooses, and from how many on it registers no more."""


@dataclass
class Writer:
    """What one process writes, and its log."""

    address: str
    account: str
    log: Path
    chance: random.Random
    patience: int = -1
    """How many acts that cannot be kept it bears; any number when negative."""
    registers: list[str] = field(default_factory=list)
    made: int = 0

    def run(self) -> None:
        """Sit down and write until told to stop."""
        desk = self._seated()
        while self.patience and not self.log.with_name(self.log.name + ".stop").exists():
            act = self.chance.choices(ACTS, weights=[3, 6, 2])[0]
            self._try(desk, act)
        desk.close()

    def _seated(self) -> Desk:
        password = read_password_file(Path(os.environ["WBS_PASSWORD_FILE"]))
        while True:
            try:
                desk = unlock(locate(self.address), self.account, password, system_clock).desk
                self.registers = [
                    row.register for row in list_cases(desk, InboxQuery(), limit=CASES_AT_FIRST)
                ]
            except StoreTrouble as trouble:
                self._told("", trouble)
            else:
                return desk

    def _try(self, desk: Desk, act: "Act") -> None:
        self.made += 1
        words = f"kata-{self.log.name}-{self.made}"
        self._say("begun", words)
        try:
            told = act(self, desk, words)
        except StoreTrouble as trouble:
            self._told(words, trouble)
        else:
            self._say("kept", words, **told)

    def _told(self, words: str, trouble: StoreTrouble) -> None:
        self._say("trouble", words, trouble=type(trouble).__name__)
        self.patience -= 1
        time.sleep(PAUSE)

    def _say(self, said: str, words: str, **more: str) -> None:
        line = json.dumps({"said": said, "words": words, **more}) + "\n"
        handle = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(handle, line.encode())
        os.fsync(handle)
        os.close(handle)

    def case(self, desk: Desk, words: str) -> dict[str, str]:
        """A new case, while there are few; else a note."""
        if len(self.registers) >= CASES_AT_MOST:
            return self.note(desk, words)
        self.registers.append(report(desk, f"{words} perkara"))
        return {"what": "case", "register": self.registers[-1]}

    def note(self, desk: Desk, words: str) -> dict[str, str]:
        """A note on any case."""
        if not self.registers:
            return self.case(desk, words)
        register = self.chance.choice(self.registers)
        write_note(desk, register, f"{words} " + "Telaah. " * self.chance.randrange(400))
        return {"what": "note", "register": register}

    def evidence(self, desk: Desk, words: str) -> dict[str, str]:
        """A file of up to three chunks on any case."""
        if not self.registers:
            return self.case(desk, words)
        register = self.chance.choice(self.registers)
        file = self.log.with_name(f"{words}.bin")
        file.write_bytes(self.chance.randbytes(self.chance.randrange(700_000)))
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        try:
            add(desk, register, [file])
        finally:
            file.unlink()
        return {"what": "evidence", "register": register, "sha256": digest}


Act = Callable[[Writer, Desk, str], dict[str, str]]
ACTS: list[Act] = [Writer.case, Writer.note, Writer.evidence]


def main() -> None:
    address, account, log, seed, *patience = sys.argv[1:]
    Writer(address, account, Path(log), random.Random(seed), *map(int, patience)).run()


if __name__ == "__main__":
    main()
