"""Who reported, as plain text: printed only by `wbs reveal`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from wbs_tui.cli.labels import Labels
from wbs_tui.cli.output import wrapped
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.views import IdentityView, ReporterView

_HANG = 20  # cells before a value


def identity_lines(labels: Labels, identity: "IdentityView") -> list[str]:
    """Each report's reporter; what he did not say is left out."""
    lines = [f"{identity.register}  {_('IDENTITAS PELAPOR: RAHASIA')}"]
    for reporter in identity.reports:
        lines += ["", f"  {labels.moment(reporter.received_at)}  {labels.of('channel', reporter.channel)}"]
        for name, value in _known(reporter):
            if value:
                lines += wrapped(f"    {name + ':' if name else '':16}{value}", _HANG)
    return lines


def _known(reporter: "ReporterView") -> Iterable[tuple[str, str | None]]:
    yield _("Nama"), reporter.name
    yield _("Surel"), reporter.email
    yield _("Telepon"), reporter.phone
    yield _("NIK"), reporter.nik
    yield _("Wilayah NIK"), reporter.nik_region
    yield "", reporter.nik_remark
    yield _("Alamat"), reporter.address
    yield _("Pekerjaan"), reporter.occupation
    yield _("Pengirim"), reporter.sender
    for number, text in enumerate(reporter.masked, start=1):
        yield f"[identitas {number}]", text
    for name in reporter.files:
        yield _("Berkas"), name
