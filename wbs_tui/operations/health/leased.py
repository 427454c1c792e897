"""A leased desk's own: how long it may still work, and which sealed files it was given."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from models.tables.cases import evidence, reports
from models.tables.local import key_wraps
from models.words.clock import from_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat


def term(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Until when the desk works; nothing at the home store."""
    lease = desk.lease
    if lease is None:
        return
    said = {
        "mark": lease.mark,
        "name": lease.name,
        "day": date_long(from_millis(lease.ends_at).astimezone(desk.office.zone)),
    }
    if desk.now() < lease.ends_at:
        yield good("lease", _("Meja {mark} ({name}) bekerja sampai {day}.").format(**said))
    else:
        yield bad(
            "lease",
            _("Masa meja {mark} ({name}) berakhir {day}.").format(**said),
            _("Bawalah hasil kerjanya ke kantor dengan wbs bundle write."),
        )


def files_here(connection: Connection) -> set[str]:
    """The files that the desk was given or made: those whose keys are here."""
    wrapped = set(connection.execute(select(key_wraps.c.key_id).distinct()).scalars())
    of_evidence = select(evidence.c.id, evidence.c.released_key, evidence.c.held_key)
    of_reports = select(reports.c.raw_file, reports.c.raw).where(reports.c.raw_file.is_not(None))
    return {
        row[0]
        for asked in (of_evidence, of_reports)
        for row in connection.execute(asked)
        if any(_key_of(cell) in wrapped for cell in row[1:])
    }


def _key_of(cell: bytes | None) -> str:
    try:
        return "" if cell is None else cell_key_id(cell)
    except (Damaged, NewerFormat):
        return ""  # `wbs verify` names it
