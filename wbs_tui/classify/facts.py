"""The shape of a fact that a report states."""

from dataclasses import dataclass
from enum import StrEnum


class FactKind(StrEnum):
    """What a fact is about."""

    AMOUNT = "amount"
    DATE = "date"
    PLACE = "place"
    OFFICE = "office"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as it stands in a text: `text[start:end] == fact.text`."""

    kind: FactKind
    text: str
    start: int
    end: int
    value: str
    """Amount: whole rupiah in digits. Date: `2026`, `2026-08` or `2026-08-05`. Place: its kind and name.
    Office: the name. Position: its class in the rules, such as `regional_head`."""
