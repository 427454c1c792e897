"""Recovery at the screens: each holder sees his own share, types it, and no sheet closes unread."""

from pathlib import Path

import pytest
from textual.widgets import TextArea

from models.words.roles import Role
from screens.dialogs.share_sheet import ShareSheetDialog
from screens.dialogs.type_share import TypeShareDialog
from screens.recovery import RecoveryScreen
from screens.unlock import UnlockScreen
from tests.conftest import TestOffice
from tests.screens.at_accounts import flat, put
from tests.screens.at_recovery import confirm, copied, type_share
from tests.screens.seated import at_unlock, press, seated, seen, settled, unlock
from wbs_tui.accounts.recovery.drill import check_share, own_share, renew_shares
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.vault.shares import normalise


@pytest.fixture
def shares(office: TestOffice) -> tuple[str, str, str]:
    """The words of the three shares of a generation that the Inspektur has made."""
    sheets = renew_shares(office.desk("inspektur"), lambda _sheets: None)
    assert sheets.head is not None
    return sheets.head.words, own_share(office.desk("admin")).words, sheets.custodian.words


async def test_new_shares_are_handed_out_one_after_the_other(office: TestOffice, tmp_path: Path) -> None:
    head = office.desk("inspektur")
    async with seated(head, RecoveryScreen(head)) as pilot:
        await press(pilot, "b", "y")
        own = copied(pilot)
        assert normalise(own) == own
        assert "Bagian ke-1" in seen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ShareSheetDialog)
        await press(pilot, "enter")
        assert not set(own.split()) & set(seen(pilot).split())
        await press(pilot, "escape")
        assert copied(pilot) == own
        await confirm(pilot, "salah " * 33)
        assert "tidak sama" in flat(pilot)
        await press(pilot, "escape")
        await confirm(pilot, own)
        paper = copied(pilot)
        assert "Bagian ke-3" in seen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, ShareSheetDialog)
        await press(pilot, "ctrl+s")
        put(pilot, "save-path", str(tmp_path / "kustodian.txt"))
        await press(pilot, "enter")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RecoveryScreen)
        assert "Generasi 2" in seen(pilot)
    assert normalise((tmp_path / "kustodian.txt").read_text()) == paper
    for words in (own, paper):
        check_share(head, words)


async def test_the_super_admin_sees_his_own_share_after_he_has_said_so(office: TestOffice) -> None:
    admin = office.desk("admin")
    async with seated(admin, RecoveryScreen(admin)) as pilot:
        await press(pilot, "l")
        assert "dicatat di jurnal" in flat(pilot)
        await press(pilot, "y")
        words = copied(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RecoveryScreen)
        assert not set(words.split()) & set(seen(pilot).split())
    assert check_share(admin, words).number == 2


async def test_nobody_else_is_offered_a_share(office: TestOffice) -> None:
    head = office.desk("inspektur")
    async with seated(head, RecoveryScreen(head)) as pilot:
        await press(pilot, "l")
        assert isinstance(pilot.app.screen, RecoveryScreen)


async def test_a_share_is_checked_and_a_slip_is_told_while_it_is_typed(
    office: TestOffice, shares: tuple[str, str, str]
) -> None:
    head = office.desk("inspektur")
    async with seated(head, RecoveryScreen(head)) as pilot:
        await press(pilot, "p")
        pilot.app.screen.query_one(TextArea).text = " ".join([*shares[2].split()[:4], "inspektur "])
        await settled(pilot)
        assert "Kata ke-5 (inspektur)" in flat(pilot)
        await type_share(pilot, shares[2].rpartition(" ")[0])
        assert "yang diketik ada 32" in flat(pilot)
        await type_share(pilot, shares[2])
        assert isinstance(pilot.app.screen, RecoveryScreen)
        assert "belum pernah" in seen(pilot)
    checked = {share.number: share.checked_at for share in recovery_status(head).shares}
    assert checked[3] == head.now()
    assert checked[1] is None


