"""What of an identity can be recognised in a text: its pieces in one spelling, and where such pieces stand.

Names by their words, numbers by their digits, addresses by words that follow each other. Nothing here decides
who may know an identity: `find` asks a predicate, which may know the pieces or only short tokens of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from wbs_tui.cases.sealed import ReportIdentity
from wbs_tui.cases.traces.findings import ADDRESS, EMAIL, NAME, NUMBER, Finding
from wbs_tui.cases.traces.names import is_name, is_nobody

IsKnown = Callable[[str, str], bool]
"""Whether a piece of a kind (`word`, `whole`, `number`, `email`, `house`, `street`) is of the identity."""

_SHORTEST_WORD = 3
_SHORTEST_ALONE = 4
_SHORTEST_NUMBER = 7
_BETWEEN = re.compile(r"[\s.,'-]*(?:[^\W\d_]+[\s.,'-]+)?")  # two words of one name: one other word at most
_NAME_WORDS = 5
_WORD = re.compile(r"[^\W\d_]+(?:['\u2018\u2019`][^\W\d_]+)*")
_ADDRESS_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\+?\d(?:[ .()\u00a0/\u2010-\u2015-]{0,3}\d){5,40}+")
_SPOKEN = {
    **{"nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4"},
    **{"lima": "5", "enam": "6", "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9"},
}
_SPOKEN_NUMBER = re.compile(
    rf"\b(?:{'|'.join(_SPOKEN)})(?:[\s,.-]{{1,3}}(?:{'|'.join(_SPOKEN)})){{6,20}}+\b", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+%'-]++@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NOT_OF_AN_ADDRESS = frozenset(
    (
        *(
            "jl",
            "jln",
            "jalan",
            "gang",
            "gg",
            "lorong",
            "no",
            "nomor",
            "nmr",
            "blok",
            "rt",
            "rw",
            "desa",
            "kel",
        ),
        *("kelurahan", "kec", "kecamatan", "kab", "kabupaten", "kota", "prov", "provinsi", "komplek"),
        *("kompleks", "perum", "perumahan", "dusun", "kampung", "kp", "km"),
    )
)


class _Piece(NamedTuple):
    start: int
    end: int
    value: str


def traces_of(identity: ReportIdentity) -> frozenset[tuple[str, str]]:
    """The pieces of an identity, each with its kind."""
    return frozenset(_traces(identity))


def _traces(identity: ReportIdentity) -> Iterator[tuple[str, str]]:
    for name in (identity.name or "", *filter(_is_whole_name, identity.masked)):
        yield from _of_name(name)
    for text in (identity.phone, identity.nik, identity.email, identity.sender, *identity.masked):
        yield from ((NUMBER, piece.value) for piece in _numbers(text or ""))
        yield from ((EMAIL, piece.value) for piece in _emails(text or ""))
    yield from _of_address(identity.address or "")


def _is_whole_name(masked: str) -> bool:
    """Whether what was masked is a person's name, and no line of an address."""
    words = _ADDRESS_WORD.findall(masked)
    letters_only = not any(word.isdigit() or word.casefold() in _NOT_OF_AN_ADDRESS for word in words)
    return 2 <= len(words) <= _NAME_WORDS and letters_only and is_name(masked) and not is_nobody(masked)


def _of_name(name: str) -> Iterator[tuple[str, str]]:
    long = (piece.value for piece in _words(name) if len(piece.value) >= _SHORTEST_WORD)
    words = [word for word in long if not is_nobody(word)]
    yield from (("word", word) for word in words)
    if len(words) == 1 and not _is_rare(words[0]):
        yield "whole", words[0]


def _of_address(address: str) -> Iterator[tuple[str, str]]:
    yield from ((kind, piece.value) for kind, piece in _address_pairs(address))


def find(text: str, is_known: IsKnown) -> list[Finding]:
    """Where the text holds pieces that are known, in order; overlapping ones as one."""
    found = [*_names(text, is_known), *_addresses(text, is_known)]
    found += [_finding(p, NUMBER) for p in _numbers(text) if is_known(NUMBER, p.value)]
    found += [_finding(p, EMAIL) for p in _emails(text) if is_known(EMAIL, p.value)]
    return united(found)


