"""The case's part between offices: seen, decided and answered with keys alone."""

import pytest

from models.words.exchange import MessageKind, MessageState, ReferralState, Shared
from screens.case import CaseScreen
from screens.foreign_case import ForeignCaseScreen
from tests.screens.seated import press, seated, seen
from tests.sync.at_work import at_disposition, new_case
from tests.sync.offices import Linked, World, exchanged, founded_linked, office_world
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.sync.foreign_cases.foreign_views import handed_to_us
from wbs_tui.sync.outgoing.sharing import share_case, shares_of
from wbs_tui.sync.talks.answering import decline_referral
from wbs_tui.sync.talks.referral import refer_case, referrals_of
from wbs_tui.sync.talks.remarks import remarks, write_foreign_remark
from wbs_tui.text.catalogue import use_language

__all__ = ["founded_linked", "office_world"]
SIZES = [(80, 24), (140, 40)]


def asked(kpk: Linked, ours: Linked) -> str:
    """A case about which KPK has asked something; its number."""
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    write_foreign_remark(kpk.head, register, "Mohon hasil telaah.", MessageKind.REQUEST)
    write_foreign_remark(kpk.head, register, "Sudah kami tangani.", MessageKind.HANDLED)
    exchanged(kpk.head, ours.head)
    return register


@pytest.mark.parametrize("size", SIZES)
async def test_what_kpk_says_is_seen_in_the_case_and_answered(
    office_world: World, size: tuple[int, int]
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = asked(kpk, ours)
    desk = ours.desk("petugas")
    async with seated(desk, CaseScreen(desk, register), size=size) as pilot:
        assert "2 pesan instansi lain" in seen(pilot)
        await press(pilot, "9", "down")
        assert "Mohon hasil telaah." in seen(pilot)
        assert "Ringkasan terkirim sendiri kepada: Instansi 00" in seen(pilot)
        await press(pilot, "a", *"Segera", "ctrl+s")
        assert "sudah dijawab" in seen(pilot)
    states = {each.kind: each.state for each in remarks(ours.head, register)}
    assert states[MessageKind.REQUEST] is MessageState.ANSWERED
    assert states[MessageKind.HANDLED] is MessageState.READ
    assert load_case(desk, register).remarks == 0


async def test_the_inspektur_shares_and_ends_it(office_world: World) -> None:
    _kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    async with seated(ours.head, CaseScreen(ours.head, register, "offices")) as pilot:
        await press(pilot, "s", "enter", "enter", *"koordinasi", "enter")
        assert "kasus utuh · berlaku" in seen(pilot)
        await press(pilot, "s", "enter", "enter", *"perlindungan", "enter")
        assert [each.what for each in shares_of(ours.head, register)] == [Shared.WHOLE, Shared.IDENTITY]
        await press(pilot, "x", "enter", "y")
        assert "berakhir" in seen(pilot)
    assert not any(each.counts for each in shares_of(ours.head, register))


async def test_a_case_is_referred_from_its_tab_and_what_became_of_it_shows(office_world: World) -> None:
    ours, _other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    async with seated(ours.head, CaseScreen(ours.head, register, "offices")) as pilot:
        await press(pilot, "l", "enter", *"700/12", "enter", *"bukan wilayah kami", "enter")
        assert "Dilimpahkan" in seen(pilot)
        assert "menunggu jawaban Instansi 1602 sejak" in seen(pilot)
        assert "surat 700/12" in seen(pilot)
    assert [each.state for each in referrals_of(ours.head, register)] == [ReferralState.WAITING]


async def test_who_may_not_decide_is_not_asked(office_world: World) -> None:
    _kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    desk = ours.desk("petugas")
    async with seated(desk, CaseScreen(desk, register, "offices")) as pilot:
        assert "Bagikan" not in seen(pilot)
        before = pilot.app.screen
        await press(pilot, "s", "l", "x")
        assert pilot.app.screen is before


async def test_of_a_restricted_case_it_is_said_that_nothing_goes_by_itself(office_world: World) -> None:
    _kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    restrict(ours.head, register, ("irban",), "disebut")
    async with seated(ours.head, CaseScreen(ours.head, register, "offices")) as pilot:
        assert "tidak ada yang terkirim sendiri" in seen(pilot)


async def test_what_waits_stands_in_the_list_of_the_day(office_world: World) -> None:
    kpk, ours, other = office_world("kpk", "inspectorate", "other")
    asked(kpk, ours)
    register = new_case(other.head, 2)
    at_disposition(other.head, register)
    refer_case(other.head, register, ours.code, "wilayah Anda")
    exchanged(other.head, ours.head)
    async with seated(ours.head, "today") as pilot:
        assert "Pelimpahan yang menunggu jawaban" in seen(pilot)
        assert register in seen(pilot)
        assert "Dari instansi lain" in seen(pilot)
        assert "Mohon hasil telaah." in seen(pilot)


async def test_in_english_it_is_said_in_english(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = asked(kpk, ours)
    share_case(ours.head, register, "00", "koordinasi")
    use_language("en")
    async with seated(ours.head, CaseScreen(ours.head, register, "offices"), size=(140, 40)) as pilot:
        for said in ("waits for an answer", "handled by that office", "whole case", "The summary goes by"):
            assert said in seen(pilot)


async def test_what_was_handed_to_us_opens_from_the_list_of_the_day(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(other.head)
    at_disposition(other.head, register)
    refer_case(other.head, register, ours.code, "wilayah Anda")
    exchanged(other.head, ours.head)
    async with seated(ours.head, "today") as pilot:
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ForeignCaseScreen)


async def test_today_says_what_of_a_referral_waits_for_whom(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    refer_case(ours.head, register, other.code, "bukan wilayah kami")
    exchanged(ours.head, other.head)
    async with seated(ours.head, "today") as pilot:
        assert "Instansi 1602; belum dijawab" in seen(pilot)
        assert "Menunggu keputusan Anda" not in seen(pilot)
    [waiting] = handed_to_us(other.head)
    decline_referral(other.head, waiting.id, "bukan kami juga")
    exchanged(other.head, ours.head)
    async with seated(ours.head, "today", size=(160, 48)) as pilot:
        assert "Menunggu keputusan Anda" in seen(pilot)
        assert "ditolak Instansi 1602" in seen(pilot)
        assert "putuskan langkah berikutnya" in seen(pilot)
