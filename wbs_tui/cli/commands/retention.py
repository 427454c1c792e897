"""`wbs retention`, `wbs hold`, `wbs destroy`: how long a case is kept, what keeps it longer, and its end."""

import sys
from typing import TYPE_CHECKING

from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.cli.labels import Labels
from wbs_tui.cli.output import table
from wbs_tui.cli.values import office_code
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse

if TYPE_CHECKING:
    from wbs_tui.cases.kept.foreign_retention import ForeignKept
    from wbs_tui.cases.kept.retention import PastTermLine, RetentionView
    from wbs_tui.journal.desk import Desk


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add(
        "retention", retention, _("masa simpan: satu kasus, atau yang sudah lewat"), lists=True
    )
    parser.add_argument("register", nargs="?", metavar="REG", help=_("nomor register; tanpa ini: yang lewat"))
    parser.add_argument(
        "--foreign",
        action="store_true",
        help=_("salinan kasus instansi lain di sini, dan masa simpannya"),
    )
    parser = commands.add(
        "hold", hold, _("tahan pemusnahan kasus, atau cabut penahanannya"), lists=True, writes=True
    )
    _add_register(parser)
    _add_reason(parser)
    parser.add_argument("--lift", action="store_true", help=_("cabut penahanan yang berlaku"))
    parser.add_argument("--id", metavar="ID", help=_("penahanan yang dicabut, bila ada beberapa"))
    parser = commands.add(
        "destroy",
        destroy,
        _("musnahkan kasus yang masa simpannya lewat; nomornya diketik di terminal"),
        writes=True,
    )
    _add_register(parser)
    _add_reason(parser)
    parser.add_argument(
        "--office",
        type=office_code,
        metavar=_("KODE"),
        help=_("salinan kasus instansi ini yang dibagikannya ke sini; ringkasannya tetap"),
    )


def _add_register(parser: Parser) -> None:
    parser.add_argument("register", metavar="REG", help=_("nomor register"))


def _add_reason(parser: Parser) -> None:
    parser.add_argument("--reason", required=True, metavar=_("ALASAN"), help=_("alasan; tercatat di jurnal"))


def retention(arguments: Arguments, context: Context) -> int:
    """How long one case is kept, or every case whose term is over."""
    from wbs_tui.cases.kept.foreign_retention import foreign_kept
    from wbs_tui.cases.kept.retention import past_term

    with context.desk() as desk:
        labels = Labels(desk)
        if arguments.register is not None:
            view = _of_case(desk, arguments.register)
            context.output.result(view, _view_lines(labels, view))
            return 0
        if arguments.foreign:
            return _foreign(foreign_kept(desk), labels, context)
        lines = past_term(desk)
        context.output.result(lines, _past_lines(labels, lines) if lines else [])
    if not lines:
        context.output.say(_("Tidak ada kasus yang melewati masa simpannya."))
    return 0


def _of_case(desk: "Desk", register: str) -> "RetentionView":
    """How long a case of ours is kept; of another office's it says where that stands."""
    from wbs_tui.cases.kept.foreign_retention import foreign_kept
    from wbs_tui.cases.kept.retention import retention_of
    from wbs_tui.cases.lookup import NoSuchCase

    try:
        return retention_of(desk, register)
    except NoSuchCase:
        if not desk.may(Operation.CASE_HOLD) or register not in {
            each.register for each in foreign_kept(desk)
        }:
            raise
        said = _("{register} adalah kasus instansi lain; masa simpan salinannya: wbs retention --foreign")
        raise Refused(said.format(register=register)) from None


def _view_lines(labels: Labels, view: "RetentionView") -> list[str]:
    lines = [view.register]
    if view.term_ends_at is not None:
        lines += [_("Disimpan sampai {day}.").format(day=labels.day(view.term_ends_at)), view.term]
    for hold in view.holds:
        lines.append(
            _("Ditahan {day} oleh {name}: {reason}  ({id})").format(
                day=labels.day(hold.at), name=hold.account, reason=hold.reason, id=hold.id
            )
        )
        if hold.lifted_at is not None:
            lines.append(
                _("  dicabut {day} oleh {name}: {reason}").format(
                    day=labels.day(hold.lifted_at), name=hold.lifted_by, reason=hold.lifted_reason
                )
            )
    return [*lines, *view.why_not]


