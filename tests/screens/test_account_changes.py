"""What the Super Admin changes of an account: its role, its owner's name, its keys, its devices."""

import pytest
from textual.widgets import Input

from models.words.roles import AccountStatus, Role
from screens.accounts import AccountsScreen
from screens.dialogs.change_account import ResetDialog
from screens.dialogs.code import CodeDialog
from screens.dialogs.devices import DevicesDialog
from screens.widgets.not_let_in import NotLetInNotice
from tests.conftest import CHEAP, PASSWORD, TestOffice
from tests.screens.at_accounts import done, flat, put, stand_on
from tests.screens.seated import at_unlock, press, seated, seen, settled, unlock
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, list_accounts, rename, reset
from wbs_tui.accounts.devices import list_devices
from wbs_tui.accounts.session import unlock as sit_down
from wbs_tui.accounts.views import AccountView
from wbs_tui.journal.desk import Desk
from wbs_tui.text.errors import CannotUnlock


def account(desk: Desk, name: str) -> AccountView:
    return next(each for each in list_accounts(desk) if each.name == name)


async def test_a_reset_says_who_must_let_in_again_and_the_new_keys_wait_for_him(office: TestOffice) -> None:
    admin = office.desk("admin")
    async with seated(admin, "accounts") as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, ResetDialog)
        assert "inspektur harus mencocokkan sidik jari barunya" in flat(pilot)
        put(pilot, "typed-out", "petugas2")
        await press(pilot, "enter")
        assert "Namanya tidak sama" in seen(pilot)
        assert pilot.app.screen.query_one("#typed-out", Input).value == "petugas2"
        put(pilot, "typed-out", "petugas")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CodeDialog)
        code = pilot.app.screen._code
        await press(pilot, "escape", "escape")
        await done(pilot)
        assert "Undangan berlaku sampai" in flat(pilot)
        with pytest.raises(CannotUnlock):
            sit_down(office.location, "petugas", PASSWORD, office.clock)
        activate(office.location, "petugas", code, PASSWORD, office.clock, CHEAP)
        await press(pilot, "r")
        assert "Menunggu diberi akses oleh inspektur" in flat(pilot)


async def test_a_reset_of_the_only_grantor_warns_that_nobody_can_let_him_in_again(office: TestOffice) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        stand_on(pilot, "inspektur")
        await press(pilot, "s")
        assert "PERHATIAN: tidak ada orang lain yang dapat memberinya akses lagi" in flat(pilot)
        await press(pilot, "escape")
        assert account(pilot.app.screen.desk, "inspektur").status is AccountStatus.ACTIVE


async def test_the_only_grantor_with_new_keys_is_shown_the_way_that_is_left(office: TestOffice) -> None:
    code = reset(office.desk("admin"), "inspektur").code
    activate(office.location, "inspektur", code, PASSWORD, office.clock, CHEAP)
    async with seated(office.desk("inspektur"), "inbox") as pilot:
        assert "dua dari tiga bagian kunci pemulihan, di layar Pemulihan (F12) dengan u" in flat(pilot)
        assert "Bacakan" not in flat(pilot)
    async with seated(office.desk("admin"), "accounts") as pilot:
        stand_on(pilot, "inspektur")
        await pilot.pause()
        assert "layar Pemulihan (F12) dengan u" in flat(pilot)


async def test_a_disabled_account_is_not_said_to_wait_for_its_key(office: TestOffice) -> None:
    admin = office.desk("admin")
    disable(admin, "irban")
    async with seated(admin, "accounts") as pilot:
        stand_on(pilot, "irban")
        await pilot.pause()
        assert "akun dinonaktifkan; kuncinya sudah berakhir" in flat(pilot)


async def test_nobody_asks_the_inspektur_to_read_his_fingerprint_out(office: TestOffice) -> None:
    for name, asked in (("petugas", True), ("inspektur", False), ("admin", False)):
        async with seated(office.desk(name), "accounts" if name == "admin" else "inbox") as pilot:
            await press(pilot, "f7")
            assert "Sidik jari kunci Anda" in flat(pilot)
            assert ("bacakan utuh" in flat(pilot)) is asked


async def test_the_table_of_readers_says_by_whom_and_marks_what_is_due(office: TestOffice) -> None:
    disable(office.desk("admin"), "irban")
    async with seated(office.desk("auditor"), "accounts") as pilot:
        await press(pilot, "w", "down", "down", "down", "right", "right")
        shown = flat(pilot)
        assert "irban membaca identitas pelapor sejak 20 Agu 2026, diberi oleh inspektur; sidik jari" in shown
        assert "Aksesnya sudah mati" in shown
        assert "↻ 20 Agu 2026" in shown
        assert "Kunci penyimpanan: seseorang yang sudah keluar mengetahuinya" in shown
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, AccountsScreen)


