"""The form of a NIK: 6 digits region, DDMMYY (women DD + 40), 4 digits serial from 0001.

A valid form is no check with Dukcapil, and an impossible one is a warning: the region is that of the first
registration, and people mistype their number.
"""

from dataclasses import dataclass, field
from datetime import date

from stdnum.exceptions import ValidationError
from stdnum.id import nik as _nik

from wbs_tui.text.catalogue import _

_REGION_DIGITS = 6
_SERIAL_DIGITS = 4
_WOMEN = 40  # added to the day


@dataclass(frozen=True, slots=True)
class NikCheck:
    """What the digits say; everything that can be read is given, also when the whole is impossible."""

    valid: bool
    warning: str | None = None
    """A sentence for the officer, without the number."""
    region: str | None = field(default=None, repr=False)
    """Six digits: province, regency or city, district of first registration."""
    birth_date: date | None = field(default=None, repr=False)
    """The number has two digits of the year: the latest century that does not lie ahead is taken."""


def check(number: str, today: date) -> NikCheck:
    """Whether a NIK can be one."""
    digits = _nik.compact(number)
    if not (len(digits) == 16 and digits.isascii() and digits.isdigit()):
        return NikCheck(valid=False, warning=_("NIK harus 16 angka; periksa kembali dengan pelapor."))
    region, birth_date = digits[:_REGION_DIGITS], _birth_date(digits, today)
    warning = _what_is_wrong(digits, birth_date)
    return NikCheck(warning is None, warning, region, birth_date)


def _what_is_wrong(digits: str, birth_date: date | None) -> str | None:
    if birth_date is None:
        return _("Tanggal lahir di dalam NIK tidak mungkin; periksa kembali dengan pelapor.")
    if digits[-_SERIAL_DIGITS:] == "0000":
        return _("Nomor urut di dalam NIK tidak mungkin; periksa kembali dengan pelapor.")
    try:
        _nik.validate(digits)
    except ValidationError:
        return _("Kode wilayah di dalam NIK tidak dikenal; periksa kembali dengan pelapor.")
    return None


def _birth_date(digits: str, today: date) -> date | None:
    day, month, year = (int(digits[at : at + 2]) for at in (6, 8, 10))
    if day > _WOMEN + 31:
        return None
    for century in (2000, 1900):
        try:
            born = date(century + year, month, day % _WOMEN)
        except ValueError:
            continue
        if born <= today:
            return born
    return None
