"""`wbs kept`: messages that have no register number, and a copy of one as it came."""

from pathlib import Path
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import Labels
from wbs_tui.cli.output import indented
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.intake.kept import KeptView


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("kept", _("pesan tanpa nomor: disisihkan atau tidak terbaca"))
    group.add("list", show, _("daftar pesan itu"), lists=True)
    parser = group.add("export", export, _("tulis pesan seperti diterima (dengan akses identitas)"))
    parser.add_argument("id", metavar="ID", help=_("tanda pengenal menurut wbs kept list"))
    parser.add_argument("--to", required=True, type=Path, metavar=_("LETAK"), help=_("berkas baru"))
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def show(_arguments: Arguments, context: Context) -> int:
    """List the kept messages, the newest first."""
    from wbs_tui.intake.kept import list_kept

    with context.desk() as desk:
        kept = list_kept(desk)
        labels = Labels(desk)
        context.output.result(kept, (line for view in kept for line in _lines(labels, view)))
    if not kept:
        context.output.say(_("Tidak ada pesan yang disisihkan atau tidak terbaca."))
    return 0


def _lines(labels: Labels, view: "KeptView") -> list[str]:
    """The id whole, because it must be typed; below it why there is no number, if the account may know."""
    set_aside = view.state == "set_aside"
    state = _("disisihkan") if set_aside else _("tidak terbaca")
    reason = labels.of("set_aside_reason", view.reason) if set_aside and view.reason else view.reason
    why = reason or _("alasannya hanya tampak dengan akses identitas")
    return [
        f"{view.id}  {labels.moment(view.received_at)}  {labels.of('channel', view.channel)}",
        *indented(f"{state}: {why}", 4),
        *(indented(view.source, 4) if view.source else ()),
    ]


def export(arguments: Arguments, context: Context) -> int:
    """Write a message byte for byte as it came; its path goes to standard output."""
    from wbs_tui.intake.kept import export_kept

    with context.desk() as desk:
        path = export_kept(desk, arguments.id, arguments.to, arguments.reason)
    context.output.lines([str(path)])
    context.output.say(_("Salinan terbuka ini tidak lagi dilindungi program. Hapus setelah dipakai."))
    return 0
