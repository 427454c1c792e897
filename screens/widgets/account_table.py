"""The accounts of the office, a line each, and in words all that is known of one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from models.words.clock import from_millis
from models.words.roles import AccountStatus
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import N_, _, language
from wbs_tui.text.formats import date_short, moment
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.desk import Desk

_ACCESS = {OFFICE: N_("kantor"), IDENTITY: N_("identitas")}
_WIDE = 132
"""Columns from which a fingerprint has its own in the table."""


def access_name(kind: str) -> str:
    """What a compartment is called on the screen."""
    return _(_ACCESS[kind])


class AccountTable(DataTable[Text]):
    """Stays at the account that is chosen when the list is read again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("home", "scroll_top", show=False),
        Binding("end", "scroll_bottom", show=False),
    ]

    def __init__(self, desk: "Desk", id: str) -> None:
        super().__init__(id=id, cursor_type="row", zebra_stripes=False, cell_padding=1)
        self._desk = desk
        self.accounts: Sequence[AccountView] = ()
        """Those that are shown."""
        self._wanted = ""

    @property
    def current(self) -> "AccountView | None":
        """The chosen account."""
        return self.accounts[self.cursor_row] if 0 <= self.cursor_row < len(self.accounts) else None

    def stand_on(self, name: str) -> None:
        """Choose the account of this name when the list is shown next."""
        self._wanted = name

    def show(self, accounts: "Sequence[AccountView]") -> None:
        """Show these."""
        wanted = self._wanted or (self.current.name if self.current else self._desk.actor.name)
        self._wanted = ""
        self.accounts = accounts
        self._fill()
        names = [account.name for account in accounts]
        if wanted in names:
            self.move_cursor(row=names.index(wanted), animate=False)

    def on_resize(self) -> None:
        """Room for fingerprints comes and goes with the width."""
        if self.accounts and (self.size.width >= _WIDE) != (len(self.columns) > 5):
            self.show(self.accounts)

    def _fill(self) -> None:
        """Columns as wide as their widest cell, which the table alone would find out one paint too late."""
        heads = [_("Nama akun"), _("Peran"), _("Status"), _("Akses"), _("Dibuat"), _("Sidik jari kunci")]
        shown = len(heads) if self.size.width >= _WIDE else len(heads) - 1
        rows = [self._cells(account)[:shown] for account in self.accounts]
        self.clear(columns=True)
        for head, *column in zip(heads[:shown], *rows, strict=True):
            self.add_column(head, width=max(cell_len(head), *(cell.cell_len for cell in column)))
        for account, cells in zip(self.accounts, rows, strict=True):
            self.add_row(*cells, key=account.id)

    def _cells(self, account: "AccountView") -> list[Text]:
        off = account.status is AccountStatus.DISABLED
        mine = account.id == self._desk.actor.id
        name = Text(clean_cell(account.name), "bold" if mine else "")
        created = date_short(from_millis(account.created_at).astimezone(self._desk.office.zone))
        rest = (
            self._label("role", account.role),
            self._label("account_status", account.status),
            access_of(account),
            created,
            account.fingerprint or "-",
        )
        cells = [name, *map(Text, rest)]
        for cell in cells if off else ():
            cell.stylize("dim")
        return cells

    def _label(self, kind: str, code: str) -> str:
        return self._desk.policy.label(kind, code, language())


def access_of(account: "AccountView") -> str:
    """What an account has been let into, in words."""
    return ", ".join(access_name(kind) for kind in account.compartments if kind in _ACCESS) or "-"


def account_details(desk: "Desk", account: "AccountView") -> Content:
    """Name, keys, dates and what comes next, line by line."""
    policy = desk.policy
    role = policy.label("role", account.role, language())
    status = policy.label("account_status", account.status, language())
    lines = [
        Content.assemble((clean_cell(account.name), "bold"), f" · {role} · {status}"),
        Content.assemble((_("Sidik jari kunci") + "  ", "$text-muted"), (_print(account), "bold")),
        Content.assemble((_("Akses") + "  ", "$text-muted"), access_of(account), *_dates(desk, account)),
    ]
    said = _next(desk, account)
    return Content("\n").join([*lines, Content.styled(said, "$text-warning")] if said else lines)


def _print(account: "AccountView") -> str:
    return account.fingerprint or _("belum ada: dibuat pemiliknya saat aktivasi")


def _dates(desk: "Desk", account: "AccountView") -> tuple[tuple[str, str], ...]:
    """When it was made and activated."""

    def at(millis: int) -> str:
        return date_short(from_millis(millis).astimezone(desk.office.zone))

    said = [_("dibuat {at}").format(at=at(account.created_at))]
    if account.activated_at is not None:
        said.append(_("aktif sejak {at}").format(at=at(account.activated_at)))
    return ((" · " + " · ".join(said), "$text-muted"),)


def _next(desk: "Desk", account: "AccountView") -> str:
    """What somebody has to do about the account, if anything."""
    if account.status is AccountStatus.INVITED:
        return _invitation(desk, account)
    if account.left_over:
        return _("Akun ini mati tetapi aksesnya belum dicabut. Inspektur mencabutnya dengan c.")
    lets_in = desk.policy.allows(account.role, "case.read") and not account.compartments
    if account.status is AccountStatus.ACTIVE and lets_in:
        return _("Belum membaca apa pun. Inspektur memberi akses dengan b setelah mencocokkan sidik jari.")
    return ""


def _invitation(desk: "Desk", account: "AccountView") -> str:
    if account.invited_until is None:
        return _("Undangannya tidak ada lagi. Nonaktifkan akun ini dan undang dengan nama lain.")
    until = moment(from_millis(account.invited_until), desk.office.zone)
    if account.invited_until <= desk.now():
        said = _("Undangan berakhir {until}. Nonaktifkan akun ini dan undang dengan nama lain.")
    else:
        said = _("Undangan berlaku sampai {until}; pemiliknya mengaktifkan di layar masuk dengan ^n.")
    return said.format(until=until)
