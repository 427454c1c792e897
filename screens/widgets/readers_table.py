"""Who can read what, a line each; and of the chosen cell, in a sentence, since when and by whose word."""

from collections.abc import Callable
from typing import ClassVar
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from models.words.clock import from_millis
from models.words.roles import Role
from screens.widgets.account_table import name_width
from wbs_tui.accounts.who_reads import Access, Reader, WhoReads
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.text.catalogue import N_, _, n_
from wbs_tui.text.formats import date_short
from wbs_tui.text.terminal import clean_cell

DUE = "↻"
"""A new epoch is still to be made."""
_NONE = "–"
_CASES, _SHARE = 3, 4
_KINDS = {1: OFFICE, 2: IDENTITY}
"""Columns of the shared compartments."""
_CONTENTS = {OFFICE: N_("isi kasus kantor"), IDENTITY: N_("identitas pelapor")}


class ReadersTable(DataTable[Text]):
    """Moved over cell by cell; stays where it is when the list is read again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", show=False),
        Binding("k", "cursor_up", show=False),
        Binding("h", "cursor_left", show=False),
        Binding("l", "cursor_right", show=False),
    ]

    def __init__(self, label: Callable[[str, str], str], zone: ZoneInfo, id: str) -> None:
        super().__init__(id=id, cursor_type="cell", zebra_stripes=False, cell_padding=1)
        self._label = label
        self._zone = zone
        self.shown = WhoReads((), every_case=True, grantors=(), shares=0, store_key_due=False, broken=False)

    def show(self, shown: WhoReads) -> None:
        """Show these, each column as wide as its widest cell."""
        at = self.cursor_coordinate
        self.shown = shown
        heads = [_("Nama akun"), _("Kasus kantor"), _("Identitas"), _("Terbatas"), _("Cadangan")]
        rows = [self._cells(reader) for reader in shown.readers]
        widths = [
            max(cell_len(head), *(cell.cell_len for cell in column))
            for head, *column in zip(heads, *rows, strict=True)
        ]
        widths[0] = name_width(self, widths)
        self.clear(columns=True)
        for head, width in zip(heads, widths, strict=True):
            self.add_column(head, width=width)
        for reader, cells in zip(shown.readers, rows, strict=True):
            cells[0].truncate(widths[0], overflow="ellipsis")
            self.add_row(*cells, key=reader.id)
        self.move_cursor(row=at.row, column=at.column, animate=False)

    def on_resize(self) -> None:
        """Names are as long as there is room."""
        if self.shown.readers:
            self.show(self.shown)

    @property
    def sentence(self) -> str:
        """What the chosen cell means."""
        if self.shown.broken:
            return _("Tanda tangan kompartemen tidak utuh: jangan menulis apa pun; jalankan `wbs verify`.")
        row, column = self.cursor_coordinate
        if not 0 <= row < len(self.shown.readers):
            return ""
        reader = self.shown.readers[row]
        if column in _KINDS:
            return self._of_access(reader, _KINDS[column])
        if column == _CASES:
            return self._of_cases(reader)
        return self._of_share(reader) if column == _SHARE else self._of_account(reader)

    def _cells(self, reader: Reader) -> list[Text]:
        name = Text(clean_cell(reader.name), "bold")
        return [
            name,
            self._access(reader.access.get(OFFICE)),
            self._access(reader.access.get(IDENTITY)),
            _counted(reader),
            Text(_share(reader, self.shown.shares)),
        ]

    def _access(self, access: Access | None) -> Text:
        if access is None:
            return Text(_NONE, "dim")
        return Text(f"{DUE if access.is_due else '✓'} {self._day(access.since)}")

    def _day(self, millis: int) -> str:
        return date_short(from_millis(millis).astimezone(self._zone))

    def _of_account(self, reader: Reader) -> str:
        role = self._label("role", reader.role)
        status = self._label("account_status", reader.status)
        if reader.role in (Role.ESCROW, Role.OUTSIDE):
            return _("{name}: {role}. Bukan orang dan tidak dapat masuk.").format(name=reader.name, role=role)
        return f"{reader.name}: {role}, {status}."

    def _of_access(self, reader: Reader, kind: str) -> str:
        access = reader.access.get(kind)
        if access is None:
            return _("{name} tidak membaca {what}.").format(name=reader.name, what=_(_CONTENTS[kind]))
        said = _(
            "{name} membaca {what} sejak {day}, diberi oleh {grantor}; sidik jari {fingerprint}."
        ).format(
            name=reader.name,
            what=_(_CONTENTS[kind]),
            day=self._day(access.since),
            grantor=access.grantor,
            fingerprint=access.fingerprint,
        )
        return " ".join([said, *self._besides(access)])

    def _besides(self, access: Access) -> list[str]:
        if access.is_due:
            return [
                _(
                    "Aksesnya sudah mati; kunci baru tanpa akun ini dibuat begitu pemberi akses masuk: "
                    "{names}."
                ).format(names=", ".join(self.shown.grantors) or _NONE)
            ]
        if not access.can_grant:
            return []
        if access.until is None:
            return [_("Boleh memberi akses kepada akun lain.")]
        return [_("Boleh memberi akses sampai {day}.").format(day=self._day(access.until))]

    def _of_cases(self, reader: Reader) -> str:
        said = n_("{name} diberi akses ke {count} kasus terbatas.", reader.cases).format(
            name=reader.name, count=reader.cases
        )
        if reader.cases_due:
            said += " " + _("Pada {count} di antaranya kunci baru belum dibuat.").format(
                count=reader.cases_due
            )
        if self.shown.every_case:
            return said + " " + _("Kasus yang mana hanya diketahui oleh yang membacanya.")
        return said + " " + _("Yang dihitung hanya kasus terbatas yang juga terbuka bagi Anda.")

    def _of_share(self, reader: Reader) -> str:
        if reader.role is Role.ESCROW:
            return _(
                "Kunci cadangan membuka semua kompartemen. Kunci itu dibagi {of}; dua bagian bersama "
                "memulihkannya."
            ).format(of=self.shown.shares)
        if reader.share is None:
            return _("{name} tidak memegang bagian kunci cadangan.").format(name=reader.name)
        return _(
            "{name} memegang bagian {number} dari {of} kunci cadangan. Satu bagian saja tidak membuka apa "
            "pun."
        ).format(name=reader.name, number=reader.share, of=self.shown.shares)


def _counted(reader: Reader) -> Text:
    if not reader.cases:
        return Text(_NONE, "dim", justify="right")
    return Text(f"{DUE} {reader.cases}" if reader.cases_due else str(reader.cases), justify="right")


def _share(reader: Reader, of: int) -> str:
    if reader.role is Role.ESCROW:
        return _("dibagi {of}").format(of=of)
    return _NONE if reader.share is None else _("bagian {number}").format(number=reader.share)
