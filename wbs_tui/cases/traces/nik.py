"""The form of a NIK: 6 digits region, DDMMYY (women DD + 40), 4 digits serial from 0001.

A valid form is no check with Dukcapil, and an impossible one is a warning: the region is that of the first
registration, and people mistype their number. The regions are looked up in our own list: that of `stdnum`
has another numbering (BPS), and lacks provinces.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from stdnum.id import nik as _nik

from wbs_tui.cases.regions import Region, bare, home_code, mentioned, region
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long

_REGION_DIGITS = 6
_SERIAL_DIGITS = 4
_WOMEN = 40  # added to the day
_KTP_AGE = 17  # years (UU 24/2013 art. 63)
_OLDEST = 100


@dataclass(frozen=True, slots=True)
class NikCheck:
    """What the digits say; everything that can be read is given, also when the whole is impossible."""

    valid: bool
    """Whether the form is possible; a warning may still stand."""
    warning: str | None = None
    """A sentence for every officer, why the form is impossible; without the number."""
    doubts: tuple[str, ...] = ()
    """Sentences for those who see the identity: the region or the age is unexpected, which proves nothing."""
    region: str | None = field(default=None, repr=False)
    """Six digits: province, regency or city, district of first registration."""
    region_name: str | None = field(default=None, repr=False)
    """As far as the code is known."""
    birth_date: date | None = field(default=None, repr=False)
    """The number has two digits of the year: the latest century that does not lie ahead is taken."""
    woman: bool | None = field(default=None, repr=False)


def check(number: str, today: date, address: str | None = None, office_code: str = "") -> NikCheck:
    """Whether a NIK can be one, and whether its region is that of a stated address and of the office."""
    digits = _nik.compact(number)
    if not (len(digits) == 16 and digits.isascii() and digits.isdigit()):
        return NikCheck(valid=False, warning=_("NIK harus 16 angka; periksa kembali dengan pelapor."))
    code, birth_date = digits[:_REGION_DIGITS], _birth_date(digits, today)
    found = region(code)
    wrong = _what_is_wrong(digits, birth_date, found)
    return NikCheck(
        valid=wrong is None,
        warning=wrong,
        doubts=tuple(_doubts(found, birth_date, today, address or "", home_code(office_code))),
        region=code,
        region_name=found.name if found else None,
        birth_date=birth_date,
        woman=None if birth_date is None else int(digits[6:8]) > _WOMEN,
    )


def remark(found: NikCheck) -> str:
    """For the identity panel: birth and sex by the digits, what is odd, and what a form does not prove."""
    said = [*([found.warning] if found.warning else []), *found.doubts]
    if found.birth_date is not None:
        sex = _("perempuan") if found.woman else _("laki-laki")
        born = _("Menurut angkanya lahir {born}, {sex}.").format(born=date_long(found.birth_date), sex=sex)
        said.insert(0, born)
    said.append(
        _(
            "Bentuk NIK yang sah bukan pemeriksaan Dukcapil; wilayahnya adalah wilayah pendaftaran pertama "
            "dan boleh berbeda dari alamat."
        )
    )
    return " ".join(said)


def _what_is_wrong(digits: str, birth_date: date | None, found: Region | None) -> str | None:
    if birth_date is None:
        return _("Tanggal lahir di dalam NIK tidak mungkin; periksa kembali dengan pelapor.")
    if digits[-_SERIAL_DIGITS:] == "0000":
        return _("Nomor urut di dalam NIK tidak mungkin; periksa kembali dengan pelapor.")
    if found is None:
        return _("Kode wilayah di dalam NIK tidak dikenal; periksa kembali dengan pelapor.")
    return None


def _doubts(
    found: Region | None, birth_date: date | None, today: date, address: str, home: str | None
) -> Iterator[str]:
    """What is worth a question and proves nothing."""
    if found is None or birth_date is None:
        return
    if found.former:
        yield _("Kode wilayah di dalam NIK adalah kode lama, sebelum pemekaran; itu wajar bagi NIK lama.")
    elif found.regency is None or found.district is None:
        yield _("Kode kecamatan di dalam NIK tidak ada dalam daftar sekarang; mungkin kode lama.")
    if _lies_elsewhere(found, mentioned(address)):
        yield _(
            "Wilayah di dalam NIK berbeda dari alamat; itu wilayah pendaftaran pertama dan boleh berbeda."
        )
    if home is not None and not _is_at(found, home):
        yield _(
            "Wilayah di dalam NIK bukan wilayah kantor; itu wilayah pendaftaran pertama dan boleh berbeda."
        )
    age = _years(birth_date, today)
    if not _KTP_AGE <= age <= _OLDEST:
        yield _("Umur menurut NIK di bawah 17 atau di atas 100 tahun; periksa kembali dengan pelapor.")


def _lies_elsewhere(found: Region, said: frozenset[str]) -> bool:
    """Whether an address names regions, and neither this regency nor, without one, this province."""
    own = {bare(part) for part in (found.regency or found.province, found.province)}
    return bool(said) and not said & own


def _is_at(found: Region, home: str) -> bool:
    """Whether the region lies in the province of an office's code."""
    own = region(home[:2].ljust(_REGION_DIGITS, "0"))
    return own is not None and own.province == found.province


def _years(birth_date: date, today: date) -> int:
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


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
