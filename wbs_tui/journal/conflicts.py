"""Which edits crossed: two entries of two stations that changed the same field, neither knowing of the other.

A pure function of entries; every two that crossed are told, so that it is the same whatever came first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from models.tables.cases import (
    answers,
    cases,
    checklist_answers,
    classifications,
    evidence,
    legal_holds,
    notes,
    recommendations,
)
from wbs_tui.journal.entries import Entry, RowEffect
from wbs_tui.journal.knowledge import Knowledge, knowledge, knows
from wbs_tui.journal.order import place

CLASSIFICATION = "classification"
CORRECTION = "corrects"
_DECIDED = frozenset(
    {"stage", "assigned_to", "result", "closure", "identity_policy", "compartment_id", "restricted"}
)
"""Columns of a case that somebody decides. The others follow from rows that are compared themselves."""
_CHANGING = frozenset({evidence.name, legal_holds.name, recommendations.name})
"""Tables whose rows change after they were written: each column is a field of its own."""
_CORRECTED = frozenset({notes.name, answers.name})
"""Tables whose rows are corrected by further rows: two that correct the same one cross."""
_BESIDE = frozenset({"at", "account_id", "corrects", "case_id", "origin", "item"})
"""What a new row says beside its value."""

Value = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """Something of a case that has one value at a time."""

    subject: str
    """A table."""
    row_id: str
    """The row; for the checklist and the classification the case; for a correction the row it corrects."""
    name: str
    """A column, an item of the checklist, CLASSIFICATION or CORRECTION."""


@dataclass(frozen=True, slots=True)
class Write:
    """An entry gave a field a value."""

    field: Field
    entry: Entry
    row_id: str
    """Of the row that holds the value."""
    value: Value


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two writes of one field, the earlier in the order of the fold first; ids of entries."""

    field: Field
    base: str | None
    """The last write of the field that both knew."""
    first: str
    second: str


def writes_of(entry: Entry) -> Iterator[Write]:
    """The fields that an entry gives a value."""
    for effect in entry.effects:
        for field, value in _fields(effect):
            yield Write(field, entry, effect.row_id, value)


def _fields(effect: RowEffect) -> Iterator[tuple[Field, Value]]:
    values = effect.values
    if effect.operation == "update":
        decided = _DECIDED if effect.table == cases.name else values.keys()
        if effect.table == cases.name or effect.table in _CHANGING:
            for name in sorted(values.keys() & decided):
                yield Field(effect.table, effect.row_id, name), ((name, values[name]),)
        return
    said = tuple((name, values[name]) for name in sorted(values.keys() - _BESIDE))
    if effect.table == classifications.name:
        yield Field(effect.table, str(values.get("case_id")), CLASSIFICATION), said
    elif effect.table == checklist_answers.name:
        yield Field(effect.table, str(values.get("case_id")), str(values.get("item"))), said
    elif effect.table in _CORRECTED and values.get("corrects") is not None:
        yield Field(effect.table, str(values["corrects"]), CORRECTION), said


def crossings(entries: Iterable[Entry]) -> tuple[Crossing, ...]:
    """Every two edits that crossed and differ, in order.

    `entries`: those of a case that count, and those about leases, in any order. Sealed values differ when
    their bytes do; whoever can open them may find the words the same.
    """
    ordered = sorted(entries, key=place)
    known = knowledge(ordered)
    by_field: dict[Field, list[Write]] = defaultdict(list)
    for entry in ordered:
        for write in writes_of(entry):
            by_field[write.field].append(write)
    return tuple(
        Crossing(field, _base(first, second, by_field[field], known), first.entry.id, second.entry.id)
        for field in sorted(by_field)
        for first, second in combinations(by_field[field], 2)
        if first.value != second.value and _crossed(first.entry, second.entry, known)
    )


def _crossed(one: Entry, other: Entry, known: Mapping[str, Knowledge]) -> bool:
    return not knows(known[one.id], other) and not knows(known[other.id], one)


def _base(first: Write, second: Write, writes: list[Write], known: Mapping[str, Knowledge]) -> str | None:
    shared = [
        each.entry.id
        for each in writes
        if each.entry.id not in (first.entry.id, second.entry.id)
        and knows(known[first.entry.id], each.entry)
        and knows(known[second.entry.id], each.entry)
    ]
    return shared[-1] if shared else None
