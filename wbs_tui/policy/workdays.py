"""Working days: weekends, national holidays, cuti bersama and the office's own days off."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from wbs_tui.policy.parts import Broken, Label, Part, Text
from wbs_tui.text.catalogue import N_, _

_FIRST_YEAR = 2024
"""From here on the library's list of cuti bersama has no gap; the search for its end begins here."""

IsoWeekday = Annotated[int, Meta(ge=1, le=7)]
Year = Annotated[int, Meta(ge=2000, le=2200)]


class DayOff(Part, frozen=True, kw_only=True):
    """A day on which this office does not work."""

    date: date
    label: Label


class CalendarRules(Part, frozen=True, kw_only=True):
    """calendar.toml: what the office adds to the national calendar."""

    version: Text
    citation: Text
    weekend: tuple[IsoWeekday, ...]
    """ISO weekdays, Monday is 1."""
    decreed_years: tuple[Year, ...] = ()
    """Years whose national days off the office has entered itself, so that nothing warns."""
    day: tuple[DayOff, ...] = ()

    def check(self) -> None:
        """Raise Broken when no day of the week is left to work."""
        if len(set(self.weekend)) == 7:
            raise Broken("weekend", N_("tidak ada hari kerja yang tersisa"))


class WorkingCalendar:
    """Counts working days in one office. Holidays are looked up per year, when first asked for."""

    def __init__(self, rules: CalendarRules, zone: ZoneInfo) -> None:
        self.zone = zone
        self._weekend = frozenset(rules.weekend)
        self._own = frozenset(day.date for day in rules.day)
        self._decreed = frozenset(rules.decreed_years)
        self._years: dict[int, frozenset[date]] = {}
        self._known: int | None = None
        self._ends: dict[
            tuple[date, int], date
        ] = {}  # an import asks for the same few days thousands of times

    def local_date(self, moment: datetime) -> date:
        """The office's day of an aware time."""
        return moment.astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on that day."""
        return (
            day.isoweekday() not in self._weekend
            and day not in self._own
            and day not in self._holidays(day.year)
        )

    def add_working_days(self, start: date, days: int) -> date:
        """The day on which `days` working days after `start` are over.

        `start` itself is not counted. With 0 it is `start`, or the next working day when that is a day off.
        """
        end = self._ends.get((start, days))
        if end is None:
            end = self._ends[start, days] = self._counted(start, days)
        return end

    def known_until(self) -> int:
        """The last year for which cuti bersama has been decreed, as the holidays library knows it."""
        if self._known is None:
            year = _FIRST_YEAR
            while year in self._decreed or _national(year, joint_only=True):
                year += 1
            self._known = year - 1
        return self._known

    def warning_for(self, day: date) -> str | None:
        """A sentence when a due date lies in a year whose days off are not decreed yet."""
        if day.year <= self.known_until():
            return None
        return _(
            "Libur nasional dan cuti bersama {year} belum ditetapkan; tanggal ini masih perkiraan."
        ).format(year=day.year)

    def _counted(self, start: date, days: int) -> date:
        day = self._next_working(start) if days == 0 else start
        for _step in range(days):
            day = self._next_working(day + timedelta(days=1))
        return day

    def _next_working(self, day: date) -> date:
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def _holidays(self, year: int) -> frozenset[date]:
        if year not in self._years:
            self._years[year] = _national(year, joint_only=False)
        return self._years[year]


def _national(year: int, joint_only: bool) -> frozenset[date]:
    """National days off. The library has cuti bersama under `government`, holidays under `public`."""
    import holidays  # slow to import, and not every command counts days

    categories = (holidays.GOVERNMENT,) if joint_only else (holidays.PUBLIC, holidays.GOVERNMENT)
    return frozenset(holidays.country_holidays("ID", years=year, expand=False, categories=categories))


def due_at(day: date, zone: ZoneInfo) -> datetime:
    """The last millisecond of the day in the office's zone, in UTC."""
    return datetime.combine(day, time(23, 59, 59, 999000), zone).astimezone(UTC)
