"""An office joins the exchange: its keys are made, and the hub is told with a one-time token."""

from sqlalchemy import select

from models.tables.accounts import offices
from models.words.exchange import OfficeKind
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.keys import is_enrolled, make_office_keys, make_station_keys, own_station, station_keys
from wbs_tui.sync.kinds import ENROLLED, KEYS_MADE
from wbs_tui.sync.records import set_under


def prepare(desk: Desk, kind: OfficeKind, under: str = "") -> None:
    """Make the office's keys and its station's, once; say what kind of office it is, and whose (a code).

    Raises NotPermitted, NotLetIn.
    """
    desk.require(Operation.EXCHANGE_ENROL)
    with desk.transaction() as transaction:
        connection = transaction.connection
        said = connection.execute(select(offices.c.kind)).scalar()
        if not is_enrolled(connection) or said != kind:
            with transaction.entry(ENROLLED) as change:
                change.update(offices, desk.office.id, kind=kind)
                if not is_enrolled(connection):
                    make_office_keys(desk, change)
                    make_station_keys(desk, change, own_station(connection))
        set_under(connection, under)


def equip_station(desk: Desk) -> bool:
    """Keys for a station that has none, after a restore or a move; whether any were made."""
    with desk.transaction() as transaction:
        connection = transaction.connection
        if not is_enrolled(connection) or own_station(connection) in station_keys(connection):
            return False
        with transaction.entry(KEYS_MADE) as change:
            make_station_keys(desk, change, own_station(connection))
    return True
