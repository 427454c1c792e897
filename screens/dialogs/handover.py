"""The two offices change hands: the Super Admin by decree, and the Inspektur's own."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input, Static

from screens.dialogs.dialog import Dialog
from screens.dialogs.service_dialog import ServiceDialog
from screens.widgets.decree_fields import DecreeFields
from screens.widgets.form_field import FormField
from screens.widgets.heard_fingerprint import HeardFingerprint
from wbs_tui.accounts.appointments import Appointment
from wbs_tui.accounts.handover import HandedOver, hand_over_office, hand_over_super_admin
from wbs_tui.text.catalogue import _
from wbs_tui.text.formats import date_long, parse_date

if TYPE_CHECKING:
    from wbs_tui.accounts.views import AccountView
    from wbs_tui.journal.desk import Desk


def decree_lines(appointment: Appointment) -> str:
    """By which decree the Super Admin is who he is, a line each."""
    decree = appointment.decree
    said = [
        (_("Super Admin"), appointment.name),
        (_("Nomor SK"), decree.number if decree else "-"),
        (_("Tanggal SK"), _long(decree.date if decree else None)),
        (_("Penandatangan"), (decree.signer if decree else None) or "-"),
        (_("Mulai berlaku"), _long(decree.start if decree else None)),
    ]
    return "\n".join(f"{label:15} {value}" for label, value in said)


def _long(day: str | None) -> str:
    parsed = parse_date(day or "")
    return day or "-" if parsed is None else date_long(parsed)


def _deliver(_done: HandedOver) -> None:
    """Nothing yet: codes and shares are shown once it is done, and can be made anew if the screen goes "
    "dark."""


class AppointmentDialog(Dialog[None]):
    """What the Super Admin sees of his own appointment."""

    def __init__(self, appointment: Appointment) -> None:

        super().__init__()
        self._appointment = appointment

    def title_text(self) -> str:
        """What is shown."""
        return _("Serah terima Super Admin")

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("esc tutup")

    def compose_body(self) -> ComposeResult:
        """The decree, and how the hand-over goes."""
        yield Static(decree_lines(self._appointment), classes="dialog-text", markup=False)
        explained = _(
            "Serah terima ditandatangani {head} (Inspektur) di layar Akun miliknya, dengan SK yang baru. "
            "Pada saat itu juga akun ini dinonaktifkan dan penggantinya menjadi satu-satunya Super "
            "Admin. Anda tidak dapat menyerahkannya sendiri."
        ).format(head=self._appointment.head)
        yield Static("\n" + explained, classes="dialog-text", markup=False)


class SuperAdminDialog(ServiceDialog[HandedOver]):
    """Gives what came of it."""

    def __init__(self, desk: "Desk", appointment: Appointment, accounts: "Sequence[AccountView]") -> None:
        super().__init__()
        self._desk = desk
        self._appointment = appointment
        self._accounts = {account.name: account for account in accounts}

    def title_text(self) -> str:
        """What is asked."""
        return _("Serah terima Super Admin")

    def compose_body(self) -> ComposeResult:
        """What follows from it; the successor and his decree."""
        decree = self._appointment.decree
        explained = _(
            "Sekarang: {name}, SK nomor {number}. Dalam satu langkah akun itu dinonaktifkan dan penggantinya "
            "menjadi Super Admin; ini hanya dapat diubah dengan SK baru. Akun yang sudah ada dikeluarkan "
            "dari semua isi kasus. Kunci cadangan dibagi ulang: lembarnya tampil sesudah ini."
        ).format(name=self._appointment.name, number=decree.number if decree else "-")
        yield Static(explained + "\n", classes="dialog-text", markup=False)
        hint = _("nama akun yang ada, atau nama akun baru")
        yield FormField(
            _("Pengganti"), Input(id="successor", placeholder=hint, max_length=40), id="of-successor"
        )
        yield DecreeFields()

    def on_mount(self) -> None:
        """Begin with the successor."""
        self.query_one("#successor").focus()

    @on(Input.Changed, "#successor")
    def _remark(self) -> None:
        """Say which of the two it is."""
        name = self._successor()
        known = self._accounts.get(name)
        if not name:
            said = ""
        elif known is None:
            said = _("akun baru: mendapat undangan sekali pakai")
        else:
            said = _("akun yang ada: ia berhenti membaca kasus")
        self.query_one("#of-successor", FormField).remark(said)

    def _successor(self) -> str:
        return self.value("successor").strip().lower()

    def service(self) -> Callable[[], HandedOver]:
        """Hand it over."""
        name, decree = self._successor(), self.query_one(DecreeFields).decree()
        seen = self._appointment.account_id
        return lambda: hand_over_super_admin(self._desk, name, decree, _deliver, seen)


class HeadDialog(ServiceDialog[HandedOver]):
    """Gives what came of it; the desk is of no use afterwards."""

    CSS = "HeadDialog { background: $background; }"

    def __init__(self, desk: "Desk", name: str, fingerprint: str, kept_from: frozenset[str]) -> None:
        """`kept_from` are the cases that implicate the successor."""
        super().__init__()
        self._desk = desk
        self._successor = name
        self._fingerprint = fingerprint
        self._kept_from = kept_from

    def title_text(self) -> str:
        """To whom."""
        return _("Serahkan jabatan Inspektur kepada {name}").format(name=self._successor)

    def compose_body(self) -> ComposeResult:
        """What follows from it, the fingerprint, the decree."""
        explained = _(
            "{name} menjadi Inspektur dan pemberi akses; akun Anda dinonaktifkan dan layar ini terkunci. "
            "Ini tidak dapat dibatalkan. Ia membacakan sidik jarinya (F7):"
        ).format(name=self._successor)
        yield Static(explained, classes="dialog-text", markup=False)
        yield HeardFingerprint(self._fingerprint, tight=True)
        yield DecreeFields()

    def service(self) -> Callable[[], HandedOver]:
        """Compare, and hand it over."""
        typed = self.query_one(HeardFingerprint).typed()
        decree = self.query_one(DecreeFields).decree()
        return lambda: hand_over_office(self._desk, self._successor, typed, _deliver, decree, self._kept_from)
