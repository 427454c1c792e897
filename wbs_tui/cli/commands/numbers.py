"""`wbs number`: where the register stands, and after a restore the word that lets it go on."""

from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from wbs_tui.cases.kept.confirming_numbers import Numbers


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("number", _("nomor register: sampai mana, dan kepastiannya sesudah pemulihan"))
    group.add("show", show, _("nomor terakhir, dan apakah nomor ditahan"), lists=True)
    parser = group.add(
        "confirm", confirm, _("sesudah pemulihan: nomor terakhir yang pernah terbit (Irban, Inspektur)")
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register selengkapnya"))
    parser.add_argument(
        "--reason", required=True, metavar=_("ALASAN"), help=_("dari mana diketahui; tercatat di jurnal")
    )


def show(_arguments: Arguments, context: Context) -> int:
    """The last number, and whether numbers are on hold."""
    from wbs_tui.cases.kept.confirming_numbers import numbers
    from wbs_tui.cases.numbers.numbering import on_hold_words

    with context.desk() as desk:
        found = numbers(desk)
    context.output.result(found, _lines(found))
    if found.on_hold:
        context.output.say(on_hold_words())
    return 0


def confirm(arguments: Arguments, context: Context) -> int:
    """Say which number was issued last."""
    from wbs_tui.cases.kept.confirming_numbers import confirm_last_number

    with context.desk() as desk:
        found = confirm_last_number(desk, arguments.register, arguments.reason)
    context.output.lines(_lines(found))
    return 0


def _lines(found: "Numbers") -> list[str]:
    last = found.last or _("belum ada")
    lines = [_("Nomor register terakhir: {last}").format(last=last)]
    if found.lost_from is not None:
        lines.append(
            _(
                "Sudah terbit tetapi kasusnya tidak ada di sini: {first} sampai {last}. Masukkan lagi "
                "laporannya; masing-masing mendapat nomor baru."
            ).format(first=found.lost_from, last=found.lost_to)
        )
    return lines
