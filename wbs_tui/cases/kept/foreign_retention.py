"""How long what other offices shared of their cases is kept here, and its end: keys and files go."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.exchange import foreign_cases, peers
from models.words.clock import from_millis
from models.words.exchange import ReferralState
from wbs_tui.cases import words
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.kept.destruction import CannotDestroy, destroy_foreign_row, sweep
from wbs_tui.cases.kept.retention import years_later
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.destroyed_notes import remember_destructions
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.workdays import due_at
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long

_KEPT = (
    select(foreign_cases, peers.c.code, peers.c.name)
    .outerjoin(peers, peers.c.id == foreign_cases.c.office_id)
    .where(foreign_cases.c.shared_clock.is_not(None), still_there(foreign_cases.c.id))
    .order_by(foreign_cases.c.received_at, foreign_cases.c.id)
)
"""What was shared whole, or handed over, and has not been destroyed."""


@dataclass(frozen=True, slots=True)
class ForeignKept:
    """A shared case of another office, and how long it is kept here."""

    case_id: str
    register: str
    office: str
    """Its code."""
    office_name: str
    counted_from: datetime | None
    """When it ended, or the sharing did; None while neither has."""
    term_ends_at: datetime | None
    past: bool
    """Whether it may be destroyed here."""


def foreign_kept(desk: Desk) -> tuple[ForeignKept, ...]:
    """What other offices shared and is kept here, the oldest first. Raises NotPermitted, NotLetIn."""
    desk.require(Operation.CASE_HOLD)
    with desk.reading() as connection:
        return tuple(_line(desk, row) for row in _visible(desk, connection))


def foreign_past_term(desk: Desk) -> tuple[ForeignKept, ...]:
    """Those of them that may be destroyed here. Raises NotPermitted, NotLetIn."""
    return tuple(each for each in foreign_kept(desk) if each.past)


def kept_until(desk: Desk, row: Row[Any]) -> datetime | None:
    """When the term of a row of `foreign_cases` ends; None while its case goes on and is shared."""
    counted_from = _counted_from(row)
    return None if counted_from is None else _ends_at(desk, counted_from)


def destroy_foreign(desk: Desk, office: str, register: str, reason: str) -> str:
    """Destroy what is here of a case that an office (its code) shared; the summary stays. No way back.

    Raises NotPermitted, NotLetIn, NoSuchCase, ReasonMissing, TooLong, CannotDestroy.
    """
    desk.require(Operation.CASE_DESTROY)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        found = [
            row
            for row in _visible(desk, transaction.connection)
            if row.code == office and register.strip() in (row.register, row.id)
        ]
        if len(found) != 1:
            raise NoSuchCase
        against = tuple(_obstacles(desk, found[0]))
        if against:
            raise CannotDestroy(against)
        destroy_foreign_row(desk, transaction, found[0].id, given)
    sweep(desk)
    with contextlib.suppress(OSError):  # the next session on this computer will do it
        remember_destructions(desk)
    return str(found[0].register)


def _visible(desk: Desk, connection: Connection) -> list[Row[Any]]:
    if not desk.keyring.may_open(OFFICE):
        raise NotLetIn
    hidden = hidden_cases(desk, connection)
    return [row for row in connection.execute(_KEPT) if row.id not in hidden]


def _obstacles(desk: Desk, row: Row[Any]) -> Iterator[str]:
    counted_from = _counted_from(row)
    if counted_from is None:
        yield _("Kasusnya belum berakhir, dan pembagiannya juga belum.")
    elif _ends_at(desk, counted_from) >= from_millis(desk.now()):
        day = date_long(desk.calendar.local_date(_ends_at(desk, counted_from)))
        yield _("Masa simpan kasus berlaku sampai {day}.").format(day=day)
    if row.referral == ReferralState.WAITING:
        yield _("Pelimpahannya belum dijawab.")


def _counted_from(row: Row[Any]) -> int | None:
    """When the case ended; else, where it is shared no longer, when its office told of it last.

    The end is that office's word: one that is still to come would keep the copy here for ever.
    """
    if row.ended_at is not None:
        return min(int(row.ended_at), int(row.told_at))
    return None if row.shared else int(row.told_at)


def _ends_at(desk: Desk, counted_from: int) -> datetime:
    day = desk.calendar.local_date(from_millis(counted_from))
    return due_at(years_later(day, desk.policy.retention.foreign.years), desk.office.zone)


def _line(desk: Desk, row: Row[Any]) -> ForeignKept:
    counted_from = _counted_from(row)
    return ForeignKept(
        case_id=row.id,
        register=row.register,
        office=row.code or "",
        office_name=row.name or "",
        counted_from=None if counted_from is None else from_millis(counted_from),
        term_ends_at=kept_until(desk, row),
        past=not tuple(_obstacles(desk, row)),
    )
