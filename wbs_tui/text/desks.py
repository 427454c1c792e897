"""How a desk elsewhere is spoken of."""

from datetime import date

from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_short


def taken_along(mark: str, until: date) -> str:
    """`dibawa meja S2 s.d. 30 Nov 2026`; the day is the office's."""
    return _("dibawa meja {mark} s.d. {day}").format(mark=mark, day=date_short(until))
