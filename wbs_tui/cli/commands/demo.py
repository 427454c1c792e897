"""`wbs demo`: a throw-away office to look around in."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.values import whole_number
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.operations.demo import Demo

_MOST_CASES = 100_000


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add(
        "demo", run, _("kantor percobaan dengan kasus buatan, lalu layarnya"), signed_in=False, lists=True
    )
    parser.add_argument(
        "--cases",
        type=whole_number(0, _MOST_CASES),
        default=200,
        metavar="N",
        help=_("bawaan: 200; 0 kosong"),
    )
    parser.add_argument("--dir", type=Path, metavar=_("FOLDER"), help=_("bawaan: folder sementara baru"))
    parser.add_argument("--no-tui", action="store_true", help=_("jangan buka layar"))


def run(arguments: Arguments, context: Context) -> int:
    """Make the office, print who can log in, and open the screens where there is a terminal."""
    from wbs_tui.operations.demo import PASSWORD, demo_folder, make_demo

    folder = arguments.dir or demo_folder(context.clock(), Path(tempfile.gettempdir()))
    demo = make_demo(folder.absolute(), arguments.cases, context.clock, context.new_slots)
    document = {
        "store": str(demo.location),
        "password": PASSWORD,
        "accounts": [{"name": name, "role": role} for name, role in demo.accounts],
    }
    context.output.result(document, _lines(demo, PASSWORD))
    if arguments.no_tui or arguments.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return 0
    return _open_screens(demo)


def _lines(demo: "Demo", password: str) -> list[str]:
    from wbs_tui.operations.demo import sheets
    from wbs_tui.policy.book import load

    policy = load().policy
    return [
        _("Kantor percobaan: {store}").format(store=demo.location),
        _("Kata sandi semua akun: {password}").format(password=password),
        *(_("Lembar kunci pemulihan: {path}").format(path=path) for path in sheets(demo.location)),
        *(f"  {name:12}{policy.label('role', role, language())}" for name, role in demo.accounts),
    ]


def _open_screens(demo: "Demo") -> int:
    from wbs_tui.app import run as open_app
    from wbs_tui.operations.demo_cases import OFFICER

    return open_app(str(demo.location), OFFICER)
