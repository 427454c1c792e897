"""Whether a value fits its column: PostgreSQL holds what a column was declared for, SQLite anything.

So it is asked here, before anything is written, and an officer hears the same on both.
"""

from collections.abc import Callable, Mapping
from functools import cache

from sqlalchemy import BigInteger, Integer, String, Table
from sqlalchemy.types import TypeEngine

from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.characters import is_storable
from wbs_tui.text.errors import Refused

_LARGEST = 2**31
_FIELDS = {
    "code": N_("Kode"),
    "decree_number": N_("Nomor SK"),
    "decree_signer": N_("Penanda tangan SK"),
    "full_name": N_("Nama lengkap"),
    "name": N_("Nama"),
    "zone": N_("Zona waktu"),
}
"""What officers call the columns that hold what they type."""


class DoesNotFit(Refused):
    """A value is longer than its column, or no database can hold it."""


def refuse_what_does_not_fit(table: Table, values: Mapping[str, object]) -> None:
    """Raise DoesNotFit for the first value that some database could not hold."""
    checks = _checks(table)
    for name, value in values.items():
        check = checks.get(name)
        if check is not None and value is not None:
            check(name, value)


@cache
def _checks(table: Table) -> Mapping[str, Callable[[str, object], None]]:
    found = {str(column.name): _check(column.type) for column in table.columns}
    return {name: check for name, check in found.items() if check is not None}


def _check(kind: TypeEngine[object]) -> Callable[[str, object], None] | None:
    if isinstance(kind, String) and kind.length is not None:
        return _text(kind.length)
    return _number if isinstance(kind, Integer) and not isinstance(kind, BigInteger) else None


def _text(most: int) -> Callable[[str, object], None]:
    def check(name: str, value: object) -> None:
        if not isinstance(value, str):
            return
        if len(value) > most:
            sentence = _("{field} terlalu panjang: paling banyak {most} karakter.")
            raise DoesNotFit(sentence.format(field=_field(name), most=most))
        if not is_storable(value):
            sentence = _("{field} memuat karakter yang tidak dapat disimpan.")
            raise DoesNotFit(sentence.format(field=_field(name)))

    return check


def _number(name: str, value: object) -> None:
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise DoesNotFit(_("Angka terlalu besar ({field}).").format(field=_field(name)))


def _field(name: str) -> str:
    return _(_FIELDS.get(name, name))
