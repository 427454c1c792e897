"""The inbox as an officer at a keyboard uses it, over real cases in a real store."""

from datetime import timedelta

import pytest

from screens.inbox import PREVIEW_DELAY, InboxScreen
from tests.cases.at_work import new_case, new_cases, recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, settled
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.stages import advance

HOSTILE = "[/b][red]merah[/] \x1b]52;c;aGFpCg==\x07 \u202etxt.exe"


def assigned(office: TestOffice, name: str) -> set[str]:
    return {row.register for row in list_cases(office.desk("irban"), InboxQuery(assigned_to=name))}


async def test_rows_figures_and_the_order_in_words(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(3)])
    office.clock.forward(days=40)
    new_case(desk, "Perkara terbaru", received_at=office.clock())
    async with seated(desk, "inbox") as pilot:
        shown = seen(pilot)
        assert shown.index("Perkara terbaru") < shown.index("Perkara 0")
        assert "semua 4  saya 0  lewat 3  baru 4" in shown
        assert "terbaru di atas" in shown
        await press(pilot, "l")
        assert "Saringan lewat tenggat: 3 kasus" in seen(pilot)
        assert "Perkara terbaru" not in seen(pilot)


async def test_a_filter_takes_a_few_letters_and_one_key_takes_it_away(office: TestOffice) -> None:
    desk = office.desk("petugas")
    first, _second = new_cases(desk, [{"title": "Sudah diverifikasi"}, {"title": "Baru datang"}])
    advance(desk, first, "verification")
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "s", "v", "e", "r", "enter")
        assert "Saringan Verifikasi: 1 kasus" in seen(pilot)
        assert "Sudah diverifikasi" in seen(pilot)
        assert "Baru datang" not in seen(pilot)
        await press(pilot, "m")
        assert "Tidak ada kasus dengan saringan: Verifikasi, milik saya. Tekan x" in seen(pilot)
        await press(pilot, "x")
        assert "Baru datang" in seen(pilot)


async def test_several_facets_are_chosen_in_one_dialog(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_case(desk, "Baru datang")
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "s", *"diterima", "tab", *"dana", "enter")
        assert "Saringan Diterima, Dana desa: 1 kasus" in seen(pilot)
        await press(pilot, "s", *"dana", "enter")
        assert "Saringan Diterima: 1 kasus" in seen(pilot)
        await press(pilot, "s", "ctrl+x")
        assert "Semua kasus" in seen(pilot)


async def test_two_marked_cases_are_assigned_at_once(office: TestOffice) -> None:
    registers = new_cases(office.desk("petugas"), [{"title": f"Perkara {number}"} for number in range(3)])
    async with seated(office.desk("irban"), "inbox") as pilot:
        await press(pilot, "space", "space", "t")
        assert "Tugaskan 2 kasus kepada" in seen(pilot)
        await press(pilot, *"petugas2", "enter", *"beban", "enter")
        assert "2 kasus kepada petugas2: selesai" in seen(pilot)
    assert assigned(office, "petugas2") == set(registers[1:])


async def test_what_is_refused_is_told_for_each_case(office: TestOffice) -> None:
    officer = office.desk("petugas")
    ready, held = new_cases(officer, [{"title": "Diterima"}, {"title": "Belum diperiksa"}])
    advance(officer, held, "verification")
    async with seated(officer, "inbox") as pilot:
        await press(pilot, "space", "space", "p")
        assert "1 dari 2 kasus" in seen(pilot)
        await press(pilot, *"verif", "enter", "enter")
        shown = seen(pilot)
        assert "1 selesai, 1 ditolak" in shown
        assert f"✓ {ready}" in shown
        assert f"✗ {held}" in shown
    assert load_case(officer, ready).stage == "verification"


async def test_an_officer_may_not_assign_and_is_not_scolded(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_case(desk)
    async with seated(desk, "inbox") as pilot:
        before = seen(pilot)
        await press(pilot, "t")
        assert seen(pilot) == before


async def test_the_preview_is_read_when_the_cursor_rests_and_marks_nothing_read(office: TestOffice) -> None:
    desk = office.desk("petugas")
    recorded(desk)
    async with seated(desk, "inbox", (160, 48)) as pilot:
        await pilot.pause(2 * PREVIEW_DELAY)
        await settled(pilot)
        shown = seen(pilot)
        assert "Hubungi [identitas 1]." in shown
        assert "0812" not in shown
    assert [row.unread for row in list_cases(desk, InboxQuery())] == [True]


async def test_a_hostile_title_is_inert_everywhere(office: TestOffice) -> None:
    desk = office.desk("irban")
    new_case(desk, HOSTILE)
    async with seated(desk, "inbox", (160, 48)) as pilot:
        await pilot.pause(2 * PREVIEW_DELAY)
        await settled(pilot)
        for keys in ((), ("space", "t"), ("escape", "3"), ("4",)):
            await press(pilot, *keys)
            assert not {"\x1b", "\x07", "\u202e"} & set(seen(pilot))
        await press(pilot, "2")
        assert "[/b][red]merah[/]" in seen(pilot)


@pytest.mark.parametrize("size", [(40, 10), (20, 5), (200, 60)])
async def test_any_size_keeps_the_selected_case_in_view(office: TestOffice, size: tuple[int, int]) -> None:
    desk = office.desk("petugas")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(30)])
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "end")
        await pilot.resize_terminal(*size)
        await settled(pilot)
        shown = seen(pilot)
        assert ("Perbesar jendela" if size == (20, 5) else "000001") in shown


async def test_no_cases_at_all_says_how_they_come_in(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "inbox") as pilot:
        shown = " ".join(seen(pilot).split())
        assert "Belum ada kasus. Tekan F5" in shown
        assert "wbs import BERKAS" in shown


async def test_who_is_not_let_in_sees_his_fingerprint_and_looks_again(office: TestOffice) -> None:
    head = office.desk("inspektur")
    new_case(head, "Perkara tertutup")
    fingerprint = fingerprint_of(head, "petugas")
    revoke(head, "office", "petugas")
    async with seated(office.desk("petugas"), "inbox") as pilot:
        assert fingerprint in seen(pilot)
        assert "Yang dapat memberi akses: inspektur" in seen(pilot)
        await press(pilot, "r")
        assert "belum diberi akses" in seen(pilot)
        grant(head, "office", "petugas", fingerprint)
        await press(pilot, "r")
        assert "Perkara tertutup" in seen(pilot)


async def test_coming_back_from_a_case_reads_its_row_again(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with seated(desk, "inbox") as pilot:
        assert "baru 1" in seen(pilot)
        await press(pilot, "enter")
        advance(desk, register, "verification")
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, InboxScreen)
        assert "Verifikasi" in seen(pilot)
        assert "baru 0" in seen(pilot)


async def test_the_order_goes_round(office: TestOffice) -> None:
    desk = office.desk("petugas")
    old, new = office.clock() - timedelta(days=2), office.clock()
    new_cases(desk, [{"title": "Lama", "received_at": old}, {"title": "Baru", "received_at": new}])
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "o")
        shown = seen(pilot)
        assert "terlama di atas" in shown
        assert shown.index("Lama") < shown.index("Baru")


async def test_every_state_is_legible_without_colours(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    desk = office.desk("irban")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(2)])
    office.clock.forward(days=40)
    async with seated(desk, "inbox", (160, 48)) as pilot:
        await press(pilot, "space")
        shown = seen(pilot)
        assert " ✓● 2026-000002 !lewat" in shown
        assert "›" in shown
        for keys in (("s",), ("escape", "3"), ("4",), ("f1",)):
            await press(pilot, *keys)
