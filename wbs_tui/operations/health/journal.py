"""The journal in short: its numbers, its last entries, and its clock beside this computer's."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.tables.journal import journal
from models.words.clock import from_millis
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.tail import check_tail
from wbs_tui.operations.health.check import Check, bad, good
from wbs_tui.text.catalogue import _, n_

LOOKED_AT = 500
"""How many of the last entries are looked at."""
MOST_AHEAD = timedelta(minutes=5)


def chain(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """Numbers without gaps, and the last entries chained and signed; all of them are for `wbs verify`."""
    findings = list(check_tail(connection, LOOKED_AT))
    entries = connection.execute(select(func.count()).select_from(journal)).scalar_one()
    if findings:
        places = ", ".join(f"{finding.what} {finding.place}" for finding in findings[:3])
        yield bad(
            "chain",
            _("Jurnal tidak utuh, temuan {count}: {places}.").format(count=len(findings), places=places),
            _("Jangan mengubah apa pun; jalankan wbs verify dan laporkan kepada Inspektur."),
        )
    else:
        yield good(
            "chain",
            _("Jurnal {entries} catatan tanpa nomor yang hilang; {looked} yang terakhir utuh.").format(
                entries=entries, looked=min(entries, LOOKED_AT)
            ),
        )


def clock(desk: Desk, connection: Connection) -> Iterator[Check]:
    """Due dates are reckoned by this computer's clock."""
    latest = connection.execute(select(func.max(journal.c.clock))).scalar() or 0
    ahead = from_millis(wall_millis(latest)) - desk.clock()
    if ahead > MOST_AHEAD:
        yield bad(
            "clock",
            n_(
                "Jam komputer ini tertinggal {minutes} menit dari catatan terakhir.",
                ahead // timedelta(minutes=1),
            ).format(minutes=ahead // timedelta(minutes=1)),
            _("Betulkan jam komputer sebelum bekerja."),
        )
    else:
        yield good("clock", _("Jam komputer sejalan dengan jurnal."))
