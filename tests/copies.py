"""Copies of a store, in a file or on a server, on which a test does what it must not do to the store itself.

A copy is known by the address of its store and a name; nobody may have the store open when it is made.
"""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

FILE = "sqlite:///"
_SUPERUSER = "postgres"


def address_of_copy(store: str, folder: Path, name: str) -> str:
    """Where the copy is: a file in `folder/name`, or a database beside the store's."""
    if store.startswith(FILE):
        return f"{FILE}{folder / name / _file(store).name}"
    return store.replace(f"/{_database(store)}?", f"/{_database(store)}_{name}?")


def copied(store: str, folder: Path, name: str) -> str:
    """Make the copy, and `folder/name` for whatever else belongs to it; gives its address."""
    copy = address_of_copy(store, folder, name)
    if store.startswith(FILE):
        shutil.copytree(_file(store).parent, folder / name)
    else:
        (folder / name).mkdir(parents=True, exist_ok=True)
        _as_superuser(store, "CREATE DATABASE {} TEMPLATE {}", _database(copy), _database(store))
    return copy


def removed(store: str) -> None:
    """Away with a store, whoever has it open."""
    if store.startswith(FILE):
        shutil.rmtree(_file(store).parent)
    else:
        _as_superuser(store, "DROP DATABASE {} WITH (FORCE)", _database(store))


def brought_back(store: str, copy: str) -> None:
    """The store as it was when the copy was made."""
    removed(store)
    if store.startswith(FILE):
        shutil.copytree(_file(copy).parent, _file(store).parent)
    else:
        _as_superuser(store, "CREATE DATABASE {} TEMPLATE {}", _database(store), _database(copy))


def _file(store: str) -> Path:
    return Path(store.removeprefix(FILE))


def _database(store: str) -> str:
    return urlsplit(store).path.removeprefix("/")


def _as_superuser(store: str, statement: str, *names: str) -> None:
    """The databases stay their owner's: a superuser copies, and gives away what he made."""
    parts = urlsplit(store)
    with psycopg.connect(f"postgresql://{_SUPERUSER}@/postgres?{parts.query}", autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))  # type: ignore[arg-type]
        if statement.startswith("CREATE"):
            owned = SQL("ALTER DATABASE {} OWNER TO {}").format(
                Identifier(names[0]), Identifier(str(parts.username))
            )
            connection.execute(owned)
