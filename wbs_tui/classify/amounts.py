"""Amounts of money in a text, in figures and in words."""

import re
from collections.abc import Iterator, Sequence

from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.numerals import NUMBER_WORDS, number_in_words
from wbs_tui.classify.phrases import Word
from wbs_tui.text.formats import parse_rupiah

_SCALES = {"ribu": 10**3, "juta": 10**6, "miliar": 10**9, "milyar": 10**9, "triliun": 10**12}
_NUMBER_WORD = "(?:" + "|".join(sorted(NUMBER_WORDS)) + r")\b"
_FIGURES = r"[0-9]{1,18}(?:[.,][0-9]{1,3}){0,6}(?![0-9])"
_SCALE = r"(?:ribu|juta|miliar|milyar|triliun|rb|jt)\b"
_S = r"\s{0,3}"
# Every repetition has a bound: a hostile text must not make the search quadratic.
_AMOUNT = re.compile(
    rf"(?:rp|idr)\.?{_S}{_FIGURES}(?:{_S}(?:{_SCALE}|[kmt]\b))?"
    rf"|{_FIGURES}{_S}(?:{_SCALE}(?:\s{_S}rupiah\b)?|rupiah\b)"
    rf"|(?P<words>{_NUMBER_WORD}(?:\s{_S}{_NUMBER_WORD}){{0,7}})\s{_S}(?P<scale>{'|'.join(_SCALES)})\b"
    rf"(?:\s{_S}rupiah\b)?"
    rf"|se(?P<one>ribu|juta|miliar|milyar|triliun)\b(?:\s{_S}rupiah\b)?",
    re.IGNORECASE,
)
_COUNTED = (
    "keluarga|kk|kpm|orang|warga|siswa|murid|stel|unit|paket|pedagang|jiwa|rumah|pegawai|guru|penerima|karung"
)
_EACH = re.compile(rf"{_S}(?:per|tiap|setiap|/){_S}-?{_S}(?:{_COUNTED})\b", re.IGNORECASE)
_COUNT = re.compile(rf"\b([0-9]{{1,3}}(?:\.[0-9]{{3}})+|[0-9]{{1,7}})\s+(?:{_COUNTED})\b", re.IGNORECASE)
_REACH_OF_A_COUNT = 200
_NOT_MONEY = re.compile(
    rf"{_S}(?:orang|jiwa|warga|siswa|murid|meter|ton|kg|ekor|pohon|kk|suara|m2|hektar|ha|kali|tahun)\b",
    re.IGNORECASE,
)


_BEGINNINGS = frozenset([word[:2] for word in NUMBER_WORDS] + ["rp", "id", "se"])
_DIGITS = frozenset("0123456789")


def amounts(text: str, among: Sequence[Word]) -> Iterator[Fact]:
    """Every amount in whole rupiah; a rate with its count (`Rp 5.000 per siswa, 60 siswa`) once more."""
    resume = 0
    for start in [start for form, start, _end in among if form[0] in _DIGITS or form[:2] in _BEGINNINGS]:
        found = _AMOUNT.match(text, start) if start >= resume else None
        rupiah = None if found is None else _rupiah(found)
        if found is None or not rupiah or _NOT_MONEY.match(text, found.end()):
            continue
        resume = found.end()
        yield Fact(FactKind.AMOUNT, found.group(), start, resume, str(rupiah))
        yield from _multiplied(text, start, resume, rupiah)


def _rupiah(found: "re.Match[str]") -> int | None:
    if found["one"]:
        return _SCALES[found["one"].casefold()]
    if found["words"]:
        return int(number_in_words(found["words"]) * _SCALES[found["scale"].casefold()])
    return parse_rupiah(found.group())


def _multiplied(text: str, start: int, end: int, rupiah: int) -> Iterator[Fact]:
    """A rate times its count, as one fact from the rate to the count."""
    each = _EACH.match(text, end)
    count = each and _COUNT.search(text, each.end(), each.end() + _REACH_OF_A_COUNT)
    if count:
        total = rupiah * int(count[1].replace(".", ""))
        yield Fact(FactKind.AMOUNT, text[start : count.end()], start, count.end(), str(total))