async def test_a_drill_asks_two_holders_and_hands_out_the_next_generation(
    office: TestOffice, shares: tuple[str, str, str]
) -> None:
    head = office.desk("inspektur")
    async with seated(head, RecoveryScreen(head)) as pilot:
        await press(pilot, "d")
        await type_share(pilot, shares[0])
        assert "bagian kedua" in seen(pilot)
        assert not set(shares[0].split()) & set(seen(pilot).split())
        await type_share(pilot, shares[2])
        await confirm(pilot, copied(pilot))
        await press(pilot, "escape", "escape")
        assert "Generasi 3" in seen(pilot)


async def test_the_irban_takes_over_by_decree_and_is_the_inspektur_at_his_next_log_in(
    office: TestOffice, shares: tuple[str, str, str]
) -> None:
    async with at_unlock(office, "irban") as pilot:
        await unlock(pilot)
        await press(pilot, "f12", "u")
        for field, value in (
            ("number", "SK-9/2026"),
            ("date", "20 Agustus 2026"),
            ("signer", "Bupati"),
            ("start", "20 Agustus 2026"),
        ):
            put(pilot, f"decree-{field}", value)
        await press(pilot, "ctrl+s")
        await type_share(pilot, shares[1])
        await type_share(pilot, shares[2])
        await confirm(pilot, copied(pilot))
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, UnlockScreen)
    assert office.desk("irban").actor.role is Role.INSPECTOR


@pytest.mark.parametrize("name", ["petugas", "auditor"])
async def test_others_have_no_such_screen(office: TestOffice, name: str) -> None:
    async with at_unlock(office, name) as pilot:
        await unlock(pilot)
        await press(pilot, "f12")
        assert not isinstance(pilot.app.screen, RecoveryScreen)


async def test_a_trial_is_told_on_every_screen_and_what_ends_it(office: TestOffice) -> None:
    async with at_unlock(office, "inspektur", (120, 30)) as pilot:
        await unlock(pilot)
        assert "uji coba · inspektur" in seen(pilot)
        await press(pilot, "f12")
        assert "masih dalam uji coba" in seen(pilot)
        assert "petugas2 belum pernah membuka" in seen(pilot)
        await press(pilot, "h", "y")
        assert isinstance(pilot.app.screen, RecoveryScreen)
        assert "belum dapat mulai" in flat(pilot)


async def test_a_trial_is_told_where_there_is_no_room_for_the_name(office: TestOffice) -> None:
    async with at_unlock(office, "petugas", (80, 24)) as pilot:
        await unlock(pilot)
        assert "uji coba" in seen(pilot).splitlines()[0]


async def test_it_all_fits_a_small_terminal_and_goes_back(office: TestOffice) -> None:
    async with at_unlock(office, "inspektur", (60, 16)) as pilot:
        await unlock(pilot)
        await press(pilot, "f12", "p")
        assert isinstance(pilot.app.screen, TypeShareDialog)
        await press(pilot, "escape", "escape")
        assert not isinstance(pilot.app.screen, RecoveryScreen)


async def test_too_few_words_are_told_and_typing_goes_on_in_the_field(
    office: TestOffice, shares: tuple[str, str, str]
) -> None:
    head = office.desk("inspektur")
    async with seated(head, RecoveryScreen(head)) as pilot:
        await press(pilot, "p")
        *most, last = shares[0].split()
        await type_share(pilot, " ".join(most))
        assert "yang diketik ada 32" in flat(pilot)
        field = pilot.app.screen.query_one(TextArea)
        field.move_cursor(field.document.end)
        await press(pilot, "space", *last[:3])
        assert "32 dari 33 kata" in flat(pilot)
        await press(pilot, last[3])
        assert "33 dari 33 kata" in flat(pilot)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, RecoveryScreen)
        assert "Bagian ke-1 (Inspektur) benar" in flat(pilot)
