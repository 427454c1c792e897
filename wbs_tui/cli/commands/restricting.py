"""`wbs recuse`: who must not work a case, by his own word."""

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.text.catalogue import _


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add("recuse", recuse, _("nyatakan konflik kepentingan: kasus hilang bagi Anda"))
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def recuse(arguments: Arguments, context: Context) -> int:
    """One's own conflict of interest."""
    from wbs_tui.cases.recusal import recuse as declare

    with context.desk() as desk:
        declare(desk, arguments.register, arguments.reason)
    context.output.say(_("Konflik kepentingan dicatat. Kasus ini tidak ada lagi bagi akun Anda."))
    return 0
