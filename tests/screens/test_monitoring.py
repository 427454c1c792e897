"""KPK and the province watch over other offices' cases; what was shared is read, answered, taken over."""

import re
from pathlib import Path

from models.words.exchange import MessageKind, ReferralState
from screens.foreign_case import ForeignCaseScreen
from screens.monitoring import MonitoringScreen
from tests.screens.seated import press, seated, seen
from tests.sync.at_work import TEXT, TITLE, arrive, at_disposition, new_case
from tests.sync.offices import Linked, World, exchanged
from wbs_tui.accounts.access import revoke
from wbs_tui.cases.steps.evidence import release
from wbs_tui.cases.steps.stages import advance
from wbs_tui.sync.foreign_cases.foreign_views import foreign_case, handed_to_us
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.talks.referral import refer_case, referrals_of
from wbs_tui.sync.talks.remarks import remarks, write_foreign_remark, write_remark


def told(ours: Linked, theirs: Linked, cases: int = 1) -> list[str]:
    """Cases of ours whose summaries the other office has."""
    registers = [new_case(ours.head, number) for number in range(1, cases + 1)]
    exchanged(ours.head, theirs.head)
    return registers


def rows(shown: str) -> list[str]:
    """The register numbers that stand in the list, from above."""
    return re.findall(r"\d{2,4}-2026-\d{6}", shown)


