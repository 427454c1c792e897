"""`wbs bundle`: the exchange as a file that somebody carries, both ways."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _
from wbs_tui.text.counted import evidence_files, parcels
from wbs_tui.text.formats import grouped, moment

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
        help=_(
            "penerimanya: kode instansi yang sidik kuncinya sudah dipastikan (wbs office peers), atau tanda "
            "meja kantor ini sendiri, misalnya S2 (wbs lease list); di meja pinjaman: kode kantornya"
        ),
    )
    parser = group.add("read", read, _("baca bundel; dibaca dua kali tidak apa-apa"), lists=True)
    parser.add_argument("path", type=Path, metavar=_("BERKAS"), help=_("bundel yang diterima"))


def write(arguments: Arguments, context: Context) -> int:
    """Write what waits for a recipient."""
    from wbs_tui.sync.bundles.courier import write_bundle

    with context.desk() as desk:
        made = write_bundle(desk, arguments.path, arguments.to)
    line = _("Bundel nomor {number} untuk {to}: {parcels}, {files}, {size} byte.").format(
        number=made.number,
        to=made.to,
        parcels=parcels(made.parcels),
        files=evidence_files(made.files),
        size=grouped(made.size),
    )
    context.output.told(made, [line])
    return 0


def read(arguments: Arguments, context: Context) -> int:
    """Take in what a bundle holds; exit code 4 when something of it waits."""
    from wbs_tui.sync.bundles.courier import read_bundle

    with context.desk() as desk:
        found = read_bundle(desk, arguments.path)
        context.output.told(found, _lines(desk, found))
    for notice in found.notices:
        context.output.say(notice)
    return 4 if found.waiting else 0


def _lines(desk: "Desk", found: "BundleRead") -> list[str]:
    from wbs_tui.sync.bundles.brought import brought_lines

    made = moment(from_millis(found.made_at), desk.office.zone)
    lines = [
        _("Bundel nomor {number} dari {sender}, ditulis {made}.").format(
            number=found.number, sender=found.sender, made=made
        ),
        _("Diterima {taken} dan {files}; {again} sudah ada.").format(
            taken=parcels(found.taken), files=evidence_files(found.files), again=parcels(found.again)
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
    lines += brought_lines(found.conflicts, found.numbered)
    lines += [_("Menunggu: {why}").format(why=why) for why in found.waiting]
    return lines
