"""`wbs matches`: the same matter at two offices, and whom KPK or the province tells of it."""

from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.texts import read_text
from wbs_tui.cli.values import office_code
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import WrongUse

if TYPE_CHECKING:
    from wbs_tui.sync.duplicates.matches import MatchView, Side

_STATES = {"waiting": N_("menunggu keputusan"), "told": N_("diberitahukan"), "dismissed": N_("diabaikan")}


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("matches", _("kasus yang tampak sama di dua instansi (KPK, provinsi)"))
    group.add("list", show, _("pasangan yang ditemukan hub, yang menunggu lebih dahulu"), lists=True)
    parser = group.add(
        "decide", decide, _("beri tahu instansinya, atau abaikan; tercatat dengan alasan"), writes=True
    )
    parser.add_argument("id", metavar="ID", help=_("pengenal pasangan, seperti dalam daftarnya"))
    parser.add_argument(
        "--tell",
        action="append",
        default=[],
        type=office_code,
        metavar=_("KODE"),
        help=_("instansi yang diberi tahu; boleh berulang; tanpa ini: diabaikan"),
    )
    parser.add_argument(
        "--text-file", metavar=_("BERKAS"), help=_("isi pemberitahuan; - untuk masukan standar")
    )
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("tercatat di sini saja"))


def show(_arguments: Arguments, context: Context) -> int:
    """List the matches."""
    from wbs_tui.sync.duplicates.matches import matches

    with context.desk() as desk:
        found = matches(desk)
    context.output.result(found, map(_line, found))
    if not found:
        context.output.say(_("Belum ada kasus yang tampak sama di dua instansi."))
    return 0


def decide(arguments: Arguments, context: Context) -> int:
    """Tell some of the two offices, or none."""
    from wbs_tui.sync.duplicates.matches import decide_match

    if bool(arguments.tell) != (arguments.text_file is not None):
        raise WrongUse(_("--tell dan --text-file dipakai bersama: isi pemberitahuan untuk instansi itu."))
    with context.desk() as desk:
        text = ""
        if arguments.text_file is not None:
            text = read_text(arguments.text_file, desk.policy.limits.note_characters)
        context.keeping(lambda: decide_match(desk, arguments.id, arguments.tell, text, arguments.reason))
    return 0


def _line(match: "MatchView") -> str:
    return _("{id}  {first}  =  {second}  {bands}/32  {quarter}  {state}").format(
        id=match.id,
        first=_side(match.first),
        second=_side(match.second),
        bands=match.bands,
        quarter=match.quarter,
        state=_(_STATES[match.state]),
    )


def _side(side: "Side") -> str:
    return f"{side.office} {side.register or '?'}"
