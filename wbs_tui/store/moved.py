"""A store whose office has moved: nothing is written to it any more, by any program, and it says where to go.

What refuses stands in the database itself, so that desks that are open, and older programs, meet it too.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, delete, inspect, literal, select

from models.tables.journal import store_facts
from models.tables.local import caches
from wbs_tui.store.errors import MOVED, StoreMoved
from wbs_tui.store.place_facts import MOVED_TO
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble

LONGEST_ADDRESS = 200
"""What the store's fact can hold of the address that it leads to."""
_FACT = store_facts.c.name == MOVED_TO
WHERE = select(store_facts.c.value).where(_FACT)
"""The address that the office has moved to."""
_OWNS = (
    "SELECT pg_has_role(session_user, relowner, 'MEMBER') FROM pg_class WHERE oid = 'store_facts'::regclass"
)
_ON_SERVER = (
    "CREATE FUNCTION wbs_refuse_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION USING MESSAGE = "
    "'{mark}' || (SELECT value FROM store_facts WHERE name = '{fact}'); END $$"
)


class NotTheOwner(StoreTrouble):
    """The server's account may not close the store: it does not own the tables."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Menutup penyimpanan di server memerlukan akun basis data yang memiliki tabelnya (misalnya "
                "wbs_owner). Tulis alamat asal dengan akun itu; belum ada yang dipindahkan."
            )
        )


def refuse_unowned(connection: Connection) -> None:
    """Raise NotTheOwner where `close_for_good` would be refused by a server."""
    if connection.dialect.name == "postgresql" and not connection.exec_driver_sql(_OWNS).scalar():
        raise NotTheOwner


def moved_to(connection: Connection) -> str | None:
    """The address that the office has moved to, if it has."""
    return connection.execute(WHERE).scalar()


def refuse_moved(connection: Connection) -> None:
    """Raise StoreMoved when the office is elsewhere."""
    refuse_at(moved_to(connection))


def refuse_at(address: str | None) -> None:
    """Raise StoreMoved when there is an address that the office has moved to."""
    if address is not None:
        raise StoreMoved(address)


def close_for_good(connection: Connection, address: str) -> None:
    """From the end of this transaction on the store refuses to be written; its accounts' caches are dead.

    On a server only as the tables' owner.
    """
    connection.execute(delete(caches))
    connection.execute(store_facts.insert(), {"name": MOVED_TO, "value": address})
    tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
    for statement in _refusals(connection, sorted(tables), address):
        connection.exec_driver_sql(statement)


def _refusals(connection: Connection, tables: list[str], address: str) -> Iterator[str]:
    if connection.dialect.name == "postgresql":
        yield _ON_SERVER.format(mark=MOVED, fact=MOVED_TO)
        for table in tables:
            yield (
                f"CREATE TRIGGER wbs_moved BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION wbs_refuse_moved()"
            )
        return
    said = literal(MOVED + address).compile(connection, compile_kwargs={"literal_binds": True})
    for table in tables:
        for act in ("INSERT", "UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER wbs_moved_{table}_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, {said}); END"
            )
