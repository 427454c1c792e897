"""deadlines.toml: the clocks that run on a case."""

from typing import Annotated, Literal

from msgspec import Meta, field

from models.words.stages import ENDED, Stage
from wbs_tui.policy.parts import Broken, Citation, Code, Label, Part, Text
from wbs_tui.text.catalogue import N_

Unit = Literal["working", "calendar"]
Event = Literal["received", "stage_entered", "verification_entered"]
"""From what a clock runs: the first report's arrival, the entry to the present stage, or to verification."""


class ClockRule(Part, frozen=True, kw_only=True):
    """One deadline: how long, from what, in which stages, and who says so."""

    id: Code
    label: Label
    citation: Citation
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]
    """Where it runs; elsewhere it is neither due nor overdue."""
    starts: Event
    days: Annotated[int, Meta(ge=0, le=3660)]
    unit: Unit
    supervisory: tuple[str, ...] = ()
    """Runs only for these codes of supervisory content; empty: for every case."""
    unclassified: bool = False
    """Runs also while nobody has said whether the content is supervisory."""
    until_answered: bool = False
    """Stops when the reporter has his answer."""
    after: Label | None = None
    """What follows when the day has passed."""
    enabled: bool = True

    def applies(self, stage: str, supervisory: str | None, answered: bool) -> bool:
        """Whether it runs for a case in this stage."""
        if not self.enabled or stage not in self.stages or (self.until_answered and answered):
            return False
        if not self.supervisory:
            return True
        return self.unclassified if supervisory is None else supervisory in self.supervisory


class Deadlines(Part, frozen=True, kw_only=True):
    """Every clock of the office."""

    version: Text
    rules: tuple[ClockRule, ...] = field(name="clock")

    def for_stage(self, stage: str) -> tuple[ClockRule, ...]:
        """The clocks that can run in a stage."""
        return tuple(rule for rule in self.rules if rule.enabled and stage in rule.stages)

    def check(self) -> None:
        """Raise Broken for a clock that runs after the end."""
        for rule in self.rules:
            ended = ENDED & set(rule.stages)
            if ended:
                raise Broken(
                    f"clock[{rule.id}].stages",
                    N_("tidak ada tenggat pada tahap {stages}"),
                    {"stages": ", ".join(sorted(ended))},
                )
