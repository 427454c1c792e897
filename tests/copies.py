"""Copies of a store, in a file or on a server, on which a test does what it must not do to the store itself.

A copy is known by the address of its store and a name; nobody may have the store open when it is made.
"""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg.sql import SQL, Identifier

from tests.postgres import copy_database

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
        _copy_database(store, _database(copy), _database(store))
    return copy


def removed(store: str) -> None:
    """Away with a store, whoever has it open."""
    if store.startswith(FILE):
        shutil.rmtree(_file(store).parent)
    else:
        _drop(store)


def brought_back(store: str, copy: str) -> None:
    """The store as it was when the copy was made."""
    removed(store)
    if store.startswith(FILE):
        shutil.copytree(_file(copy).parent, _file(store).parent)
    else:
        _copy_database(store, _database(store), _database(copy))


def _file(store: str) -> Path:
    return Path(store.removeprefix(FILE))


def _database(store: str) -> str:
    return urlsplit(store).path.removeprefix("/")


def _copy_database(store: str, name: str, like: str) -> None:
    """It stays its owner's: a superuser copies, and gives away what he made."""
    with _superuser(store) as connection:
        copy_database(connection, name, str(urlsplit(store).username), like)


def _superuser(store: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(f"postgresql://{_SUPERUSER}@/postgres?{urlsplit(store).query}", autocommit=True)


def _drop(store: str) -> None:
    with _superuser(store) as connection:
        connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(_database(store))))
