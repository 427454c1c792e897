"""The Case screen as an officer at a keyboard uses it, over real cases in a real store."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input, Select, Static, TextArea

from models.words.outcomes import ChecklistAnswer
from models.words.reports import Attachment, IncomingReport, Reporter
from screens.case import CaseScreen
from screens.case_parts.step_dialog import StepDialog
from screens.widgets.draft_text import DraftText
from tests.cases.at_work import complete_checklist, recorded, to_disposition
from tests.conftest import TestOffice
from tests.screens import seated
from tests.screens.quiet import running
from wbs_tui.app import WbsApp
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.drafts import drafts
from wbs_tui.cases.steps.stages import advance
from wbs_tui.intake.manual import ManualEntry, from_form
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import use_language

HOSTILE = "[/b][red]merah[/] \x1b]52;c;aGFpCg==\x07 \u202etxt.exe [link=http://jahat.contoh]klik[/link]"


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    use_language("id")
    yield
    use_language("id")


@asynccontextmanager
async def opened(
    desk: Desk, register: str, size: tuple[int, int] = (80, 24), tab: str = "report"
) -> AsyncIterator[tuple[Pilot[None], CaseScreen]]:
    """The case on the program's own app, read and shown."""
    app = WbsApp(f"sqlite:///{desk.location.database}", clock=desk.clock)
    async with running(app, size, notifications=False) as pilot:
        app.desk = desk
        screen = CaseScreen(desk, register, tab)
        await app.push_screen(screen)
        await settled(app, pilot)
        yield pilot, screen
        app.desk = None  # the fixture closes it


