"""`wbs bench`: how quick the program is on this machine, beside its peers."""

from pathlib import Path

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.values import whole_number
from wbs_tui.text.catalogue import _

_DEFAULT = 100_000
_MOST = 1_000_000


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add(
        "bench",
        run,
        _("ukur kecepatan di komputer ini, di samping program pembanding"),
        signed_in=False,
        lists=True,
    )
    parser.add_argument(
        "--cases",
        type=whole_number(1_000, _MOST),
        default=_DEFAULT,
        metavar="N",
        help=_("kasus di kotak masuk terbesar; bawaan 100000, untuk semua anggaran 1000000 (8 GB)"),
    )
    parser.add_argument("--only", metavar=_("NAMA"), help=_("hanya pengukuran ini, misalnya inbox_open"))
    parser.add_argument(
        "--keep",
        type=Path,
        metavar=_("FOLDER"),
        help=_("simpan penyimpanan ukur di sini; bawaan: folder cache"),
    )


def run(arguments: Arguments, context: Context) -> int:
    """Measure and report; what is not met is said and is no error."""
    from wbs_tui.operations.bench.report import as_text
    from wbs_tui.operations.bench.suite import kept_by_default, measure

    kept = (arguments.keep or kept_by_default()).absolute()
    measures = []
    for line in measure(arguments.cases, kept, arguments.only, context.output.say):
        measures.append(line)
        if not arguments.json:
            context.output.lines([as_text([line])])  # as it comes: the whole takes many minutes
    if arguments.json:
        context.output.document(measures)
    return 0
