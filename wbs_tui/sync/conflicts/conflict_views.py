"""Edits that crossed, as people decide on them: who, when, where, what was before, what each wrote."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

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
from models.tables.exchange import conflicts as conflict_rows
from models.tables.journal import stations
from models.words.clock import from_millis
from wbs_tui.cases.lookup import NoSuchCase, account_names, find
from wbs_tui.cases.opening import Opener, unopened
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.conflicts import CORRECTION, Field, Write, writes_of
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.journal.order import place
from wbs_tui.journal.reading import entry_by_id
from wbs_tui.journal.refolding import entries_of, without_effect
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.conflicts.same_words import opened
from wbs_tui.text.catalogue import N_, _, language

_COLUMNS = {
    "assigned_to": N_("ditugaskan kepada"),
    "category": N_("kategori"),
    "closure": N_("penutupan"),
    "compartment_id": N_("akses kasus"),
    "description": N_("keterangan"),
    "identity_policy": N_("kebijakan identitas"),
    "jurisdiction": N_("kewenangan"),
    "restricted": N_("akses kasus"),
    "result": N_("hasil"),
    "severity": N_("tingkat"),
    "stage": N_("tahap"),
    "state": N_("keadaan"),
    "status": N_("status"),
    "subject_class": N_("golongan terlapor"),
    "supervisory": N_("kadar pengawasan"),
}
"""What officers call what is changed."""
_SUBJECTS = {
    answers.name: N_("koreksi jawaban kepada pelapor"),
    cases.name: N_("kasus"),
    checklist_answers.name: N_("daftar periksa"),
    classifications.name: N_("klasifikasi"),
    evidence.name: N_("bukti"),
    legal_holds.name: N_("penahanan pemusnahan"),
    notes.name: N_("koreksi catatan"),
    recommendations.name: N_("rekomendasi"),
}
_CODES = {"status": "recommendation_status"}
_LABELLED = frozenset(
    {"category", "severity", "jurisdiction", "supervisory", "subject_class", "result", "closure"}
)
Values = tuple[tuple[str, str], ...]
"""What a field says: names and words, as they are read."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the edits that crossed, or the one that stands since."""

    entry: str
    account: str
    station: str
    """`S2`: the place where it was written."""
    at: datetime
    values: Values = field(repr=False)
    stands: bool
    """Whether this is what is in force now."""


@dataclass(frozen=True, slots=True)
class ConflictView:
    """A field of a case that was changed at several places at once."""

    id: str
    register: str
    what: str
    """The field, as officers call it."""
    found_at: datetime
    before: Values = field(repr=False)
    """None where there was nothing that all had seen."""
    sides: tuple[Side, ...] = ()
    """In the order in which they were written."""
    settled_at: datetime | None = None
    settled_by: str | None = None
    kept: str | None = None
    """The entry that was kept."""


@dataclass(frozen=True, slots=True)
class Crossed:
    """The rows of one field's conflict, and the entries that they name."""

    case_id: str
    field: Field
    rows: tuple[Row[Any], ...]

    @property
    def id(self) -> str:
        """By which it is named: that of its first row."""
        return str(min(row.id for row in self.rows))

    @property
    def entries(self) -> tuple[str, ...]:
        """All that crossed."""
        return tuple(dict.fromkeys(each for row in self.rows for each in (row.first_entry, row.second_entry)))


def conflicts(desk: Desk, register: str | None = None, *, settled: bool = False) -> tuple[ConflictView, ...]:
    """What waits for a decision (or was settled), the oldest first; of one case or of all that are for you.

    Raises NotPermitted, NoSuchCase.
    """
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        found = crossed(connection, settled=settled)
        if register is not None:
            case = find(desk, connection, register)
            found = [each for each in found if each.case_id == case.id]
        names = account_names(connection)
        viewed = (_view(desk, connection, each, names) for each in found)
        return tuple(each for each in viewed if each is not None)