async def settled(app: App[None], pilot: Pilot[None]) -> None:
    """Every worker has answered, or asks something, and what it answered is painted."""
    assert app is pilot.app
    await seated.settled(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Keys one after the other, each answered before the next."""
    await seated.press(pilot, *keys)


def seen(pilot: Pilot[None]) -> str:
    """What stands on the terminal."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


async def test_a_suggestion_is_accepted_in_one_key(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="classification") as (pilot, _screen):
        assert "Belum diputuskan" in seen(pilot)
        await press(pilot, "a")
        assert "Sudah diputuskan" in seen(pilot)
    case = load_case(desk, register)
    assert case.classified
    assert case.classifications[-1].account == "petugas"


async def test_a_change_without_its_reason_keeps_the_dialog_and_says_what_is_wanted(
    office: TestOffice,
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="classification") as (pilot, _screen):
        await press(pilot, "u", "enter", "up", "enter", "ctrl+s")
        assert "alasannya" in seen(pilot)
        assert not load_case(desk, register).classified
        pilot.app.screen.query_one("#classify-reason").focus()
        await press(pilot, *"salah", "enter")
        assert load_case(desk, register).classifications[-1].reason == "salah"


async def test_an_item_is_answered_with_two_keys_and_the_next_one_waits(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="checklist") as (pilot, _screen):
        wanted = sum(item.mandatory for item in load_case(desk, register).checklist)
        assert f"0/{wanted} wajib" in seen(pilot)
        await press(pilot, "y", "enter", "n", *"tak", "enter")
        assert f"2/{wanted} wajib" in seen(pilot)
    first, second = load_case(desk, register).checklist[:2]
    assert (first.answer, second.answer) == (ChecklistAnswer.YES, ChecklistAnswer.NO)
    assert second.note == "tak"


async def test_a_note_survives_a_program_that_was_killed(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register) as (pilot, screen):
        await press(pilot, "c", *"penting")
        field = screen.query_one(DraftText)
        field._keep_soon()  # the pause is over; nothing else is called before the power goes
        await settled(pilot.app, pilot)
        kept = field.text
    assert "penting" in kept
    again = office.desk("petugas")
    async with opened(again, register, tab="notes") as (pilot, screen):
        assert "belum disimpan" in seen(pilot)
        await press(pilot, "c")
        assert screen.query_one(TextArea).text == kept
        assert "dipulihkan" in seen(pilot)
        await press(pilot, "ctrl+s")
        assert not screen.query(DraftText)
    assert load_case(again, register).notes[-1].body == kept.strip()
    assert drafts(again) == ()


async def test_leaving_the_editor_keeps_the_words_and_an_untouched_template_is_no_draft(
    office: TestOffice,
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="notes") as (pilot, _screen):
        await press(pilot, "c", "escape")
        assert drafts(desk) == ()
        await press(pilot, "c", "x", "escape")
        assert len(drafts(desk)) == 1
        assert "c melanjutkannya" in seen(pilot)


async def test_a_number_of_the_reporter_in_a_note_is_asked_about_before_it_is_saved(
    office: TestOffice,
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="notes") as (pilot, screen):
        await press(pilot, "c")
        screen.query_one(TextArea).insert("hubungi 0812-3456-7890 ")
        await press(pilot, "ctrl+s")
        assert "Tampak memuat identitas pelapor" in seen(pilot)
        assert "0812-3456-7890" in seen(pilot)
        await press(pilot, "escape")
        assert load_case(desk, register).notes == ()
        assert "hubungi" in screen.query_one(TextArea).text
        await press(pilot, "ctrl+s", "y")
    assert len(load_case(desk, register).notes) == 1


async def test_the_step_dialog_says_what_the_gate_wants_and_refuses_until_it_is_there(
    office: TestOffice,
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    advance(desk, register, "verification")
    async with opened(desk, register, size=(100, 40)) as (pilot, _screen):
        await press(pilot, "p", "down")
        assert "Belum dijawab" in seen(pilot)
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, StepDialog)
        assert load_case(desk, register).stage == "verification"
        await press(pilot, "escape")
        complete_checklist(desk, register)
        await press(pilot, "p", "down", "ctrl+s")
        assert "Disposisi" in seen(pilot)
    assert load_case(desk, register).stage == "disposition"


async def test_a_lead_proposes_and_the_head_decides_with_what_was_proposed(office: TestOffice) -> None:
    officer, head, lead = office.desk("petugas"), office.desk("inspektur"), office.desk("irban")
    register = recorded(officer)
    to_disposition(officer, register)
    office.clock.forward(minutes=1)
    async with opened(lead, register) as (pilot, _screen):
        await press(pilot, "p")
        assert "diusulkan" in seen(pilot)
        pilot.app.screen.query_one("#step-reason").focus()
        await press(pilot, *"layak", "enter")
        assert isinstance(pilot.app.screen, StepDialog), "Enter in a field takes no step"
        await press(pilot, "ctrl+s")
    assert load_case(lead, register).stage == "disposition"
    office.clock.forward(minutes=1)
    async with opened(head, register, size=(100, 40)) as (pilot, _screen):
        assert "irban mengusulkan" in seen(pilot)
        await press(pilot, "d")
        pilot.app.screen.query_one("#step-assign").value = "petugas"
        await press(pilot, "ctrl+s")
    case = load_case(head, register)
    assert (case.stage, case.assigned_to) == ("analysis", "petugas")


async def test_held_files_are_released_by_the_grant_and_exported_without_overwriting(
    office: TestOffice, tmp_path: Path
) -> None:
    register = recorded(office.desk("petugas"))
    desk = office.desk("irban")
    there = tmp_path / "kuitansi.pdf"
    there.write_bytes(b"milik orang lain")
    async with opened(desk, register, tab="evidence") as (pilot, screen):
        assert "Ditahan" in seen(pilot)
        assert "kuitansi siti" not in seen(pilot)
        await press(pilot, "space", "l", "y")
        assert "kuitansi" in seen(pilot)
        await press(pilot, "home", "x")
        pilot.app.screen.query_one("#export-path", Input).value = str(there)
        await press(pilot, "ctrl+s")
        assert "tidak ditimpa" in seen(pilot)
        assert there.read_bytes() == b"milik orang lain"
        pilot.app.screen.query_one("#export-path", Input).value = str(tmp_path / "salinan.pdf")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is screen
    assert (tmp_path / "salinan.pdf").read_bytes() == b"isi kuitansi"


async def test_a_recommendation_is_added_with_a_day_as_it_is_written_and_its_status_followed(
    office: TestOffice,
) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="followup") as (pilot, _screen):
        assert "UU 31/1999" in seen(pilot)
        await press(pilot, "n", *"kembalikan", "tab", *"besok", "enter")
        assert "tidak terbaca" in seen(pilot)
        pilot.app.screen.query_one("#recommendation-due", Input).value = "31 Des 2026"
        await press(pilot, "ctrl+s")
        assert "31 Des 2026" in seen(pilot)
        await press(pilot, "s", "tab", *"lunas")
        pilot.app.screen.query_one("#status", Select).value = "1"
        await press(pilot, "ctrl+s")
        assert "lunas" in seen(pilot)
    (recommendation,) = load_case(desk, register).recommendations
    assert (recommendation.text, int(recommendation.status)) == ("kembalikan", 1)
    assert drafts(desk) == ()


