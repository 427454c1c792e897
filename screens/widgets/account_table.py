"""The accounts of the office, a line each, and in words all that is known of one."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable

from models.words.clock import from_millis
from models.words.roles import AccountStatus, Role
from screens.widgets.columns import fit
from wbs_tui.accounts.access_names import access_names
from wbs_tui.text.catalogue import _, language, n_
from wbs_tui.text.formats import date_short, moment
from wbs_tui.text.terminal import clean_cell

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.desk import Desk

_WIDE = 132
"""Columns from which the full name and what is due stand in the table too."""
_LEAST_NAME = 10
_DAY = 86_400_000
_LONG_UNUSED = 30
"""Days."""
DUE = "!"
"""Something is to be done about the account."""


def name_width(table: DataTable[Text], widths: Sequence[int]) -> int:
    """What the first of the columns may take so that none lies beyond the table's edge."""
    beside_scrollbar = table.size.width - 1
    room = beside_scrollbar - sum(widths[1:]) - 2 * table.cell_padding * len(widths)
    return min(widths[0], max(_LEAST_NAME, room))


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
        self._filled_for = 0

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
        """What there is room for comes and goes with the width."""
        if self.accounts and self.size.width != self._filled_for:
            self.show(self.accounts)

    def _fill(self) -> None:
        """Columns as wide as their widest cell, which the table alone would find out one paint too late."""
        self._filled_for = self.size.width
        wide = self.size.width >= _WIDE
        heads = [_("Nama akun"), _("Peran"), _("Status"), _("Akses"), _("Dipakai")]
        if wide:
            heads = [*heads[:1], _("Nama lengkap"), *heads[1:], _("Menunggu")]
        rows = [self._cells(account, wide=wide) for account in self.accounts]
        widths = [
            max(cell_len(head), *(cell.cell_len for cell in column))
            for head, *column in zip(heads, *rows, strict=True)
        ]
        widths[0] = name_width(self, widths)
        self.clear(columns=True)
        for head, width in zip(heads, widths, strict=True):
            self.add_column(head, width=width)
        for account, cells in zip(self.accounts, rows, strict=True):
            cells[0].truncate(widths[0], overflow="ellipsis")
            self.add_row(*cells, key=account.id)

    def _cells(self, account: "AccountView", *, wide: bool) -> list[Text]:
        waits = waits_for(self._desk, account)
        mine = account.id == self._desk.actor.id
        name = Text.assemble(
            (f"{DUE} " if waits else "  "), (clean_cell(account.name), "bold" if mine else "")
        )
        rest = [
            self._label("role", account.role),
            self._label("account_status", account.status),
            access_of(account),
            last_use(self._desk, account),
        ]
        if wide:
            full = fit(clean_cell(account.full_name or "-"), 32).rstrip()
            rest = [full, *rest, waits]
        cells = [name, *map(Text, rest)]
        if account.status is AccountStatus.DISABLED:
            for cell in cells:
                cell.stylize("dim")
        return cells

    def _label(self, kind: str, code: str) -> str:
        return self._desk.policy.label(kind, code, language())


def access_of(account: "AccountView") -> str:
    """What an account has been let into, in words."""
    return access_names(account.compartments) or "-"


def last_use(desk: "Desk", account: "AccountView") -> str:
    """The day on which it was last used."""
    return "-" if account.last_used_at is None else _day(desk, account.last_used_at)


def waits_for(desk: "Desk", account: "AccountView") -> str:
    """In a few words what is due about the account, and by whom; empty when nothing is."""
    if account.status is AccountStatus.INVITED:
        ended = account.invited_until is None or account.invited_until <= desk.now()
        return _("undangan baru oleh Super Admin") if ended else _("aktivasi oleh pemiliknya")
    if _has_closed(desk, account):
        return _("undangan baru oleh Super Admin")
    if account.waits_for:
        return _("akses oleh {names}").format(names=_or(account.waits_for))
    if account.needs_shares:
        return _("dua bagian kunci pemulihan")
    return _("kunci baru oleh pemberi akses") if account.left_over else ""


