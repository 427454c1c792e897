"""Money, dates and times as Indonesians write them, and as English readers do when English is in use."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from wbs_tui.text.catalogue import _, language, n_

ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}

_MONTHS = {
    "id": [
        "Januari",
        "Februari",
        "Maret",
        "April",
        "Mei",
        "Juni",
        "Juli",
        "Agustus",
        "September",
        "Oktober",
        "November",
        "Desember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_SHORT_MONTHS = {
    "id": ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
_OTHER_MONTHS = {"agt": 8, "ags": 8, "agst": 8, "sept": 9, "pebruari": 2, "peb": 2, "nopember": 11, "nop": 11}
_MONTH_NUMBERS = _OTHER_MONTHS | {
    name.lower(): number
    for table in (_MONTHS, _SHORT_MONTHS)
    for names in table.values()
    for number, name in enumerate(names, start=1)
}
_WEEKDAYS = {
    "id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
}

_SCALES = {
    "id": {10**12: "triliun", 10**9: "miliar", 10**6: "juta", 10**3: "ribu"},
    "en": {10**12: "trillion", 10**9: "billion", 10**6: "million", 10**3: "thousand"},
}
_UNITS = {
    "": 1,
    "rupiah": 1,
    "rb": 10**3,
    "k": 10**3,
    "jt": 10**6,
    "m": 10**9,
    "milyar": 10**9,
    "t": 10**12,
} | {name: size for names in _SCALES.values() for size, name in names.items()}
_LARGEST = 10**18  # a bigint column holds it; no loss in Indonesia comes near

_LONGEST_ENTRY = 60  # characters; nobody types more for an amount or a day

_AMOUNT = re.compile(
    r"(?:(?:rp|idr)\.?\s*)?(?P<number>[0-9][0-9.,]*?)(?:[.,]-+)?\s*(?P<unit>[a-z]*)\.?(?:\s*rupiah)?",
    re.IGNORECASE,
)
_INDONESIAN = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,(?P<part>[0-9]+))?")
_ENGLISH = re.compile(r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?")

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})(?P<by>[/.-])(?P<month>[0-9]{1,2})(?P=by)(?P<year>[0-9]{4})")
_WITH_NAME = re.compile(
    r"(?:[a-z']+,?\s+)?(?P<day>[0-9]{1,2})[\s-]*(?P<name>[a-z]+)\.?[\s,-]*(?P<year>[0-9]{4})"
)


def rupiah(amount: int) -> str:
    """Whole rupiah in full: `Rp287.500.000`, in English `Rp287,500,000`."""
    return f"{_sign(amount)}Rp{grouped(abs(amount))}"


def short_rupiah(amount: int) -> str:
    """Rupiah in brief, one decimal, rounded down so that no threshold seems reached: `Rp4,8 miliar`."""
    size = abs(amount)
    for scale, name in _SCALES[language()].items():
        if size >= scale:
            whole, tenth = divmod(size * 10 // scale, 10)
            decimal = f"{_decimal_sign()}{tenth}" if tenth else ""
            return f"{_sign(amount)}Rp{grouped(whole)}{decimal} {name}"
    return rupiah(amount)


def parse_rupiah(text: str) -> int | None:
    """Whole rupiah from what an officer types (`Rp 4,8 miliar`, `Rp. 287.500.000,-`, `40jt`), or None.

    A point groups thousands and a comma begins decimals, unless the unit or the grouping is English.
    """
    match = _AMOUNT.fullmatch(text.strip()) if len(text) <= _LONGEST_ENTRY else None
    scale = _UNITS.get(match["unit"].lower()) if match else None
    if match is None or scale is None:
        return None
    english = match["unit"].lower() in _SCALES["en"].values()
    order = (_ENGLISH, _INDONESIAN) if english else (_INDONESIAN, _ENGLISH)
    readings = (pattern.fullmatch(match["number"]) for pattern in order)
    amounts = (_amount(reading["whole"], reading["part"] or "", scale) for reading in readings if reading)
    return next((amount for amount in amounts if amount is not None), None)


def date_long(day: date) -> str:
    """`3 Agustus 2026`."""
    return f"{day.day} {_MONTHS[language()][day.month - 1]} {day.year}"


def date_short(day: date) -> str:
    """`3 Agu 2026`."""
    return f"{day.day} {_SHORT_MONTHS[language()][day.month - 1]} {day.year}"


def month_name(day: date) -> str:
    """`Agustus 2026`, of any of its days."""
    return f"{_MONTHS[language()][day.month - 1]} {day.year}"


def weekday(day: date) -> str:
    """`Senin`."""
    return _WEEKDAYS[language()][day.weekday()]


def moment(when: datetime, zone: ZoneInfo) -> str:
    """An aware time in the office's zone: `3 Agu 2026 09.12 WIB`, in English `3 Aug 2026 09:12 WIB`."""
    if when.tzinfo is None:
        raise ValueError("a moment needs its zone")
    local = when.astimezone(zone)
    return f"{date_short(local)} {clock_time(when, zone)} {local.tzname()}"


def clock_time(when: datetime, zone: ZoneInfo) -> str:
    """The hour of an aware time in the office's zone: `09.12`, in English `09:12`."""
    local = when.astimezone(zone)
    colon = ":" if language() == "en" else "."
    return f"{local.hour:02}{colon}{local.minute:02}"


def parse_date(text: str) -> date | None:
    """A day from what an officer types (`3 Agustus 2026`, `03/08/2026` day first, `2026-08-03`), or None."""
    text = text.strip().lower()
    if len(text) > _LONGEST_ENTRY:
        return None
    match = _ISO.fullmatch(text) or _DAY_FIRST.fullmatch(text) or _WITH_NAME.fullmatch(text)
    if match is None:
        return None
    parts = match.groupdict()
    month = int(parts["month"]) if "month" in parts else _MONTH_NUMBERS.get(parts["name"], 0)
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def relative_days(days: int) -> str:
    """How far a due date is: `hari ini`, `besok`, `3 hari lagi`, `terlambat 2 hari`."""
    near = {0: _("hari ini"), 1: _("besok"), -1: _("terlambat 1 hari")}
    if days in near:
        return near[days]
    if days > 0:
        return _("{days} hari lagi").format(days=grouped(days))
    return n_("terlambat {days} hari", -days).format(days=grouped(-days))


def _sign(amount: int) -> str:
    return "-" if amount < 0 else ""


def grouped(number: int) -> str:
    """`1.234` in Indonesian, `1,234` in English."""
    figure = f"{number:,}"
    return figure if language() == "en" else figure.replace(",", ".")


def _decimal_sign() -> str:
    return "." if language() == "en" else ","


def _amount(whole: str, part: str, scale: int) -> int | None:
    """Rupiah of a number before and after its decimal sign; sen are dropped, other fractions refused."""
    if scale == 1 and part:
        return _amount(whole, "", 1) if len(part) == 2 else None
    digits = int(re.sub("[.,]", "", whole) + part)
    amount, fraction = divmod(digits * scale, 10 ** len(part))
    return amount if not fraction and amount <= _LARGEST else None
