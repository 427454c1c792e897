"""Two fields for a new password, with what is still missing said while it is typed."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Label, Static

from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.errors import Refused
from wbs_tui.vault.errors import WeakPassword
from wbs_tui.vault.passwords import check_new_password

_LONGEST = 1024


class NewPassword(Vertical):
    """Gives the password that was typed twice the same."""

    DEFAULT_CSS = """
    NewPassword {
        height: auto;
        & Label { color: $text-muted; margin-top: 1; }
        & Input { border: none; height: 1; padding: 0 1; background: $panel; }
        & Static { height: auto; min-height: 1; }
    }
    """

    def compose(self) -> ComposeResult:
        """The new one, the same again, and a remark."""
        yield Label(_("Kata sandi baru"), markup=False)
        yield Input(password=True, id="new-password", max_length=_LONGEST)
        yield Label(_("Ketik sekali lagi"), markup=False)
        yield Input(password=True, id="new-password-again", max_length=_LONGEST)
        yield Static(id="new-password-said", markup=False)

    def chosen(self) -> str:
        """The password. Raises WeakPassword, or Refused where the two differ."""
        new, again = self._typed()
        check_new_password(new)
        if new != again:
            raise Refused(_("Kedua kata sandi tidak sama. Ketik lagi yang kedua."))
        return new

    def _typed(self) -> tuple[str, str]:
        new, again = (
            self.query_one(f"#{name}", Input).value for name in ("new-password", "new-password-again")
        )
        return new, again

    @on(Input.Changed)
    def _remark(self) -> None:
        new, again = self._typed()
        self.query_one("#new-password-said", Static).update(_remark(new, again))


def _remark(new: str, again: str) -> Content:
    """What an eye over the fields would say."""
    if not new:
        return Content("")
    try:
        check_new_password(new)
    except WeakPassword as error:
        counted = n_("{count} huruf. {advice}", len(new)).format(count=len(new), advice=error.message)
        return Content.styled(counted, "$text-warning")
    if not again:
        return Content.styled(_("✓ cukup panjang; ketik sekali lagi"), "$text-success")
    if new != again:
        return Content.styled(_("belum sama"), "$text-warning")
    return Content.styled(_("✓ sama"), "$text-success")
