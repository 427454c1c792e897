"""What proving a store gives: findings, and a report of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not prove: a code for scripts, and the entry, row or station it is about."""

    what: str
    place: str


class Step(StrEnum):
    """The parts of a proof, in their order."""

    CHAIN = "chain"
    """Signatures and chain."""
    REPLAY = "replay"
    ROWS = "rows"
    """What the replay made, beside what is there."""
    CELLS = "cells"
    """What the account can open."""


Tell = Callable[[Step, int, int], None]
"""Progress: which step, how much of it is done, and of how much."""


def silent(_step: Step, _done: int, _of: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a step went, in entries or rows."""

    step: Step
    done: int
    seconds: float

    @property
    def rate(self) -> float:
        """A second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True, slots=True)
class StationReport:
    """What is known of one station's journal."""

    station: str
    number: int
    """1 for the first, 2 for the one that went on after it."""
    entries: int
    anchored_to: int = 0
    """The latest entry that something kept elsewhere vouches for; what was cut after it would not show."""
    lost: int = 0
    """How many entries were seen here that a restored store no longer holds."""
    begun_by: str | None = None
    """The account that made the store go on at this station, from a backup or at another address."""


@dataclass(slots=True)
class Report:
    """What `wbs verify` says."""

    entries: int = 0
    bad: list[Finding] = field(default_factory=list)
    replay_equal: bool = True
    unopened: int = 0
    """Cells that the account has no key for; they are proved without being opened."""
    destroyed: int = 0
    """Cases of which only the number and the clear columns are left."""
    anchored: dict[str, bool] = field(default_factory=dict)
    """By station; false: a cut tail would not show, because no anchor holds its head."""
    stations: list[StationReport] = field(default_factory=list)
    outside_policy: list[str] = field(default_factory=list)
    """Entries that moved a case by a step which the office's policy has not now: for a person to judge."""
    ignored_heads: int = 0
    """Heads that were to be compared with, and count for nothing here."""
    paces: list[Pace] = field(default_factory=list)

    def note(self, finding: Finding) -> None:
        """Keep a finding."""
        self.bad.append(finding)

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.replay_equal and not self.bad
