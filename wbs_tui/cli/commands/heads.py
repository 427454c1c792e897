"""`wbs head`, `wbs account handover` and `wbs account rotate`: work and offices that change hands."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from models.words.roles import CoverKind
from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.context import Context
from wbs_tui.cli.fingerprints import add_fingerprint_option, compared
from wbs_tui.cli.invitations import refuse_taken, write_invitation
from wbs_tui.cli.shares import add_sheets_option, deliver_sheets, show_sheets
from wbs_tui.cli.values import day, one_line
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.accounts.handover import Decree, Deliver, HandedOver
    from wbs_tui.journal.desk import Desk


def register(commands: Commands) -> None:
    """Add `wbs head`."""
    group = commands.group("head", _("jabatan Inspektur: serah terima dan Plh/Plt"))
    parser = group.add("handover", hand_over_head, _("serahkan jabatan Inspektur; akun Anda berakhir"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("akun Inspektur yang baru"))
    _add_decree(parser, required=False)
    add_fingerprint_option(parser)
    add_sheets_option(parser)
    parser = group.add("cover", cover, _("tunjuk Plh/Plt Inspektur sampai suatu tanggal"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("akun yang menggantikan sementara"))
    parser.add_argument("--until", required=True, type=day, metavar=_("TANGGAL"), help=_("hari terakhirnya"))
    parser.add_argument(
        "--as",
        dest="kind",
        required=True,
        choices=[kind.value for kind in CoverKind],
        help=_("plh: Inspektur berhalangan; plt: jabatan kosong"),
    )
    _add_decree(parser, required=True)
    add_fingerprint_option(parser)
    group.add("cover-end", end_cover, _("akhiri Plh/Plt sebelum tanggalnya"))


def register_successions(group: Commands) -> None:
    """Add what belongs under `wbs account`."""
    parser = group.add("handover", hand_over_admin, _("serahterimakan Super Admin dengan SK (Inspektur)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("akun aktif, atau nama akun baru"))
    _add_decree(parser, required=True)
    parser.add_argument("--signer", type=one_line(120), metavar=_("NAMA"), help=_("penanda tangan SK"))
    parser.add_argument("--start", type=day, metavar=_("TANGGAL"), help=_("berlaku sejak"))
    parser.add_argument(
        "--invite-to", type=Path, metavar=_("BERKAS"), help=_("undangan bagi akun baru ditulis ke sini")
    )
    add_sheets_option(parser)
    parser = group.add(
        "rotate", rotate, _("pindahkan semua kasus terbuka seorang petugas kepada penggantinya")
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("akun yang kasusnya dipindahkan"))
    parser.add_argument("--to", required=True, metavar=_("NAMA"), help=_("akun penggantinya"))
    parser.add_argument("--reason", required=True, metavar=_("TEKS"), help=_("alasannya, masuk jurnal"))


def _add_decree(parser: Parser, *, required: bool) -> None:
    parser.add_argument(
        "--decree", required=required, type=one_line(80), metavar=_("NOMOR"), help=_("nomor SK")
    )
    parser.add_argument(
        "--decree-date", required=required, type=day, metavar=_("TANGGAL"), help=_("tanggal SK itu")
    )


def _decree(arguments: Arguments) -> "Decree | None":
    from wbs_tui.accounts.handover import Decree

    if (arguments.decree is None) != (arguments.decree_date is None):
        raise WrongUse(_("Tulis nomor dan tanggal SK bersama: --decree NOMOR --decree-date TANGGAL."))
    if arguments.decree is None:
        return None
    start = getattr(arguments, "start", None)
    return Decree(
        arguments.decree,
        arguments.decree_date.isoformat(),
        getattr(arguments, "signer", None),
        None if start is None else start.isoformat(),
    )


def hand_over_admin(arguments: Arguments, context: Context) -> int:
    """Another Super Admin; the one before is disabled."""
    from wbs_tui.accounts.handover import hand_over_super_admin

    decree = _decree(arguments)
    assert decree is not None  # noqa: S101 - the parser asks for it
    if arguments.invite_to is not None:
        refuse_taken(arguments.invite_to)
    with context.desk() as desk:
        done = hand_over_super_admin(desk, arguments.name, decree, _delivering(arguments, desk, context))
    context.output.say(
        _("{now} sekarang Super Admin; akun {was} dinonaktifkan.").format(now=done.now, was=done.was)
    )
    show_sheets(arguments.shares_to, done.sheets, context.output)
    return 0


def _delivering(arguments: Arguments, desk: "Desk", context: Context) -> "Deliver":
    """Writes invitation and sheets before anything is kept; nothing changes when that fails."""
    sheets = deliver_sheets(arguments.shares_to, context.output)

    def deliver(done: "HandedOver") -> None:
        if done.invitation is not None:
            if arguments.invite_to is None:
                raise WrongUse(_("Akun {name} belum ada: sebutkan --invite-to BERKAS.").format(name=done.now))
            write_invitation(arguments.invite_to, done.invitation, desk.office.zone, context.output)
        if done.sheets is not None:
            sheets(done.sheets)

    return deliver


def hand_over_head(arguments: Arguments, context: Context) -> int:
    """Another Inspektur; the account that says so ends."""
    from wbs_tui.accounts.handover import hand_over_office
    from wbs_tui.cases.readers.kept_from import cases_kept_from

    decree = _decree(arguments)
    arguments.invite_to = None
    with context.desk() as desk:
        desk.require("head.handover")
        fingerprint = compared(desk, arguments.name, arguments.fingerprint, context)
        done = hand_over_office(
            desk,
            arguments.name,
            fingerprint,
            _delivering(arguments, desk, context),
            decree,
            cases_kept_from(desk, arguments.name),
        )
    context.output.say(
        _(
            "{now} sekarang Inspektur; akun {was} dinonaktifkan. Bagiannya dari kunci pemulihan tersegel "
            "untuknya: `wbs recovery share`."
        ).format(now=done.now, was=done.was)
    )
    show_sheets(arguments.shares_to, done.sheets, context.output)
    return 0


def cover(arguments: Arguments, context: Context) -> int:
    """Somebody stands in for the Inspektur."""
    from wbs_tui.accounts.cover import begin_cover

    decree = _decree(arguments)
    assert decree is not None  # noqa: S101 - the parser asks for it
    with context.desk() as desk:
        desk.require("head.cover")
        fingerprint = compared(desk, arguments.name, arguments.fingerprint, context)
        ends_at = begin_cover(
            desk, arguments.name, arguments.until, CoverKind(arguments.kind), decree, fingerprint
        )
        until = moment(from_millis(ends_at), desk.office.zone)
    context.output.say(
        _("{account} menggantikan Inspektur sampai {until}; sesudah itu berakhir sendiri.").format(
            account=arguments.name, until=until
        )
    )
    return 0


def end_cover(_arguments: Arguments, context: Context) -> int:
    """The cover ends before its day."""
    from wbs_tui.accounts.cover import end_cover as take_back

    with context.desk() as desk:
        name = take_back(desk)
    context.output.say(_("{account} tidak lagi menggantikan Inspektur.").format(account=name))
    return 0


def rotate(arguments: Arguments, context: Context) -> int:
    """All open cases of one officer to another."""
    from wbs_tui.cases.readers.succession import hand_on

    with context.desk() as desk:
        done = hand_on(desk, arguments.name, arguments.to, arguments.reason)
    context.output.say(
        _(
            "Kasus yang berpindah dari {account} kepada {to}: {count}. Catatan tetap atas nama penulisnya."
        ).format(account=arguments.name, to=arguments.to, count=len(done.cases))
    )
    for left in done.left:
        context.output.say(f"{left.register}: {left.why}")
    return 0
