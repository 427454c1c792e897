"""When an account was last used, to the day: one that nobody uses closes by itself."""

from contextlib import suppress

from sqlalchemy import Connection, func, select

from models.tables.local import last_uses
from models.words.roles import Role
from wbs_tui.accounts.errors import AccountExpired
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.text.catalogue import language
from wbs_tui.text.errors import StoreTrouble

_DAY = 24 * 60 * 60_000  # milliseconds
_NEVER_CLOSE = (Role.SUPER_ADMIN, Role.INSPECTOR)
"""Somebody must be able to open the others again."""


def refuse_expired(desk: Desk) -> None:
    """Raise AccountExpired when nobody used the account for longer than the policy's `unused_days`.

    Counted up to the last day on which somebody else used the office: neither a computer with a wrong clock
    nor an office that stood still closes everybody's account. One of which no use was ever noted, as in a
    store of an earlier version, is not closed.
    """
    if desk.actor.role in _NEVER_CLOSE:
        return
    limit = desk.policy.limits.unused_days
    used, by_others = _last_use(desk), _last_use_by_others(desk)
    if used is None or by_others is None:
        return
    if min(day_of(desk.now()), by_others) - used > limit.value * _DAY:
        raise AccountExpired(limit.say(language()))


def note_use(desk: Desk) -> None:
    """Keep the day, once a day; a store that cannot be written just now is no reason to refuse."""
    today = day_of(desk.now())
    if _last_use(desk) == today:
        return
    with suppress(StoreTrouble), writing(desk.engine) as connection:
        write_use(connection, desk.actor.id, today)


def write_use(connection: Connection, account_id: str, day: int) -> None:
    """The account was used on this day."""
    connection.execute(last_uses.delete().where(last_uses.c.account_id == account_id))
    connection.execute(last_uses.insert().values(account_id=account_id, at=day))


def day_of(millis: int) -> int:
    """The beginning of the day in UTC, in milliseconds."""
    return millis - millis % _DAY


def _last_use(desk: Desk) -> int | None:
    with desk.reading() as connection:
        query = select(last_uses.c.at).where(last_uses.c.account_id == desk.actor.id)
        found: int | None = connection.execute(query).scalar()
        return found


def _last_use_by_others(desk: Desk) -> int | None:
    with desk.reading() as connection:
        query = select(func.max(last_uses.c.at)).where(last_uses.c.account_id != desk.actor.id)
        found: int | None = connection.execute(query).scalar()
        return found
