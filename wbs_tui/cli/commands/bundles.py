"""`wbs bundle`: the exchange as a file that somebody carries, both ways."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk
    from wbs_tui.sync.bundles.courier import BundleRead


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("bundle", _("bundel kurir: pertukaran data lewat berkas, dua arah"))
    parser = group.add("write", write, _("tulis bundel: semua yang belum diterima si penerima"), lists=True)
    parser.add_argument("path", type=Path, metavar=_("BERKAS"), help=_("berkas baru; tidak pernah ditimpa"))
    parser.add_argument(
        "--to",
        required=True,
        metavar=_("INSTANSI"),
        help=_("kode instansi; meja pinjaman: 16/S2; dari meja pinjaman: kode kantor sendiri"),
    )
    parser = group.add("read", read, _("baca bundel; dibaca dua kali tidak apa-apa"), lists=True)
    parser.add_argument("path", type=Path, metavar=_("BERKAS"), help=_("bundel yang diterima"))


def write(arguments: Arguments, context: Context) -> int:
    """Write what waits for a recipient."""
    from wbs_tui.sync.bundles.courier import write_bundle

    with context.desk() as desk:
        made = write_bundle(desk, arguments.path, arguments.to)
    line = _("Bundel nomor {number} untuk {to}: {parcels} paket, {files} berkas bukti, {size} bita.")
    context.output.result(
        made,
        [line.format(number=made.number, to=made.to, parcels=made.parcels, files=made.files, size=made.size)],
    )
    return 0


def read(arguments: Arguments, context: Context) -> int:
    """Take in what a bundle holds; exit code 4 when something of it waits."""
    from wbs_tui.sync.bundles.courier import read_bundle

    with context.desk() as desk:
        found = read_bundle(desk, arguments.path)
        context.output.result(found, _lines(desk, found))
    for notice in found.notices:
        context.output.say(notice)
    return 4 if found.waiting else 0


def _lines(desk: "Desk", found: "BundleRead") -> list[str]:
    made = moment(from_millis(found.made_at), desk.office.zone)
    lines = [
        _("Bundel nomor {number} dari {sender}, ditulis {made}.").format(
            number=found.number, sender=found.sender, made=made
        ),
        _("{taken} paket diterima, {again} sudah ada, {files} berkas bukti.").format(
            taken=found.taken, again=found.again, files=found.files
        ),
    ]
    if found.repeated:
        lines.append(_("Bundel ini sudah pernah dibaca di sini; tidak ada yang dihitung dua kali."))
    if found.missing:
        lines.append(
            _(
                "Bundel nomor {numbers} dari pengirim ini belum pernah dibaca di sini. Bila hilang, minta "
                "bundel baru: semua yang belum diterima ikut lagi di dalamnya."
            ).format(numbers=", ".join(map(str, found.missing)))
        )
    lines += [_("Menunggu: {why}").format(why=why) for why in found.waiting]
    return lines
