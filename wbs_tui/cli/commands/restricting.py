"""`wbs recuse` and `wbs restrict`: who must not work or read a case, and who reads a restricted one."""

import sys
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import Labels
from wbs_tui.cli.output import table
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse

if TYPE_CHECKING:
    from wbs_tui.cases.readers.restriction import Restricted
    from wbs_tui.cases.views import CaseReader
    from wbs_tui.journal.desk import Desk


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add(
        "recuse",
        recuse,
        _("nyatakan konflik kepentingan; kasus hilang bagi akun itu"),
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    parser.add_argument(
        "--account", metavar=_("NAMA"), help=_("akun lain yang terlibat; hanya oleh Inspektur")
    )
    parser = commands.add(
        "restrict",
        restrict,
        _("batasi kasus: siapa yang membacanya; tanpa pilihan tampilkan"),
        lists=True,
        writes=True,
    )
    parser.add_argument("register", metavar="REG", help=_("nomor register"))
    parser.add_argument(
        "--against",
        nargs="+",
        metavar=_("SIAPA"),
        help=_("yang terlibat: nama akun, inspektur, atau inspektorat"),
    )
    parser.add_argument("--reason", default="", metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))
    parser.add_argument("--let-in", metavar=_("NAMA"), help=_("beri akun ini akses ke kasus yang dibatasi"))
    parser.add_argument("--fingerprint", default="", metavar=_("SIDIK"), help=_("sidik jari kuncinya"))
    parser.add_argument("--take-out", metavar=_("NAMA"), help=_("cabut akses akun ini"))


def recuse(arguments: Arguments, context: Context) -> int:
    """One's own conflict of interest, or an implicated account that the Inspektur names."""
    from wbs_tui.cases.readers.recusal import recuse as declare
    from wbs_tui.cases.readers.restriction import implicate

    with context.desk() as desk:
        if arguments.account is not None:
            named = (arguments.register, arguments.account, arguments.reason)
            desk.require(Operation.CASE_IMPLICATE)
            _warn(context, desk, arguments.register, (arguments.account,))
            _say(context, context.keeping(lambda: implicate(desk, *named)))
            return 0
        context.keeping(lambda: declare(desk, arguments.register, arguments.reason))
    context.output.say(_("Konflik kepentingan dicatat. Kasus ini tidak ada lagi bagi akun Anda."))
    return 0


def restrict(arguments: Arguments, context: Context) -> int:
    """Restrict a case, or change who reads a restricted one; without options show who does."""
    from wbs_tui.cases.readers import restriction

    wanted = (arguments.against, arguments.let_in, arguments.take_out)
    if sum(each is not None for each in wanted) > 1:
        raise WrongUse(_("Pilih satu: --against, --let-in, atau --take-out."))
    with context.desk() as desk:
        if arguments.against is not None:
            against = tuple(arguments.against)
            _warn(context, desk, arguments.register, against)
            marked = (arguments.register, against, arguments.reason)
            done = context.keeping(lambda: restriction.restrict(desk, *marked))
            _say(context, done)
            context.output.result(done, [])
            return 0
        if arguments.let_in is not None:
            restriction.let_in_to_case(desk, arguments.register, arguments.let_in, arguments.fingerprint)
        if arguments.take_out is not None:
            restriction.take_out_of_case(desk, arguments.register, arguments.take_out)
        readers = restriction.readers(desk, arguments.register)
        context.output.result(readers, _lines(Labels(desk), readers))
    return 0


def _lines(labels: Labels, readers: "tuple[CaseReader, ...]") -> list[str]:
    heads = (_("AKUN"), _("PERAN"), _("IDENTITAS"), _("MEMBERI AKSES"))
    yes, no = _("ya"), "-"
    return table(
        heads,
        [
            (
                reader.name,
                labels.of("role", reader.role),
                yes if reader.reads_identity else no,
                yes if reader.may_grant else no,
            )
            for reader in readers
        ],
    )


def _warn(context: Context, desk: "Desk", register: str, against: tuple[str, ...]) -> None:
    """Say what cannot be undone; whoever sits at a terminal agrees first. Raises Refused."""
    from wbs_tui.cases.readers.restriction import escrow_after, told_before

    for sentence in told_before(escrow_after(desk, register, against)):
        context.output.say(sentence)
    if not sys.stdin.isatty():
        return
    context.output.say(_("Ketik ya untuk membatasi kasus ini:"))
    if sys.stdin.readline().strip().casefold() not in ("y", "ya", "yes"):
        raise Refused(_("Tidak ada yang dibatasi."))


def _say(context: Context, done: "Restricted") -> None:
    from wbs_tui.cases.readers.restriction import told

    for sentence in told(done):
        context.output.say(sentence)
