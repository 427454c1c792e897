"""What writers were told is kept, and what readers have seen: all of it must be there ever after."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from models.tables.journal import journal
from tests.warm import Process
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.evidence import content
from wbs_tui.cases.views import CaseView
from wbs_tui.journal.desk import Desk

MARK = "kata-"
"""How all words of writers begin."""


@dataclass
class Ledger:
    """Of one office. `kept`: what logs say, by the words that stand in nothing else."""

    seen: dict[str, bytes] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: Counter[str] = field(default_factory=Counter)
    refused_words: set[str] = field(default_factory=set)
    grows: bool = False
    """Whether a session that ended well must have added to the journal."""

    def read(self, log: Path) -> None:
        """Take in what a writer logged; a last line that was cut off was never written."""
        if not log.exists():
            return
        for line in log.read_text().splitlines(keepends=True):
            if line.endswith("\n"):
                self._note(json.loads(line))

    def _note(self, said: dict[str, str]) -> None:
        if said["said"] == "begun":
            self.begun.add(said["words"])
        elif said["said"] == "kept":
            self.kept[said["words"]] = said
        else:
            self.refused[said["trouble"]] += 1
            self.refused_words.add(said["words"])

    def expect(self, process: Process) -> None:
        """A command that ended with 0 has said that its work is kept."""
        self.grows = process.returncode == 0

    def unkept(self, desk: Desk, connection: Connection) -> list[str]:
        """What was acknowledged and is not there as it was, in words."""
        rows = connection.execute(select(journal.c.id, journal.c.hash))
        there = {row.id: row.hash for row in rows}
        found = [f"entry {each} is gone" for each, digest in self.seen.items() if there.get(each) != digest]
        if self.grows and len(there) <= len(self.seen):
            found.append("a session ended well and wrote nothing")
        self.seen, self.grows = there, False
        return found + self._unkept_words(desk)

    def _unkept_words(self, desk: Desk) -> list[str]:
        """Each case, note and file that a log names once, and none that no log began."""
        if not self.begun:
            return []
        cases = self._cases(desk)
        there = Counter(words for case in cases for words in _words_of(case))
        found = [f"{words} is gone" for words in self.kept if there[words] == 0]
        found += [f"{words} is there {count} times" for words, count in there.items() if count > 1]
        found += [f"{words} was never begun" for words in there if words not in self.begun]
        by_register = {case.register: case for case in cases}
        return found + [
            f"file {words}" for words, said in self.kept.items() if not _whole(desk, by_register, said)
        ]

    def _cases(self, desk: Desk) -> list[CaseView]:
        """Every case that writers began or wrote to."""
        written = {said["register"] for said in self.kept.values()}
        rows = list_cases(desk, InboxQuery())
        named = [row.register for row in rows if row.register in written or row.title.startswith(MARK)]
        return [load_case(desk, register) for register in named]

    def kept_although_refused(self, desk: Desk) -> int:
        """How many a writer was told were lost, that are there."""
        return len(self.refused_words & {words for case in self._cases(desk) for words in _words_of(case)})


def _words_of(case: CaseView) -> list[str]:
    """What a writer put into a case, as far as it is a writer's."""
    written = (case.title, *(note.body for note in case.notes), *(each.name for each in case.evidence))
    return [text.split()[0].removesuffix(".bin") for text in written if text.startswith(MARK)]


def _whole(desk: Desk, cases: dict[str, CaseView], said: dict[str, str]) -> bool:
    if said["what"] != "evidence":
        return True
    named = [each for each in cases[said["register"]].evidence if each.name.startswith(said["words"])]
    digest = hashlib.sha256()
    for piece in content(desk, named[0].id) if named else ():
        digest.update(piece)
    return digest.hexdigest() == said["sha256"]