def crossed(connection: Connection, *, settled: bool = False) -> list[Crossed]:
    """Every field that was changed at several places at once, by case and field, the oldest first."""
    is_open = conflict_rows.c.settled_at.is_(None)
    rows = select(conflict_rows).where(~is_open if settled else is_open)
    grouped: dict[tuple[Any, ...], list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(rows.order_by(conflict_rows.c.found_at, conflict_rows.c.id)):
        grouped[row.case_id, row.subject, row.row_id, row.field, row.settled_at].append(row)
    return [
        Crossed(case_id, Field(subject, row_id, name), tuple(group))
        for (case_id, subject, row_id, name, _settled), group in grouped.items()
    ]


def _view(desk: Desk, connection: Connection, each: Crossed, names: dict[str, str]) -> ConflictView | None:
    """None for a case that is not there for this account."""
    register = connection.execute(select(cases.c.register).where(cases.c.id == each.case_id)).scalar()
    try:
        find(desk, connection, str(register))
    except NoSuchCase:
        return None
    first, opener = each.rows[0], Opener(desk, connection)
    return ConflictView(
        each.id,
        str(register),
        field_label(desk, each.field),
        from_millis(first.found_at),
        _before(opener, each),
        sides_of(desk, connection, each, names),
        None if first.settled_at is None else from_millis(first.settled_at),
        names.get(first.settled_by),
        first.kept_entry,
    )


def _before(opener: Opener, each: Crossed) -> Values:
    base = each.rows[0].base_entry
    entry = None if base is None else entry_by_id(opener.connection, base)
    if entry is None:
        return ()
    return _said(opener, next((write for write in writes_of(entry) if write.field == each.field), None))


def sides_of(desk: Desk, connection: Connection, each: Crossed, names: dict[str, str]) -> tuple[Side, ...]:
    """The edits that crossed, and the one that stands when it came after them."""
    opener = Opener(desk, connection)
    writes = writes_on(connection, each)
    standing = {write.entry.id for write in standing_of(each, writes)}
    shown = [write for write in writes if write.entry.id in standing | set(each.entries)]
    marks = _marks(connection)
    return tuple(
        Side(
            write.entry.id,
            names.get(write.entry.actor, ""),
            marks.get(write.entry.station, station_mark(1)),
            from_millis(wall_millis(write.entry.clock)),
            _said(opener, write),
            write.entry.id in standing,
        )
        for write in shown
    )


def writes_on(connection: Connection, each: Crossed) -> list[Write]:
    """Everything that was ever written to the field, in the order of the fold."""
    void = without_effect(connection)
    return [
        write
        for entry in sorted(entries_of(connection, each.case_id), key=place)
        if entry.id not in void
        for write in writes_of(entry)
        if write.field == each.field
    ]


def standing_of(each: Crossed, writes: Collection[Write]) -> list[Write]:
    """What is in force: the last write; corrections stand beside each other."""
    if each.field.name == CORRECTION:
        return list(writes)
    return [max(writes, key=_reads_as)] if writes else []


def _reads_as(write: Write) -> tuple[int, str, Any]:
    """The order in which the program reads what stands: rows by their moment, columns by the fold."""
    at = [effect.values.get("at") for effect in write.entry.effects if effect.row_id == write.row_id]
    moment = at[0] if at and type(at[0]) is int else wall_millis(write.entry.clock)
    return moment, write.row_id, place(write.entry)


def _marks(connection: Connection) -> dict[str, str]:
    return {
        row.id: station_mark(row.number)
        for row in connection.execute(select(stations.c.id, stations.c.number))
    }


def field_label(desk: Desk, field: Field) -> str:
    """What officers call the field."""
    subject = _(_SUBJECTS[field.subject])
    if field.subject == checklist_answers.name:
        item = desk.policy.checklist.item(field.name)
        named = field.name if item is None else item.label.text(language())
        return _("butir {label}").format(label=named)
    if field.name in _COLUMNS:
        return f"{subject}: {_(_COLUMNS[field.name])}"
    return subject


def _said(opener: Opener, write: Write | None) -> Values:
    if write is None:
        return ()
    plain = opened(opener, write)
    if plain is None:
        return ((_("isi"), unopened()),)
    return tuple(_words(opener, dict(_flat(plain))))


def _flat(plain: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in plain.items():
        if isinstance(value, dict):
            yield from value.items()
        else:
            yield name, value


def _words(opener: Opener, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    desk, tongue = opener.desk, language()
    for name, value in said.items():
        if value in (None, ""):
            continue
        if name == "answer":
            yield _("jawaban"), desk.policy.label("checklist_answer", str(value), tongue)
        elif name == "text":
            yield _("catatan"), str(value)
        elif name == "stage":
            yield _("tahap"), desk.policy.stages.label(str(value), tongue)
        elif name == "assigned_to":
            yield _("ditugaskan kepada"), account_names(opener.connection, [str(value)]).get(str(value), "")
        elif name in _LABELLED or name in _CODES:
            yield _(_COLUMNS[name]), desk.policy.label(_CODES.get(name, name), str(value), tongue)
        elif name in _COLUMNS:
            yield _(_COLUMNS[name]), str(value)
