"""`wbs account` and `wbs passwd`: who has an account, who may read, and one's own password."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis
from models.words.roles import Role
from wbs_tui.cli.arguments import Arguments, Commands
from wbs_tui.cli.context import Context
from wbs_tui.cli.invitations import refuse_taken, write_invitation
from wbs_tui.cli.output import table
from wbs_tui.cli.passwords import NEW_PASSWORD_FILE, new_password
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.desk import Desk

_INVITED = (Role.OFFICER, Role.LEAD, Role.AUDITOR, Role.MONITOR)
_COMPARTMENTS = ("office", "identity")


def register(commands: Commands) -> None:
    """Add the commands."""
    group = commands.group("account", _("akun, undangan, dan akses"))
    group.add("list", list_all, _("daftar akun dan aksesnya"), lists=True)
    parser = group.add("add", add, _("akun baru dengan undangan (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    parser.add_argument(
        "--role", required=True, choices=[role.value for role in _INVITED], help=_("peran akun")
    )
    parser.add_argument(
        "--invite-to", required=True, type=Path, metavar=_("BERKAS"), help=_("tulis undangannya ke sini")
    )
    parser = group.add("disable", disable, _("nonaktifkan akun (Super Admin)"))
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    parser = group.add("grant", grant, _("beri akses setelah mencocokkan sidik jari kunci (Inspektur)"))
    parser.add_argument(
        "compartment", choices=_COMPARTMENTS, help=_("office: isi kasus; identity: identitas pelapor")
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    parser.add_argument("--fingerprint", metavar=_("ANGKA"), help=_("sidik jari yang dibacakan pemilik akun"))
    parser = group.add("revoke", revoke, _("cabut akses (Inspektur)"))
    parser.add_argument(
        "compartment", choices=_COMPARTMENTS, help=_("office: isi kasus; identity: identitas pelapor")
    )
    parser.add_argument("name", metavar=_("NAMA"), help=_("nama akun"))
    commands.add(
        "passwd", change, _("ganti kata sandi Anda (baru: diketik, atau dari WBS_NEW_PASSWORD_FILE)")
    )


def list_all(_arguments: Arguments, context: Context) -> int:
    """Every account; the fingerprint on a line of its own, because it must be read out whole."""
    from wbs_tui.accounts.administration import list_accounts

    with context.desk() as desk:
        accounts = list_accounts(desk)
        context.output.result([_plain(account) for account in accounts], _lines(desk, accounts))
    return 0


def _plain(account: "AccountView") -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role,
        "status": account.status,
        "fingerprint": account.fingerprint,
        "compartments": account.compartments,
        "created_at": from_millis(account.created_at),
        "activated_at": _moment(account.activated_at),
    }


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)


def _lines(desk: "Desk", accounts: tuple["AccountView", ...]) -> list[str]:
    def label(kind: str, code: str) -> str:
        return desk.policy.label(kind, code, language())

    heads = (_("AKUN"), _("PERAN"), _("STATUS"), _("AKSES"))
    rows = [
        (
            account.name,
            label("role", account.role),
            label("account_status", account.status),
            ", ".join(account.compartments) or "-",
        )
        for account in accounts
    ]
    prints = [f"{account.fingerprint}  {account.name}" for account in accounts if account.fingerprint]
    return [*table(heads, rows, elastic=0), "", _("SIDIK JARI KUNCI"), *prints]


def add(arguments: Arguments, context: Context) -> int:
    """Invite somebody: the code goes into a file, never onto the screen."""
    from wbs_tui.accounts.administration import invite

    refuse_taken(arguments.invite_to)
    with context.desk() as desk:
        invitation = invite(desk, arguments.name, Role(arguments.role))
        write_invitation(arguments.invite_to, invitation, desk.office.zone, context.output)
    return 0


def disable(arguments: Arguments, context: Context) -> int:
    """Switch an account off."""
    from wbs_tui.accounts.administration import disable as switch_off

    with context.desk() as desk:
        switch_off(desk, arguments.name)
    context.output.say(
        _("Akun {account} tidak aktif. Inspektur sebaiknya mencabut aksesnya.").format(account=arguments.name)
    )
    return 0


def grant(arguments: Arguments, context: Context) -> int:
    """Let an account in, once its fingerprint has been compared with what its owner reads out."""
    from wbs_tui.accounts.access import grant as let_in

    with context.desk() as desk:
        compared = arguments.fingerprint or _compared(desk, arguments.name, context)
        let_in(desk, arguments.compartment, arguments.name, compared)
    context.output.say(
        _("{account} diberi akses {compartment}.").format(
            account=arguments.name, compartment=arguments.compartment
        )
    )
    return 0


def _compared(desk: "Desk", name: str, context: Context) -> str:
    """The fingerprint, after a person has said that its owner reads out the same."""
    from wbs_tui.accounts.access import fingerprint_of

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


def revoke(arguments: Arguments, context: Context) -> int:
    """Take an account out: it reads nothing that is written from now on."""
    from wbs_tui.accounts.access import revoke as take_out

    with context.desk() as desk:
        take_out(desk, arguments.compartment, arguments.name)
    context.output.say(
        _("Akses {compartment} milik {account} dicabut. Yang sudah dibacanya tidak dapat ditarik.").format(
            account=arguments.name, compartment=arguments.compartment
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
