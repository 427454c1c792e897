"""Changes of one account: its role, its owner's full name, a new invitation in place of lost keys."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from textual.app import ComposeResult
from textual.widgets import Input, Select, Static

from models.words.roles import Role
from screens.dialogs.service_dialog import ServiceDialog
from wbs_tui.accounts.administration import change_role, rename, reset
from wbs_tui.accounts.kinds import GIVEN_ROLES
from wbs_tui.accounts.views import AccountView, Invitation
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

Result = TypeVar("Result")


class AccountDialog(ServiceDialog[Result], Generic[Result]):
    """Changes one account."""

    def __init__(self, desk: "Desk", account: AccountView) -> None:
        super().__init__()
        self._desk = desk
        self._account = account

    def role_label(self, role: Role) -> str:
        """What the office calls a role."""
        return self._desk.policy.label("role", role, language())

    def explanation(self) -> str:
        """What follows from it, and what cannot be undone."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """What is asked."""
        raise NotImplementedError

    def compose_body(self) -> ComposeResult:
        """What follows, and the fields."""
        yield Static(self.explanation(), classes="dialog-text", markup=False)
        yield from self.fields()

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one(".dialog-field").focus()


class RoleDialog(AccountDialog[str]):
    """Gives the label of the new role."""

    def title_text(self) -> str:
        """Whose role."""
        return _("Peran {name}").format(name=self._account.name)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter pilih · ^s simpan · esc batal")

    def explanation(self) -> str:
        """A role opens nothing."""
        return _(
            "Peran menentukan apa yang boleh dilakukan; tidak ada isi yang terbuka karenanya. Bila peran "
            "yang baru tidak boleh mengetahui pelapor, akses identitasnya mati dan kunci baru dibuat "
            "begitu pemberi akses masuk. Peran dapat diganti lagi nanti."
        )

    def fields(self) -> ComposeResult:
        """The roles that can be given."""
        options = [(self.role_label(role), role) for role in GIVEN_ROLES]
        chosen = Select(
            options,
            value=self._account.role,
            id="role",
            allow_blank=False,
            compact=True,
            classes="dialog-field",
        )
        yield from self.labelled(_("Peran"), chosen)

    def service(self) -> Callable[[], str]:
        """Change it."""
        role = Role(str(self.query_one("#role", Select).value))

        def change() -> str:
            change_role(self._desk, self._account.name, role)
            return self.role_label(role)

        return change


class FullNameDialog(AccountDialog[bool]):
    """Gives True when it is written down."""

    def title_text(self) -> str:
        """Whose name."""
        return _("Nama lengkap pemilik {name}").format(name=self._account.name)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter simpan · esc batal")

    def explanation(self) -> str:
        """What the name is for."""
        return _(
            "Dari nama ini program mengenali laporan tentang pemilik akun, dan menutupnya sebelum ia "
            "melihatnya. Tulis seperti dalam SK, tanpa gelar. Kosong berarti laporan tentang dia tidak "
            "dikenali."
        )

    def fields(self) -> ComposeResult:
        """One line."""
        known = clean(self._account.full_name or "", single_line=True)
        yield from self.labelled(
            _("Nama lengkap"), Input(known, id="full-name", max_length=120, classes="dialog-field")
        )

    def service(self) -> Callable[[], bool]:
        """Write it down."""
        full_name = self.value("full-name").strip()

        def write() -> bool:
            rename(self._desk, self._account.name, full_name)
            return True

        return write


class ResetDialog(AccountDialog[Invitation]):
    """Gives the new invitation, once the account's name has been typed out."""

    def __init__(self, desk: "Desk", account: AccountView, grantors: Sequence[str]) -> None:
        """`grantors` can let others into the office, by name."""
        super().__init__(desk, account)
        self._grantors = [name for name in grantors if name != account.name]

    def title_text(self) -> str:
        """Whose keys."""
        return _("Undangan baru untuk {name}").format(name=self._account.name)

    def keys_text(self) -> str:
        """Which keys do what."""
        return _("enter lakukan · esc batal")

    def explanation(self) -> str:
        """New invitation, new keys, and who must let them in."""
        said = _(
            "Kata sandi, perangkat, dan kunci {name} mati sekarang juga; ini tidak dapat dibatalkan. Ia "
            "mendapat undangan baru dan membuat kunci baru. Kasus dan catatannya tetap atas namanya."
        ).format(name=self._account.name)
        return f"{said}\n\n{self._who_lets_in()}"

    def _who_lets_in(self) -> str:
        if not self._desk.policy.allows(self._account.role, "case.read"):
            return _("Peran ini tidak membaca kasus: akses tidak perlu diberikan lagi.")
        if not self._grantors:
            return _(
                "PERHATIAN: tidak ada orang lain yang dapat memberinya akses lagi. Aksesnya hanya "
                "kembali dengan dua dari tiga bagian kunci cadangan (wbs recovery use)."
            )
        return _(
            "Sesudah ia mengaktifkannya, {names} harus mencocokkan sidik jari barunya dan memberinya "
            "akses lagi; sampai saat itu ia tidak membaca apa pun."
        ).format(names=_(" atau ").join(self._grantors))

    def fields(self) -> ComposeResult:
        """A line to type the name on."""
        asked = _("Ketik {name} untuk melanjutkan").format(name=self._account.name)
        yield from self.labelled(asked, Input(id="typed-out", max_length=60, classes="dialog-field"))

    def service(self) -> Callable[[], Invitation]:
        """Reset the account."""
        if self.value("typed-out").strip() != self._account.name:
            raise Refused(_("Namanya tidak sama. Periksa apakah ini akun yang Anda maksud."))
        return lambda: reset(self._desk, self._account.name)
