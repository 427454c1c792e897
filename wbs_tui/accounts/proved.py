"""Before something is sealed by what the tables say of accounts: whether signed entries made them so.

Roles, names, keys and covers stand in columns that whoever holds the store key can change. Who a case is kept
from, who reads it, and to whom a share or the store key is sealed follows from them.
"""

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.tables.accounts import account_keys, accounts, covers
from models.tables.journal import journal, stations
from wbs_tui.accounts import kinds as _kinds  # noqa: F401 - registers every kind that makes accounts
from wbs_tui.journal import fold
from wbs_tui.journal.entries import SIGNING_CONTEXT, Entry
from wbs_tui.journal.kinds import kinds_that_touch, rule_of, stray_tables
from wbs_tui.journal.makers import Makers
from wbs_tui.journal.reading import bytewise, entry_of
from wbs_tui.journal.signing_keys import SigningKeys
from wbs_tui.store.engine import scratch
from wbs_tui.store.engine_place import address_of, folder_of
from wbs_tui.store.statements import created, in_order, written
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import verify

_TABLES = (accounts, account_keys, covers)
_NAMES = frozenset(str(table.name) for table in _TABLES)
_proved: dict[str, bytes] = {}
"""By database: the digest of the rows that were proved last; any other is proved anew."""


class AccountsNotSigned(StoreTrouble):
    """The accounts, their keys or covers are not what signed entries made them: nothing is sealed by them."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Daftar akun, kunci, atau penugasan Plh/Plt tidak seperti yang ditandatangani dalam jurnal, "
                "sehingga tidak ada yang disegel menurutnya. Jangan menulis apa pun; jalankan `wbs verify` "
                "dan laporkan kepada Inspektur."
            )
        )


def refuse_unsigned_accounts(connection: Connection) -> None:
    """Raise AccountsNotSigned unless replaying what is signed, each by who may, gives the rows of now.

    Not within an entry that has changed accounts: it is not in the journal yet.
    """
    place = address_of(connection)
    digest = _digest(connection)
    if _proved.get(place) == digest:
        return
    entries = list(_entries(connection))  # a store that is lost now says nothing of who signed what
    with scratch(folder_of(connection)) as replayed:
        for table in _TABLES:
            replayed.exec_driver_sql(written(replayed, created, table))
        try:
            for _entry in _replay(entries, replayed):
                pass
        except OperationalError:
            raise  # the disk, not what is written there
        except (SQLAlchemyError, fold.StrangeEffect) as error:
            raise AccountsNotSigned from error
        if _digest(replayed) != digest:
            raise AccountsNotSigned
    _proved[place] = digest


def signed_ends(connection: Connection) -> dict[str, int]:
    """By station that another one went on from: the last entry that counts there.

    As the entry says by which whoever could restore the store began the later one; its row alone may have
    been put in by who cut the journal's tail.
    """
    found: dict[str, int] = {}
    entries = list(_entries(connection, _NAMES | {stations.name}))
    with scratch(folder_of(connection)) as replayed:
        for table in _TABLES:
            replayed.exec_driver_sql(written(replayed, created, table))
        for entry in _replay(entries, replayed):
            for effect in entry.effects_on(stations.name):
                station, last = (effect.values.get(name) for name in ("after_station", "after_sequence"))
                if isinstance(station, str) and type(last) is int:
                    found[station] = last
    return found


def _digest(connection: Connection) -> bytes:
    """Of all rows, as the driver gives them: a truth value of 5 is not the 1 that was written."""
    found = hashlib.sha256()
    for table in _TABLES:
        for row in connection.exec_driver_sql(written(connection, in_order, table)):
            found.update(repr(tuple(row)).encode("utf-8", "surrogatepass") + b"\n")
        found.update(b"\n")
    return found.digest()


def _replay(entries: Iterable[tuple[Entry, bytes, bytes]], replayed: Connection) -> Iterator[Entry]:
    """Make the rows anew. An entry that is not signed by who may make it counts for nothing.

    Gives those that count, each when its rows are there.
    """
    makers, keys = Makers(replayed), SigningKeys()
    for entry, signature, signed in entries:
        key = keys.key_of(entry)
        if key is None or not verify(key, SIGNING_CONTEXT, signed, signature) or not _may_be(entry, makers):
            continue
        for effect in entry.effects:
            if effect.table in _NAMES:
                fold.apply(replayed, entry.id, effect)
        makers.applied(entry)
        keys.applied(entry)
        yield entry


def _may_be(entry: Entry, makers: Makers) -> bool:
    stray = stray_tables(entry.kind, {effect.table for effect in entry.effects})
    return not stray and rule_of(entry.kind)(entry, makers.maker(entry))


def _entries(connection: Connection, tables: frozenset[str] = _NAMES) -> Iterator[tuple[Entry, bytes, bytes]]:
    """In the order of the fold. One that is kept from here by its clear columns leaves rows without it."""
    rows = connection.execute(
        select(journal.c.signed, journal.c.signature)
        .where(journal.c.kind.in_(sorted(kinds_that_touch(tables))))
        .order_by(
            journal.c.clock, *(bytewise(connection, each) for each in (journal.c.station, journal.c.id))
        )
    )
    for row in rows:
        entry = entry_of(row)
        if entry is not None:
            yield entry, row.signature, row.signed
