"""Getting in: on a device that is not known yet, after wrong passwords, and after nobody was there."""

import sys
from collections.abc import Iterator

import pytest
from textual.widgets import Input

from models.words.roles import Role
from screens.dialogs.confirm import ConfirmDialog
from screens.dialogs.first_code import FirstCodeDialog
from screens.unlock import UnlockScreen
from tests.accounts.desktops import Desktops, desktops_of
from tests.conftest import CHEAP, PASSWORD, TestOffice
from tests.screens.seated import at_unlock, press, seen, settled, unlock
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.devices import list_devices
from wbs_tui.app import WbsApp
from wbs_tui.vault.codes import normalise


@pytest.fixture
def desktops(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktops]:
    monkeypatch.setattr(sys, "platform", "linux")
    with desktops_of(monkeypatch) as made:
        yield made


@pytest.fixture
def code(office: TestOffice, desktops: Desktops) -> str:
    """The recovery code of `baru`, who was activated at `kantor`."""
    invitation = invite(office.desk("admin"), "baru", Role.OFFICER).code
    desktops.sit_at("kantor")
    made = activate(office.location, "baru", invitation, PASSWORD, office.clock, CHEAP).recovery_code
    assert made is not None
    return made


def words(pilot: object) -> str:
    return " ".join(seen(pilot).replace("│", " ").split())  # type: ignore[arg-type]


async def test_an_unknown_device_asks_for_the_code_and_is_known_from_then_on(
    office: TestOffice, desktops: Desktops, code: str
) -> None:
    desktops.sit_at("rumah")
    async with at_unlock(office, "baru") as pilot:
        assert "Kode pemulihan" not in seen(pilot)
        await unlock(pilot)
        assert "Perangkat ini belum dikenal" in words(pilot)
        field = pilot.app.screen.query_one("#recovery", Input)
        field.value = "keliru"
        await press(pilot, "enter")
        assert "Kode harus 30 huruf" in words(pilot)
        field.value = code.lower()
        await press(pilot, "enter")
        await settled(pilot)
        assert "dikenal sebagai" in words(pilot)
        await press(pilot, "f10")
        await unlock(pilot)
        assert pilot.app.desk is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("answer", "kinds"), [("y", {"device", "recovery", "password"}), ("escape", {"device", "recovery"})]
)
async def test_without_a_keyring_the_officer_is_asked(
    office: TestOffice, desktops: Desktops, code: str, answer: str, kinds: set[str]
) -> None:
    desktops.sit_without_keyring()
    async with at_unlock(office, "baru") as pilot:
        await unlock(pilot)
        pilot.app.screen.query_one("#recovery", Input).value = code
        await press(pilot, "enter")
        await settled(pilot)
        assert isinstance(pilot.app.screen, ConfirmDialog)
        await press(pilot, answer)
        desk = pilot.app.desk  # type: ignore[attr-defined]
        assert {view.kind for view in list_devices(desk)} == kinds


async def test_another_officer_at_the_same_screen_needs_no_code(
    office: TestOffice, desktops: Desktops, code: str
) -> None:
    desktops.sit_at("rumah")
    async with at_unlock(office, "baru") as pilot:
        await unlock(pilot)
        assert code not in seen(pilot)
        pilot.app.screen.query_one("#account", Input).value = "petugas"
        pilot.app.screen.query_one("#password", Input).value = PASSWORD
        await press(pilot, "enter")
        assert pilot.app.desk is not None  # type: ignore[attr-defined]


async def test_activation_shows_the_code_until_it_is_written_down(
    office: TestOffice, desktops: Desktops
) -> None:
    invitation = invite(office.desk("admin"), "baru", Role.OFFICER).code
    desktops.sit_at("kantor")
    async with at_unlock(office) as pilot:
        await press(pilot, "ctrl+n")
        fields = {
            "name": "baru",
            "code": invitation,
            "new-password": PASSWORD,
            "new-password-again": PASSWORD,
        }
        for field, value in fields.items():
            pilot.app.screen.query_one(f"#{field}", Input).value = value
        await press(pilot, "ctrl+s")
        await settled(pilot)
        assert isinstance(pilot.app.screen, FirstCodeDialog)
        shown = next(word for word in words(pilot).split() if word.count("-") == 5)
        assert normalise(shown) == shown
        await press(pilot, "escape")
        assert "tidak akan tampil lagi" in words(pilot)
        assert isinstance(pilot.app.screen, FirstCodeDialog)
        await press(pilot, "escape")
        assert "Sidik jari kunci Anda" in words(pilot)


async def test_the_wait_after_wrong_passwords_counts_down(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        for _time in range(5):
            await unlock(pilot, "bukan sandinya")
        await unlock(pilot)
        assert "Tunggu 0:30 menit" in words(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, UnlockScreen)
        office.clock.forward(seconds=10)
        screen.count_down()
        await settled(pilot)
        assert "Tunggu 0:20 menit" in words(pilot)
        office.clock.forward(seconds=20)
        screen.count_down()
        await settled(pilot)
        assert "Silakan coba lagi" in words(pilot)
        await unlock(pilot)
        assert pilot.app.desk is not None  # type: ignore[attr-defined]


def app_of(pilot: object) -> WbsApp:
    app = pilot.app  # type: ignore[attr-defined]
    assert isinstance(app, WbsApp)
    return app


async def test_the_screen_locks_by_itself_when_nobody_is_there(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        desk = app_of(pilot).desk
        assert desk is not None
        office.clock.forward(minutes=9, seconds=59)
        await app_of(pilot).lock_if_idle()
        assert app_of(pilot).desk is desk
        await press(pilot, "4")
        office.clock.forward(minutes=9)
        await app_of(pilot).lock_if_idle()
        assert app_of(pilot).desk is desk
        office.clock.forward(minutes=1)
        await app_of(pilot).lock_if_idle()
        await settled(pilot)
        assert app_of(pilot).desk is None
        assert "terkunci sendiri: 10 menit" in words(pilot)
        assert not desk.keyring.seeds(desk.keyring.compartment("office"))
        await unlock(pilot)
        assert "Tidak ada yang jatuh tempo" in words(pilot)


async def test_what_was_typed_is_kept_when_the_screen_locks_by_itself(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        await press(pilot, "5", *"Dana")
        typed = words(pilot)
        assert "Dana" in typed
        office.clock.forward(minutes=11)
        await app_of(pilot).lock_if_idle()
        await settled(pilot)
        assert "Dana" not in words(pilot)
        await unlock(pilot)
        assert "Dana" in words(pilot)


async def test_a_clock_that_is_set_back_does_not_lock_and_does_not_keep_open_for_ever(
    office: TestOffice,
) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        office.clock.forward(days=-1)
        await app_of(pilot).lock_if_idle()
        assert app_of(pilot).desk is not None
        office.clock.forward(minutes=10)
        await app_of(pilot).lock_if_idle()
        assert app_of(pilot).desk is None


async def test_the_office_says_after_how_long(office: TestOffice) -> None:
    office.location.policy.mkdir()
    (office.location.policy / "limits.toml").write_text("[idle_lock_minutes]\nvalue = 2\n")
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        office.clock.forward(minutes=2)
        await app_of(pilot).lock_if_idle()
        await settled(pilot)
        assert "2 menit" in words(pilot)
