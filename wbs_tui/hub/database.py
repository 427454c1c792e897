"""Opens the hub's database: SQLite in one file, or PostgreSQL. Secret in it is the notary's key alone."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, inspect
from sqlalchemy.dialects import postgresql, sqlite

from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import disk_errors_named, translated
from wbs_tui.store.location import FileStore, StoreLocation
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.errors import NewerStore

VERSIONS = ("0001", "0002")
"""Every released schema of the hub, oldest first."""
VERSION_TABLE = "hub_version"
_HUB = N_("Basis data hub ini")
_OF_AN_OFFICE = "store_facts"
_MIGRATING = 0x776273_10
_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
_BEGIN_ON_SERVER = "SET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = '60s'"
_POOL = {"pool_size": 10, "max_overflow": 20, "pool_timeout": 5, "hide_parameters": True}


class NotAHub(Refused):
    """The address is that of an office's store."""

    def __init__(self) -> None:
        super().__init__(
            _("Alamat ini milik penyimpanan kantor, bukan hub. Pilih yang lain (--store, WBS_HUB_STORE).")
        )


class NoHub(Refused):
    """There is no hub at this address, and what was asked makes none."""

    def __init__(self, location: StoreLocation) -> None:
        super().__init__(
            _(
                "Tidak ada hub di {store}. Sebutkan tempatnya dengan --store atau WBS_HUB_STORE; hub baru "
                "dibuat oleh `wbs hub serve`."
            ).format(store=location)
        )


def open_database(location: StoreLocation, *, make: bool = True) -> Engine:
    """The hub's database with its tables up to date; `make`: also where there is no file yet.

    Raises NoHub, NotAHub, NewerStore, StoreTrouble.
    """
    if not make and isinstance(location, FileStore) and not location.database.exists():
        raise NoHub(location)
    engine = _file(location) if isinstance(location, FileStore) else _server(location.address)
    try:
        _migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _file(location: FileStore) -> Engine:
    if location.header.path.exists():
        raise NotAHub
    with disk_errors_named():
        location.database.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        location.database.touch(mode=0o600)
    engine = create_engine(URL.create("sqlite", database=str(location.database)), **_POOL)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin_in_file)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_in_file(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _server(address: str) -> Engine:
    from wbs_tui.store.server_connection import connect

    def made() -> Any:
        with translated():
            return connect(address)

    engine = create_engine("postgresql+psycopg://", creator=made, pool_pre_ping=True, **_POOL)
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _begin_on_server(connection: Connection) -> None:
    connection.exec_driver_sql(_BEGIN_ON_SERVER)


def _migrate(engine: Engine) -> None:
    with reading(engine) as connection:
        if _version(connection) == VERSIONS[-1]:
            return
    from alembic import command
    from alembic.config import Config

    import migrations.hub

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.hub.__file__).parent))
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    tables = inspect(connection)
    if tables.has_table(_OF_AN_OFFICE):
        raise NotAHub
    if not tables.has_table(VERSION_TABLE):
        return None
    version = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608
    if version is not None and version not in VERSIONS:
        raise NewerStore(_HUB)
    return version


def add_new(connection: Connection, table: Table, **values: object) -> bool:
    """Add a row unless there is one with its key; whether it was added."""
    kind = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = kind.insert(table).values(**values).on_conflict_do_nothing()
    return connection.execute(row, execution_options={"preserve_rowcount": True}).rowcount == 1
