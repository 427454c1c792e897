"""Legal holds: as long as one stands, a case is not destroyed, whatever its term."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import legal_holds
from models.words.clock import nearest
from wbs_tui.cases import words
from wbs_tui.cases.kinds import HOLD_LIFTED, HOLD_PLACED
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.parts import moment, rows_of
from wbs_tui.cases.sealed import HoldWords
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class NotHeld(Refused):
    """No hold stands, or not the one that was named."""

    def __init__(self) -> None:
        super().__init__(_("Tidak ada penahanan yang berlaku pada kasus ini dengan pengenal itu."))


class SeveralHolds(Refused):
    """Several holds stand, and none was named."""

    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            _("Ada beberapa penahanan pada kasus ini. Sebutkan yang dicabut: {ids}.").format(
                ids=", ".join(ids)
            )
        )


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold on a case, and who lifted it."""

    id: str
    reason: str = field(repr=False)
    at: datetime
    account: str
    lifted_at: datetime | None
    lifted_by: str | None
    lifted_reason: str = field(repr=False)


def place_hold(desk: Desk, register: str, reason: str) -> str:
    """Keep the case from being destroyed until the hold is lifted; gives the hold's id.

    Raises NotPermitted, NoSuchCase, CaseDestroyed, ReasonMissing, TooLong.
    """
    desk.require(Operation.CASE_HOLD)
    given = words.required_reason(desk, reason)
    with work_on(desk, register, HOLD_PLACED) as work:
        return work.write(legal_holds, {legal_holds.c.reason: HoldWords(text=given)})


def lift_hold(desk: Desk, register: str, reason: str, hold_id: str | None = None) -> None:
    """End a hold, with a reason of its own; without an id the only one that stands.

    Raises NotPermitted, NoSuchCase, CaseDestroyed, ReasonMissing, TooLong, NotHeld, SeveralHolds.
    """
    desk.require(Operation.CASE_HOLD)
    given = words.required_reason(desk, reason)
    with work_on(desk, register, HOLD_LIFTED) as work:
        row = _chosen(_standing_rows(work.connection, work.case.id), hold_id)
        said = work.opener.must_open(legal_holds.c.reason, row.id, row.reason, HoldWords)
        work.change.update(
            legal_holds,
            row.id,
            lifted_at=work.change.at,
            lifted_by=desk.actor.id,
            reason=_with_end(work, row.id, said.text, given),
        )


def _with_end(work: Work, hold_id: str, placed: str, lifted: str) -> bytes:
    return work.seal(legal_holds.c.reason, hold_id, HoldWords(text=placed, lifted=lifted))


def _chosen(rows: list[Row[Any]], hold_id: str | None) -> Row[Any]:
    if hold_id is None and len(rows) > 1:
        raise SeveralHolds([row.id for row in rows])
    for row in rows:
        if hold_id in (None, row.id):
            return row
    raise NotHeld


def standing(connection: Connection, case_id: str) -> bool:
    """Whether a hold keeps the case from being destroyed."""
    return bool(_standing_rows(connection, case_id))


def _standing_rows(connection: Connection, case_id: str) -> list[Row[Any]]:
    query = select(legal_holds).where(legal_holds.c.case_id == case_id, legal_holds.c.lifted_at.is_(None))
    return list(connection.execute(query.order_by(legal_holds.c.at, legal_holds.c.id)))


def hold_views(opener: Opener, case_id: str, names: Mapping[str, str]) -> tuple[HoldView, ...]:
    """Every hold on a case, oldest first."""
    return tuple(_view(opener, row, names) for row in rows_of(opener.connection, legal_holds, case_id))


def _view(opener: Opener, row: Row[Any], names: Mapping[str, str]) -> HoldView:
    said = opener.show(
        legal_holds.c.reason, row.id, row.reason, HoldWords, lambda instead: HoldWords(text=instead)
    )
    return HoldView(
        id=row.id,
        reason=said.text,
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
        lifted_at=moment(row.lifted_at),
        lifted_by=names.get(row.lifted_by),
        lifted_reason=said.lifted,
    )
