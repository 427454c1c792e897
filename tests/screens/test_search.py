"""The search line of the inbox, as an officer types in it."""

import threading

import pytest
from textual.pilot import Pilot

from screens.inbox import PREVIEW_DELAY
from tests.cases.at_work import new_case, new_cases
from tests.conftest import TestOffice
from tests.screens.seated import at_unlock, press, seated, seen, settled, unlock
from wbs_tui.cases.finding import search_filling, search_keeper
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.text.catalogue import use_language

HOSTILE = "[/b][red]Bendungan[/] \x1b]52;c;aGFpCg==\x07 \u202eretak"


def filled(office: TestOffice, name: str = "petugas") -> None:
    """The account's index, as it is after a while at the desk."""
    index = SearchIndex(office.desk(name))
    index.refresh()
    index.close()


def three(office: TestOffice) -> list[str]:
    titles = ("Dana desa dipakai sendiri", "Bendungan retak", "Dana bantuan tidak sampai")
    registers = new_cases(office.desk("petugas"), [{"title": title} for title in titles])
    write_note(office.desk("petugas"), registers[1], "Uang muka diambil bendahara desa.")
    filled(office)
    return registers


async def until(pilot: Pilot[None], words: str) -> None:
    """Wait for what the index brings by itself."""
    for _turn in range(200):
        if words in seen(pilot):
            break
        await pilot.pause(0.05)
    assert words in seen(pilot)


async def test_no_letter_asks_for_a_new_layout(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", "d")
        laid_out: list[object] = []
        pilot.app.screen.screen_layout_refresh_signal.subscribe(pilot.app.screen, laid_out.append)
        await press(pilot, *"ana")
        assert "memuat “dana”" in seen(pilot)
        assert laid_out == []


async def test_the_list_narrows_with_every_key_from_the_third_letter_on(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", "d", "a")
        assert "Ketik sedikitnya 3 huruf" in seen(pilot)
        assert "Bendungan retak" in seen(pilot)
        await press(pilot, "n")
        shown = seen(pilot)
        assert "memuat “dan”: 2 kasus" in shown
        assert "Bendungan retak" not in shown
        await press(pilot, *"a", "space", *"des")
        shown = seen(pilot)
        assert "memuat “dana des”: 1 kasus" in shown
        assert "Dana desa dipakai sendiri" in shown
        await press(pilot, "escape")
        assert "Semua kasus" in seen(pilot)
        assert "Bendungan retak" in seen(pilot)


async def test_enter_leads_to_the_list_where_the_keys_mean_what_they_always_mean(office: TestOffice) -> None:
    _first, second, _third = three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", *"uang", "enter", "space")
        assert "1 ditandai" in seen(pilot)
        await press(pilot, "escape")
        assert "ditandai" not in seen(pilot)
        assert "memuat “uang”: 1 kasus" in seen(pilot)
        await press(pilot, "enter")
        assert f"{second}" in seen(pilot)
        await press(pilot, "escape")
        assert "memuat “uang”: 1 kasus" in seen(pilot)
        await press(pilot, "escape")
        assert "Semua kasus" in seen(pilot)


async def test_the_place_is_shown_although_no_title_holds_the_word(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", *"bendahara")
        await pilot.pause(2 * PREVIEW_DELAY)
        await settled(pilot)
        assert "Catatan, 20 Agu 2026: Uang muka diambil bendahara desa." in seen(pilot)


async def test_filters_and_the_search_hold_together(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", *"dana", "enter", "m")
        assert "Tidak ada kasus dengan saringan: memuat “dana”, milik saya. Kata dicari" in seen(pilot)
        await press(pilot, "m", "o")
        assert "memuat “dana”: 2 kasus · terlama di atas" in seen(pilot)
        await press(pilot, "x")
        assert "Bendungan retak" in seen(pilot)
        assert "Cari " not in seen(pilot).splitlines()[3]


async def test_what_another_writes_is_found_without_asking_again(office: TestOffice) -> None:
    registers = three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", *"jembatan", "enter")
        assert "Tidak ada kasus dengan saringan: memuat “jembatan”" in " ".join(seen(pilot).split())
        write_note(office.desk("petugas2"), registers[0], "Jembatan juga roboh")
        pilot.app.search_keeper().wake()
        await until(pilot, "memuat “jembatan”: 1 kasus")
        assert "Dana desa dipakai sendiri" in seen(pilot)


async def test_a_case_that_he_left_is_found_no_more(office: TestOffice) -> None:
    _first, second, _third = three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        recuse(office.desk("petugas"), second, "kerabat")
        await press(pilot, "slash", *"retak")
        assert "Bendungan retak" not in seen(pilot)


async def test_hostile_words_are_inert_in_the_line_the_list_and_the_preview(office: TestOffice) -> None:
    register = new_case(office.desk("petugas"), HOSTILE)
    write_note(office.desk("petugas"), register, HOSTILE)
    filled(office)
    async with seated(office.desk("petugas"), "inbox", (160, 48)) as pilot:
        await press(pilot, "slash", *"bendung")
        await pilot.pause(2 * PREVIEW_DELAY)
        await settled(pilot)
        shown = seen(pilot)
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert "[/b][red]Bendungan[/]" in shown
        await press(pilot, *'" OR x', "quotation_mark", "left_parenthesis")
        assert not {"\x1b", "\x07", "\u202e"} & set(seen(pilot))


async def test_the_super_admin_and_the_one_not_let_in_have_no_search(office: TestOffice) -> None:
    new_case(office.desk("petugas"))
    async with seated(office.desk("admin"), "inbox") as pilot:
        before = seen(pilot)
        await press(pilot, "slash")
        assert seen(pilot) == before


async def test_the_search_stays_when_the_language_changes(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "slash", *"dana", "enter", "f9")
        assert "Filter holds “dana”: found 2" in seen(pilot)
        assert "Search" in seen(pilot)
    use_language("id")


async def test_help_and_palette_know_of_it(office: TestOffice) -> None:
    three(office)
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "f1")
        assert "Cari · Cari kata, frasa, atau nomor" in seen(pilot)
        await press(pilot, "escape", "ctrl+p", *"cari")
        assert "/      Cari" in seen(pilot)
        await press(pilot, "enter", *"uang")
        assert "memuat “uang”: 1 kasus" in seen(pilot)


async def test_the_index_is_filled_after_unlocking_and_let_go_of_when_the_screen_is_locked(
    office: TestOffice,
) -> None:
    three(office)
    async with at_unlock(office, "petugas2") as pilot:
        await unlock(pilot)
        await press(pilot, "slash", *"uang")
        await until(pilot, "memuat “uang”: 1 kasus")
        await press(pilot, "f10")
        assert not any(thread.name == "search" for thread in threading.enumerate())
        assert "uang" not in seen(pilot)


@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_the_top_line_says_how_far_the_index_is(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(search_filling, "BATCH", 1)
    monkeypatch.setattr(search_keeper, "_BETWEEN", 0.1)
    new_cases(office.desk("petugas"), [{"title": f"Perkara {number}"} for number in range(20)])
    async with seated(office.desk("petugas"), "inbox", size) as pilot:
        await pilot.press("slash")
        told = set[str]()
        for _turn in range(400):
            await pilot.pause(0.02)
            line = seen(pilot).splitlines()[0]
            told |= {line} if "indeks" in line else set()
            if told and "indeks" not in line:
                break
        assert len(told) > 1
        assert all("F2 Kotak masuk" in line and "F5 Laporan baru" in line for line in told)
        assert "indeks" not in seen(pilot)
        await press(pilot, *"perkara")
        await until(pilot, "memuat “perkara”: 20 kasus")
