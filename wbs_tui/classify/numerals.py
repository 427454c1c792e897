"""Numbers in words, as in `tujuh puluh lima juta`."""

from decimal import Decimal

_UNITS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5,
    "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
}  # fmt: skip
_WHOLE = {"sepuluh": 10, "sebelas": 11, "seratus": 100}
_TIMES = {"puluh": 10, "ratus": 100}
NUMBER_WORDS = frozenset([*_UNITS, *_WHOLE, *_TIMES, "setengah", "belas"])
"""The words that numbers below a thousand are made of."""


def number_in_words(phrase: str) -> Decimal:
    """The number below a thousand that a row of number words says."""
    total, unit = 0, 0
    for word in phrase.casefold().split():
        if word == "setengah":
            return Decimal("0.5")
        if word in _UNITS:
            unit = _UNITS[word]
        else:
            total, unit = total + _completed(word, unit), 0
    return Decimal(total + unit)


def _completed(word: str, unit: int) -> int:
    return 10 + unit if word == "belas" else _WHOLE.get(word, unit * _TIMES.get(word, 0))