def united(findings: list[Finding]) -> list[Finding]:
    """The findings in order, overlapping ones as one: what is known of the case goes before a mere form."""
    kept: list[Finding] = []
    for each in sorted(findings, key=lambda finding: (finding.start, -finding.end)):
        if kept and each.start < kept[-1].end:
            last = kept.pop()
            first = last if last.of_case or not each.of_case else each
            kept.append(Finding(last.start, max(last.end, each.end), first.kind, first.of_case))
        else:
            kept.append(each)
    return kept


def _names(text: str, is_known: IsKnown) -> Iterator[Finding]:
    """Two words of a name near each other in any case; a rare one alone with a capital."""
    hits = [p for p in _words(text) if len(p.value) >= _SHORTEST_WORD and is_known("word", p.value)]
    for one, other in pairwise(hits):
        if one.value != other.value and _BETWEEN.fullmatch(text, one.end, other.start):
            yield Finding(one.start, other.end, NAME, of_case=True)
    for hit in hits:
        if text[hit.start].isupper() and _is_rare(hit.value):
            yield _finding(hit, NAME)
    for piece in _words(text):
        if text[piece.start].isupper() and not _is_rare(piece.value) and is_known("whole", piece.value):
            yield _finding(piece, NAME)


def _addresses(text: str, is_known: IsKnown) -> Iterator[Finding]:
    """A street with its number, or three words of an address that follow each other."""
    before: _Piece | None = None
    for kind, pair in _address_pairs(text):
        if not is_known(kind, pair.value):
            before = None
            continue
        if kind == "house" or (before is not None and before.end > pair.start):
            yield Finding(before.start if before else pair.start, pair.end, ADDRESS, of_case=True)
        before = pair


def _address_pairs(text: str) -> Iterator[tuple[str, _Piece]]:
    """Words of an address two by two: `house` with a number among them, else `street`."""
    words = [
        _Piece(match.start(), match.end(), match.group().casefold())
        for match in _ADDRESS_WORD.finditer(text)
        if match.group().casefold() not in _NOT_OF_AN_ADDRESS
    ]
    for one, other in pairwise(words):
        numbers = sum(word.value[0].isdigit() for word in (one, other))
        if numbers < 2:
            kind = "house" if numbers else "street"
            yield kind, _Piece(one.start, other.end, f"{one.value} {other.value}")


def _words(text: str) -> Iterator[_Piece]:
    for match in _WORD.finditer(text):
        yield _Piece(match.start(), match.end(), re.sub(r"\W", "", match.group()).casefold())


def _numbers(text: str) -> Iterator[_Piece]:
    """Long numbers by their digits, without a country code or leading zero; also when spoken out."""
    for match in _DIGITS.finditer(text):
        yield from _number(match, "".join(str(int(digit)) for digit in match.group() if digit.isdecimal()))
    for match in _SPOKEN_NUMBER.finditer(text):
        spoken = re.findall(r"[a-z]+", match.group().casefold())
        yield from _number(match, "".join(_SPOKEN[word] for word in spoken))


def _number(match: re.Match[str], digits: str) -> Iterator[_Piece]:
    core = digits if len(digits) >= 16 else re.sub(r"^(?:62|0)+", "", digits)
    if len(core) >= _SHORTEST_NUMBER:
        yield _Piece(match.start(), match.end(), core)


def _emails(text: str) -> Iterator[_Piece]:
    if "@" in text:
        yield from (_Piece(m.start(), m.end(), m.group().casefold()) for m in _EMAIL.finditer(text))


def _is_rare(word: str) -> bool:
    """Whether a word of a name says by itself who is meant."""
    return len(word) >= _SHORTEST_ALONE and word not in _common_names()


def _finding(piece: _Piece, kind: str) -> Finding:
    return Finding(piece.start, piece.end, kind, of_case=True)


@cache
def _common_names() -> frozenset[str]:
    listed = Path(__file__).parent / "data" / "common_names.txt"
    return frozenset(listed.read_text(encoding="utf-8").split())
