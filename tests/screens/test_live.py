"""What other desks do shows on the open screens, and nothing that the officer does there is disturbed."""

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from models.words.outcomes import ChecklistAnswer
from screens.case import CaseScreen
from screens.case_parts.note_editor import NoteEditor
from screens.dialogs.changed_meanwhile import ChangedDialog
from screens.followups import FollowupsScreen
from screens.inbox import InboxScreen
from screens.leaving import LosesWords
from screens.widgets.case_list import CaseList
from screens.widgets.draft_text import DraftText
from screens.widgets.grouped_list import GroupedList
from tests.cases.at_work import new_case, recorded
from tests.cases.told import Told, following
from tests.conftest import PASSWORD, TestOffice, TickingClock, found
from tests.postgres import Server, running
from tests.screens.seated import among_others, at_unlock, press, seated, seen, settled, unlock, until
from wbs_tui.accounts.access import fingerprint_of, grant, revoke
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.live import Herald
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.drafts import drafts, load_draft
from wbs_tui.cases.steps.followup import add
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.store import following as store_following
from wbs_tui.store.location import locate


async def test_the_inbox_follows_and_its_cursor_and_marks_stay(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    for number in range(40):
        new_case(mine, f"Perkara {number}")
    async with seated(mine, "inbox") as pilot, among_others(pilot):
        await press(pilot, "down", "down", "space", "down")
        listed = pilot.app.screen.query_one(CaseList)
        stood, line = listed.selected, listed._view.cursor - listed._view.top
        assert stood is not None
        new_case(other, "Perkara paling baru")
        advance(other, stood.register, "verification")
        took = await until(pilot, lambda: "Verifikasi" in seen(pilot) and listed.total == 41)
        print(f"inbox: another desk's change on the screen after {took:.2f} s")
        assert listed.selected is not None
        assert listed.selected.id == stood.id
        assert listed._view.cursor - listed._view.top == line
        assert len(listed.marked) == 1


async def test_an_open_case_follows_while_a_note_is_typed(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    register = recorded(mine)
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c", *"penting")
        field = pilot.app.screen.query_one(DraftText)
        text, place = field.text, field.cursor_location
        assign_one(other, register, "petugas2")
        write_note(other, register, "Catatan dari meja lain")
        took = await until(pilot, lambda: "petugas2" in seen(pilot))
        print(f"case: another desk's change on the screen after {took:.2f} s")
        assert (field.text, field.cursor_location) == (text, place)
        assert pilot.app.focused is field
        assert pilot.app.screen.query_one(NoteEditor)


async def test_the_line_that_one_stands_on_stays_in_the_due_list(office: TestOffice) -> None:
    mine, other = office.desk("irban"), office.desk("inspektur")
    registers = [recorded(mine) for _ in range(4)]
    for register in registers:
        add(mine, register, "Kembalikan uangnya", date(2026, 8, 25))
    async with seated(mine, "followups") as pilot, among_others(pilot):
        await press(pilot, "down", "down", "down")
        listed = pilot.app.screen.query_one(GroupedList)
        stood = listed.current
        add(other, registers[0], "Perbaiki prosedurnya", date(2026, 8, 21))
        took = await until(pilot, lambda: "Perbaiki prosedurnya" in seen(pilot))
        print(f"due list: another desk's change on the screen after {took:.2f} s")
        assert listed.current == stood


async def test_who_else_is_there_stands_in_the_header_and_goes(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    register = recorded(mine)
    case_id = load_case(mine, register).id
    herald = Herald(other, Told())
    herald.start()
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        herald.open(case_id)
        await until(pilot, lambda: "Juga dibuka sekarang oleh: irban" in seen(pilot))
        herald.stop()
        await until(pilot, lambda: "Juga dibuka" not in seen(pilot))


async def test_what_both_want_stands_side_by_side_and_the_second_decides(office: TestOffice) -> None:
    mine, other = office.desk("petugas"), office.desk("irban")
    register = recorded(mine)

    def stands() -> tuple[object, str]:
        item = load_case(mine, register).checklist[0]
        return item.answer, item.note

    async with seated(mine, CaseScreen(mine, register, "checklist")) as pilot, among_others(pilot):
        item = load_case(mine, register).checklist[0].id
        await press(pilot, "y", *"milik saya")
        answer_item(other, register, item, "no", "milik irban")
        await until(pilot, lambda: "✗" in seen(pilot))
        assert pilot.app.screen.query_one("#checklist-note", Input).value == "milik saya"
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChangedDialog)
        assert all(words in seen(pilot) for words in ("milik saya", "milik irban", "oleh irban"))
        await press(pilot, "escape")
        assert stands() == (ChecklistAnswer.NO, "milik irban")
        await press(pilot, "enter", "2")
        await until(pilot, lambda: stands() == (ChecklistAnswer.YES, "milik saya"))


async def test_who_leaves_it_as_it_is_gives_up_his_own(office: TestOffice) -> None:
    mine, other = office.desk("irban"), office.desk("inspektur")
    register = recorded(mine)
    async with seated(mine, CaseScreen(mine, register, "classification")) as pilot:
        await press(pilot, "u")
        decide(other, register, Decision(severity="heavy", reason="nilainya besar"))
        pilot.app.screen.query_one("#classify-reason", Input).value = "tetap begini"
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ChangedDialog)
        assert "Berat" in seen(pilot)
        await press(pilot, "1")
        assert isinstance(pilot.app.screen, CaseScreen)
        assert load_case(mine, register).classifications[-1].reason == "nilainya besar"


@pytest.fixture
def unplugged(office: TestOffice) -> Iterator[Path]:
    """Where the store's folder is to be put to take it away; it is put back in the end."""
    folder = office.location.database.parent
    away = folder.with_name("dicabut")
    yield away
    if away.exists():
        away.rename(folder)


async def test_what_is_typed_while_the_store_is_away_is_there_when_it_is_back(
    office: TestOffice, unplugged: Path
) -> None:
    mine = office.desk("petugas")
    register = recorded(mine)
    folder = office.location.database.parent
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c")
        folder.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS sejak 09.00" in seen(pilot))
        await press(pilot, *"penting")
        field = pilot.app.screen.query_one(DraftText)
        field.keep()
        await press(pilot, "f9")
        assert "Bahasa dapat diganti begitu" in seen(pilot)
        await press(pilot, "ctrl+s")
        assert "penting" in field.text
        assert "Penyimpanan tidak dapat dibaca atau ditulis" in seen(pilot)
        unplugged.rename(folder)
        await until(pilot, lambda: "TERPUTUS" not in seen(pilot))
        await settled(pilot)
        assert ["penting" in (load_draft(mine, each.subject) or "") for each in drafts(mine)] == [True]
        await press(pilot, "ctrl+s")
        assert "penting" in load_case(mine, register).notes[-1].body
        assert drafts(mine) == ()


async def test_lists_that_were_read_stay_while_the_store_is_away(office: TestOffice, unplugged: Path) -> None:
    mine = office.desk("irban")
    recorded(mine)
    folder = office.location.database.parent
    async with at_unlock(office, "irban") as pilot:
        await unlock(pilot, PASSWORD)
        await until(pilot, lambda: "2026-000001" in seen(pilot))
        folder.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS" in seen(pilot))
        for key in ("f4", "f3", "f5", "f2"):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, InboxScreen)
            assert "2026-000001" in seen(pilot), key
        assert "Layar itu dapat dibuka begitu penyimpanan tersambung lagi" in seen(pilot)
        unplugged.rename(folder)
        await until(pilot, lambda: "TERPUTUS" not in seen(pilot))
        await press(pilot, "f4")
        assert isinstance(pilot.app.screen, FollowupsScreen)


