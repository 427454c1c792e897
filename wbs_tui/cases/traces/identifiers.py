"""Numbers and addresses that lead to a person: e-mail addresses, Indonesian telephone numbers, NIK and KK.

Amounts, dates, register and letter numbers, NIP (18 digits) and bank accounts are none of these and stay.
Every pattern is linear in the length of the text: runs are taken possessively, or are bounded.
"""

import re
from collections.abc import Iterator

from wbs_tui.cases.traces.names import NAME, is_name

Span = tuple[int, int]

_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]++(?:@|\s?[\[(]\s?(?:at|et)\s?[\])]\s?)"
    r"(?:[\w-]{1,63}(?:\.|\s?[\[(]\s?(?:dot|titik)\s?[\])]\s?)){1,8}\w{2,24}",
    re.IGNORECASE,
)

_JOIN = r"[ .()\u00a0\u2010-\u2015-]{0,3}"
_CLUSTER = re.compile(rf"\d(?:{_JOIN}\d){{5,}}+")  # every number that may lead to a person lies in one
_BEFORE = 4  # characters: "+", "(" and the like
_ENDS = r"(?!\d)(?![.,/-]\d)"
_NOT_INSIDE_A_NUMBER = r"(?<![\d])(?<!\d[.,/-])"
# +62 812-3456-7890, 62812..., 0812.3456.7890
_MOBILE = re.compile(rf"{_NOT_INSIDE_A_NUMBER}\(?(?:\+\s?62|62|0){_JOIN}0?8(?:{_JOIN}\d){{8,11}}{_ENDS}")
# (0711) 312345, 021-5551234, +62 711 312345
_FIXED = re.compile(
    rf"{_NOT_INSIDE_A_NUMBER}"
    r"(?:\(0[2-79]\d{1,2}\)\s?|0[2-79]\d{1,2}[ -]|\+\s?62[ -]?\(?0?[2-79]\d{1,2}\)?[ -]?)"
    rf"\d{{3,4}}[ .-]?\d{{2,4}}(?:[ .-]?\d{{1,4}})?{_ENDS}"
)
_ABROAD = re.compile(rf"(?<![\d+])\+[1-9]\d{{0,2}}(?:{_JOIN}\d){{7,12}}{_ENDS}")
_SAID_TO_BE_A_TELEPHONE = re.compile(
    r"\b(?:hp|h\.p|wa|whatsapp|telp?|tlp|telepon|telpon|ponsel|handphone|phone|kontak|nope|mobile)\b"
    r"(?:\s|nomor|nomer|no\b|saya|kami|pelapor|aktif|/|wa\b|hp\b|[:.=(-]){0,6}$",
    re.IGNORECASE,
)
_TELEPHONE = re.compile(rf"\d(?:{_JOIN}\d){{5,13}}{_ENDS}")

_OWNER = re.compile(rf"\s?(?:\(\s?|an\.?\s|a\.?n\.?\s|atas nama\s)({NAME})")  # whose telephone it is

_NIK_DIGITS = 16
_SIXTEEN = re.compile(r"(?<!\d)\d{16}(?!\d)")
_SIXTEEN_SPLIT = re.compile(r"(?<!\d)(?<!\d[ .,/-])\d(?:[ .-]?\d){15}(?!\d)(?![ .,/-]\d)")

_ACCOUNT = r"rekening|norek|rek|va|virtual account|bank|bca|bri|bni|bsi|mandiri|nip|npwp|resi"
_PERSONAL = r"nik|ktp|kk|hp|wa|whatsapp|telp|telepon|tlp|ponsel|hubungi|kontak"
_LABEL = re.compile(rf"\b(?:(?P<account>{_ACCOUNT})|(?P<personal>{_PERSONAL}))\b", re.IGNORECASE)
_LABEL_REACH = 48  # characters before a number in which a label speaks for it

_THOUSANDS = re.compile(r"\+?[1-9]\d{0,2}(?:[. ]\d{3})+")
_DATE_OR_TIME = re.compile(
    r"[0-3]?\d[ ./-][01]?\d[ ./-](?:19|20)\d\d(?!\d)|(?:19|20)\d\d[./-]"
    r"|[0-2]?\d[.:][0-5]\d\s?[-\u2010-\u2015]\s?\d"
)
_RUPIAH = re.compile(r"(?:\brp|\bidr|\$)[.\s]{0,3}$", re.IGNORECASE)


def identifiers(text: str) -> Iterator[Span]:
    """Where the addresses and numbers stand that lead to a person, as offsets; spans may overlap."""
    if "@" in text or "[at" in text or "(at" in text:
        yield from (match.span() for match in _EMAIL.finditer(text))
    for cluster in _CLUSTER.finditer(text):
        yield from _telephone_numbers(text, cluster)
        yield from _population_numbers(text, cluster)


def _telephone_numbers(text: str, cluster: re.Match[str]) -> Iterator[Span]:
    for start, end in (*_shaped_like_telephones(text, cluster), *_said_to_be_a_telephone(text, cluster)):
        yield start, end
        owner = _OWNER.match(text, end)
        if owner and is_name(owner.group(1)):
            yield owner.span(1)


def _shaped_like_telephones(text: str, cluster: re.Match[str]) -> Iterator[Span]:
    start, end = max(0, cluster.start() - _BEFORE), cluster.end() + 2
    for pattern in (_MOBILE, _FIXED, _ABROAD):
        for match in pattern.finditer(text, start, end):
            if (
                not _is_other_number(text, match.start(), match.group())
                and _label(text, match.start()) != "account"
            ):
                yield match.span()


def _said_to_be_a_telephone(text: str, cluster: re.Match[str]) -> Iterator[Span]:
    reach = max(0, cluster.start() - _LABEL_REACH)
    if _SAID_TO_BE_A_TELEPHONE.search(text, reach, cluster.start()):
        said = _TELEPHONE.match(text, cluster.start(), cluster.end() + 2)
        if said and not _is_other_number(text, said.start(), said.group()):
            yield said.span()


def _population_numbers(text: str, cluster: re.Match[str]) -> Iterator[Span]:
    if len(cluster.group()) < _NIK_DIGITS:
        return
    for pattern in (_SIXTEEN, _SIXTEEN_SPLIT):
        for match in pattern.finditer(text, cluster.start(), cluster.end() + 2):
            if not _is_other_number(text, match.start(), match.group()) and _is_nik(text, match):
                yield match.span()


def _is_nik(text: str, match: re.Match[str]) -> bool:
    """Sixteen digits are a NIK unless said to be an account, or spaced out and without a birth date."""
    digits = re.sub(r"\D", "", match.group())
    label = _label(text, match.start())
    if label:
        return label == "personal"
    return len(match.group()) == len(digits) or _has_birth_date(digits)


def _has_birth_date(digits: str) -> bool:
    return 1 <= int(digits[6:8]) % 40 <= 31 and 1 <= int(digits[8:10]) <= 12


def _is_other_number(text: str, start: int, number: str) -> bool:
    if _RUPIAH.search(text, max(0, start - 8), start) or _DATE_OR_TIME.match(number):
        return True
    return bool(_THOUSANDS.fullmatch(number)) and "." in number


def _label(text: str, start: int) -> str | None:
    """What the nearest label before a number says that it is: `account`, `personal`, or nothing."""
    nearest = None
    for found in _LABEL.finditer(text, max(0, start - _LABEL_REACH), start):
        nearest = found.lastgroup
    return nearest