async def test_an_answer_stops_its_clock_and_is_corrected_by_a_new_one(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register) as (pilot, _screen):
        await press(pilot, "b", *"terima", "ctrl+s")
        assert "sudah, 20 Agu 2026" in seen(pilot)
        office.clock.forward(minutes=1)
        await press(pilot, "u", *"kasih", "ctrl+s")
        assert "sudah dikoreksi" in seen(pilot)
    first, second = load_case(desk, register).answers
    assert first.corrected_by == second.id


async def test_hostile_words_are_shown_and_never_obeyed(office: TestOffice) -> None:
    desk = office.desk("petugas")
    entry = ManualEntry("letter", desk.clock(), f"Judul {HOSTILE}", f"Isi {HOSTILE}")
    register = record(desk, from_form(entry, desk.policy.limits.intake())).register
    assert register is not None
    async with opened(desk, register, size=(160, 48)) as (pilot, _screen):
        for tab in "12345678":
            await press(pilot, tab)
        await press(pilot, "1")
        shown = seen(pilot)
        assert "Judul [/b][red]merah[/]" in shown
        assert "[link=http://jahat.contoh]klik[/link]" in shown
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)


async def test_identity_stays_closed_without_the_grant(office: TestOffice) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, tab="identity") as (pilot, _screen):
        assert "tidak memegang izin identitas" in seen(pilot)
        await press(pilot, "i")
        assert "Siti Pelapor" not in seen(pilot)


