"""`wbs followup` and `wbs due`: recommendations, and what has a day."""

from pathlib import Path
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import NOTHING, Labels
from wbs_tui.cli.output import table
from wbs_tui.cli.values import day, whole_number
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.text.system import system_reason

if TYPE_CHECKING:
    from wbs_tui.cases.views import DueLine

_STANDARD_OUTPUT = "-"
_MOST_DAYS = 3660


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("followup", _("rekomendasi dan tindak lanjutnya"))
    parser = group.add("add", add, _("rekomendasi baru dengan tenggat"), lists=True, writes=True)
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("--text", required=True, metavar=_("TEKS"), help=_("apa yang direkomendasikan"))
    parser.add_argument("--due", required=True, type=day, metavar=_("TANGGAL"), help=_("tenggatnya"))
    parser = group.add("set", set_status, _("ubah status rekomendasi"), writes=True)
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("recommendation", metavar="ID", help=_("nomor rekomendasi dalam kasus"))
    parser.add_argument(
        "--status",
        required=True,
        type=whole_number(1, 4),
        metavar="1-4",
        help=_("1 sesuai, 2 belum sesuai, 3 belum ditindaklanjuti, 4 tidak dapat ditindaklanjuti"),
    )
    parser.add_argument("--note", default="", metavar=_("TEKS"), help=_("keterangan; wajib untuk status 4"))
    parser = commands.add("due", due, _("yang jatuh tempo dan yang terlambat"), lists=True)
    parser.add_argument(
        "--days", type=whole_number(0, _MOST_DAYS), metavar="N", help=_("hanya sampai N hari dari hari ini")
    )
    parser.add_argument(
        "--ics", metavar=_("BERKAS"), help=_("tulis sebagai kalender ke berkas baru; - untuk keluaran baku")
    )


def add(arguments: Arguments, context: Context) -> int:
    """A recommendation."""
    from wbs_tui.cases.steps.followup import add as recommend

    with context.desk() as desk:
        words = (arguments.register, arguments.text, arguments.due)
        number = context.keeping(lambda: recommend(desk, *words))
    said = _("Rekomendasi {number} dicatat.").format(number=number)
    context.output.result({"number": number}, [said])
    return 0


def set_status(arguments: Arguments, context: Context) -> int:
    """What became of a recommendation."""
    from wbs_tui.cases.steps.followup import set_status as record_status

    with context.desk() as desk:
        words = (arguments.register, arguments.recommendation, arguments.status, arguments.note)
        context.keeping(lambda: record_status(desk, *words))
    context.output.say(_("Status rekomendasi dicatat."))
    return 0


def due(arguments: Arguments, context: Context) -> int:
    """What is over or has a day, the most urgent first; as a list or as a calendar file."""
    from wbs_tui.cases.steps.followup import due_list
    from wbs_tui.cases.steps.ics import ics

    if arguments.ics == _STANDARD_OUTPUT and arguments.json:
        raise WrongUse(_("Pilih salah satu: --json, atau --ics ke keluaran baku."))
    with context.desk() as desk:
        lines = due_list(desk, arguments.days)
        if arguments.ics is None:
            context.output.result(lines, _lines(Labels(desk), lines) if lines else [])
    if arguments.ics is not None:
        _write_calendar(ics(lines, context.clock), arguments.ics, context)
    if not lines:
        context.output.say(_("Tidak ada yang jatuh tempo."))
    return 0


def _write_calendar(calendar: str, name: str, context: Context) -> None:
    """To a new file, or as it is (its line ends are part of the format) to standard output."""
    if name == _STANDARD_OUTPUT:
        context.output.raw(calendar)
        return
    try:
        with Path(name).open("x", encoding="utf-8", newline="") as file:
            file.write(calendar)
    except FileExistsError as error:
        raise Refused(
            _("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=Path(name).name)
        ) from error
    except OSError as error:
        raise WrongUse(
            _("Berkas {path} tidak dapat ditulis: {reason}.").format(path=name, reason=system_reason(error))
        ) from error
    context.output.say(_("Kalender ditulis ke {path}.").format(path=name))


def _lines(labels: Labels, lines: tuple["DueLine", ...]) -> list[str]:
    heads = (_("TENGGAT"), _("HARI"), _("REGISTER"), _("PETUGAS"), _("PERIHAL"))
    return table(
        heads,
        [
            (
                labels.day(line.due_at, late=line.overdue),
                str(line.days),
                line.register if line.number is None else f"{line.register} R{line.number}",
                line.assigned_to or NOTHING,
                f"{line.text}: {line.title}" if line.number is None else line.text,
            )
            for line in lines
        ],
    )
