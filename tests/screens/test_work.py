"""My work today, and what is due across cases."""

from datetime import timedelta
from pathlib import Path

from screens.case import CaseScreen
from tests.cases.at_work import new_case, new_cases, recorded, to_clarification, to_disposition
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.cases.steps.followup import add
from wbs_tui.cases.steps.stages import advance


def in_order(shown: str, *words: str) -> bool:
    places = [shown.find(word) for word in words]
    return -1 not in places and places == sorted(places)


async def test_today_is_one_list_in_the_order_of_urgency(office: TestOffice) -> None:
    officer, head = office.desk("petugas"), office.desk("inspektur")
    late = recorded(officer, office.clock() - timedelta(days=60))
    to_clarification(officer, head, late)
    new_case(officer, "Baru datang")
    async with seated(officer, "today") as pilot:
        shown = seen(pilot)
        assert in_order(shown, "Lewat tenggat", late[3:], "Laporan baru yang belum Anda baca", "Baru datang")
        await press(pilot, "right", "enter")
        assert isinstance(pilot.app.screen, CaseScreen)
        await press(pilot, "escape")
        assert "Baru datang" not in seen(pilot)


async def test_of_very_many_late_cases_the_first_are_listed_and_all_counted(office: TestOffice) -> None:
    officer, long_ago = office.desk("petugas"), office.clock() - timedelta(days=60)
    registers = new_cases(officer, [{"title": "Lama", "received_at": long_ago}] * 102)
    assign(office.desk("irban"), registers, "petugas")
    async with seated(officer, "today") as pilot:
        assert "Lewat tenggat  102" in seen(pilot)
        await press(pilot, "right", "up")
        assert "dan 2 lagi: tekan F2, lalu m" in seen(pilot)


async def test_a_proposal_waits_for_who_decides_it(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = recorded(officer)
    advance(officer, register, "verification")
    advance(officer, register, "archived", "bukan kewenangan kami", closure="outside_authority", propose=True)
    async with seated(office.desk("inspektur"), "today") as pilot:
        shown = seen(pilot)
        assert in_order(
            shown, "Usulan yang menunggu keputusan Anda", "petugas", "→ Arsip", "bukan kewenangan"
        )
    async with seated(officer, "today") as pilot:
        assert "Usulan yang menunggu" not in seen(pilot)


async def test_a_case_that_only_the_inspektur_moves_on_waits_for_him(office: TestOffice) -> None:
    officer = office.desk("petugas")
    register = recorded(officer)
    to_disposition(officer, register)
    async with seated(office.desk("inspektur"), "today") as pilot:
        assert in_order(seen(pilot), "Menunggu keputusan Anda", register[3:])
    async with seated(officer, "today") as pilot:
        assert "Menunggu keputusan Anda" not in seen(pilot)


async def test_nothing_to_do_says_where_to_go(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "today") as pilot:
        assert "Tidak ada yang menunggu Anda hari ini. Tekan F2" in seen(pilot)


async def test_a_recommendations_status_is_set_where_it_is_seen(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    add(desk, register, "Kembalikan kelebihan bayar", office.clock().date() + timedelta(days=5))
    async with seated(desk, "followups") as pilot:
        assert in_order(seen(pilot), "Tujuh hari ke depan", "rek. 1", "Kembalikan kelebihan bayar")
        await press(pilot, "end", "s", "4", "enter", "enter")
        assert "Tulis alasannya" in seen(pilot)
        await press(pilot, *"pailit", "enter")
        assert "Kembalikan kelebihan bayar" not in seen(pilot)
    assert load_case(desk, register).recommendations[0].status == 4


async def test_the_period_widens_until_something_is_due(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    add(desk, register, "Tertibkan aset", office.clock().date() + timedelta(days=60))
    async with seated(desk, "followups") as pilot:
        assert "Sampai 30 hari lagi" in seen(pilot)
        assert "Tertibkan aset" not in seen(pilot)
        await press(pilot, "d")
        assert in_order(seen(pilot), "Sampai 90 hari lagi", "Sesudah itu", "Tertibkan aset")


async def test_the_calendar_is_written_once_and_never_over_another_file(
    office: TestOffice, tmp_path: Path
) -> None:
    desk = office.desk("petugas")
    recorded(desk)
    target = tmp_path / "tenggat.ics"
    async with seated(desk, "followups") as pilot:
        for _again in range(2):
            await press(pilot, "e")
            pilot.app.screen.query_one("Input").value = str(target)  # type: ignore[attr-defined]
            await press(pilot, "enter")
        assert "sudah ada dan tidak ditimpa" in seen(pilot)
    assert target.read_text().startswith("BEGIN:VCALENDAR")
