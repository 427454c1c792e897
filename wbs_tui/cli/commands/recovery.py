"""`wbs recovery` and `wbs live`: the escrow's shares, and whether the office is past its trial."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from models.words.clock import from_millis
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.commands import outside
from wbs_tui.cli.context import Context
from wbs_tui.cli.invitations import refuse_taken, write_invitation
from wbs_tui.cli.output import table
from wbs_tui.cli.shares import add_share_option, add_sheets_option, deliver_sheets, read_shares, show_sheets
from wbs_tui.cli.values import day, one_line
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.accounts.recovery.shares import ShareSheets
    from wbs_tui.accounts.recovery.status import RecoveryStatus
    from wbs_tui.journal.desk import Desk


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("recovery", _("kunci pemulihan: tiga bagian, dua memulihkan"))
    group.add("status", status, _("siapa memegang bagian mana, dan kapan terakhir diperiksa"), lists=True)
    parser = group.add("check", check, _("buktikan bahwa satu bagian masih benar"))
    add_share_option(parser)
    parser = group.add("share", share, _("lihat bagian yang tersegel untuk akun Anda"))
    parser.add_argument("--to", type=Path, metavar=_("BERKAS"), help=_("tulis lembarnya ke sini"))
    parser = group.add("renew", renew, _("buat kunci dan bagian baru (Inspektur)"))
    add_sheets_option(parser)
    parser = group.add("drill", drill, _("latihan: gabungkan dua bagian, buka semua, bagi ulang (Inspektur)"))
    add_share_option(parser)
    add_sheets_option(parser)
    _register_use(group)
    outside.register(group)
    commands.add("live", live, _("mulai dipakai sungguhan: masa uji coba selesai (Inspektur)"))


def _register_use(group: Commands) -> None:
    parser = group.add("use", use, _("pulihkan akses dengan dua bagian"))
    add_share_option(parser)
    add_sheets_option(parser)
    way = parser.add_mutually_exclusive_group()
    way.add_argument(
        "--head", action="store_true", help=_("ambil alih jabatan Inspektur; sebutkan SK dengan --decree")
    )
    way.add_argument(
        "--reset-head",
        action="store_true",
        help=_("tanpa masuk: undangan baru untuk Inspektur bila semua kata sandi hilang"),
    )
    parser.add_argument("--decree", type=one_line(80), metavar=_("NOMOR"), help=_("nomor SK"))
    parser.add_argument("--decree-date", type=day, metavar=_("TANGGAL"), help=_("tanggal SK itu"))
    parser.add_argument("--invite-to", type=Path, metavar=_("BERKAS"), help=_("tulis undangannya ke sini"))


def status(_arguments: Arguments, context: Context) -> int:
    """How recovery stands."""
    from wbs_tui.accounts.recovery.status import advice, recovery_status

    with context.desk() as desk:
        now = recovery_status(desk)
        context.output.result(_plain(now), _lines(desk, now))
        for sentence in advice(now, desk.actor.role):
            context.output.say(sentence)
    return 0


def _plain(now: "RecoveryStatus") -> dict[str, object]:
    def at(millis: int | None) -> object:
        return None if millis is None else from_millis(millis)

    return {
        "generation": now.generation,
        "made_at": at(now.made_at),
        "fingerprint": now.fingerprint,
        "drilled_at": at(now.drilled_at),
        "drill_due": now.drill_due,
        "renewal_due": now.renewal_due,
        "shares": [
            {
                "number": share.number,
                "holder": share.holder,
                "account": share.account,
                "checked_at": at(share.checked_at),
                "check_due": share.check_due,
            }
            for share in now.shares
        ],
    }


def _lines(desk: "Desk", now: "RecoveryStatus") -> list[str]:
    from wbs_tui.accounts.recovery.shares import holder_name

    if now.generation is None or now.made_at is None:
        return []

    def at(millis: int | None) -> str:
        return _("belum pernah") if millis is None else moment(from_millis(millis), desk.office.zone)

    heads = (_("BAGIAN"), _("PEMEGANG"), _("AKUN"), _("TERAKHIR DIPERIKSA"))
    rows = [
        (
            str(share.number),
            holder_name(share.holder),
            share.account or "-",
            at(share.checked_at) + ("  !" if share.check_due else ""),
        )
        for share in now.shares
    ]
    return [
        _("Generasi {generation}, dibuat {when}").format(generation=now.generation, when=at(now.made_at)),
        _("Latihan terakhir: {when}").format(when=at(now.drilled_at)),
        _("Sidik jari: {fingerprint}").format(fingerprint=now.fingerprint),
        "",
        *table(heads, rows),
    ]


def check(arguments: Arguments, context: Context) -> int:
    """Prove one share."""
    from wbs_tui.accounts.recovery.drill import check_share
    from wbs_tui.accounts.recovery.shares import holder_name

    with context.desk() as desk:
        desk.require("recovery.check")
        (typed,) = read_shares(arguments.share, 1, context.output)
        proved = check_share(desk, typed)
    context.output.say(
        _("Bagian ke-{number} ({holder}) benar, generasi {generation}. Dicatat.").format(
            number=proved.number, holder=holder_name(proved.holder), generation=proved.generation
        )
    )
    return 0


def share(arguments: Arguments, context: Context) -> int:
    """Show or write the share that is sealed to this account; nothing secret goes into a pipe."""
    from wbs_tui.accounts.recovery.drill import own_share
    from wbs_tui.accounts.recovery.shares import page
    from wbs_tui.vault.secret_files import write_secret_file

    if arguments.to is None and not sys.stdout.isatty():
        raise Refused(_("Bagian hanya ditampilkan di terminal. Untuk dicetak: --to BERKAS."))
    if arguments.to is not None:
        refuse_taken(arguments.to)
    with context.desk() as desk:
        sheet = own_share(desk)
    if arguments.to is None:
        context.output.lines(page(sheet).split("\n"))
    else:
        write_secret_file(arguments.to, page(sheet))
        context.output.say(
            _("Bagian ke-{number} ada di {path}. Cetak, lalu hapus berkasnya.").format(
                number=sheet.number, path=arguments.to
            )
        )
    return 0


def renew(arguments: Arguments, context: Context) -> int:
    """New shares without any of the old ones."""
    from wbs_tui.accounts.recovery.drill import renew_shares

    deliver = deliver_sheets(arguments.shares_to, context.output)
    with context.desk() as desk:
        sheets = renew_shares(desk, deliver)
    return _done(arguments, context, sheets)


def drill(arguments: Arguments, context: Context) -> int:
    """Put two shares together, open everything, and split anew."""
    from wbs_tui.accounts.recovery.drill import drill as exercise

    deliver = deliver_sheets(arguments.shares_to, context.output)
    with context.desk() as desk:
        desk.require("recovery.drill")
        first, second = read_shares(arguments.share, 2, context.output)
        sheets = exercise(desk, first, second, deliver)
    context.output.say(_("Latihan berhasil: dua bagian membuka penyimpanan dan semua kompartemen."))
    return _done(arguments, context, sheets)


def _done(arguments: Arguments, context: Context, sheets: "ShareSheets") -> int:
    generation = sheets.custodian.generation
    context.output.say(
        _("Kunci pemulihan sekarang generasi {generation}; lembar yang lama tidak berlaku lagi.").format(
            generation=generation
        )
    )
    show_sheets(arguments.shares_to, sheets, context.output)
    return 0


def use(arguments: Arguments, context: Context) -> int:
    """Recover with two shares, in one of three ways."""
    if arguments.reset_head:
        return _reset_head(arguments, context)
    if arguments.invite_to is not None:
        raise WrongUse(_("--invite-to hanya bersama --reset-head."))
    return _take_over(arguments, context) if arguments.head else _recover(arguments, context)


def _recover(arguments: Arguments, context: Context) -> int:
    from wbs_tui.accounts.recovery.ways_back import recover
    from wbs_tui.cases.readers.kept_from import kept_from_account

    deliver = deliver_sheets(arguments.shares_to, context.output)
    with context.desk() as desk:
        desk.require("recovery.use")
        first, second = read_shares(arguments.share, 2, context.output)
        sheets = recover(desk, first, second, deliver, kept_from_account)
    context.output.say(_("Akses Anda pulih di semua kompartemen."))
    return _done(arguments, context, sheets)


def _take_over(arguments: Arguments, context: Context) -> int:
    from wbs_tui.accounts.handover import Decree
    from wbs_tui.accounts.recovery.ways_back import take_over
    from wbs_tui.cases.readers.kept_from import kept_from_account

    if arguments.decree is None or arguments.decree_date is None:
        raise WrongUse(_("Sebutkan SK pengangkatan Inspektur: --decree NOMOR --decree-date TANGGAL."))
    decree = Decree(arguments.decree, arguments.decree_date.isoformat())
    deliver = deliver_sheets(arguments.shares_to, context.output)
    with context.desk() as desk:
        desk.require("recovery.use")
        first, second = read_shares(arguments.share, 2, context.output)
        sheets = take_over(desk, first, second, decree, deliver, kept_from_account)
        name = desk.actor.name
    context.output.say(_("Akun {account} sekarang Inspektur.").format(account=name))
    return _done(arguments, context, sheets)


def _reset_head(arguments: Arguments, context: Context) -> int:
    from wbs_tui.accounts.recovery.ways_back import reset_head

    if arguments.invite_to is None:
        raise WrongUse(_("Sebutkan berkas undangannya: --invite-to BERKAS."))
    refuse_taken(arguments.invite_to)
    first, second = read_shares(arguments.share, 2, context.output)
    reset_head(
        context.location(),
        first,
        second,
        context.clock,
        lambda made, zone: write_invitation(arguments.invite_to, made, zone, context.output),
    )
    context.output.say(
        _(
            "Akun Inspektur menunggu pemiliknya. Setelah aktif ia belum membaca apa pun: ia menjalankan "
            "`wbs recovery use` dengan dua bagian."
        )
    )
    return 0


def live(_arguments: Arguments, context: Context) -> int:
    """End the trial, or say what is missing."""
    from wbs_tui.accounts.recovery.golive import go_live

    with context.desk() as desk:
        go_live(desk)
    context.output.say(_("Masa uji coba selesai: kantor dipakai sungguhan."))
    return 0
