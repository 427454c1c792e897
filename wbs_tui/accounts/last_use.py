"""When an account was last used, to the day: one that nobody uses closes by itself."""

from contextlib import suppress

from sqlalchemy import Connection, select, update

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


def use_account(desk: Desk) -> None:
    """Keep the day, once a day. Raises AccountExpired when the account was not used for too long.

    A store that cannot be written just now is no reason to refuse.
    """
    today = day_of(desk.now())
    days = _read_days(desk)
    used = days.pop(desk.actor.id, None)
    _refuse_expired(desk, used, min(today, max(days.values(), default=0)))
    if used != today:
        with suppress(StoreTrouble), writing(desk.engine) as connection:
            write_use(connection, desk.actor.id, today)


def _refuse_expired(desk: Desk, used: int | None, until: int) -> None:
    """Counted up to the last day on which somebody else used the office.

    So neither a computer with a wrong clock nor an office that stood still closes everybody's account. One of
    which no use was ever noted, as in a store of an earlier version, is not closed.
    """
    limit = desk.policy.limits.unused_days
    if used is None or desk.actor.role in _NEVER_CLOSE:
        return
    if until - used > limit.value * _DAY:
        raise AccountExpired(limit.say(language()))


def _read_days(desk: Desk) -> dict[str, int]:
    with desk.reading() as connection:
        return {row.account_id: row.at for row in connection.execute(select(last_uses))}


def write_use(connection: Connection, account_id: str, day: int) -> None:
    """The account was used on this day."""
    connection.execute(last_uses.delete().where(last_uses.c.account_id == account_id))
    connection.execute(last_uses.insert().values(account_id=account_id, at=day))


def pass_over(connection: Connection, since: int, until: int) -> None:
    """Count no day between the two moments against anybody: the store lay in a backup (UTC milliseconds)."""
    days = max(0, day_of(until) - day_of(since))
    connection.execute(update(last_uses).values(at=last_uses.c.at + days))


def day_of(millis: int) -> int:
    """The beginning of the day in UTC, in milliseconds."""
    return millis - millis % _DAY
