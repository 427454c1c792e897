"""Every word of the command line: all commands and their options in one parser."""

from collections.abc import Sequence
from functools import cache

from wbs_tui import __version__
from wbs_tui.cli.arguments import Arguments, Commands, Parser, add_common, in_our_language
from wbs_tui.cli.commands import (
    accounts,
    adapter,
    backups,
    bench,
    bundles,
    conflicts,
    demo,
    devices,
    evidence,
    exchange,
    followups,
    founding,
    heads,
    hub,
    intake,
    kept,
    leases,
    matches,
    monitor,
    numbers,
    office,
    proofs,
    reading,
    recovery,
    restricting,
    retention,
    sharing,
    store,
    working,
)
from wbs_tui.cli.context import Context
from wbs_tui.cli.screens import open_screens
from wbs_tui.text.catalogue import _, language

_GROUPS = (
    *(founding, accounts, heads, devices, recovery, office, demo, intake, kept, reading, working),
    *(restricting, sharing, evidence, followups, retention, numbers, exchange, store, proofs, backups, bench),
    *(hub, bundles, leases, conflicts, matches, monitor, adapter),
)


def parse(words: Sequence[str]) -> Arguments:
    """The words of a command line; raises SystemExit after saying what is wrong, or printing help."""
    with in_our_language():
        return _parser(language()).parse_args(words)


@cache
def _parser(_language: str) -> Parser:
    """Made once for each language: it takes as long as opening a store, and a process may run several."""
    return parser()


def parser() -> Parser:
    """The parser, in the language in use."""
    whole = Parser(
        prog="wbs",
        description=_("Meja kerja pengaduan (WBS). Tanpa perintah: buka layarnya."),
        epilog=_(
            "Kata sandi diketik di terminal atau dibaca dari berkas yang disebut WBS_PASSWORD_FILE. "
            "WBS_LANG=en untuk bahasa Inggris. Kode akhir: 0 selesai, 1 ditolak, 2 salah tulis, "
            "3 tidak terbuka, 4 ada yang tidak terbaca, 5 penyimpanan bermasalah."
        ),
    )
    whole.add_argument("--version", action="version", version=__version__, help=_("tampilkan versi program"))
    add_common(whole)
    whole.set_defaults(run=_screens, json=False)
    commands = Commands(whole, _("perintah"))
    for group in _GROUPS:
        group.register(commands)
    return whole


def _screens(_arguments: Arguments, context: Context) -> int:
    return open_screens(context.store, context.user or context.environment.get("WBS_USER", ""))
