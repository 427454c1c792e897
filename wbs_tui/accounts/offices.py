"""The office that a store belongs to."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.words.office import Office
from models.words.reports import IdentityPolicy
from wbs_tui.store.errors import DamagedStore


def read_office(connection: Connection) -> Office:
    """The one office of the store; raises DamagedStore when there is none."""
    row = connection.execute(select(offices)).one_or_none()
    if row is None:
        raise DamagedStore
    return Office(row.id, row.code, row.name, ZoneInfo(row.zone), IdentityPolicy(row.identity_policy))
