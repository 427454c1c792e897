"""Conflicts and restricted cases at the screens: gone at once, marked for those inside, changed by some."""

import pytest

from screens.case import CaseScreen
from screens.inbox import InboxScreen
from tests.accounts.staff import arrive
from tests.cases.at_work import new_case, recorded
from tests.conftest import TestOffice
from tests.screens.at_accounts import flat, put, stand_on
from tests.screens.seated import among_others, press, seated, seen, settled, until
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import reset
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case, readers
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.text.catalogue import use_language


@pytest.fixture(autouse=True)
def _indonesian():
    use_language("id")
    yield
    use_language("id")


def names(desk, register):
    return [reader.name for reader in readers(desk, register)]


async def type_in(pilot, words):
    for letter in words:
        await pilot.press("space" if letter == " " else letter)
    await press(pilot, "enter")


async def test_a_conflict_is_declared_and_the_case_is_gone_with_its_screen(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = new_case(officer, "Perkara ipar")
    async with seated(officer, "inbox") as pilot:
        assert "Perkara ipar" in seen(pilot)
        await press(pilot, "enter", "k")
        assert "tidak dapat dibatalkan" in seen(pilot)
        await type_in(pilot, "ipar saya")
        assert isinstance(pilot.app.screen, InboxScreen)
        assert "Perkara ipar" not in seen(pilot)
    with pytest.raises(NoSuchCase):
        load_case(officer, register)


async def test_a_case_that_goes_in_another_session_closes_its_open_screen(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = new_case(officer, "Perkara ipar")
    async with seated(officer, "inbox") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, CaseScreen)
        async with among_others(pilot):
            recuse(office.desk("petugas"), register, "ipar saya")
            await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))
        await settled(pilot)
        assert "Tidak ada kasus dengan nomor register ini" in seen(pilot)
        assert "Perkara ipar" not in seen(pilot)


async def test_whatever_is_tried_on_a_case_that_is_gone_closes_its_screen(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = new_case(officer, "Perkara ipar")
    async with seated(officer, "inbox") as pilot:
        await press(pilot, "enter")
        implicate(office.desk("inspektur"), register, "petugas", "disebut")
        await press(pilot, "p")
        assert isinstance(pilot.app.screen, InboxScreen)


async def test_an_open_inbox_loses_it_and_gets_what_is_let_in(office: TestOffice) -> None:
    officer = office.desk("petugas")
    new_case(officer, "Perkara lain")
    register = new_case(officer, "Perkara ipar")
    async with seated(officer, "inbox") as pilot:
        assert "Perkara ipar" in seen(pilot)
        async with among_others(pilot):
            implicate(office.desk("inspektur"), register, "petugas", "disebut")
            await until(pilot, lambda: "Perkara ipar" not in seen(pilot))
        assert "Perkara lain" in seen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_those_inside_see_that_it_is_restricted_and_who_reads_it(office, size) -> None:
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    implicate(head, register, "petugas2", "disebut")
    async with seated(head, "inbox", size) as pilot:
        assert "TERBATAS│Dana desa" in seen(pilot)
        await press(pilot, "enter")
        assert "TERBATAS" in seen(pilot)
        assert "hanya dibaca oleh: inspektur" in seen(pilot)


async def test_the_inspektur_names_lets_in_and_takes_out(office: TestOffice) -> None:
    head = office.desk("inspektur")
    register = new_case(office.desk("petugas"), "Perkara oknum")
    async with seated(head, CaseScreen(head, register)) as pilot:
        await press(pilot, "h")
        assert "Semua yang berakses kantor membaca kasus ini." in seen(pilot)
        await press(pilot, "enter", "down", "down", "down", "down", "enter")
        await type_in(pilot, "disebut pelapor")
        assert names(head, register) == ["inspektur"]
        assert "hanya dibaca oleh: inspektur" in seen(pilot)
        await press(pilot, "h", "down", "enter", "enter")
        assert len(names(head, register)) == 2
        let_in = names(head, register)[0]
        await press(pilot, "h", "down", "down", "enter", "enter")
        assert names(head, register) == ["inspektur"]
        assert f"{let_in} tidak lagi membaca kasus ini." in seen(pilot)


async def test_a_reader_marks_a_case_against_the_inspektur(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = new_case(officer, "Perkara Inspektur")
    async with seated(officer, CaseScreen(officer, register)) as pilot:
        await press(pilot, "h", "enter", "enter")
        asked = flat(pilot)
        assert "tidak akan memiliki kunci pemulihan" in asked
        assert "tidak dapat dibatalkan" in asked
        await press(pilot, "escape")
        assert not load_case(officer, register).restricted
        await press(pilot, "h", "enter", "enter", "y")
        await type_in(pilot, "disebut pelapor")
        assert "hanya dibaca oleh: irban, petugas" in seen(pilot)
        assert "Tidak ada kunci pemulihan" in seen(pilot)
    assert list_cases(office.desk("inspektur"), InboxQuery()) == ()


async def test_who_may_not_restrict_is_not_asked(office: TestOffice) -> None:
    register = new_case(office.desk("petugas"))
    auditor = office.desk("auditor")
    async with seated(auditor, CaseScreen(auditor, register)) as pilot:
        await press(pilot, "h", "k")
        assert isinstance(pilot.app.screen, CaseScreen)


async def test_in_english_it_is_said_in_english(office: TestOffice) -> None:
    head = office.desk("inspektur")
    register = new_case(office.desk("petugas"))
    implicate(head, register, "petugas2", "disebut")
    use_language("en")
    async with seated(head, CaseScreen(head, register)) as pilot:
        assert "RESTRICTED" in seen(pilot)
        await press(pilot, "h")
        assert "Who reads" in seen(pilot)
        assert "from one account" in seen(pilot)


async def test_who_lets_in_after_a_reset_is_told_of_the_restricted_cases(office: TestOffice) -> None:
    head = office.desk("inspektur")
    register = new_case(office.desk("petugas"))
    implicate(head, register, "petugas2", "disebut")
    let_in_to_case(head, register, "petugas")
    arrive(office, reset(office.desk("admin"), "petugas"))
    office.clock.forward(minutes=1)
    async with seated(head, "accounts", (160, 48)) as pilot:
        stand_on(pilot, "petugas")
        await press(pilot, "b", "enter")
        hidden = [group for group in fingerprint_of(head, "petugas").split() if group not in seen(pilot)]
        put(pilot, "heard", " ".join(hidden))
        await press(pilot, "enter")
        told = flat(pilot)
        assert register in told
        assert "lalu pilih Beri akses" in told