def account_details(desk: "Desk", account: "AccountView") -> Content:
    """Name, keys, dates and what comes next, line by line."""
    policy = desk.policy
    role = policy.label("role", account.role, language())
    status = policy.label("account_status", account.status, language())
    full = f" · {clean_cell(account.full_name)}" if account.full_name else ""
    lines = [
        Content.assemble((clean_cell(account.name), "bold"), f"{full} · {role} · {status}"),
        Content.assemble((_("Sidik jari kunci") + "  ", "$text-muted"), (_print(account), "bold")),
        Content.assemble((_("Akses") + "  ", "$text-muted"), access_of(account), *_dates(desk, account)),
    ]
    said = [Content.styled(sentence, "$text-warning") for sentence in _next(desk, account)]
    return Content("\n").join([*lines, *said])


def _print(account: "AccountView") -> str:
    if account.status is AccountStatus.DISABLED:
        ended = account.activated_at is not None
        return (
            _("akun dinonaktifkan; kuncinya sudah berakhir") if ended else _("tidak ada: akun dinonaktifkan")
        )
    return account.fingerprint or _("belum ada: dibuat pemiliknya saat aktivasi")


def _day(desk: "Desk", millis: int) -> str:
    return date_short(from_millis(millis).astimezone(desk.office.zone))


def _dates(desk: "Desk", account: "AccountView") -> tuple[tuple[str, str], ...]:
    """When it was made, activated and last used, and until when it stands in for the Inspektur."""
    said = [_("dibuat {at}").format(at=_day(desk, account.created_at))]
    if account.activated_at is not None:
        said.append(_("aktif sejak {at}").format(at=_day(desk, account.activated_at)))
        said.append(_used(desk, account.last_used_at))
    if account.covers_until is not None:
        said.append(_("Plh/Plt sampai {at}").format(at=_day(desk, account.covers_until)))
    return ((" · " + " · ".join(said), "$text-muted"),)


def _has_closed(desk: "Desk", account: "AccountView") -> bool:
    """Whether nobody has used it for so long that its password opens nothing any more."""
    if account.last_used_at is None or account.role in (Role.SUPER_ADMIN, Role.INSPECTOR):
        return False
    days = (desk.now() - account.last_used_at) // _DAY
    return account.status is AccountStatus.ACTIVE and days > desk.policy.limits.unused_days.value


def _used(desk: "Desk", at: int | None) -> str:
    if at is None:
        return _("belum pernah dipakai")
    days = (desk.now() - at) // _DAY
    if days < _LONG_UNUSED:
        return _("terakhir dipakai {at}").format(at=_day(desk, at))
    return n_("tidak dipakai sejak {at} ({days} hari)", days).format(at=_day(desk, at), days=days)


def _next(desk: "Desk", account: "AccountView") -> Iterator[str]:
    """What somebody has to do about the account, if anything."""
    if account.status is AccountStatus.INVITED:
        yield _invitation(desk, account)
    if _has_closed(desk, account):
        yield _(
            "Tertutup karena tidak dipakai lebih dari {days} hari. Super Admin membukanya kembali dengan "
            "undangan baru (s)."
        ).format(days=desk.policy.limits.unused_days.value)
    if account.waits_for:
        yield _(
            "Menunggu diberi akses oleh {names}: ia belum membaca apa pun. Caranya b di layar ini, sesudah "
            "sidik jarinya dicocokkan."
        ).format(names=_or(account.waits_for))
    if account.needs_shares:
        yield _(
            "Tidak membaca apa pun, dan tidak ada pemberi akses baginya: ia memulihkan aksesnya sendiri "
            "dengan dua dari tiga bagian kunci pemulihan, di layar Pemulihan (F12) dengan u."
        )
    elif account.left_over:
        yield _(
            "Kunci yang pernah ia pegang masih berlaku ({access}). Kunci baru tanpa dia dibuat begitu "
            "pemberi akses masuk; Inspektur dapat melakukannya sekarang dengan m."
        ).format(access=access_names(account.left_over))


def _invitation(desk: "Desk", account: "AccountView") -> str:
    if account.invited_until is None:
        return _("Undangannya tidak ada lagi. Beri undangan baru dengan s.")
    until = moment(from_millis(account.invited_until), desk.office.zone)
    if account.invited_until <= desk.now():
        said = _("Undangan berakhir {until}. Beri undangan baru dengan s.")
    else:
        said = _("Undangan berlaku sampai {until}; pemiliknya mengaktifkan di layar masuk dengan ^n.")
    return said.format(until=until)


def _or(names: Sequence[str]) -> str:
    return _(" atau ").join(names)
