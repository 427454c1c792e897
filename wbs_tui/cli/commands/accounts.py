"""`wbs account` and `wbs passwd`: who has an account, who may read, and one's own password."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.words.roles import Role
from wbs_tui.cli.arguments import Arguments, Commands, Parser
from wbs_tui.cli.commands.heads import register_successions
from wbs_tui.cli.context import Context
from wbs_tui.cli.fingerprints import add_fingerprint_option, compared
from wbs_tui.cli.invitations import refuse_taken, write_invitation
from wbs_tui.cli.passwords import NEW_PASSWORD_FILE, new_password
from wbs_tui.cli.values import one_line
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_INVITED = (Role.OFFICER, Role.LEAD, Role.AUDITOR, Role.MONITOR)
_COMPARTMENTS = ("office", "identity")


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("account", _("akun, undangan, dan akses"))
    group.add("list", list_all, _("daftar akun dan aksesnya"), lists=True)
    parser = group.add("add", add, _("akun baru dengan undangan (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    _add_role(parser)
    parser.add_argument(
        "--full-name", type=one_line(120), metavar=_("NAMA"), help=_("nama lengkap pemilik akun")
    )
    _add_invite(parser)
    parser = group.add("disable", disable, _("nonaktifkan akun (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    parser = group.add("reset", reset, _("undangan dan kunci baru untuk akun yang kehilangan kata sandinya"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    _add_invite(parser)
    parser = group.add("role", role, _("ganti peran akun (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    _add_role(parser)
    parser = group.add("rename", rename, _("catat nama lengkap pemilik akun (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    parser.add_argument(
        "--full-name",
        required=True,
        type=one_line(120),
        metavar=_("NAMA"),
        help=_("nama lengkap pemilik akun"),
    )
    register_successions(group)
    parser = group.add("grant", grant, _("beri akses setelah mencocokkan sidik jari kunci (Inspektur)"))
    parser.add_argument(
        "compartment", choices=_COMPARTMENTS, help=_("office: isi kasus; identity: identitas pelapor")
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    add_fingerprint_option(parser)
    parser = group.add("revoke", revoke, _("cabut akses (Inspektur)"))
    parser.add_argument(
        "compartment", choices=_COMPARTMENTS, help=_("office: isi kasus; identity: identitas pelapor")
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    commands.add(
        "passwd", change, _("ganti kata sandi Anda (baru: diketik, atau dari WBS_NEW_PASSWORD_FILE)")
    )


def _add_role(parser: Parser) -> None:
    parser.add_argument(
        "--role", required=True, choices=[role.value for role in _INVITED], help=_("peran akun")
    )


def _add_invite(parser: Parser) -> None:
    parser.add_argument(
        "--invite-to", required=True, type=Path, metavar=_("BERKAS"), help=_("tulis undangannya ke sini")
    )


def list_all(_arguments: Arguments, context: Context) -> int:
    """Every account; the fingerprint on a line of its own, because it must be read out whole."""
    from wbs_tui.accounts.administration import list_accounts
    from wbs_tui.cli.account_text import lines, plain

    with context.desk() as desk:
        accounts = list_accounts(desk)
        context.output.result([plain(account) for account in accounts], lines(desk, accounts))
    return 0


def add(arguments: Arguments, context: Context) -> int:
    """Invite somebody: the code goes into a file, never onto the screen."""
    from wbs_tui.accounts.administration import invite

    refuse_taken(arguments.invite_to)
    with context.desk() as desk:
        invitation = invite(desk, arguments.name, Role(arguments.role), arguments.full_name)
        write_invitation(arguments.invite_to, invitation, desk.office.zone, context.output)
    return 0


def disable(arguments: Arguments, context: Context) -> int:
    """Switch an account off."""
    from wbs_tui.accounts.administration import disable as switch_off

    with context.desk() as desk:
        switch_off(desk, arguments.name)
    context.output.say(
        _("Akun {account} tidak aktif. Aksesnya dicabut saat pemberi akses masuk berikutnya.").format(
            account=arguments.name
        )
    )
    return 0


def reset(arguments: Arguments, context: Context) -> int:
    """A new invitation: its owner makes new keys, which a grantor must let in."""
    from wbs_tui.accounts.administration import list_accounts
    from wbs_tui.accounts.administration import reset as invite_anew
    from wbs_tui.cli.account_text import after_reset

    refuse_taken(arguments.invite_to)
    with context.desk() as desk:
        invitation = invite_anew(desk, arguments.name)
        write_invitation(arguments.invite_to, invitation, desk.office.zone, context.output)
        account = next(each for each in list_accounts(desk) if each.name == arguments.name)
    context.output.say(after_reset(account))
    return 0


def role(arguments: Arguments, context: Context) -> int:
    """Another role; it lets nobody read."""
    from wbs_tui.accounts.administration import change_role

    with context.desk() as desk:
        change_role(desk, arguments.name, Role(arguments.role))
        shown = desk.policy.label("role", arguments.role, language())
    context.output.say(
        _("Peran {account} sekarang {role}. Peran tidak memberi akses.").format(
            account=arguments.name, role=shown
        )
    )
    return 0


def rename(arguments: Arguments, context: Context) -> int:
    """The full name of an account's owner."""
    from wbs_tui.accounts.administration import rename as write_name

    with context.desk() as desk:
        write_name(desk, arguments.name, arguments.full_name)
    context.output.say(_("Nama lengkap {account} dicatat.").format(account=arguments.name))
    return 0


def grant(arguments: Arguments, context: Context) -> int:
    """Let an account in, once its fingerprint has been compared with what its owner reads out."""
    from wbs_tui.accounts.access import grant as let_in
    from wbs_tui.accounts.access_names import access_name

    with context.desk() as desk:
        typed = compared(desk, arguments.name, arguments.fingerprint, context)
        let_in(desk, arguments.compartment, arguments.name, typed)
        context.output.say(
            _("{account} diberi akses {compartment}.").format(
                account=arguments.name, compartment=access_name(arguments.compartment)
            )
        )
        if arguments.compartment == "office":
            _tell_cases_before(desk, arguments.name, context)
    return 0


def _tell_cases_before(desk: "Desk", name: str, context: Context) -> None:
    """The restricted cases that a reset took from the account, as far as the grantor may give them back."""
    from wbs_tui.cases.readers.let_in_again import cases_before, told_of

    registers = cases_before(desk, name)
    if registers:
        context.output.say(told_of(name, registers))
        context.output.say(_("Jalankan: wbs restrict REG --let-in {account}").format(account=name))


def revoke(arguments: Arguments, context: Context) -> int:
    """Take an account out: it reads nothing that is written from now on."""
    from wbs_tui.accounts.access import revoke as take_out
    from wbs_tui.accounts.access_names import access_name

    with context.desk() as desk:
        take_out(desk, arguments.compartment, arguments.name)
    context.output.say(
        _("Akses {compartment} milik {account} dicabut. Yang sudah dibacanya tidak dapat ditarik.").format(
            account=arguments.name, compartment=access_name(arguments.compartment)
        )
    )
    return 0


def change(_arguments: Arguments, context: Context) -> int:
    """A new password for one's own account."""
    from wbs_tui.accounts.passwords import change_password

    name = context.account()
    with context.seat() as (desk, old):
        new = new_password(context.environment, name, NEW_PASSWORD_FILE)
        change_password(desk, old, new, context.new_slots)
    context.output.say(_("Kata sandi {account} diganti.").format(account=name))
    return 0