async def test_a_monitor_account_sees_all_offices_and_what_is_late(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    old = told(ours, kpk)
    ours.clock.forward(days=60)
    told(other, kpk)
    exchanged(ours.head, kpk.head)
    async with seated(kpk.desk("pemantau"), "monitoring") as pilot:
        shown = seen(pilot)
        assert rows(shown) == ["1602-2026-000001", *old]
        assert "Instansi 1601" in shown
        assert "Kasus instansi lain: 2" in shown
        await press(pilot, "l")
        assert rows(seen(pilot)) == old
        assert "!lewat" in seen(pilot)
        await press(pilot, "x")
        assert len(rows(seen(pilot))) == 2


async def test_an_empty_list_says_who_receives_summaries(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    async with seated(ours.head, "monitoring") as pilot:
        assert "hanya dikirim kepada KPK dan provinsi" in " ".join(seen(pilot).split())
    async with seated(kpk.desk("pemantau"), "monitoring") as pilot:
        assert "Ringkasan tiba dengan sinkronisasi" in " ".join(seen(pilot).split())


async def test_figures_by_office_and_month_lead_to_their_cases(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    [first, _second] = told(ours, kpk, cases=2)
    told(other, kpk)
    advance(ours.head, first, "verification", "mulai")
    advance(ours.head, first, "archived", "tidak cukup", closure="insufficient_evidence")
    exchanged(ours.head, kpk.head)
    async with seated(kpk.desk("pemantau"), "monitoring") as pilot:
        await press(pilot, "a")
        shown = seen(pilot)
        assert re.search(r"1601 Instansi 1601 +2 +1 +0 +0 +1 +1 tanpa hasil", shown), shown
        assert re.search(r"1602 Instansi 1602 +1 +1 +0", shown)
        assert re.search(r"\w+ 2026 +3 +2", shown)
        await press(pilot, "right", "down", "enter")
        assert rows(seen(pilot)) == ["1602-2026-000001"]
        assert "Saringan 1602: 1" in seen(pilot)


async def test_a_filter_is_chosen_by_typing(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    told(ours, kpk)
    told(other, kpk)
    async with seated(kpk.desk("pemantau"), "monitoring") as pilot:
        await press(pilot, "s", *"1601", "enter")
        assert rows(seen(pilot)) == ["1601-2026-000001"]


async def test_of_a_summary_nothing_else_is_there_and_a_comment_goes_to_its_office(
    office_world: World,
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    [register] = told(ours, kpk)
    async with seated(kpk.desk("pemantau"), "monitoring") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ForeignCaseScreen)
        assert "Hanya ringkasannya" in seen(pilot)
        assert TITLE not in seen(pilot)
        await press(pilot, "m", *"Mohon", "ctrl+s")
        assert "permintaan kepada Instansi 1601" in seen(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, MonitoringScreen)
    exchanged(kpk.head, ours.head)
    [asked] = remarks(ours.head, register)
    assert (asked.kind, asked.text) == (MessageKind.REQUEST, "Mohon")


async def test_a_shared_case_is_read_whole_and_its_evidence_written_out(
    office_world: World, tmp_path: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head, attachment=b"\xff\xd8foto")
    release(ours.desk("irban"), register, ["1"])
    share_case(ours.head, register, kpk.code, "koordinasi")
    exchanged(ours.head, kpk.head)
    arrive(ours.head, kpk.head)
    monitor = kpk.desk("pemantau")
    async with seated(monitor, "monitoring", (120, 40)) as pilot:
        assert "UTUH│Instansi 1601" in seen(pilot)
        await press(pilot, "enter")
        assert TEXT[:30] in seen(pilot)
        assert "foto.jpg" in seen(pilot)
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, ForeignCaseScreen)  # a monitor takes nothing out
    head = kpk.head
    async with seated(head, ForeignCaseScreen(head, register), (120, 40)) as pilot:
        await press(pilot, "x")
        pilot.app.screen.query_one("#export-path").value = str(tmp_path / "keluar.jpg")
        pilot.app.screen.query_one("#export-reason").value = "telaah"
        await press(pilot, "ctrl+s")
    assert (tmp_path / "keluar.jpg").read_bytes() == b"\xff\xd8foto"


async def test_a_referral_is_taken_over_or_declined_where_it_is_read(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    registers = []
    for number in (1, 2):
        register = new_case(ours.head, number)
        at_disposition(ours.head, register)
        refer_case(ours.head, register, other.code, "Bukan wilayah kami.")
        registers.append(register)
    exchanged(ours.head, other.head)
    async with seated(other.desk("irban"), "monitoring") as pilot:
        await press(pilot, "p")
        assert rows(seen(pilot)) == registers[::-1]
        assert "LIMPAHAN│" in seen(pilot)
        await press(pilot, "enter")
        assert "Bukan wilayah kami." in seen(pilot)
        await press(pilot, "t", *"salah", "enter", "escape")
        assert rows(seen(pilot)) == registers[:1]
        await press(pilot, "enter", "a", "enter")
        assert foreign_case(other.head, registers[0]).referral is ReferralState.ACCEPTED
        assert "Diterima sebagai 1602-2026-000001" in seen(pilot)
    assert handed_to_us(other.head) == ()
    exchanged(other.head, ours.head)
    assert referrals_of(ours.head, registers[1])[-1].answer == "salah"


async def test_what_the_office_asks_is_answered(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    [register] = told(ours, kpk)
    write_foreign_remark(kpk.head, register, "Sampai di mana?", MessageKind.REQUEST)
    exchanged(kpk.head, ours.head)
    write_remark(ours.head, register, kpk.code, "Apakah KPK menangani?", MessageKind.REQUEST)
    exchanged(ours.head, kpk.head)
    async with seated(kpk.desk("pemantau"), ForeignCaseScreen(kpk.desk("pemantau"), register)) as pilot:
        assert "permintaan dari Instansi 1601" in seen(pilot)
        await press(pilot, "b", *"Tidak", "ctrl+s")
        assert "jawaban kepada Instansi 1601" in seen(pilot)
    exchanged(kpk.head, ours.head)
    assert [each.text for each in remarks(ours.head, register)][-1] == "Tidak"


async def test_who_is_not_let_in_sees_nothing_but_whom_to_ask(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    told(ours, kpk)
    monitor = kpk.desk("pemantau")
    revoke(kpk.head, "office", "pemantau")
    with monitor.reading():
        pass
    async with seated(monitor, "monitoring") as pilot:
        assert rows(seen(pilot)) == []
        assert "belum diberi akses" in seen(pilot)


async def test_of_the_offices_own_cases_a_monitor_reads_not_even_titles(office_world: World) -> None:
    [kpk] = office_world("kpk")
    new_case(kpk.head)
    async with seated(kpk.desk("pemantau"), "inbox") as pilot:
        assert "2026-000001" in seen(pilot)
        assert TITLE not in seen(pilot)
