"""What proving a store gives: findings, and a report of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not prove: a code for scripts, and the entry or row that it is about."""

    what: str
    place: str


@dataclass(slots=True)
class Report:
    """What `wbs verify` says."""

    entries: int = 0
    bad: list[Finding] = field(default_factory=list)
    replay_equal: bool = True
    unopened: int = 0
    destroyed: int = 0
    """Cases of which only the number and the clear columns are left."""
    anchored: dict[str, bool] = field(default_factory=dict)
    """By station; false: a cut tail would not show, because no anchor holds its head."""

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return self.replay_equal and not self.bad
