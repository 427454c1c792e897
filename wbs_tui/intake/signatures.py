"""Where a writer says who he is: the signature at the end, and the introduction at the beginning.

Only the writer: a name after "terlapor", "Kepala Desa" or "Sdr." is the matter of the report and stays.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from wbs_tui.cases.traces.identifiers import Span
from wbs_tui.cases.traces.names import NAME, is_heading, is_name


class Line(NamedTuple):
    """One line, without the marks that quote it."""

    start: int
    end: int
    quoted: bool


_MOST_LINES = 12  # of a signature
_DETAIL_WORDS = 6  # in a line below the name; more are a sentence, unless they are an address
_ADDRESS_WORDS = 16

_THANKS = r"(?:banyak\s)?(?:terima\s?kasih|trims|makasih|tks)(?:\s(?:banyak|sebelumnya))?"
_CLOSING = re.compile(
    rf"\s*(?:{_THANKS}|(?:salam|hormat)(?:\s(?:hormat|kami|saya|takzim|sejahtera|keadilan|anti\s?korupsi))*"
    r"|wass?alamu?(?:['\u2018\u2019`]?\s?alaikum)?(?:\sw[a-z.\s]{0,30})?"
    r"|(?:best |kind |warm )*regards|sincerely|tertanda|ttd"
    r"|(?:yang\s)?(?:melapor(?:kan)?|pelapor)|dari saya|pengirim)\s*[,.:;!-]*\s*",
    re.IGNORECASE,
)
_THANKS_AT_THE_END = re.compile(rf"\b(?:{_THANKS}|wassalam\w*|demikian)\b.{{0,100}}$", re.IGNORECASE)
_DASHES = re.compile(r"\s*--\s*")
_QUOTE_BEGINS = re.compile(
    r"\s*(?:(?:pada|on)\s.{4,160}(?:menulis|wrote)\s*:?|-{3,}.{3,60}-{3,}|_{10,}|(?:dari|from)\s?:\s.*@.*)\s*$",
    re.IGNORECASE,
)
_ENDS_A_BLOCK = re.compile(rf"{_DASHES.pattern}$|{_QUOTE_BEGINS.pattern}", re.IGNORECASE)
_QUOTE_MARK = re.compile(r"(?:\s?>)+\s?")

_INTRODUCTION = re.compile(
    r"(?i:\bnama\s(?:lengkap\s)?saya(?:\sadalah)?|\bsaya\sbernama|\bnama\s(?:lengkap\s)?pelapor(?:\sadalah)?"
    r"|\bperkenalkan,?\s(?:nama\s)?saya|\b(?:ttd|tertanda)\b)\s?[:=,]?\s?"
    rf"({NAME})"
)
_FORM_BEGINS = re.compile(
    r".{0,80}(?:bertanda\s?tangan di\s?bawah ini"
    r"|(?:identitas|data|biodata)\s(?:diri|pelapor|saya|pengirim))\W*$",
    re.IGNORECASE,
)
_FORM_LINE = re.compile(
    r"\s*(?:[-*\u2022]|\d{1,2}[.)]|[a-k][.)])?\s*"
    r"(?:nama|alamat|tempat|tanggal lahir|tgl|ttl|umur|usia|pekerjaan|jabatan|nik|nip|ktp|no\b|nomor|telepon"
    r"|telp|hp|wa|e-?mail|surel|agama|jenis kelamin|status|domisili|instansi)[^:=\n]{0,40}[:=]\s*(\S.*)$",
    re.IGNORECASE,
)

_ADDRESS = re.compile(
    r"\b(?:jl|jln|jalan|gang|gg|rt|rw|desa|kel|kec|kab|kelurahan|kecamatan|komplek|perum|dusun|alamat)\b",
    re.IGNORECASE,
)
_FORM_CONTINUED = re.compile(rf"\s+(.{{0,40}}{_ADDRESS.pattern}.{{0,80}}[^:\s])\s*$", re.IGNORECASE)
# One of these stands in every line that may close a text, introduce its writer or begin a form of his data:
# looking for them first is thirty times faster than the patterns.
_CLOSES: tuple[str, ...] = (
    *("kasih", "trims", "tks", "salam", "hormat", "regards", "sincerely", "tertanda", "ttd"),
    *("lapor", "dari saya", "pengirim", "demikian", "--"),
)
_INTRODUCES = ("nama", "kenalkan", "ttd", "tertanda")
_BEGINS_A_FORM = ("bawah ini", "identitas", "data")


def signatures(text: str) -> Iterator[Span]:
    """Where the writer's name and what goes with it stand, line by line, as offsets; spans may overlap."""
    lower = text.lower()
    if _has(lower, _INTRODUCES):
        yield from (match.span(1) for match in _INTRODUCTION.finditer(text) if is_name(match.group(1)))
    if _has(lower, _CLOSES + _BEGINS_A_FORM):
        lines = list(_lines(text))
        if _has(lower, _BEGINS_A_FORM):
            yield from _form(text, lines)
        for at, line in enumerate(lines):
            if _has(text[line.start : line.end].lower(), _CLOSES):
                yield from _signature(text, lines, at)


