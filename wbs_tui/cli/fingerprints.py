"""The comparison of a fingerprint before a key is trusted: a person asks its owner, and says yes."""

import sys
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Parser
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.cli.context import Context
    from wbs_tui.journal.desk import Desk


def add_fingerprint_option(parser: Parser) -> None:
    """The option for a fingerprint that its owner has read out."""
    parser.add_argument("--fingerprint", metavar=_("ANGKA"), help=_("sidik jari yang dibacakan pemilik akun"))


def compared(desk: "Desk", name: str, given: str | None, context: "Context") -> str:
    """The fingerprint: as given, or after a person has said that its owner reads out the same."""
    from wbs_tui.accounts.access import fingerprint_of

    if given:
        return given
    if not sys.stdin.isatty():
        raise Refused(
            _(
                "Tulis sidik jari yang dibacakan pemilik akun: --fingerprint ANGKA. "
                "Tanpa itu akses tidak diberi."
            )
        )
    shown = fingerprint_of(desk, name)
    context.output.say(
        _("Telepon pemilik akun {account} dan cocokkan: {shown}").format(account=name, shown=shown)
    )
    context.output.say(_("Ketik ya bila sama:"))
    if sys.stdin.readline().strip().casefold() not in ("ya", "yes"):
        raise Refused(_("Akses tidak diberikan."))
    return shown
