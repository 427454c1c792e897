"""The register's running numbers: one more than the last, and none after a restore until that is known.

A restored store does not hold what was recorded after its backup, so the number after its own last may be
another reporter's by now.
"""

from collections.abc import Mapping

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from models.tables.cases import cases
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.accounts.proved import refuse_unsigned_accounts
from wbs_tui.cases.numbers.number_marks import Number, signed_marks
from wbs_tui.journal.stations import first_entries
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_year: BindParameter[int] = bindparam("year")
_LAST_OF_YEAR = select(func.max(cases.c.running)).where(cases.c.year == _year)


class NumbersOnHold(Refused):
    """The store was restored, and nobody has said yet which register number was issued last."""

    def __init__(self) -> None:
        super().__init__(on_hold_words())


def on_hold_words() -> str:
    """What is on hold, why, and who ends it how."""
    return _(
        "Penyimpanan ini dipulihkan dari cadangan dan nomor register terakhir belum dipastikan, sehingga "
        "kasus baru belum dapat dicatat. Irban atau Inspektur mencari nomor terakhir yang pernah terbit "
        "(buku agenda, tanda terima, surat), lalu menjalankan: wbs number confirm NOMOR --reason TEKS"
    )


def next_running(connection: Connection, year: int) -> int:
    """The next number of the year; raises NumbersOnHold, AccountsNotSigned."""
    marks = signed_marks(connection)
    if marks:
        refuse_unsigned_accounts(connection)
    if _waits(connection, marks):
        raise NumbersOnHold
    issued = connection.execute(_LAST_OF_YEAR, {"year": year}).scalar() or 0
    return max(issued, *(last for of, last in marks.values() if of == year), 0) + 1


def numbers_on_hold(connection: Connection) -> bool:
    """Whether no number is issued until the last one is confirmed."""
    return _waits(connection, signed_marks(connection))


def _waits(connection: Connection, marks: Mapping[str, Number]) -> bool:
    station = restored_station(connection)
    return station is not None and station not in marks


def restored_station(connection: Connection) -> str | None:
    """The station of the last restore, if the store was restored at all.

    By the journal: the columns that say so in clear, and where the store writes, anybody could put back who
    holds the store key or administers its server.
    """
    begun = [entry.station for entry in first_entries(connection) if entry.kind == STORE_RESTORED]
    return begun[-1] if begun else None
