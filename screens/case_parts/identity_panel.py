"""What the identity tab says: closed, why; open, who reported."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from screens.case_parts.words import MUTED, at, heading, muted, row
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.cases.views import IdentityView, ReporterView
    from wbs_tui.journal.desk import Desk


def shut(*, may_open: bool) -> Iterator[Content]:
    """Why nothing is shown, and what to do."""
    if not may_open:
        yield Content(_("Akun Anda tidak memegang izin identitas."))
        yield muted(_("Bila pekerjaan menuntutnya, mintalah pemberian izin kepada Inspektur."))
        return
    yield Content(_("Identitas pelapor tertutup. Tekan i untuk membukanya dengan alasan tertulis."))
    yield muted(_("Setiap pembukaan dicatat: siapa, kapan, dan mengapa. Ia menutup sendiri."))


def opened(desk: "Desk", view: "IdentityView") -> Iterator[str | Content]:
    """Every report's reporter."""
    for number, reporter in enumerate(view.reports, start=1):
        yield heading(_("Pelapor laporan {number}").format(number=number))
        yield from _reporter(desk, reporter)
        yield ""


def repeated(registers: Sequence[str]) -> Iterator[str | Content]:
    """The other cases in which somebody with the same name, number or address reported."""
    if registers:
        yield heading(_("Pelapor ini juga melapor pada"))
        yield from map(Content, registers)
        yield muted(_("Hanya kasus yang boleh Anda baca. Kesamaan data, belum tentu orang yang sama."))


def _reporter(desk: "Desk", reporter: "ReporterView") -> Iterator[Content]:
    known = (
        (_("Nama"), reporter.name),
        (_("NIK"), reporter.nik),
        (_("Wilayah NIK"), reporter.nik_region),
        ("", reporter.nik_remark),
        (_("Telepon"), reporter.phone),
        (_("Surel"), reporter.email or reporter.sender),
        (_("Alamat"), reporter.address),
        (_("Pekerjaan"), reporter.occupation),
    )
    channel = desk.policy.label("channel", reporter.channel, language())
    yield muted(f"{channel} · {at(desk, reporter.received_at)}")
    rows = [row(name, value) for name, value in known if value]
    yield from rows or [muted(_("Pelapor tidak menyebut siapa dirinya."))]
    for number, hidden in enumerate(reporter.masked, start=1):
        yield row(f"[identitas {number}]", hidden)
    for name in reporter.files:
        yield row(_("Nama berkas"), name)
    yield row(_("Asal"), reporter.source, MUTED)
    if reporter.pictures:
        yield muted(_("g menampilkan berkas identitasnya ({count}).").format(count=len(reporter.pictures)))
