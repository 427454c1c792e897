"""`wbs import`: reports from files and folders."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WbsError

if TYPE_CHECKING:
    from wbs_tui.intake.record import ImportResult

CHANNELS = ("auto", "email", "whatsapp", "sms", "sp4n", "web", "manual")
SOME_UNREADABLE = 4


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add("import", run, _("catat laporan dari berkas atau folder"), lists=True)
    parser.add_argument("paths", nargs="+", type=Path, metavar=_("BERKAS"), help=_("berkas atau folder"))
    parser.add_argument(
        "--channel", choices=CHANNELS, default="auto", help=_("dari mana asalnya (bawaan: auto)")
    )


def run(arguments: Arguments, context: Context) -> int:
    """Import; exit 4 when some of it could not be read, though the rest was kept."""
    from wbs_tui.intake.record import import_paths

    with context.desk() as desk, _counted(context) as progress:
        result = import_paths(desk, arguments.paths, arguments.channel, progress=progress)
    context.output.result(_plain(result), _lines(result))
    return SOME_UNREADABLE if result.rejected else 0


@contextmanager
def _counted(context: Context) -> "Iterator[Callable[[ImportResult], None]]":
    """A running count on a terminal, and wherever it is cut off, how far it has come."""
    so_far: ImportResult | None = None

    def show(result: "ImportResult") -> None:
        nonlocal so_far
        so_far = result
        if sys.stderr.isatty():
            sys.stderr.write("\r" + _("{count} dibaca").format(count=result.seen) + " \r")

    try:
        yield show
    except (KeyboardInterrupt, WbsError):
        if so_far is not None:
            said = _(
                "Impor terputus. Sudah dicatat {imported}, sudah ada {duplicates}; jalankan lagi perintah "
                "yang sama untuk sisanya."
            )
            context.output.say(said.format(imported=so_far.imported, duplicates=so_far.duplicates))
        raise


def _plain(result: "ImportResult") -> dict[str, Any]:
    return {
        "imported": result.imported,
        "duplicates": result.duplicates,
        "set_aside": result.set_aside,
        "rejected": result.rejected,
        "cases": result.cases,
        "warnings": result.warnings,
    }


def _lines(result: "ImportResult") -> list[str]:
    counts = _(
        "Dicatat {imported}, sudah ada {duplicates}, disisihkan {set_aside}, tidak terbaca {rejected}."
    )
    return [
        counts.format(
            imported=result.imported,
            duplicates=result.duplicates,
            set_aside=result.set_aside,
            rejected=len(result.rejected),
        ),
        *(
            _("Tidak terbaca: {source}: {reason}").format(source=line.source, reason=line.reason)
            for line in result.rejected
        ),
        *(
            _("Perhatikan: {source}: {reason}").format(source=line.source, reason=line.reason)
            for line in result.warnings
        ),
    ]