async def test_the_owner_of_new_keys_is_shown_who_lets_him_in_and_his_screen_opens_by_itself(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NotLetInNotice, "LOOKS_EVERY", 0.02)
    head = office.desk("inspektur")
    async with seated(office.desk("admin"), "accounts") as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "s")
        put(pilot, "typed-out", "petugas")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CodeDialog)
        activate(office.location, "petugas", pilot.app.screen._code, PASSWORD, office.clock, CHEAP)
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot)
        assert "Yang dapat memberi akses: inspektur" in flat(pilot)
        grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
        while pilot.app.screen.query(NotLetInNotice):
            await pilot.pause(0.02)
        await settled(pilot)
        assert "Semua kasus" in seen(pilot)


async def test_a_role_that_may_not_know_reporters_makes_the_place_in_identity_due(office: TestOffice) -> None:
    admin = office.desk("admin")
    async with seated(admin, "accounts", (160, 48)) as pilot:
        stand_on(pilot, "irban")
        await press(pilot, "p")
        assert "tidak ada isi yang terbuka karenanya" in flat(pilot)
        await press(pilot, "enter", "down", "enter", "ctrl+s")
        await done(pilot)
        assert "irban sekarang Auditor" in flat(pilot)
        assert "! irban" in seen(pilot)
    assert account(admin, "irban").role is Role.AUDITOR
    assert account(admin, "irban").left_over == ("identity",)


async def test_a_full_name_is_shown_and_never_obeyed(office: TestOffice) -> None:
    admin = office.desk("admin")
    hostile = "[red]Budi[/] \x1b[31m\x07Santoso\u202e"
    async with seated(admin, "accounts", (160, 48)) as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "l")
        put(pilot, "full-name", "Budi Santoso")
        await press(pilot, "enter")
        await done(pilot)
        assert "petugas · Budi Santoso · Petugas" in seen(pilot)
        rename(admin, "petugas", hostile)
        await press(pilot, "r")
        shown = seen(pilot)
        assert "[red]Budi[/]" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        await press(pilot, "l")
        assert not {"\x1b", "\x07", "\u202e"} & set(seen(pilot))


async def test_the_super_admin_takes_no_last_way_in_away(office: TestOffice) -> None:
    admin = office.desk("admin")
    async with seated(admin, "accounts") as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, DevicesDialog)
        assert "kata sandi saja, dari mana pun" in flat(pilot)
        await press(pilot, "c", "y")
        assert isinstance(pilot.app.screen, DevicesDialog)
        assert "satu-satunya jalan masuk" in flat(pilot)
    assert sit_down(office.location, "petugas", PASSWORD, office.clock)


async def test_one_makes_a_recovery_code_and_takes_it_away_again(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "f7", "p", "k")
        put(pilot, "old-password", "bukan sandinya")
        await press(pilot, "enter")
        assert "kata sandi salah" in seen(pilot)
        put(pilot, "old-password", PASSWORD)
        await press(pilot, "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, CodeDialog)
        assert dialog._code in seen(pilot)
        await press(pilot, "escape", "escape")
        assert "kode pemulihan dan kata sandi" in flat(pilot)
        assert [each.kind for each in list_devices(desk)].count("recovery") == 1
        await press(pilot, "end", "c")
        assert "tidak akan memasukkan perangkat baru lagi" in flat(pilot)
        await press(pilot, "y")
        assert "Dicabut: kode pemulihan" in flat(pilot)
    assert [each.kind for each in list_devices(desk)].count("recovery") == 0


async def test_an_account_that_nobody_uses_is_told_to_be_closed(office: TestOffice) -> None:
    office.desk("petugas")
    office.clock.forward(days=92)
    async with seated(office.desk("admin"), "accounts") as pilot:
        stand_on(pilot, "petugas")
        await settled(pilot)
        shown = flat(pilot)
        assert "tidak dipakai sejak 20 Agu 2026 (92 hari)" in shown
        assert "Tertutup karena tidak dipakai lebih dari 90 hari" in shown
    with pytest.raises(CannotUnlock):
        sit_down(office.location, "petugas", PASSWORD, office.clock)


async def test_who_may_not_see_the_accounts_does_not_get_there(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "f6")
        assert not isinstance(pilot.app.screen, AccountsScreen)