def _has(lower: str, words: tuple[str, ...]) -> bool:
    return any(word in lower for word in words)


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        mark = _QUOTE_MARK.match(line)
        yield Line(start + (mark.end() if mark else 0), start + len(line), quoted=mark is not None)
        start += len(line) + 1


def _form(text: str, lines: Sequence[Line]) -> Iterator[Span]:
    """The answers under "yang bertanda tangan di bawah ini", up to the first line that is none."""
    inside = False
    for line in lines:
        words = text[line.start : line.end]
        if _FORM_BEGINS.match(words):
            inside = True
        elif inside and words.strip():
            answer = _FORM_LINE.match(words) or _FORM_CONTINUED.match(words)
            inside = answer is not None
            if answer:
                yield line.start + answer.start(1), line.start + len(words.rstrip())


def _signature(text: str, lines: Sequence[Line], at: int) -> Iterator[Span]:
    """What stands under, or behind, the closing words of one line."""
    line = text[lines[at].start : lines[at].end]
    closing = _CLOSING.match(line)
    dashes, thanks = _DASHES.fullmatch(line), _THANKS_AT_THE_END.search(line)
    if not (closing or dashes or thanks):
        return
    below = _block(text, lines, at)
    if dashes:
        yield from (_trimmed(text, *span) for span in below)
    elif closing and is_name(line[closing.end() :]):
        yield _trimmed(text, lines[at].start + closing.end(), lines[at].end)
        yield from _details(text, below)
    elif below and is_name(text[slice(*below[0])]) and (_is_only(closing, line) or thanks):
        yield _trimmed(text, *below[0])
        yield from _details(text, below[1:])


def _is_only(closing: re.Match[str] | None, line: str) -> bool:
    return closing is not None and closing.end() == len(line)


def _block(text: str, lines: Sequence[Line], at: int) -> list[Span]:
    """The lines below that the same writer wrote, without blank ones, as many as a signature may have.

    Blank lines count too, three to a line: a page of nothing ends a signature.
    """
    block: list[Span] = []
    for line in lines[at + 1 : at + 1 + 3 * _MOST_LINES]:
        words = text[line.start : line.end]
        if line.quoted != lines[at].quoted or _ENDS_A_BLOCK.match(words) or len(block) == _MOST_LINES:
            break
        if words.strip():
            block.append((line.start, line.end))
    return block


def _details(text: str, block: Sequence[Span]) -> Iterator[Span]:
    """Position, address and numbers below a name, up to the first sentence or heading."""
    for span in block:
        line = text[slice(*span)]
        most = _ADDRESS_WORDS if _ADDRESS.search(line) else _DETAIL_WORDS
        if len(line.split()) > most or is_heading(line):
            return
        yield _trimmed(text, *span)


def _trimmed(text: str, start: int, end: int) -> Span:
    line = text[start:end]
    return start + len(line) - len(line.lstrip(" \t([.,")), start + len(line.rstrip(" \t"))
