"""The office's own affairs: whether it works in earnest, its policy files, its holidays."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, select

from models.tables.accounts import offices
from wbs_tui.cases.numbers.numbering import numbers_on_hold, on_hold_words
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.policy.book import load
from wbs_tui.text.catalogue import _

_AHEAD = timedelta(days=60)


def trial(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """An office that is not live yet must not be taken for one that is."""
    if connection.execute(select(offices.c.live_at)).scalar() is None:
        yield note(
            "trial",
            _("Kantor masih dalam uji coba."),
            _("Inspektur mengakhirinya dengan wbs live; perintah itu menyebut apa yang masih kurang."),
        )


def numbers(_desk: Desk, connection: Connection) -> Iterator[Check]:
    """A restored store issues no register number until the last one is confirmed."""
    if numbers_on_hold(connection):
        yield note("numbers", on_hold_words())


def policy(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Each of the office's files that is not in force."""
    for problem in load(desk.location.policy).problems:
        yield bad("policy", problem.sentence(), _("Betulkan berkas itu; sementara ini bawaan berlaku."))


def calendar(desk: Desk, _connection: Connection) -> Iterator[Check]:
    """Whether the days on which due dates fall are known."""
    warning = desk.calendar.warning_for(desk.calendar.local_date(desk.clock()) + _AHEAD)
    if warning:
        yield note("calendar", warning, _("Perbarui wbs setelah SKB hari libur terbit."))
    else:
        yield good("calendar", _("Hari libur diketahui untuk dua bulan ke depan."))
