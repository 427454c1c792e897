"""What left its seal, for the Inspektur: who looked at which reporter, when and why."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from models.tables.cases import cases, disclosures
from models.tables.local import read_marks
from models.words.clock import nearest
from wbs_tui.cases.disclosures import EXPORT
from wbs_tui.cases.lookup import account_names
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.parts import said_instead
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing

_MOST = 500


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """One time that something left its seal, or was about to."""

    id: str
    at: datetime
    account: str
    what: str
    """`identity` (revealed), `copied` (to the clipboard), `export` (written out), `typed` (warned)."""
    register: str | None
    """None for a message that is in no case."""
    reason: str | None = field(repr=False)
    """None where the account may not open it."""
    until: datetime | None
    """When a revealed identity closes by itself."""
    running: bool
    """Whether that is still to come."""


def list_disclosures(desk: Desk, limit: int = _MOST) -> tuple[DisclosureView, ...]:
    """The newest first; none of a case that is not there for the account. Raises NotPermitted."""
    desk.require(Operation.DISCLOSURE_LIST)
    with desk.reading() as connection:
        newest = _visible(desk, connection, select(disclosures, cases.c.register))
        rows = connection.execute(
            newest.order_by(disclosures.c.at.desc(), disclosures.c.id.desc()).limit(limit)
        ).all()
        opener, names = Opener(desk, connection), account_names(connection)
        opener.fetch(row.reason for row in rows)
        return tuple(_view(opener, row, names) for row in rows)


def new_disclosures(desk: Desk) -> int:
    """How many of others there have been since the account last looked at the list; files do not count.

    Raises NotPermitted.
    """
    desk.require(Operation.DISCLOSURE_LIST)
    seen = select(read_marks.c.read_at).where(*_mark(desk))
    with desk.reading() as connection:
        since = connection.execute(seen).scalar() or 0
        counted = _visible(desk, connection, select(func.count())).where(
            disclosures.c.at > since,
            disclosures.c.what != EXPORT,
            disclosures.c.account_id != desk.actor.id,
        )
        return int(connection.execute(counted).scalar_one())


def note_seen(desk: Desk) -> None:
    """Remember that the account has looked at the list. Of this store alone, not journaled."""
    now = desk.now()
    with writing(desk.engine) as connection:
        if connection.execute(update(read_marks).where(*_mark(desk)).values(read_at=now)).rowcount == 0:
            row = {"account_id": desk.actor.id, "case_id": desk.office.id, "read_at": now}
            connection.execute(insert(read_marks), row)


def _mark(desk: Desk) -> tuple[Any, ...]:
    """A read mark of the office itself stands for the list."""
    return read_marks.c.account_id == desk.actor.id, read_marks.c.case_id == desk.office.id


def _visible(desk: Desk, connection: Connection, chosen: Select[Any]) -> Select[Any]:
    hidden = sorted(hidden_cases(desk, connection))
    joined = chosen.select_from(disclosures.outerjoin(cases, cases.c.id == disclosures.c.case_id))
    return joined.where(disclosures.c.case_id.is_(None) | disclosures.c.case_id.not_in(hidden))


def _view(opener: Opener, row: Row[Any], names: dict[str, str]) -> DisclosureView:
    opened = opener.open_or_say(disclosures.c.reason, row.id, row.reason, Words, said_instead)
    return DisclosureView(
        id=row.id,
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
        what=row.what,
        register=row.register,
        reason=None if opened is None else opened.text,
        until=None if row.until is None else nearest(row.until),
        running=row.until is not None and row.until > opener.desk.now(),
    )
