"""A store that was restored writes at a station of its own: what the old one wrote since is not in it."""

from sqlalchemy import Connection, func, select, update

from models.tables.journal import journal, stations, store_facts
from models.words.stations import Beginning
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.vault.ids import new_id

_STATION = store_facts.c.name == "station"


def begin_restored_station(desk: Desk) -> str:
    """From now on the store writes at a new station, and register numbers wait; gives its id.

    Raises NotPermitted, NotActive.
    """
    desk.require(Operation.BACKUP_MAKE)
    station = new_id(desk.clock)
    with writing(desk.engine) as connection:
        desk.keyring.refresh(connection)
        after = _head(connection)
        connection.execute(update(store_facts).where(_STATION).values(value=station))
        begun = Transaction(connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock)
        with begun.entry(STORE_RESTORED) as change:
            change.insert(
                stations,
                station,
                number=_count(connection) + 1,
                reason=Beginning.RESTORED,
                begun_at=change.at,
                begun_by=desk.actor.id,
                after_station=after[0],
                after_sequence=after[1],
                after_hash=after[2],
            )
    return station


def _head(connection: Connection) -> tuple[str, int, bytes]:
    """The station that has been written at, and how far."""
    present = select(store_facts.c.value).where(_STATION).scalar_subquery()
    last = select(journal.c.station, journal.c.sequence, journal.c.hash).where(journal.c.station == present)
    row = connection.execute(last.order_by(journal.c.sequence.desc()).limit(1)).one()
    return row.station, row.sequence, row.hash


def _count(connection: Connection) -> int:
    """How many stations there were; the first has no row."""
    return connection.execute(select(func.count()).select_from(stations)).scalar_one() + 1
