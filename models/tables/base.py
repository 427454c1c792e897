"""What every table shares: one metadata with named constraints, and the kinds of column we use.

Times are whole milliseconds since 1970 UTC; ids are 32 hexadecimal characters (UUIDv7); a sealed cell is the
bytes of `wbs_tui.vault.cells`. A journaled table is a pure fold of the journal: each row names the entry that
wrote it last.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table, false, true
from sqlalchemy.sql.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)
CODE = String(40)


def id_column() -> Column[str]:
    """The row's own id."""
    return Column("id", ID, primary_key=True)


def reference(name: str, *, nullable: bool = False, index: bool = False) -> Column[str]:
    """The id of a row elsewhere. Not a foreign key: the fold's order is the journal's, not the tables'."""
    return Column(name, ID, nullable=nullable, index=index)


def moment(name: str, *, nullable: bool = False) -> Column[int]:
    """A point in time, in milliseconds since 1970 UTC."""
    return Column(name, BigInteger, nullable=nullable, info={"moment": True})


def sealed(name: str, *, nullable: bool = False) -> Column[bytes]:
    """A cell that only the members of a compartment can open."""
    return Column(name, LargeBinary, nullable=nullable, info={"sealed": True})


def added(name: str, kind: Any, default: bool | None = None, *, nullable: bool = True) -> Column[Any]:
    """A column that a later schema brought: an entry from before says nothing of it and means `default`."""
    shown = None if default is None else true() if default else false()
    return Column(name, kind, nullable=nullable, server_default=shown, info={"added": default})


def journaled(name: str, *items: SchemaItem) -> Table:
    """A table that is a fold of the journal: its rows change only through an entry, which they name."""
    last_written_by = Column("entry_id", ID, nullable=False)
    return Table(name, metadata, id_column(), *items, last_written_by, info={"journaled": True})


def local(name: str, *items: SchemaItem) -> Table:
    """A table of this store alone: keys, caches, drafts. The journal does not know it."""
    return Table(name, metadata, *items, info={"journaled": False})


def journaled_tables() -> dict[str, Table]:
    """The tables that replay must reproduce, by name."""
    return {table.name: table for table in metadata.sorted_tables if table.info["journaled"]}


Values = dict[str, Any]
"""Column names to values, as one row effect carries them."""
