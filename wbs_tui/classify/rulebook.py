"""The rules as data: what must be stated in a report, and what is then advised."""

from enum import StrEnum

import msgspec

from wbs_tui.policy.parts import Label


class Decides(StrEnum):
    """What a rule gives advice on."""

    SEVERITY = "severity"
    JURISDICTION = "jurisdiction"
    SUPERVISORY = "supervisory"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. Every condition given must hold; of the rules that hold, the first in the file decides."""

    decides: Decides
    code: str
    """The advice, such as `heavy` or `kpk`."""
    label: Label
    """Why, in a sentence for the officer."""
    citation: str
    """The article it rests on, or `office default` where there is no source."""
    categories: list[str] = []
    """The suggested category is one of these."""
    amount_at_least: int | None = None
    """The largest amount stated, in rupiah, is this or more."""
    positions: list[str] = []
    """A position of one of these classes is named."""
    signals: list[str] = []
    """One of these signals of the lexicon is in the text."""
    without_act: bool = False
    """No misdeed is named, only the matter."""


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The advice where no rule holds."""

    severity: str
    jurisdiction: str
    supervisory: str


class RuleBook(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it stands on disk."""

    version: str
    defaults: Defaults
    positions: dict[str, list[str]]
    rules: list[Rule]
