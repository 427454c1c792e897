"""The two offices change hands on the Inspektur's screen, and somebody stands in for him."""

from datetime import date

from textual.pilot import Pilot
from textual.widgets import Input

from models.words.roles import AccountStatus, CoverKind, Role
from screens.accounts import AccountsScreen
from screens.dialogs.code import CodeDialog
from screens.dialogs.grant import GrantDialog
from screens.dialogs.handover import SuperAdminDialog
from screens.dialogs.share_sheet import ShareSheetDialog
from screens.unlock import UnlockScreen
from tests.conftest import TestOffice
from tests.screens.at_accounts import done, flat, put, stand_on
from tests.screens.seated import at_unlock, press, seated, seen, unlock
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import list_accounts
from wbs_tui.accounts.cover import begin_cover, current_cover
from wbs_tui.accounts.handover import Decree
from wbs_tui.journal.desk import Desk


def decree(pilot: Pilot[None]) -> None:
    put(pilot, "decree-number", "SK-9/2026")
    put(pilot, "decree-date", "3 Agustus 2026")
    put(pilot, "decree-signer", "Bupati Contoh")
    put(pilot, "decree-start", "10/08/2026")


async def take_sheets(pilot: Pilot[None]) -> None:
    """The Inspektur copies his own share of the new escrow, and takes the custodian's."""
    own = pilot.app.screen
    assert isinstance(own, ShareSheetDialog)
    words = own._sheet.words.split()
    await press(pilot, "enter")
    for place in own._places:
        own.query_one(f"#word-{place}", Input).value = words[place]
    await press(pilot, "enter")
    custodian = pilot.app.screen
    assert isinstance(custodian, ShareSheetDialog)
    assert custodian is not own
    await press(pilot, "escape", "escape")


def roles(desk: Desk) -> dict[str, tuple[Role, AccountStatus]]:
    return {account.name: (account.role, account.status) for account in list_accounts(desk)}


async def test_the_super_admin_sees_his_decree_and_who_signs_the_next(office: TestOffice) -> None:
    async with seated(office.desk("admin"), "accounts") as pilot:
        await press(pilot, "h")
        shown = flat(pilot)
        assert "Nomor SK SK-1/2026" in shown
        assert "Tanggal SK 5 Januari 2026" in shown
        assert "ditandatangani inspektur (Inspektur) di layar Akun miliknya" in shown


async def test_the_super_admin_is_handed_to_a_new_account_that_gets_an_invitation(office: TestOffice) -> None:
    head = office.desk("inspektur")
    async with seated(head, "accounts") as pilot:
        await press(pilot, "h", "enter")
        dialog = pilot.app.screen
        assert isinstance(dialog, SuperAdminDialog)
        put(pilot, "successor", "rina")
        await press(pilot, "ctrl+s")
        assert "Tulis nomor SK-nya" in seen(pilot)
        decree(pilot)
        put(pilot, "decree-date", "kapan-kapan")
        await press(pilot, "ctrl+s")
        assert "Tanggal SK: tulis sebagai hari" in flat(pilot)
        assert dialog.query_one("#successor", Input).value == "rina"
        put(pilot, "decree-date", "3 Agustus 2026")
        assert "akun baru" in flat(pilot)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, CodeDialog)
        assert "Undangan untuk rina" in seen(pilot)
        await press(pilot, "escape", "escape")
        await take_sheets(pilot)
        await done(pilot)
    assert roles(head)["rina"] == (Role.SUPER_ADMIN, AccountStatus.INVITED)
    assert roles(head)["admin"][1] is AccountStatus.DISABLED


async def test_the_super_admin_is_handed_to_an_officer_who_stops_reading(office: TestOffice) -> None:
    head = office.desk("inspektur")
    async with seated(head, "accounts") as pilot:
        await press(pilot, "h", "enter")
        put(pilot, "successor", "petugas")
        await pilot.pause()
        assert "akun yang ada: ia berhenti membaca kasus" in flat(pilot)
        decree(pilot)
        await press(pilot, "ctrl+s")
        await take_sheets(pilot)
        await done(pilot)
        assert "petugas sekarang Super Admin" in flat(pilot)
    assert roles(head)["petugas"] == (Role.SUPER_ADMIN, AccountStatus.ACTIVE)
    account = next(each for each in list_accounts(head) if each.name == "petugas")
    assert account.compartments == ()


def asked_groups(pilot: Pilot[None], fingerprint: str) -> str:
    """The two groups that are not shown, as their owner reads them out."""
    return " ".join(group for group in fingerprint.split() if group not in seen(pilot))


async def test_the_inspekturs_own_office_goes_on_and_his_screen_locks(office: TestOffice) -> None:
    heard = fingerprint_of(office.desk("inspektur"), "irban")
    async with at_unlock(office, "inspektur") as pilot:
        await unlock(pilot)
        await press(pilot, "f6", "h", "down", "enter", "enter")
        decree(pilot)
        await press(pilot, "ctrl+s")
        assert "tidak cocok" in flat(pilot)
        put(pilot, "heard", asked_groups(pilot, heard))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ShareSheetDialog)  # the custodian's, of a new generation
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, UnlockScreen)
    now = roles(office.desk("irban"))
    assert now["irban"] == (Role.INSPECTOR, AccountStatus.ACTIVE)
    assert now["inspektur"][1] is AccountStatus.DISABLED


async def test_a_cover_begins_until_a_day_and_is_ended_early(office: TestOffice) -> None:
    head = office.desk("inspektur")
    heard = fingerprint_of(head, "irban")
    async with seated(head, "accounts", (160, 48)) as pilot:
        await press(pilot, "t", "enter")
        put(pilot, "heard", asked_groups(pilot, heard))
        put(pilot, "until", "1 Agustus 2026")
        put(pilot, "decree-number", "SPT-4/2026")
        put(pilot, "decree-date", "19 Agustus 2026")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one("#decree-number", Input).value == "SPT-4/2026"
        assert current_cover(head) is None
        put(pilot, "until", "3 September 2026")
        await press(pilot, "ctrl+s")
        await done(pilot)
        stand_on(pilot, "irban")
        await press(pilot, "r")
        assert "Plh/Plt sampai 3 Sep 2026" in flat(pilot)
        cover = current_cover(head)
        assert cover is not None
        assert cover.account == "irban"
        await press(pilot, "t")
        assert "Akhiri penggantian oleh irban" in seen(pilot)
        await press(pilot, "y")
        await done(pilot)
    assert current_cover(head) is None


async def test_who_stands_in_lets_others_in_and_hands_nothing_over(office: TestOffice) -> None:
    head = office.desk("inspektur")
    decreed = Decree("SPT-4/2026", "2026-08-19")
    begin_cover(head, "irban", date(2026, 9, 3), CoverKind.PLH, decreed, fingerprint_of(head, "irban"))
    async with seated(office.desk("irban"), "accounts") as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "h", "t")
        assert isinstance(pilot.app.screen, AccountsScreen)
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, GrantDialog)


async def test_the_inspektur_gives_the_super_admin_a_new_invitation(office: TestOffice) -> None:
    head = office.desk("inspektur")
    async with seated(head, "accounts") as pilot:
        stand_on(pilot, "admin")
        await press(pilot, "s")
        assert "Peran ini tidak membaca kasus" in flat(pilot)
        put(pilot, "typed-out", "admin")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CodeDialog)
    assert roles(head)["admin"] == (Role.SUPER_ADMIN, AccountStatus.INVITED)