async def test_a_cut_that_nobody_has_noticed_yet_empties_no_list(
    office: TestOffice, unplugged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does another language: what cannot be read anew stays as it was read."""
    monkeypatch.setattr(store_following, "_EVERY", 3600.0)
    recorded(office.desk("irban"))
    folder = office.location.database.parent
    for key, said in (("f3", "Layar itu"), ("f4", "Layar itu"), ("f9", "Bahasa")):
        async with at_unlock(office, "irban") as pilot:
            await unlock(pilot, PASSWORD)
            await until(pilot, lambda: "2026-000001" in seen(pilot))
            folder.rename(unplugged)
            pilot.app.desk.engine.dispose()  # a file that is open is read on from memory
            await press(pilot, key)
            assert isinstance(pilot.app.screen, InboxScreen)
            assert "2026-000001" in seen(pilot), key
            assert f"{said} dapat di" in seen(pilot)
            await until(pilot, lambda: "TERPUTUS" in seen(pilot))
            unplugged.rename(folder)


async def test_what_was_found_stays_when_the_search_ends_while_the_store_is_away(
    office: TestOffice, unplugged: Path
) -> None:
    mine = office.desk("irban")
    new_case(mine, "Jembatan yang rusak")
    new_case(mine, "Sekolah tanpa atap")
    folder = office.location.database.parent
    async with at_unlock(office, "irban") as pilot:
        await unlock(pilot, PASSWORD)
        await until(pilot, lambda: "Sekolah" in seen(pilot))
        await press(pilot, "slash", *"jembatan")
        await until(pilot, lambda: "Sekolah" not in seen(pilot) and "Jembatan" in seen(pilot))
        folder.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS" in seen(pilot))
        await press(pilot, "escape", "m")
        assert "Jembatan" in seen(pilot)
        assert "Penyimpanan tidak dapat dibaca" in seen(pilot)
        await press(pilot, "m")
        unplugged.rename(folder)
        await until(pilot, lambda: "Sekolah" in seen(pilot) and "Jembatan" in seen(pilot))


async def test_of_a_store_that_is_away_one_notice_stands_and_none_once_it_is_back(
    office: TestOffice, unplugged: Path
) -> None:
    mine = office.desk("petugas")
    register = recorded(mine)
    folder = office.location.database.parent
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c")
        folder.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS" in seen(pilot))
        await press(pilot, *"penting", "ctrl+s", "ctrl+s", "ctrl+s")
        refused = [each for each in notices(pilot) if each.startswith("Penyimpanan tidak dapat")]
        assert len(refused) == 2  # that it was lost, and that the note was not recorded
        unplugged.rename(folder)
        await until(pilot, lambda: "TERPUTUS" not in seen(pilot))
        await settled(pilot)
        assert notices(pilot) == ["Penyimpanan tersambung lagi."]


def notices(pilot: Pilot[None]) -> list[str]:
    return [each.message for each in pilot.app._notifications]


async def test_who_quits_with_words_that_can_be_kept_nowhere_is_asked(
    office: TestOffice, unplugged: Path
) -> None:
    mine = office.desk("petugas")
    register = recorded(mine)
    folder = office.location.database.parent
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c")
        folder.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS" in seen(pilot))
        held = mine.keyring.beside(".drafts")
        held.parent.mkdir(parents=True, exist_ok=True)
        held.write_text("a file where the folder of drafts should be")
        await press(pilot, *"penting")
        for key in ("escape", "ctrl+q"):
            await press(pilot, key)
            assert "penting" in pilot.app.screen_stack[0].query_one(DraftText).text
        assert isinstance(pilot.app.screen, LosesWords)
        await press(pilot, "escape")
        assert pilot.app.is_running
        assert "penting" in pilot.app.screen.query_one(DraftText).text
        held.unlink()
        unplugged.rename(folder)
        await until(pilot, lambda: "TERPUTUS" not in seen(pilot))
        await settled(pilot)
        assert ["penting" in (load_draft(mine, each.subject) or "") for each in drafts(mine)] == [True]
        await press(pilot, "ctrl+q")
        assert not isinstance(pilot.app.screen, LosesWords)


async def test_who_says_so_loses_his_words_and_quits(office: TestOffice, unplugged: Path) -> None:
    mine = office.desk("petugas")
    register = recorded(mine)
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c")
        office.location.database.parent.rename(unplugged)
        await until(pilot, lambda: "TERPUTUS" in seen(pilot))
        held = mine.keyring.beside(".drafts")
        held.parent.mkdir(parents=True, exist_ok=True)
        held.write_text("a file where the folder of drafts should be")
        await press(pilot, *"penting", "ctrl+q")
        assert isinstance(pilot.app.screen, LosesWords)
        await press(pilot, "y")
        assert not pilot.app.is_running


async def test_one_case_of_the_list_that_was_given_away_meanwhile_is_decided_on_the_spot(
    office: TestOffice,
) -> None:
    mine, other = office.desk("irban"), office.desk("inspektur")
    register = recorded(mine)
    async with seated(mine, "inbox") as pilot:
        await press(pilot, "t")
        assign_one(other, register, "petugas")
        await press(pilot, *"petugas2", "enter", "enter")
        assert isinstance(pilot.app.screen, ChangedDialog)
        assert "belum ditugaskan" in seen(pilot)
        await press(pilot, "2")
        assert load_case(mine, register).assigned_to == "petugas2"


@pytest.fixture
def on_a_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Server, TestOffice]]:
    """An office on a server that the test may stop."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    with running(quick=False) as server:
        made = TestOffice(locate(server.address(server.new_database())), TickingClock(), [])
        found(made.location, made.clock)
        yield server, made
        for desk in made.opened:
            desk.close()


async def test_officers_of_a_server_see_each_other_and_outlast_its_end(
    on_a_server: tuple[Server, TestOffice],
) -> None:
    server, office = on_a_server
    mine, other = office.desk("petugas"), office.desk("irban")
    register = recorded(mine)
    async with seated(mine, CaseScreen(mine, register)) as pilot, among_others(pilot):
        await press(pilot, "c", *"penting")
        assign_one(other, register, "petugas2")
        took = await until(pilot, lambda: "petugas2" in seen(pilot))
        print(f"server: another desk's change on the screen after {took:.2f} s")
        server.stop("immediate")
        await until(pilot, lambda: "TERPUTUS sejak" in seen(pilot))
        await press(pilot, *" sekali", "ctrl+s")
        assert "Server basis data tidak terjangkau" in seen(pilot)
        server.start()
        await until(pilot, lambda: "TERPUTUS" not in seen(pilot))
        assign_one(other, register, "petugas")
        await until(pilot, lambda: "· petugas" in seen(pilot) and "· petugas2" not in seen(pilot))
        await press(pilot, "ctrl+s")
    assert "penting sekali" in load_case(mine, register).notes[-1].body


async def test_who_is_disabled_does_not_stay_at_his_desk(office: TestOffice) -> None:
    recorded(office.desk("irban"))
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot, PASSWORD)
        await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))
        disable(office.desk("admin"), "petugas")
        await until(pilot, lambda: pilot.app.desk is None and "Akun ini tidak aktif" in seen(pilot))