async def test_an_identity_is_shown_for_a_reason_and_closed_by_the_clock(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with opened(desk, register, tab="identity") as (pilot, screen):
        await press(pilot, "i", *"perlu", "enter")
        assert "Siti Pelapor" in seen(pilot)
        assert "Siti" not in pilot.app.title + str(pilot.app.sub_title) + str(screen.title)
        office.clock.forward(**{"seconds": timedelta(minutes=11).total_seconds()})
        screen.query_one("#identity")._tick()
        await settled(pilot.app, pilot)
        assert "Siti Pelapor" not in seen(pilot)


async def test_leaving_the_tab_closes_the_identity(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with opened(desk, register, tab="identity") as (pilot, _screen):
        await press(pilot, "i", *"perlu", "enter", "7", "8")
        assert "Siti Pelapor" not in seen(pilot)
        await press(pilot, "7")
        assert "perlu" in seen(pilot)


async def test_every_tab_lives_through_a_tiny_terminal_and_a_change_of_size(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with opened(desk, register, size=(160, 48)) as (pilot, screen):
        for size in ((40, 10), (80, 24), (200, 60), (40, 10)):
            await pilot.resize_terminal(*size)
            for tab in "12345678":
                await press(pilot, tab)
        await press(pilot, "c")
        assert screen.query_one(DraftText).size.height > 0
        await press(pilot, "escape", "p", "escape", "escape")
        assert pilot.app.screen is not screen


async def test_in_english_nothing_indonesian_of_ours_is_left(office: TestOffice) -> None:
    use_language("en")
    desk = office.desk("petugas")
    register = recorded(desk)
    async with opened(desk, register, size=(120, 40)) as (pilot, _screen):
        for tab, said in zip("12345678", EXPECTED_ENGLISH, strict=True):
            await press(pilot, tab)
            assert said in seen(pilot)


EXPECTED_ENGLISH = (
    "Report 1 of 1",
    "Not decided yet",
    "0/",
    "There are no notes yet",
    "Answer to the reporter: not yet",
    "Held, because it may show who reported",
    "Newest on top",
    "does not hold the identity grant",
)


async def test_a_case_that_is_not_there_leads_back_with_a_sentence(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with opened(desk, "16-2026-999999") as (pilot, screen):
        assert pilot.app.screen is not screen
        assert "Tidak ada kasus" in " ".join(n.message for n in pilot.app._notifications)


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 5, 8])
async def test_closing_while_the_case_is_being_read_is_no_accident(office: TestOffice, turns: int) -> None:
    desk = office.desk("petugas")
    register = recorded(desk)
    app = WbsApp(f"sqlite:///{desk.location.database}", clock=desk.clock)
    async with running(app, notifications=False) as pilot:
        await app.push_screen(CaseScreen(desk, register))
        for _turn in range(turns):
            await asyncio.sleep(0)
        await app.pop_screen()
        await settled(app, pilot)
        assert not isinstance(app.screen, CaseScreen)
        assert app.screen.query(Static)


async def test_an_editor_that_was_left_can_be_painted_once_more(office: TestOffice) -> None:
    """The screen paints by its old layout, in which the editor still stands, when leaving it is that fast."""
    desk = office.desk("petugas")
    async with opened(desk, recorded(desk)) as (pilot, screen):
        await press(pilot, "c", *"penting")
        field = screen.query_one(DraftText)
        await press(pilot, "escape")
        assert not screen.query(DraftText)
        field._rich_style_cache.clear()  # as of one that is left before it was painted
        painted = field.render_lines(Region(0, 0, 20, 3))
        assert [strip.text.strip() for strip in painted] == ["", "", ""]


async def test_news_never_stands_over_the_line_that_is_typed_in(office: TestOffice) -> None:
    register = recorded(office.desk("petugas"))
    async with seated.seated(office.desk("petugas"), CaseScreen(office.desk("petugas"), register)) as pilot:
        await seated.press(pilot, "3", "y")
        pilot.app.notify("Saran disetujui.")
        await seated.press(pilot, *"saksi")
        shown = seated.seen(pilot)
        assert "Saran disetujui." in shown
        assert "YA. Catatan" in shown
        assert "saksi" in shown


@pytest.mark.parametrize("files", [False, True])
async def test_a_report_without_text_points_to_attachments_only_where_there_are_some(
    office: TestOffice, files: bool
) -> None:
    desk = office.desk("petugas")
    photo = Attachment("foto.jpg", "foto.jpg", "image/jpeg", b"foto")
    report = IncomingReport(
        channel="web",
        external_id="1",
        received_at=desk.clock(),
        title="Pungutan di loket",
        text="",
        masked=(),
        reporter=Reporter(),
        raw=b"mentah",
        attachments=(photo,) if files else (),
    )
    register = record(desk, report).register
    assert register is not None
    async with opened(desk, register, (120, 40)) as (pilot, _screen):
        shown = " ".join(seated.seen(pilot).split())
        assert "Laporan ini tidak berisi teks." in shown
        assert ("Lihat lampirannya" in shown) is files
