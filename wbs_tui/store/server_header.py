"""The key slots of a store on a server: a row each, and one fact for the rest of the header.

They wrap a store key as those of a file do. It keys no database there: it opens backups, and proves that a
slot was made by somebody who had been let in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from wbs_tui.store.errors import translated
from wbs_tui.store.place_facts import HEADER
from wbs_tui.store.server_connection import KEPT_WHEN_TOLD, connected, of_one_moment
from wbs_tui.store.server_lock import held, writer
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.records import ready
from wbs_tui.vault.errors import DamagedHeader, NewerStore, NoStore
from wbs_tui.vault.header import FOUNDING, VERSION, Header
from wbs_tui.vault.slots import Slot

if TYPE_CHECKING:
    from psycopg import Connection

_STORE = N_("Penyimpanan ini")
_TABLES_THERE = "SELECT to_regclass('slots') IS NOT NULL AND to_regclass('store_facts') IS NOT NULL"


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the header says besides its slots."""

    version: int
    store_id: str
    office_code: str
    schema: str
    store_key_number: int
    rekey_due: bool


@dataclass(frozen=True, slots=True)
class ServerHeader:
    """The slots of one store on a server."""

    address: str

    def exists(self) -> bool:
        """Whether the database has the program's tables, whatever is in them. Raises ServerUnreachable."""
        with self._connected() as connection:
            return _there(connection)

    def read(self) -> Header:
        """Raises NoStore, NewerStore, DamagedHeader, ServerUnreachable."""
        with self._connected() as connection:
            if not _there(connection):
                raise NoStore(
                    _("Basis data ini belum memuat kantor. Periksa --store, atau buat dengan `wbs init`.")
                )
            return _read(of_one_moment(connection))

    def write(self, header: Header) -> None:
        """Replace it whole, in one transaction; raises StoreTrouble, also when the lock here was lost."""
        with translated(), writer(self.address) as connection, connection.transaction():
            connection.execute(KEPT_WHEN_TOLD)
            write_rows(connection, header)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to change it, between all desks; raises StoreBusy after 20 seconds."""
        with translated(), held(self.address):
            yield

    @contextmanager
    def _connected(self) -> "Iterator[Connection[Any]]":
        with translated(), connected(self.address) as connection:
            yield connection


def _there(connection: "Connection[Any]") -> bool:
    row = connection.execute(_TABLES_THERE).fetchone()
    return row is not None and bool(row[0])


def _read(connection: "Connection[Any]") -> Header:
    """An empty database with tables is a founding that was cut off before its first header."""
    fact = connection.execute("SELECT value FROM store_facts WHERE name = %s", (HEADER,)).fetchone()
    if fact is None:
        return Header(store_id="", office_code="", schema=FOUNDING)
    ordered = "SELECT body FROM slots ORDER BY position"
    try:
        facts = msgspec.json.decode(fact[0], type=ready(_Facts))
        found = tuple(
            msgspec.json.decode(bytes(body), type=ready(Slot)) for (body,) in connection.execute(ordered)
        )
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise _damaged() from error
    if facts.version > VERSION:
        raise NewerStore(_STORE)
    if not all(slot.argon2 is None or slot.argon2.acceptable() for slot in found):
        raise _damaged()
    return Header(
        store_id=facts.store_id,
        office_code=facts.office_code,
        schema=facts.schema,
        store_key_number=facts.store_key_number,
        rekey_due=facts.rekey_due,
        slots=found,
    )


def write_rows(connection: "Connection[Any]", header: Header) -> None:
    """The header's rows in place of those that are there, within the connection's transaction."""
    facts = _Facts(
        header.version,
        header.store_id,
        header.office_code,
        header.schema,
        header.store_key_number,
        header.rekey_due,
    )
    connection.execute(
        "INSERT INTO store_facts (name, value) VALUES (%s, %s) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (HEADER, msgspec.json.encode(facts).decode()),
    )
    connection.execute("DELETE FROM slots")
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO slots (id, account_id, position, body) VALUES (%s, %s, %s, %s)",
            [
                (slot.id, slot.account_id, place, msgspec.json.encode(slot))
                for place, slot in enumerate(header.slots)
            ],
        )


def _damaged() -> DamagedHeader:
    return DamagedHeader(
        _(
            "Slot kunci di basis data rusak, sehingga tidak ada yang dapat dibuka. Pulihkan dari cadangan; "
            "data di penyimpanan tidak diubah."
        )
    )
