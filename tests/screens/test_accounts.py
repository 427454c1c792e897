"""Accounts: invited by the Super Admin, let in by the Inspektur who heard the fingerprint, and taken out."""

import stat
import sys
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from screens.accounts import AccountsScreen
from screens.dialogs.grant import GrantDialog
from screens.dialogs.invitation import InvitationDialog
from tests.conftest import CHEAP, PASSWORD, TestOffice
from tests.screens.at_accounts import done, flat, put, stand_on
from tests.screens.seated import at_unlock, press, seated, seen, unlock
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import list_accounts
from wbs_tui.accounts.session import unlock as sit_down
from wbs_tui.journal.desk import Desk
from wbs_tui.text.errors import CannotUnlock


def access(desk: Desk, name: str) -> tuple[str, ...]:
    return next(account.compartments for account in list_accounts(desk) if account.name == name)


async def newcomer(pilot: Pilot[None], tmp_path: Path) -> str:
    """Invite `siti` by keys; gives the code that was saved."""
    await press(pilot, "u")
    put(pilot, "full-name", "Siti Aminah")
    put(pilot, "name", "siti")
    await press(pilot, "ctrl+s")
    assert isinstance(pilot.app.screen, InvitationDialog)
    await press(pilot, "s")
    put(pilot, "save-path", str(tmp_path / "undangan"))
    await press(pilot, "enter")
    return (tmp_path / "undangan").read_text().strip()


async def test_an_invitation_shows_a_code_once_that_activates(office: TestOffice, tmp_path: Path) -> None:
    admin = office.desk("admin")
    async with seated(admin, "accounts") as pilot:
        code = await newcomer(pilot, tmp_path)
        assert code in seen(pilot)
        assert "Berlaku sekali, sampai 3 Sep 2026" in seen(pilot)
        await press(pilot, "escape")
        await done(pilot)
        assert isinstance(pilot.app.screen, AccountsScreen)
        shown = seen(pilot)
        assert code not in shown
        assert "siti" in shown
        assert "Undangan berlaku sampai 3 Sep 2026" in shown
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "undangan").stat().st_mode) == 0o600
    activate(office.location, "siti", code, PASSWORD, office.clock, CHEAP)
    assert office.desk("siti").actor.name == "siti"


async def test_a_code_that_is_not_saved_does_not_vanish_by_one_key(office: TestOffice) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        await press(pilot, "u")
        put(pilot, "name", "siti")
        await press(pilot, "enter", "enter", "enter", "escape")
        assert isinstance(pilot.app.screen, InvitationDialog)
        assert "tekan esc sekali lagi" in flat(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, AccountsScreen)


async def test_a_name_that_is_taken_is_refused_in_the_dialog(office: TestOffice) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        await press(pilot, "u")
        put(pilot, "name", "petugas")
        await press(pilot, "ctrl+s")
        assert "sudah dipakai" in seen(pilot)
        assert pilot.app.screen.query_one("#name", Input).value == "petugas"


async def test_a_wrong_fingerprint_lets_nobody_in_and_the_right_one_does(
    office: TestOffice, tmp_path: Path
) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        code = await newcomer(pilot, tmp_path)
    activate(office.location, "siti", code, PASSWORD, office.clock, CHEAP)
    head = office.desk("inspektur")
    shown = fingerprint_of(head, "siti")
    async with seated(head, "accounts") as pilot:
        stand_on(pilot, "siti")
        await press(pilot, "b", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, GrantDialog)
        assert shown not in flat(pilot)
        put(pilot, "heard", "00000 00000")
        await press(pilot, "enter")
        assert "tidak cocok" in seen(pilot)
        assert access(head, "siti") == ()
        asked = [group for group in shown.split() if group not in seen(pilot)]
        assert len(asked) == 2
        put(pilot, "heard", " ".join(asked))
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, AccountsScreen)
    assert access(head, "siti") == ("office",)


async def test_revoking_says_what_follows_and_begins_a_new_epoch(office: TestOffice) -> None:
    head = office.desk("inspektur")
    async with seated(head, "accounts") as pilot:
        stand_on(pilot, "petugas2")
        await press(pilot, "c")
        assert "Masa kunci baru dimulai" in flat(pilot)
        await press(pilot, "escape")
        assert access(head, "petugas2") == ("office",)
        await press(pilot, "c", "y")
        await done(pilot)
    assert access(head, "petugas2") == ()


async def test_disabling_asks_for_the_name_and_closes_the_account(office: TestOffice) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        stand_on(pilot, "petugas2")
        await press(pilot, "n")
        put(pilot, "typed-out", "petugas")
        await press(pilot, "enter")
        assert "Namanya tidak sama" in seen(pilot)
        put(pilot, "typed-out", "petugas2")
        await press(pilot, "enter")
        await done(pilot)
        assert "Kunci yang pernah ia pegang masih berlaku (kantor)" in flat(pilot)
    with pytest.raises(CannotUnlock):
        sit_down(office.location, "petugas2", PASSWORD, office.clock)


async def test_an_auditor_sees_and_changes_nothing(office: TestOffice) -> None:
    async with seated(office.desk("auditor"), "accounts", (160, 48)) as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, *"unbcspldhtgm")
        assert isinstance(pilot.app.screen, AccountsScreen)
        assert fingerprint_of(office.desk("auditor"), "petugas") in seen(pilot)


async def test_one_reads_ones_own_fingerprint_and_changes_ones_password(office: TestOffice) -> None:
    own = fingerprint_of(office.desk("inspektur"), "petugas")
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        await press(pilot, "f7")
        assert own in flat(pilot)
        await press(pilot, "g")
        put(pilot, "old-password", "bukan sandinya")
        put(pilot, "new-password", "kata sandi yang baru")
        put(pilot, "new-password-again", "kata sandi yang baru")
        await press(pilot, "ctrl+s")
        assert "kata sandi salah" in seen(pilot)
        put(pilot, "old-password", PASSWORD)
        await press(pilot, "ctrl+s")
        assert "Kata sandi diganti" in seen(pilot)
    assert office.desk("petugas", "kata sandi yang baru").actor.name == "petugas"
    with pytest.raises(CannotUnlock):
        office.desk("petugas")


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
async def test_the_accounts_fit_every_terminal(office: TestOffice, size: tuple[int, int]) -> None:
    async with seated(office.desk("inspektur"), "accounts", size) as pilot:
        await press(pilot, "end", "b", "escape", "c", "escape")
        assert isinstance(pilot.app.screen, AccountsScreen)
        assert "petugas2" in seen(pilot)
