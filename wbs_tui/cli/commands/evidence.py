"""`wbs evidence`: add files to a case, release what came with a report, export a copy."""

from pathlib import Path

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _, n_


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("evidence", _("bukti: tambah, lepas, ekspor"))
    parser = group.add(
        "add", add, _("tambah berkas ke kasus; berkas aslinya tidak disentuh"), lists=True, writes=True
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("files", nargs="+", type=Path, metavar=_("BERKAS"), help=_("berkas yang ditambahkan"))
    parser.add_argument("--description", default="", metavar=_("TEKS"), help=_("apa isinya"))
    parser = group.add(
        "release", release, _("lepas lampiran pelapor ke kasus (dengan akses identitas)"), writes=True
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("ids", nargs="+", metavar="ID", help=_("nomor bukti dalam kasus"))
    parser = group.add("export", export, _("tulis salinan terbuka; dicatat di jurnal"), writes=True)
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("id", metavar="ID", help=_("nomor bukti dalam kasus"))
    parser.add_argument(
        "--to", required=True, type=Path, metavar=_("LETAK"), help=_("berkas baru atau folder")
    )
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def add(arguments: Arguments, context: Context) -> int:
    """Seal files into the case."""
    from wbs_tui.cases.steps.evidence import add as seal_files

    with context.desk() as desk:
        words = (arguments.register, arguments.files, arguments.description)
        ids = context.keeping(lambda: seal_files(desk, *words))
    said = n_("{count} berkas disimpan sebagai bukti.", len(ids)).format(count=len(ids))
    context.output.result({"ids": ids}, [said])
    return 0


def release(arguments: Arguments, context: Context) -> int:
    """Let everyone who reads the case read these files."""
    from wbs_tui.cases.steps.evidence import release as release_files

    with context.desk() as desk:
        released = context.keeping(lambda: release_files(desk, arguments.register, arguments.ids))
    context.output.say(n_("{count} berkas dilepas ke kasus.", len(released)).format(count=len(released)))
    return 0


def export(arguments: Arguments, context: Context) -> int:
    """Write a copy in the clear; its path goes to standard output."""
    from wbs_tui.cases.steps.evidence import export as write_copy

    with context.desk() as desk:
        words = (arguments.register, arguments.id, arguments.to, arguments.reason)
        path = context.keeping(lambda: write_copy(desk, *words))
    context.output.lines([str(path)])
    context.output.say(_("Salinan terbuka ini tidak lagi dilindungi program. Hapus setelah dipakai."))
    return 0
