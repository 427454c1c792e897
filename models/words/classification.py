"""The words in which a case is classified. Categories and jurisdictions are policy data and stay strings."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave the matter is (PP 94/2021)."""

    LIGHT = "light"
    MEDIUM = "medium"
    HEAVY = "heavy"


class Origin(StrEnum):
    """Who said so: the system suggests, an officer decides."""

    SYSTEM = "system"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was suggested: the rule or term, where it stands in the text, and its weight."""

    kind: str
    """`term`, or the fact a rule used: `amount`, `place`, `office`, `date`, `act`."""
    text: str
    """What stands in the report, cleaned."""
    start: int
    """Offset in the masked text in characters; -1 when it stands elsewhere, such as in the title."""
    end: int
    weight: float
    target: str
    """The code it speaks for, such as `village_funds` or `heavy`."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A first classification with its reasons. It closes nothing; an officer decides."""

    category: str
    severity: Severity
    jurisdiction: str
    supervisory: str
    confidence: float
    """0 to 1, for the category."""
    alternatives: tuple[tuple[str, float], ...]
    """The best categories with their confidence, best first, the suggested one included."""
    reasons: tuple[Reason, ...]
    lexicon_version: str
