"""Where it happened, and which offices are named."""

import re
from collections.abc import Iterator, Sequence

from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.phrases import Word

_PLACE_KINDS = {
    "desa": "Desa", "ds": "Desa", "kelurahan": "Kelurahan", "kel": "Kelurahan", "kecamatan": "Kecamatan",
    "kec": "Kecamatan", "kabupaten": "Kabupaten", "kab": "Kabupaten", "kota": "Kota", "provinsi": "Provinsi",
    "prov": "Provinsi", "dusun": "Dusun", "nagari": "Nagari", "pekon": "Pekon", "gampong": "Gampong",
}  # fmt: skip
_OFFICE_KINDS = frozenset([
    "dinas", "badan", "bagian", "biro", "kementerian", "sekretariat", "satuan", "puskesmas", "rsud", "kantor",
    "perumda", "pdam", "bumdes", "uptd", "samsat", "kua",
])  # fmt: skip
_OFFICES = frozenset([
    "rsud", "pupr", "dpmptsp", "bpkad", "bkpsdm", "bkd", "bappeda", "bpbd", "dprd", "inspektorat", "satpol",
    "disdukcapil", "dispora", "disdik", "dinkes", "samsat",
])  # fmt: skip
_SCHOOLS = frozenset(["sd", "sdn", "smp", "smpn", "sma", "sman", "smk", "smkn", "mi", "mts", "man"])
_BEGIN_AN_OFFICE = _OFFICE_KINDS | _OFFICES | _SCHOOLS
_SCHOOL_NUMBER = re.compile(r"(?: Negeri)? [0-9]{1,3}\b")
_NAME = r"(?:(?!TA\b|RT\b|RW\b|APB|Tahap\b|Tahun\b|Tembusan\b|Yth\b)(?:[0-9]{1,2} )?[A-Z][\w'’]{1,30})"
_NAMES = re.compile(rf"\.? +({_NAME}(?: {_NAME}){{0,2}})")


def places(text: str, among: Sequence[Word]) -> Iterator[Fact]:
    """Administrative places with their names, as in `Kec. Muara Tembesi`."""
    for form, start, end in [word for word in among if word[0] in _PLACE_KINDS]:
        names = _NAMES.match(text, end)
        if names is not None:
            value = f"{_PLACE_KINDS[form]} {names[1]}"
            yield Fact(FactKind.PLACE, text[start : names.end()], start, names.end(), value)


def offices(text: str, among: Sequence[Word]) -> Iterator[Fact]:
    """Government offices, schools and clinics, with their names where they have one."""
    for form, start, end in [word for word in among if word[0] in _BEGIN_AN_OFFICE]:
        last = _end_of_office(text, form, end)
        if last is not None:
            yield Fact(FactKind.OFFICE, text[start:last], start, last, text[start:last])


def _end_of_office(text: str, form: str, end: int) -> int | None:
    """Where the name of an office ends that begins with the word before `end`; None when it begins none."""
    named = (_SCHOOL_NUMBER if form in _SCHOOLS else _NAMES).match(text, end)
    if named is not None:
        return named.end()
    return end if form in _OFFICES else None
