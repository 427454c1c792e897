"""How much of one other office is taken in: its desk may have been stolen, and our store is not to fill.

What is over the measure of the policy waits among the dead letters as it came: a day's measure is free again
the next day, and the Inspektur, who lets it in, raises all of the office's measures by as much again.
"""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, func, select

from models.tables.exchange import exchange_state, foreign_cases, foreign_files, messages, peers
from models.words.exchange import DeadReason, Direction
from wbs_tui.cases.exchange_kinds import LIMIT_RAISED
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.parcels.collecting import NotYet, Origin
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import N_, _
from wbs_tui.vault.cells import CellPlace, seal_struct

_TAKEN = "taken_in:"
_RAISED = "raised:"
_DAY = 24 * 60 * 60 * 1000
_MEGABYTE = 1_000_000
_LEAST_CASES = 100
"""Summaries may come as of so many cases, however few there are."""
_LEAST = 4096
"""Bytes that a text counts as besides, and the naming of a file: each leaves rows, however small it is."""


class _Taken(msgspec.Struct, array_like=True, frozen=True):
    """What was taken in of an office, over all the time and on a day (in office time, its ordinal)."""

    summaries: int = 0
    texts: int = 0
    files: int = 0
    day: int = 0
    summaries_today: int = 0
    remarks_today: int = 0
    texts_today: int = 0
    parcels_today: int = 0


class _Raised(msgspec.Struct, array_like=True, frozen=True):
    """How often the measures of an office were raised, and why last; sealed, the reason."""

    times: int = 0
    reason: bytes = b""


def count_parcel(desk: Desk, connection: Connection, office: str) -> None:
    """A parcel of an office is about to be taken in, whatever is in it. Raises NotYet."""
    if office == desk.office.id:
        return
    measure = _Measure(desk, connection, office)
    measure.hold(measure.taken.parcels_today + 1, "parcels_per_day", N_("paket per hari"))
    measure.add(parcels_today=1)


def count_summaries(desk: Desk, connection: Connection, origin: Origin, rows: int, new: int) -> None:
    """So many summaries of an office are about to be written, `new` of them of cases not known before.

    Raises NotYet when that is over the measure; then nothing is counted, here and below.
    """
    measure = _Measure(desk, connection, origin.office)
    there = connection.execute(
        select(func.count()).where(foreign_cases.c.office_id == origin.office)
    ).scalar_one()
    measure.hold(there + new if new else 0, "cases", N_("banyaknya kasus"))
    most = desk.policy.exchange.intake.summaries_per_case * max(there + new, _LEAST_CASES)
    measure.hold_to(measure.taken.summaries + rows, most, N_("ringkasan dibanding jumlah kasusnya"))
    measure.hold(measure.taken.summaries_today + rows, "summaries_per_day", N_("ringkasan per hari"))
    measure.add(summaries=rows, summaries_today=rows)


def count_remark(
    desk: Desk, connection: Connection, origin: Origin, about: ColumnElement[bool], size: int
) -> None:
    """A remark of so many bytes `about` a case is about to be written. Raises NotYet."""
    measure = _Measure(desk, connection, origin.office)
    lately = select(func.count()).where(
        about,
        messages.c.office_id == origin.office,
        messages.c.direction == Direction.IN,
        messages.c.at > desk.now() - _DAY,
    )
    of_case = connection.execute(lately).scalar_one() + 1
    measure.hold(of_case, "remarks_per_case_and_day", N_("pesan per kasus per hari"))
    measure.hold(measure.taken.remarks_today + 1, "remarks_per_day", N_("pesan per hari"))
    measure.add_texts(size, remarks_today=1)


def count_texts(desk: Desk, connection: Connection, origin: Origin, size: int) -> None:
    """So many bytes of texts of an office are about to be written. Raises NotYet."""
    _Measure(desk, connection, origin.office).add_texts(size + _LEAST)


def count_files(
    desk: Desk, connection: Connection, origin: Origin, foreign_id: str, sizes: list[int]
) -> None:
    """Files of these sizes (bytes, as sealed) are about to be expected for a case. Raises NotYet."""
    measure = _Measure(desk, connection, origin.office)
    there = connection.execute(
        select(func.count()).where(foreign_files.c.foreign_id == foreign_id)
    ).scalar_one()
    measure.hold(there + len(sizes), "files_per_case", N_("berkas per kasus"))
    size = sum(sizes) + _LEAST * len(sizes)
    most = desk.policy.exchange.intake.file_gigabytes * 1000 * _MEGABYTE
    measure.hold_to(measure.taken.files + size, most, N_("ukuran berkas bukti"))
    measure.add(files=size)


def raise_measures(desk: Desk, transaction: Transaction, office_id: str, reason: str) -> None:
    """All measures of an office are raised by as much as the policy gives; the journal says who did it."""
    connection = transaction.connection
    with transaction.entry(LIMIT_RAISED) as change:
        change.update(peers, office_id, seen_at=change.at)
    place = CellPlace(desk.office.id, str(exchange_state.name), "value", _RAISED + office_id)
    cell = seal_struct(exchange_cell_key(desk, connection), place, Words(text=reason))
    known = read_state(connection, _RAISED + office_id, _Raised) or _Raised()
    write_state(connection, _RAISED + office_id, _Raised(known.times + 1, cell))


class _Measure:
    """One office's, with what has been taken in of it."""

    def __init__(self, desk: Desk, connection: Connection, office: str) -> None:
        self._connection, self._office = connection, office
        self._rules = desk.policy.exchange.intake
        self._times = 1 + (read_state(connection, _RAISED + office, _Raised) or _Raised()).times
        known = read_state(connection, _TAKEN + office, _Taken) or _Taken()
        today = desk.calendar.local_date(desk.clock()).toordinal()
        if known.day != today:
            known = _Taken(known.summaries, known.texts, known.files, today)
        self.taken = known

    def hold(self, amount: int, name: str, what: str) -> None:
        """Raise NotYet when it is more than the policy's rule of the name."""
        self.hold_to(amount, getattr(self._rules, name), what)

    def hold_to(self, amount: int, most: int, what: str) -> None:
        if amount > most * self._times:
            said = _("Melampaui batas untuk satu instansi: {what}. Inspektur dapat menerimanya.")
            raise NotYet(DeadReason.OVER_LIMIT, said.format(what=_(what)))

    def add_texts(self, size: int, **more: int) -> None:
        """So many bytes, and what else. Raises NotYet."""
        today, ever = self._rules.text_megabytes_per_day, self._rules.text_megabytes
        self.hold_to(self.taken.texts_today + size, today * _MEGABYTE, N_("ukuran teks per hari"))
        self.hold_to(self.taken.texts + size, ever * _MEGABYTE, N_("ukuran teks seluruhnya"))
        self.add(texts=size, texts_today=size, **more)

    def add(self, **amounts: int) -> None:
        """Note it as taken in."""
        more: dict[str, Any] = {name: getattr(self.taken, name) + amount for name, amount in amounts.items()}
        self.taken = msgspec.structs.replace(self.taken, **more)
        write_state(self._connection, _TAKEN + self._office, self.taken)
