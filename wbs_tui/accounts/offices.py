"""The office that a store belongs to."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from models.tables.journal import store_facts
from models.words.office import Office
from models.words.reports import IdentityPolicy
from wbs_tui.store.errors import DamagedStore, UnfinishedMove, UnfinishedRestore, UnfinishedStore
from wbs_tui.vault.header import FOUNDING, MOVING, RESTORING, Header

TOKENS = "tokens"
"""The office's own key for look-ups by message id and file hash."""


def refuse_unfinished(header: Header) -> None:
    """Raise UnfinishedStore, UnfinishedRestore or UnfinishedMove for a store whose making was cut off."""
    if header.schema == FOUNDING:
        raise UnfinishedStore
    if header.schema == RESTORING:
        raise UnfinishedRestore
    if header.schema == MOVING:
        raise UnfinishedMove


def refuse_other_store(connection: Connection, header: Header) -> None:
    """Raise DamagedStore when the header and the database are of two stores."""
    fact = select(store_facts.c.value).where(store_facts.c.name == "store")
    if connection.execute(fact).scalar() != header.store_id:
        raise DamagedStore


def read_office(connection: Connection) -> Office:
    """The one office of the store; raises DamagedStore when there is none."""
    row = connection.execute(select(offices)).one_or_none()
    if row is None:
        raise DamagedStore
    return Office(row.id, row.code, row.name, ZoneInfo(row.zone), IdentityPolicy(row.identity_policy))
