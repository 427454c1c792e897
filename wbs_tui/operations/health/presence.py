"""What desks left that were cut off."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.tables.local import presence
from models.words.clock import to_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, note
from wbs_tui.text.catalogue import _

_OLD = timedelta(days=1)


def leftovers(desk: Desk, connection: Connection) -> Iterator[Check]:
    """Rows of desks that nobody has sat at for a day; nobody counts them as there."""
    old = presence.c.seen_at < to_millis(desk.clock() - _OLD)
    count = connection.execute(select(func.count()).select_from(presence).where(old)).scalar_one()
    if count:
        yield note(
            "presence",
            _("Tanda hadir dari meja yang terputus: {count}.").format(count=count),
            _("Tidak berbahaya; dihapus sendiri ketika seseorang membuka kasus."),
        )
