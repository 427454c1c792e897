"""The version of a store's tables, checked without loading the migration tool."""

from sqlalchemy import Connection, Engine, column, inspect, select, table

from wbs_tui.store.engine import reading
from wbs_tui.store.errors import DamagedStore, OlderStore
from wbs_tui.store.statements import Question
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.errors import NewerStore

_STORE = N_("Penyimpanan ini")
_VERSION = Question(select(column("version_num")).select_from(table("alembic_version")))
VERSIONS = ("0001", "0002", "0003", "0004")
"""Every released schema, oldest first."""
FIRST_ON_SERVERS = "0003"
"""Stores on a server begin with this one: those before have no tables for its header."""


def check_version(engine: Engine) -> None:
    """Raise NewerStore, OlderStore or DamagedStore unless the store has this program's tables."""
    with reading(engine) as connection:
        version = stored_version(connection)
    if version is None:
        raise DamagedStore
    refuse_newer(version)
    if version != VERSIONS[-1]:
        raise OlderStore


def refuse_migrated(connection: Connection) -> None:
    """Raise NewerStore when a newer program has changed the tables since the store was opened."""
    refuse_newer(_VERSION.value(connection))


def stored_version(connection: Connection) -> str | None:
    """The schema version that the store says it has; None for a store that was never finished."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return _VERSION.value(connection)


def refuse_newer(version: str | None) -> None:
    """Raise NewerStore for a version that this program does not know."""
    if version is not None and version not in VERSIONS:
        raise NewerStore(_STORE)