async def test_who_is_let_in_or_shut_out_sees_it_at_once(office: TestOffice) -> None:
    head, officer = office.desk("inspektur"), office.desk("petugas")
    new_case(officer, "Perkara yang tampak")
    async with seated(officer, "inbox") as pilot, among_others(pilot):
        assert "Perkara yang tampak" in seen(pilot)
        revoke(head, "office", "petugas")
        await until(pilot, lambda: "belum" in seen(pilot) and "Perkara yang tampak" not in seen(pilot))
        grant(head, "office", "petugas", fingerprint_of(head, "petugas"))
        await until(pilot, lambda: "Perkara yang tampak" in seen(pilot))


async def test_locking_and_quitting_leave_no_thread_and_no_presence(office: TestOffice) -> None:
    other = office.desk("irban")
    recorded(other)
    async with at_unlock(office, "petugas") as pilot:
        await unlock(pilot, PASSWORD)
        await until(pilot, lambda: isinstance(pilot.app.screen, InboxScreen))
        await press(pilot, "enter")
        with following(other) as told:
            await until(pilot, lambda: [each.account for each in told.present] == ["petugas"])
            await press(pilot, "f10")
            await until(pilot, lambda: told.present == ())
    assert not any(thread.name.startswith("wbs-") for thread in threading.enumerate())
