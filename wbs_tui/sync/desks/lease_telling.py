"""What is said of a lease that was just made, on the screens and by the command."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from wbs_tui.text.catalogue import _
from wbs_tui.text.counted import cases, evidence_files
from wbs_tui.text.formats import date_long, grouped

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.desks.leases import LeaseMade


def last_moment(desk: "Desk", last: date) -> datetime:
    """The end of a lease's last day, in the office's zone."""
    return datetime.combine(last, time(23, 59, 59), desk.office.zone)


def of_made(made: "LeaseMade") -> Iterator[str]:
    """What it holds, where its file is, and what is done with that."""
    yield _("Meja {mark} ({name}) dibuat: {cases}, {files}, s.d. {day}.").format(
        mark=made.lease.mark,
        name=made.lease.name,
        cases=cases(made.lease.cases),
        files=evidence_files(made.files),
        day=date_long(made.lease.ends_at),
    )
    yield _("Berkasnya {path} ({size} byte); bawa ke komputer meja itu.").format(
        path=made.path, size=grouped(made.size)
    )
    if made.joined:
        yield _("Ikut dibawa karena berkaitan: {registers}.").format(registers=", ".join(made.joined))
    yield _(
        "Di komputer meja: wbs --store sqlite:///LETAK lease open BERKAS, dengan kata sandi akun sendiri "
        "(akun yang terikat perangkat: juga kode pemulihan)."
    )
    yield _("Buat cadangan sekarang (wbs backup): yang dibuat sebelum peminjaman ini tidak mengenal mejanya.")
    for each in made.lost:
        yield _("Berkas bukti tidak ada lagi di penyimpanan: {id}").format(id=each)
