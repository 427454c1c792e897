"""Codes, times and amounts of a desk as a person reads them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wbs_tui.text.catalogue import language
from wbs_tui.text.desks import taken_along
from wbs_tui.text.formats import date_short, moment

if TYPE_CHECKING:
    from wbs_tui.cases.away import Away
    from wbs_tui.journal.desk import Desk

NOTHING = "-"


@dataclass(frozen=True, slots=True)
class Labels:
    """What the office of a desk calls things, in the language in use and in its own time."""

    desk: "Desk"

    def of(self, kind: str, code: object) -> str:
        """The label of a code; `-` for none."""
        return self.desk.policy.label(kind, code, language()) if code else NOTHING

    def moment(self, when: datetime | None) -> str:
        """A time in the office's zone."""
        return NOTHING if when is None else moment(when, self.desk.office.zone)

    def taken_along(self, away: "Away") -> str:
        """Which desk has a case, and until when."""
        return taken_along(away.mark, away.ends_at.astimezone(self.desk.office.zone))

    def day(self, when: datetime | None, *, late: bool = False) -> str:
        """A day in the office's zone, with `!` before one that has passed."""
        if when is None:
            return NOTHING
        return ("!" if late else "") + date_short(when.astimezone(self.desk.office.zone))