def _past_lines(labels: Labels, lines: tuple["PastTermLine", ...]) -> list[str]:
    heads = (_("REGISTER"), _("BERAKHIR"), _("DISIMPAN S.D."), _("DITAHAN"), _("PERIHAL"))
    return table(
        heads,
        [
            (
                line.register,
                labels.day(line.ended_at),
                labels.day(line.term_ends_at),
                _("ditahan") if line.held else "",
                line.title,
            )
            for line in lines
        ],
    )


def _foreign(lines: "tuple[ForeignKept, ...]", labels: Labels, context: Context) -> int:
    """What other offices shared, how long it is kept, and what may be destroyed here."""
    heads = (_("INSTANSI"), _("REGISTER"), _("BERAKHIR"), _("DISIMPAN S.D."), _("MASA SIMPAN"))
    rows = [
        (
            each.office,
            each.register,
            labels.day(each.counted_from),
            labels.day(each.term_ends_at),
            _("sudah lewat") if each.past else _("masih berlaku"),
        )
        for each in lines
    ]
    context.output.result(lines, table(heads, rows) if rows else [])
    if not lines:
        context.output.say(_("Tidak ada salinan kasus instansi lain di sini."))
    return 0


def hold(arguments: Arguments, context: Context) -> int:
    """Keep a case from being destroyed, or no longer."""
    from wbs_tui.cases.kept.holds import lift_hold, place_hold

    if arguments.id is not None and not arguments.lift:
        raise WrongUse(_("--id hanya bersama --lift."))
    words = (arguments.register, arguments.reason)
    with context.desk() as desk:
        if arguments.lift:
            context.keeping(lambda: lift_hold(desk, *words, arguments.id))
            context.output.result({"lifted": True}, [_("Penahanan dicabut.")])
            return 0
        hold_id = context.keeping(lambda: place_hold(desk, *words))
    said = _("Pemusnahan kasus ditahan sampai penahanan ini dicabut.")
    context.output.result({"id": hold_id}, [said])
    return 0


def destroy(arguments: Arguments, context: Context) -> int:
    """Destroy a case, after its number was typed at the terminal; a script has to write it in full."""
    from wbs_tui.cases.kept.destruction import CannotDestroy
    from wbs_tui.cases.kept.destruction import destroy as destroy_case
    from wbs_tui.cases.kept.retention import retention_of
    from wbs_tui.journal.desk import NotPermitted

    if arguments.office is not None:
        return _destroy_foreign(arguments, context)
    with context.desk() as desk:
        view = retention_of(desk, arguments.register)
        if view.why_not:
            raise CannotDestroy(view.why_not)
        if not view.may_destroy:
            raise NotPermitted
        _confirm(arguments.register, view.register, context)
        context.keeping(lambda: destroy_case(desk, view.register, arguments.reason))
    context.output.say(_("Kasus {register} dimusnahkan.").format(register=view.register))
    return 0


def _destroy_foreign(arguments: Arguments, context: Context) -> int:
    """The copy of another office's case; its number is typed too."""
    from wbs_tui.cases.kept.foreign_retention import destroy_foreign, foreign_past_term

    with context.desk() as desk:
        due = {(each.office, each.register) for each in foreign_past_term(desk)}
        if (arguments.office, arguments.register) in due:  # else the service says what stands in the way
            _confirm(arguments.register, arguments.register, context)
        register = destroy_foreign(desk, arguments.office, arguments.register, arguments.reason)
    context.output.say(_("Salinan kasus {register} dimusnahkan.").format(register=register))
    return 0


def _confirm(given: str, register: str, context: Context) -> None:
    """The number, typed by whoever sits at the terminal, or written in full by a script; raises Refused."""
    if not sys.stdin.isatty():
        if given == register:
            return
        raise Refused(_("Tanpa terminal, tulis nomor register selengkapnya untuk memusnahkan."))
    context.output.say(
        _(
            "Kunci, berkas, dan draf kasus {register} dihapus untuk selamanya; nomor dan tanggalnya tetap. "
            "Salinan cadangan yang lebih lama masih memuatnya. Ketik nomor registernya untuk memusnahkan:"
        ).format(register=register)
    )
    if sys.stdin.readline().strip() != register:
        raise Refused(
            _("Nomor yang diketik bukan {register}; tidak ada yang dimusnahkan.").format(register=register)
        )
