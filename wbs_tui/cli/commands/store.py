"""`wbs store copy`: the office moves from a file to a server, or back."""

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.commands.backups import signed_in
from wbs_tui.cli.commands.proofs import FOUND_SOMETHING
from wbs_tui.cli.context import Context
from wbs_tui.cli.desk_role import add_desk_role_option, desk_role
from wbs_tui.cli.progress import progress
from wbs_tui.text.catalogue import N_, _

_STEPS = {
    "files": N_("berkas bukti"),
    "rows": N_("baris"),
    "proof": N_("pembuktian jurnal"),
}


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("store", _("penyimpanan kantor"))
    parser = group.add(
        "copy",
        copy,
        _("pindahkan kantor ke alamat kosong lain; yang lama ditutup (Super Admin, Inspektur)"),
        lists=True,
    )
    parser.add_argument(
        "source", metavar=_("DARI"), help=_("alamat sekarang: sqlite:///… atau postgresql://…")
    )
    parser.add_argument("target", metavar=_("KE"), help=_("alamat baru yang masih kosong"))
    add_desk_role_option(parser)


def copy(arguments: Arguments, context: Context) -> int:
    """Move the office; exit 5 when something was missing, or did not prove itself before either."""
    from wbs_tui.operations.moving import move_store
    from wbs_tui.store.location import locate

    source = locate(arguments.source, context.environment)
    target = locate(arguments.target, context.environment)
    role = desk_role(arguments, target)
    moved = signed_in(
        context,
        lambda sign_in: move_store(
            source, target, sign_in, context.clock, desk_role=role, tell=progress(_STEPS)
        ),
    )
    context.output.result(moved, [moved.to])
    context.output.say(
        _(
            "Kantor pindah ke {to}: {entries} catatan jurnal, {rows} baris, {files} berkas bukti, semuanya "
            "dibandingkan dan dibuktikan di sana."
        ).format(to=moved.to, entries=moved.entries, rows=moved.rows, files=moved.files)
    )
    context.output.say(
        _(
            "Penyimpanan lama ditutup dan menyebut alamat baru. Atur --store atau WBS_STORE di setiap "
            "komputer; kata sandi dan kode pemulihan tetap sama. Buat cadangan di alamat baru sebelum "
            "penyimpanan lama dihapus."
        )
    )
    for file_id in moved.lost:
        context.output.say(_("Berkas bukti tidak ada lagi di penyimpanan lama: {id}").format(id=file_id))
    for finding in moved.findings:
        context.output.say(
            _("Tidak terbukti sejak sebelumnya: {what} {place}").format(
                what=finding.what, place=finding.place
            )
        )
    return FOUND_SOMETHING if moved.lost or moved.findings else 0
