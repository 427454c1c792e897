"""A case's history: every entry of the journal about it, told in officers' words."""

from typing import Any

from sqlalchemy import Row, select

from models.tables.journal import journal
from models.words.clock import from_millis
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.telling import Teller
from wbs_tui.cases.views import HistoryLine
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import decode
from wbs_tui.policy.operations import Operation


def history(desk: Desk, register: str) -> tuple[HistoryLine, ...]:
    """What was done on the case, oldest first. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.JOURNAL_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        query = select(journal).where(journal.c.case_id == case.id).order_by(journal.c.clock, journal.c.id)
        names = account_names(connection)
        teller = Teller(Opener(desk, connection), names)
        return tuple(_line(row, teller, names) for row in connection.execute(query).all())


def _line(row: Row[Any], teller: Teller, names: dict[str, str]) -> HistoryLine:
    entry = decode(row.signed)
    return HistoryLine(
        entry_id=entry.id,
        at=from_millis(wall_millis(entry.clock)),
        account=names.get(entry.actor, ""),
        kind=entry.kind,
        sentence=teller.sentence(entry),
        detail=teller.detail(entry),
    )
