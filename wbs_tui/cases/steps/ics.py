"""Due dates as a calendar file (RFC 5545): register number and kind only, for calendars are shared."""

from collections.abc import Iterable, Iterator
from datetime import UTC, timedelta

from models.words.clock import Clock, system_clock
from wbs_tui.cases.views import DueLine
from wbs_tui.text.catalogue import _

_LINE_OCTETS = 75  # RFC 5545, section 3.1


def ics(lines: Iterable[DueLine], clock: Clock = system_clock) -> str:
    """A calendar with one all-day event for each line, folded and ended as the RFC says."""
    stamp = clock().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    content = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//WBS TUI//due dates//ID",
        *(name_and_value for line in lines for name_and_value in _event(line, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{folded}\r\n" for line in content for folded in _folded(line))


def _event(line: DueLine, stamp: str) -> list[str]:
    place = line.case_id if line.number is None else f"{line.case_id}-{line.number}"
    return [
        "BEGIN:VEVENT",
        f"UID:{place}@wbs-tui.invalid",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{line.due_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{line.due_on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(_summary(line))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _summary(line: DueLine) -> str:
    if line.number is None:
        return _("Tenggat {register}").format(register=line.register)
    return _("Tindak lanjut {register}, rekomendasi {number}").format(
        register=line.register, number=line.number
    )


def _escaped(text: str) -> str:
    """TEXT values (section 3.3.11)."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text


def _folded(line: str) -> Iterator[str]:
    """The line in pieces of 75 octets at most; all but the first begin with a space."""
    piece = ""
    for character in line:
        if len(f"{piece}{character}".encode()) > _LINE_OCTETS:
            yield piece
            piece = " "
        piece += character
    yield piece
