"""What is left of a destroyed case: its number, its clear columns, and who destroyed it, when and why."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from models.tables.accounts import accounts
from models.tables.cases import destructions
from models.words.clock import nearest
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.desk import Desk
from wbs_tui.store.statements import among
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long


class CaseDestroyed(Refused):
    """The case was destroyed: its keys and files are gone."""

    def __init__(self, register: str, day: str, name: str, reason: str) -> None:
        super().__init__(
            _(
                "Kasus {register} dimusnahkan pada {day} oleh {name}; isi dan berkasnya tidak ada lagi. "
                "Alasan: {reason}"
            ).format(register=register, day=day, name=name, reason=reason)
        )


def refuse_destroyed(desk: Desk, connection: Connection, case: Row[Any]) -> None:
    """Raise CaseDestroyed if the case, a row of `cases`, was destroyed."""
    query = (
        select(destructions, accounts.c.name)
        .join(accounts, accounts.c.id == destructions.c.account_id, isouter=True)
        .where(destructions.c.case_id == case.id)
    )
    row = connection.execute(query.limit(1)).first()
    if row is not None:
        reason = Opener(desk, connection).show(
            destructions.c.reason, row.id, row.reason, Words, lambda said: Words(text=said)
        )
        raise CaseDestroyed(
            case.register,
            date_long(_day(desk, row.at)),
            row.name or "-",
            reason.text,
        )


def is_destroyed(connection: Connection, case_id: str) -> bool:
    """Whether the case was destroyed: nothing may be sealed for it again."""
    query = select(destructions.c.id).where(destructions.c.case_id == case_id)
    return connection.execute(query.limit(1)).first() is not None


def destroyed_among(connection: Connection, case_ids: Collection[str]) -> dict[str, int]:
    """Those of some cases that were destroyed, ours or another office's, and when (UTC milliseconds)."""
    query = select(destructions.c.case_id, destructions.c.at).where(
        among(connection, destructions.c.case_id, case_ids)
    )
    return {row.case_id: row.at for row in connection.execute(query)}


def still_there(case_id: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that the case of a column was not destroyed."""
    return case_id.not_in(select(destructions.c.case_id))


def destroyed_title(desk: Desk, at: int) -> str:
    """What stands in lists where a title would; `at` is the moment in milliseconds since 1970 UTC."""
    return _("(dimusnahkan {day})").format(day=date_long(_day(desk, at)))


def _day(desk: Desk, at: int) -> datetime:
    return nearest(at).astimezone(desk.office.zone)
