"""Who reported, as plain text: printed only by `wbs reveal`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wbs_tui.cli.labels import Labels
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import IdentityView, ReporterView


def identity_lines(labels: Labels, identity: "IdentityView") -> list[str]:
    """Each report's reporter; what he did not say is left out."""
    lines = [f"{identity.register}  {_('IDENTITAS PELAPOR: RAHASIA')}"]
    for reporter in identity.reports:
        lines += ["", f"  {labels.moment(reporter.received_at)}  {labels.of('channel', reporter.channel)}"]
        lines += [f"    {name + ':':16}{value}" for name, value in _known(reporter) if value]
    return lines


def _known(reporter: "ReporterView") -> Iterable[tuple[str, str | None]]:
    yield _("Nama"), reporter.name
    yield _("Surel"), reporter.email
    yield _("Telepon"), reporter.phone
    yield _("NIK"), reporter.nik
    yield "", reporter.nik_remark
    yield _("Alamat"), reporter.address
    yield _("Pekerjaan"), reporter.occupation
    yield _("Pengirim"), reporter.sender
    for number, text in enumerate(reporter.masked, start=1):
        yield f"[identitas {number}]", text
    for name in reporter.files:
        yield _("Berkas"), name
