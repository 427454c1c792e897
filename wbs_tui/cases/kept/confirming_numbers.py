"""Says which register number was issued last, after a store was restored: by receipts and the agenda book."""

import re
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.cases import cases
from models.tables.journal import number_marks
from models.words.clock import from_millis
from wbs_tui.cases import words
from wbs_tui.cases.kept.destruction import OFFICE_KEY
from wbs_tui.cases.kinds import NUMBER_CONFIRMED
from wbs_tui.cases.numbers.number_marks import Number, signed_marks
from wbs_tui.cases.numbers.numbering import numbers_on_hold, restored_station
from wbs_tui.cases.numbers.provisional import YEAR
from wbs_tui.cases.numbers.registering import register_number
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_WRITTEN = re.compile(r"(?P<office>.{1,10})-(?P<year>[0-9]{4})-(?P<running>[0-9]{6,9})")
_NONE: Number = (0, 0)


class NothingToConfirm(Refused):
    """Numbers go on by themselves: this store was not restored."""

    def __init__(self) -> None:
        super().__init__(
            _("Penyimpanan ini tidak dipulihkan dari cadangan; nomor register berlanjut dengan sendirinya.")
        )


class NoSuchNumber(Refused):
    """What was written is no register number of this office and this year.

    Of an earlier year it would say nothing about those that were issued since the year began.
    """

    def __init__(self, example: str, none: str) -> None:
        super().__init__(
            _(
                "Tulis nomor register terakhir tahun ini selengkapnya, misalnya {example}; bila tahun ini "
                "pasti belum ada yang terbit: {none}."
            ).format(example=example, none=none)
        )


class LaterIsHere(Refused):
    """The store itself holds a later number."""

    def __init__(self, last: str) -> None:
        super().__init__(
            _("Penyimpanan ini sudah memuat nomor {last}. Sebutkan nomor itu atau yang sesudahnya.").format(
                last=last
            )
        )


@dataclass(frozen=True, slots=True)
class Numbers:
    """Where the register stands."""

    on_hold: bool
    last: str | None
    """The last number that is known to have been issued; None: not one."""
    lost_from: str | None = None
    lost_to: str | None = None
    """Numbers that were issued and whose cases are not in this store."""


def numbers(desk: Desk) -> Numbers:
    """Where the register stands now. Raises NotPermitted, NotActive."""
    desk.require(Operation.CASE_LIST)
    with desk.reading() as connection:
        held, said = _latest(connection), max(signed_marks(connection).values(), default=_NONE)
        return _numbers(desk, held, max(held, said), on_hold=numbers_on_hold(connection))


def confirm_last_number(desk: Desk, register: str, reason: str) -> Numbers:
    """Say which number was issued last, so that numbers go on after it. Said again, the later word stands.

    Raises NotPermitted, ReasonMissing, TooLong, NothingToConfirm, NoSuchNumber, LaterIsHere, NoCompartments.
    """
    desk.require(Operation.NUMBER_CONFIRM)
    given = words.required_reason(desk, reason)
    last = _read(desk, register)
    with desk.change(NUMBER_CONFIRMED) as change:
        station = restored_station(change.connection)
        if station is None:
            raise NothingToConfirm
        held = _latest(change.connection)
        others = (mark for of, mark in signed_marks(change.connection).items() if of != station)
        known = max([held, *others])
        if last < known:
            raise LaterIsHere(register_number(desk.office.code, *known))
        _write(desk, change, station, last, given)
    return _numbers(desk, held, last, on_hold=False)


def _read(desk: Desk, register: str) -> Number:
    this_year = from_millis(desk.now()).astimezone(desk.office.zone).year
    match = _WRITTEN.fullmatch(register.strip())
    if match is None or match["office"] != desk.office.code or int(match["year"]) != this_year:
        raise NoSuchNumber(*(register_number(desk.office.code, this_year, each) for each in (123, 0)))
    return int(match["year"]), int(match["running"])


def _write(desk: Desk, change: Change, station: str, last: Number, reason: str) -> None:
    """One row for each station: its id is the station's."""
    place = desk.keyring.compartment(OFFICE)
    key = desk.keyring.make_key(change.connection, desk.clock, OFFICE_KEY, place, None)
    said = {
        "station": station,
        "year": last[0],
        "running": last[1],
        "at": change.at,
        "account_id": desk.actor.id,
        "reason": change.seal(key, number_marks.c.reason, station, Words(text=reason)),
    }
    there = select(number_marks.c.id).where(number_marks.c.id == station)
    if change.connection.execute(there).scalar() is None:
        change.insert(number_marks, station, **said)
    else:
        change.update(number_marks, station, **said)


def _latest(connection: Connection) -> Number:
    """The last number that a case here has; (0, 0): not one."""
    known = select(cases.c.year, cases.c.running).where(cases.c.year != YEAR)
    row = connection.execute(known.order_by(cases.c.year.desc(), cases.c.running.desc()).limit(1)).first()
    return _NONE if row is None else (row.year, row.running)


def _numbers(desk: Desk, held: Number, last: Number, *, on_hold: bool) -> Numbers:
    code = desk.office.code
    first = held[1] + 1 if held[0] == last[0] else 1
    lost = (register_number(code, last[0], first), register_number(code, *last)) if first <= last[1] else ()
    return Numbers(on_hold, register_number(code, *last) if last > (0, 0) else None, *lost)
