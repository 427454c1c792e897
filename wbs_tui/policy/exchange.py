"""exchange.toml: what goes to other offices by itself; everything else takes a decision with a reason."""

from typing import Annotated

from msgspec import Meta, field

from models.words.exchange import OfficeKind
from wbs_tui.policy.parts import Broken, Citation, Code, Label, Part
from wbs_tui.text.catalogue import N_


class RecipientRule(Part, frozen=True, kw_only=True):
    """What offices of one kind are told without being asked."""

    id: OfficeKind
    label: Label
    summaries: bool
    tokens: bool
    citation: Citation


class SummaryRule(Part, frozen=True, kw_only=True):
    """Of which cases nothing goes by itself."""

    withheld_categories: tuple[Code, ...] = ()


class SharingRule(Part, frozen=True, kw_only=True):
    """What follows a decision to share."""

    follow_changes: bool
    """Whether later changes of a shared case go to whom it is shared with, until the share ends."""


class ReferralRule(Part, frozen=True, kw_only=True):
    """What follows a referral."""

    tell_progress: bool
    """Whether the office that took a case tells the one that handed it over how it goes on."""
    unanswered_days: Annotated[int, Meta(ge=1, le=365)]
    """Calendar days after which a referral without an answer is marked."""
    citation: Citation


Count = Annotated[int, Meta(ge=1, le=10**9)]


class IntakeRule(Part, frozen=True, kw_only=True):
    """How much is taken in from one office; what is more waits until time passes or an officer lets it."""

    cases: Count
    """Of how many cases it may tell."""
    summaries_per_case: Count
    """How often on an average, over all the time."""
    summaries_per_day: Count
    remarks_per_case_and_day: Count
    remarks_per_day: Count
    text_megabytes_per_day: Count
    """Of shared cases, remarks and answers."""
    text_megabytes: Count
    """Over all the time."""
    files_per_case: Count
    parcels_per_day: Count
    """Also of those in which nothing is."""
    file_gigabytes: Count
    """Sealed evidence of its shared cases."""
    citation: Citation


class ExchangeRules(Part, frozen=True, kw_only=True):
    """What is automatic between offices."""

    version: Annotated[str, Meta(min_length=1)]
    citation: Citation
    recipients: tuple[RecipientRule, ...] = field(name="recipient")
    summary: SummaryRule
    sharing: SharingRule
    referral: ReferralRule
    intake: IntakeRule

    def sends_summaries(self, kind: str) -> bool:
        """Whether offices of this kind get the summaries of all cases that are not held back."""
        return any(rule.id == kind and rule.summaries for rule in self.recipients)

    def sends_tokens(self, kind: str) -> bool:
        """Whether cases are matched with those of other offices by offices of this kind."""
        return any(rule.id == kind and rule.tokens for rule in self.recipients)

    def holds_back(self, category: str) -> bool:
        """Whether neither summary nor tokens of such a case go by themselves."""
        return category in self.summary.withheld_categories

    def check(self) -> None:
        """Raise Broken when a kind of office has no rule, or two."""
        named = [rule.id for rule in self.recipients]
        missing = set(OfficeKind) - set(named)
        if missing or len(named) != len(set(named)):
            codes = ", ".join(sorted(missing or {each for each in named if named.count(each) > 1}))
            raise Broken("recipient", N_("harus ada tepat satu aturan untuk {codes}"), {"codes": codes})
