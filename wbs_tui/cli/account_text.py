"""The list of accounts as text: a table that fits a narrow terminal, and below it what somebody must do."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from models.words.clock import from_millis
from models.words.roles import Role
from wbs_tui.accounts.access_names import access_names
from wbs_tui.cli.output import table, wrapped
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.formats import moment

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.desk import Desk


def plain(account: "AccountView") -> dict[str, Any]:
    """For --json."""
    return {
        "name": account.name,
        "role": account.role,
        "status": account.status,
        "fingerprint": account.fingerprint,
        "compartments": account.compartments,
        "created_at": from_millis(account.created_at),
        "activated_at": _moment(account.activated_at),
        "full_name": account.full_name,
        "last_used_at": _moment(account.last_used_at),
        "invited_until": _moment(account.invited_until),
        "covers_until": _moment(account.covers_until),
        "rotation_due": account.left_over,
        "waits_for": account.waits_for,
    }


def _moment(millis: int | None) -> datetime | None:
    return None if millis is None else from_millis(millis)


def lines(desk: "Desk", accounts: tuple["AccountView", ...]) -> list[str]:
    """The table, the fingerprints whole because they are read out, and what is due."""

    def label(kind: str, code: str) -> str:
        return desk.policy.label(kind, code, language())

    heads = (_("AKUN"), _("PERAN"), _("STATUS"), _("AKSES"), _("TERAKHIR"))
    rows = [
        (
            account.name,
            label("role", account.role),
            label("account_status", account.status),
            access_names(account.compartments) or "-",
            _day(desk, account.last_used_at),
        )
        for account in accounts
    ]
    names = [f"{account.name}: {account.full_name}" for account in accounts if account.full_name]
    prints = [f"{account.fingerprint}  {account.name}" for account in accounts if account.fingerprint]
    due = [sentence for account in accounts for sentence in _due(desk, account)]
    told = [*table(heads, rows, elastic=0), "", _("SIDIK JARI KUNCI"), *prints]
    for title, those in ((_("NAMA LENGKAP"), names), (_("PERLU DIKERJAKAN"), due)):
        if those:
            told += ["", title, *(piece for line in those for piece in wrapped(line, 2))]
    return told


def _day(desk: "Desk", millis: int | None) -> str:
    return "-" if millis is None else f"{from_millis(millis).astimezone(desk.office.zone):%Y-%m-%d}"


def _due(desk: "Desk", account: "AccountView") -> list[str]:
    """What somebody must do about the account, and who."""
    said = []
    if account.needs_shares:
        said.append(
            _(
                "{account}: tidak membaca apa pun; ia memulihkan aksesnya sendiri dengan dua dari tiga "
                "bagian kunci pemulihan: F12 lalu u, atau `wbs recovery use`."
            ).format(account=account.name)
        )
    elif account.left_over:
        said.append(
            _("{account}: akses {access} harus dicabut; terjadi saat pemberi akses masuk berikutnya.").format(
                account=account.name, access=access_names(account.left_over)
            )
        )
    if account.waits_for:
        said.append(
            _("{account}: belum diberi akses; yang dapat memberi: {grantors}.").format(
                account=account.name, grantors=", ".join(account.waits_for)
            )
        )
    if account.covers_until is not None:
        until = moment(from_millis(account.covers_until), desk.office.zone)
        said.append(
            _("{account}: menggantikan Inspektur sampai {until}.").format(account=account.name, until=until)
        )
    return said


def after_reset(account: "AccountView") -> str:
    """That the old key has ended, and how the account reads again with the new one, if ever."""
    if account.needs_shares:
        said = _(
            "Kunci lama {account} berakhir. Sesudah aktivasi ia memulihkan aksesnya sendiri dengan dua "
            "dari tiga bagian kunci pemulihan: F12 lalu u, atau `wbs recovery use`."
        )
    elif account.role is Role.SUPER_ADMIN:
        said = _("Kunci lama {account} berakhir.")
    else:
        said = _(
            "Kunci lama {account} berakhir. Dengan kunci baru ia belum membaca apa pun sampai pemberi akses "
            "mencocokkan sidik jarinya; lihat wbs account list."
        )
    return said.format(account=account.name)
