"""retention.toml: how long an ended case is kept before it may be destroyed."""

from typing import Annotated

from msgspec import Meta, field

from models.words.outcomes import Closure, Result
from models.words.stages import ENDED, Stage
from wbs_tui.policy.parts import Broken, Citation, Code, Label, Part, Text
from wbs_tui.text.catalogue import N_


class TermRule(Part, frozen=True, kw_only=True):
    """One term: how many years, for which ended cases, and who says so."""

    id: Code
    label: Label
    citation: Citation
    years: Annotated[int, Meta(ge=1, le=100)]
    closures: tuple[Closure, ...] = ()
    """Only for cases that ended so; empty: for all."""
    results: tuple[Result, ...] = ()
    stages: tuple[Stage, ...] = ()
    enabled: bool = True

    @property
    def is_general(self) -> bool:
        """Whether it asks for nothing."""
        return not (self.closures or self.results or self.stages)

    def fits(self, stage: str, closure: str | None, result: str | None) -> bool:
        """Whether an ended case is one of those that it is for."""
        asked = ((self.stages, stage), (self.closures, closure), (self.results, result))
        return self.enabled and all(not wanted or given in wanted for wanted, given in asked)


class ForeignTerm(Part, frozen=True, kw_only=True):
    """How long what another office shared of a case is kept here: the case itself is kept there."""

    label: Label
    citation: Citation
    years: Annotated[int, Meta(ge=1, le=100)]


class Retention(Part, frozen=True, kw_only=True):
    """Every term of the office."""

    version: Text
    foreign: ForeignTerm
    rules: tuple[TermRule, ...] = field(name="term")

    def term(self, stage: str, closure: str | None, result: str | None) -> TermRule:
        """The term of an ended case: the longest of the rules made for such cases, else the general one."""
        fitting = [rule for rule in self.rules if rule.fits(stage, closure, result)]
        own = [rule for rule in fitting if not rule.is_general]
        return max(own or fitting, key=lambda rule: rule.years)

    @property
    def shortest(self) -> int:
        """Years that every ended case is kept at least."""
        return min(rule.years for rule in self.rules if rule.enabled)

    def check(self) -> None:
        """Raise Broken unless exactly one rule is for every case, and no rule is for cases at work."""
        general = [rule for rule in self.rules if rule.enabled and rule.is_general]
        if len(general) != 1:
            raise Broken("term", N_("harus ada tepat satu aturan tanpa syarat"))
        for rule in self.rules:
            at_work = set(rule.stages) - ENDED
            if at_work:
                raise Broken(
                    f"term[{rule.id}].stages",
                    N_("masa simpan tidak berjalan pada tahap {stages}"),
                    {"stages": ", ".join(sorted(at_work))},
                )
