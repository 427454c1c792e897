"""What a hub said when it closed another office: when, and why. Its word, shown and used for nothing else."""

from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection

from models.words.clock import nearest
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment

_SAID = "closure:"
"""State: what a hub said last, by the office's id."""


class ClosedThere(msgspec.Struct, array_like=True, frozen=True):
    """As it is kept: the hub's moment (UTC milliseconds), and the reason, cleaned, on one line."""

    at: int
    reason: str


def note_closure(connection: Connection, office_id: str, said: ClosedThere) -> None:
    """Remember it: it is told by one exchange alone."""
    write_state(connection, _SAID + office_id, said)


def closure_of(connection: Connection, office_id: str) -> ClosedThere | None:
    """What was said of an office; None for one that was closed before this was kept."""
    said: ClosedThere | None = read_state(connection, _SAID + office_id, ClosedThere)
    return said


def closure_text(said: ClosedThere | None, zone: ZoneInfo) -> str:
    """That it is closed, when and why, to stand behind its name."""
    if said is None:
        return _("ditutup hub")
    return _("ditutup hub {at}: {reason}").format(at=moment(nearest(said.at), zone), reason=said.reason)
