"""A revealed identity stays on the screen no longer than it must, and leaves it no way unasked."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from screens.case import CaseScreen
from screens.case_parts.identity import IdentityTab
from screens.widgets.identity_picture import IdentityPicture
from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, settled
from wbs_tui.accounts.access import revoke
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.ids import new_id

WHO = "Siti Pelapor"
REASON = ("i", *"perlu", "enter")


def with_cards(desk: Desk, *contents: bytes) -> str:
    """A report with identity documents; its register number."""
    report = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title="Dana desa",
        text="Dana desa.",
        masked=(),
        reporter=Reporter(name=WHO),
        raw=b"mentah",
        attachments=tuple(
            Attachment(f"ktp{n}.jpg", f"ktp {n}.jpg", "image/jpeg", content, AttachmentKind.IDENTITY)
            for n, content in enumerate(contents)
        ),
    )
    register = record(desk, report).register
    assert register is not None
    return register


def red_card() -> bytes:
    file = BytesIO()
    Image.new("RGB", (860, 540), (220, 20, 20)).save(file, "PNG")
    return file.getvalue()


def at_identity(desk: Desk, register: str, size: tuple[int, int] = (80, 24)):
    return seated(desk, CaseScreen(desk, register, IdentityTab.tab_id), size)


@pytest.mark.parametrize("keys", [("7",), ("left",), ("escape",), ("x",), ("f10",), ("f1",), ("f2",)])
async def test_leaving_it_in_any_way_closes_it(office: TestOffice, keys: tuple[str, ...]) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        tab = pilot.app.screen.query_one(IdentityTab)
        await press(pilot, *REASON)
        assert WHO in seen(pilot)
        assert tab.is_open
        await press(pilot, *keys)
        assert WHO not in seen(pilot)
        assert not tab.is_mounted or not tab.is_open


async def test_a_desk_that_nobody_touches_locks_and_shows_nothing_of_it(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON)
        office.clock.forward(hours=9)
        await pilot.app.lock_if_idle()
        await settled(pilot)
        assert WHO not in seen(pilot)
        assert not pilot.app.screen_stack[1:]
        assert pilot.app.desk is None


async def test_help_over_it_closes_it_for_good(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON, "f1", "escape")
        assert isinstance(pilot.app.screen, CaseScreen)
        assert WHO not in seen(pilot)


async def test_a_revoked_grant_closes_it_while_it_is_open(office: TestOffice) -> None:
    desk, head = office.desk("irban"), office.desk("inspektur")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON)
        tab = pilot.app.screen.query_one(IdentityTab)
        revoke(head, "identity", "irban")
        for _second in range(4):
            tab._tick()
        await settled(pilot)
        assert not tab.is_open
        assert WHO not in seen(pilot)


async def test_another_size_shows_nothing_more_and_nothing_after_it_was_closed(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON)
        await pilot.resize_terminal(160, 48)
        await settled(pilot)
        assert WHO in seen(pilot)
        await press(pilot, "x")
        await pilot.resize_terminal(40, 10)
        await settled(pilot)
        assert WHO not in seen(pilot)


async def test_the_time_is_the_policys(office: TestOffice) -> None:
    policy = Path(office.location.policy)
    policy.mkdir()
    (policy / "checklist.toml").write_text("reveal_minutes = 2\n")
    desk = office.desk("irban")
    register = recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON)
        office.clock.forward(seconds=119)
        pilot.app.screen.query_one(IdentityTab)._tick()
        assert WHO in seen(pilot)
        office.clock.forward(seconds=2)
        pilot.app.screen.query_one(IdentityTab)._tick()
        await settled(pilot)
        assert WHO not in seen(pilot)


async def test_a_card_is_shown_in_cells_and_goes_with_the_identity(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = with_cards(desk, red_card())
    async with at_identity(desk, register) as pilot:
        picture = pilot.app.screen.query_one(IdentityPicture)
        await press(pilot, "g")
        assert not picture.shows
        await press(pilot, *REASON, "g")
        assert picture.shows
        assert seen(pilot).count("▀") > 500
        await press(pilot, "plus", "plus", "right", "down", "minus")
        assert seen(pilot).count("▀") > 500
        await press(pilot, "escape")
        assert not picture.shows
        assert WHO in seen(pilot)
        await press(pilot, "g", "x")
        assert not picture.shows
        assert "▀" not in seen(pilot)


async def test_a_card_that_cannot_be_shown_is_told_and_the_rest_stays(office: TestOffice) -> None:
    desk = office.desk("irban")
    register = with_cards(desk, b"%!PS-Adobe\n(/etc/passwd) (r) file\n")
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON, "g")
        assert not pilot.app.screen.query_one(IdentityPicture).shows
        assert "bukan gambar JPEG atau PNG" in " ".join(seen(pilot).split())
        assert len(load_case(desk, register).evidence) == 1


def test_looking_for_a_way_to_draw_asks_the_terminal_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    from screens.widgets.identity_picture import _half_cells

    assert _half_cells().__name__ == "Image"
    assert capfd.readouterr().out == ""


async def test_other_cases_of_the_same_reporter_are_named_and_go_with_the_identity(
    office: TestOffice,
) -> None:
    desk = office.desk("irban")
    register, other = recorded(desk), recorded(desk)
    async with at_identity(desk, register) as pilot:
        await press(pilot, *REASON)
        assert "juga melapor pada" in seen(pilot)
        assert other in seen(pilot)
        await press(pilot, "x")
        assert other not in seen(pilot)


async def test_the_inspektur_is_led_to_the_list_of_what_was_opened(office: TestOffice) -> None:
    desk, head = office.desk("irban"), office.desk("inspektur")
    register = recorded(desk)
    reveal(desk, register, "perlu klarifikasi")
    async with seated(head, "today") as pilot:
        assert "Pembukaan identitas" in seen(pilot)
        await press(pilot, "enter")
        assert "perlu klarifikasi" in seen(pilot)
        assert register in seen(pilot)
        assert WHO not in seen(pilot)
        await press(pilot, "escape")
        assert "Pembukaan identitas" not in seen(pilot)
        await press(pilot, "f11", "enter")
        assert isinstance(pilot.app.screen, CaseScreen)


async def test_nobody_else_comes_to_that_list(office: TestOffice) -> None:
    async with seated(office.desk("irban"), "today") as pilot:
        await press(pilot, "f11")
        assert "Pembukaan identitas" not in seen(pilot)


async def shown_and_broken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the open tab fails with the identity in its locals and in the error's own words."""

    def fail(tab: IdentityTab) -> None:
        who = tab._open
        raise RuntimeError(who, WHO)

    async with at_identity(desk, recorded(desk)) as pilot:
        await press(pilot, *REASON)
        assert WHO in seen(pilot)
        tab = pilot.app.screen.query_one(IdentityTab)
        monkeypatch.setattr(IdentityTab, "_show_clock", fail)
        tab.set_timer(0.01, tab._show_clock)
        await pilot.pause(0.1)


async def test_a_fault_while_it_is_open_says_nothing_of_it(
    office: TestOffice, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuntimeError):
        await shown_and_broken(office.desk("irban"), monkeypatch)
    printed = capfd.readouterr()
    assert "RuntimeError" in printed.out + printed.err
    assert WHO not in printed.out + printed.err
