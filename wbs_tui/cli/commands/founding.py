"""`wbs init` and `wbs activate`: from an empty folder to an office with its first keys."""

import uuid
from pathlib import Path
from zoneinfo import ZoneInfo

from models.words.office import Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.desk_role import add_desk_role_option, desk_role
from wbs_tui.cli.invitations import refuse_taken, write_invitation
from wbs_tui.cli.passwords import new_password
from wbs_tui.cli.recovery_codes import add_code_option, can_deliver, deliver_code
from wbs_tui.cli.shares import add_sheets_option, deliver_sheets, show_sheets
from wbs_tui.cli.values import day, office_code, one_line
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import ZONES


def register(commands: Commands) -> None:
    """Add the commands."""
    _register_init(commands)
    parser = commands.add(
        "activate", activate, _("buat kunci akun Anda dengan undangan dari Super Admin"), signed_in=False
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun Anda"))
    parser.add_argument(
        "--invite", metavar=_("BERKAS"), type=Path, required=True, help=_("berkas undangan yang Anda terima")
    )
    add_sheets_option(parser)
    add_code_option(parser)


def _register_init(commands: Commands) -> None:
    parser = commands.add(
        "init", init, _("buat penyimpanan baru untuk kantor, dengan Super Admin dan undangan Inspektur"),
        signed_in=False,
    )  # fmt: skip
    parser.add_argument(
        "--office-code", required=True, type=office_code, metavar=_("KODE"), help=_("awal nomor register")
    )
    parser.add_argument(
        "--office-name", required=True, type=one_line(120), metavar=_("NAMA"), help=_("nama kantor")
    )
    parser.add_argument("--admin", required=True, metavar=_("NAMA"), help=_("nama akun Super Admin"))
    parser.add_argument(
        "--admin-name", type=one_line(120), metavar=_("NAMA"), help=_("nama lengkap Super Admin")
    )
    parser.add_argument(
        "--decree", required=True, type=one_line(80), metavar=_("NOMOR"), help=_("nomor SK Super Admin")
    )
    parser.add_argument(
        "--decree-date", required=True, type=day, metavar=_("TANGGAL"), help=_("tanggal SK itu")
    )
    parser.add_argument("--head", required=True, metavar=_("NAMA"), help=_("nama akun Inspektur"))
    parser.add_argument(
        "--head-name", type=one_line(120), metavar=_("NAMA"), help=_("nama lengkap Inspektur")
    )
    parser.add_argument(
        "--invite-to",
        required=True,
        type=Path,
        metavar=_("BERKAS"),
        help=_("tulis undangan Inspektur ke sini"),
    )
    parser.add_argument(
        "--zone", choices=tuple(ZONES), default="WIB", help=_("zona waktu kantor (bawaan: WIB)")
    )
    parser.add_argument(
        "--identity-policy",
        choices=[policy.value for policy in IdentityPolicy],
        default=IdentityPolicy.CONFIDENTIAL.value,
        help=_("kebijakan identitas pelapor (bawaan: confidential)"),
    )
    add_desk_role_option(parser)


def init(arguments: Arguments, context: Context) -> int:
    """Found the office; nobody can read anything until the Inspektur has activated his account."""
    from wbs_tui.accounts.birth import Founding, found_office

    refuse_taken(arguments.invite_to)
    zone, policy = ZoneInfo(ZONES[arguments.zone]), IdentityPolicy(arguments.identity_policy)
    office = Office(uuid.uuid4().hex, arguments.office_code, arguments.office_name, zone, policy)
    location, decree_date = context.location(), arguments.decree_date.isoformat()
    founding = Founding(
        office,
        arguments.admin,
        arguments.decree,
        decree_date,
        arguments.head,
        admin_name=arguments.admin_name,
        head_name=arguments.head_name,
        desk_role=desk_role(arguments, location),
    )
    password = new_password(context.environment, arguments.admin)
    found_office(
        location,
        founding,
        password,
        context.clock,
        context.new_slots,
        deliver=lambda made: write_invitation(arguments.invite_to, made, office.zone, context.output),
    )
    context.output.say(_("Kantor dibuat di {store}.").format(store=location))
    return 0


def activate(arguments: Arguments, context: Context) -> int:
    """Make the account's keys and print the fingerprint that the owner reads out."""
    from wbs_tui.accounts.activation import activate as make_keys
    from wbs_tui.vault.secret_files import read_password_file

    location = context.location()
    code = read_password_file(arguments.invite)
    password = new_password(context.environment, arguments.name)
    activated = make_keys(
        location,
        arguments.name,
        code,
        password,
        context.clock,
        context.new_slots,
        deliver=deliver_sheets(arguments.shares_to, context.output),
        bind=can_deliver(arguments),
    )
    context.output.lines([activated.fingerprint])
    context.output.say(_("Itu sidik jari kunci {account}.").format(account=activated.account))
    if activated.recovery_code is not None:
        deliver_code(arguments, activated.account, activated.recovery_code, context.output)
    if activated.founded:
        context.output.say(_("Kantor siap: laporan dapat dicatat dan akses dapat diberikan."))
        show_sheets(arguments.shares_to, activated.sheets, context.output)
        context.output.say(
            _("Sampai `wbs live` kantor dalam uji coba: jangan mencatat laporan sungguhan lebih dahulu.")
        )
    elif activated.role is Role.INSPECTOR:
        context.output.say(
            _(
                "Anda belum membaca apa pun. Pulihkan akses Anda dengan dua dari tiga bagian kunci "
                "pemulihan: F12 lalu u, atau `wbs recovery use`."
            )
        )
    elif activated.role is not Role.SUPER_ADMIN:
        context.output.say(_("Bacakan lewat telepon kepada Inspektur; ia memberi akses sesudah mencocokkan."))
    return 0
