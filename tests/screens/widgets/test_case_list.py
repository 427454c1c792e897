"""The list of cases as an officer uses it, over 100,000 cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult

from models.words.rows import CaseRow
from screens.widgets.case_list import STRIPS_KEPT, CaseList
from screens.widgets.row_window import KEPT
from tests.screens.widgets.listed_rows import ListedRows, listed
from wbs_tui.operations.bench.synthetic import SyntheticSource, synthetic_row

WIB = timezone(timedelta(hours=7))
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
WORDS = {"heavy": "berat", "medium": "sedang", "light": "ringan", "received": "Diterima"}


class ListApp(App[None]):
    """One list, and what it said."""

    def __init__(self, source: ListedRows | SyntheticSource) -> None:
        super().__init__()
        self.source = source
        self.said: list[object] = []

    def compose(self) -> ComposeResult:
        yield CaseList(
            lambda _kind, code: WORDS.get(code, code),
            zone=WIB,
            clock=lambda: NOW,
            empty_message="Belum ada laporan. Tekan n untuk mencatat laporan baru.",
        )

    def on_mount(self) -> None:
        self.cases.set_source(self.source)

    @property
    def cases(self) -> CaseList:
        return self.query_one(CaseList)

    def on_case_list_opened(self, message: CaseList.Opened) -> None:
        self.said.append(("opened", message.row.id))

    def on_case_list_marks_changed(self, message: CaseList.MarksChanged) -> None:
        self.said.append(("marked", message.marked))

    def on_case_list_highlighted(self, message: CaseList.Highlighted) -> None:
        self.said.append(("highlighted", message.row and message.row.id))

    def on_case_list_source_failed(self, message: CaseList.SourceFailed) -> None:
        self.said.append(("failed", str(message.error)))


def lines(app: ListApp) -> list[str]:
    return [strip.text for strip in app.cases.render_lines(app.cases.size.region)]


def one(**changes: object) -> CaseRow:
    return replace(synthetic_row(0), **changes)  # type: ignore[arg-type]


async def test_a_hundred_thousand_cases_by_keyboard() -> None:
    app = ListApp(SyntheticSource(100_000))
    async with app.run_test(size=(80, 24)) as pilot:
        cases = app.cases
        await pilot.press("down", "j", "up", "space", "pagedown", "space")
        assert cases.marked == {"case-1", "case-24"}
        await pilot.press("end")
        assert (cases.position, cases.total) == (100_000, 100_000)
        assert "2026-100000" in lines(app)[-1]
        await pilot.press("k", "pageup", "enter")
        assert app.said[-1] == ("opened", "case-99976")
        cases.jump_to(0.5)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert cases.selected is not None
        assert cases.selected.id == "case-49988"
        await pilot.press("g")
        assert lines(app)[1].startswith("› ● 2026-000001")
        assert lines(app)[2].startswith(" ✓  2026-000002")
        assert cases.marked == {"case-1", "case-24"}
        for _ in range(300):
            cases.action_page_down()
            cases.render_lines(cases.size.region)
        assert cases.position == 300 * 22 + 1
        assert len(cases._strips) <= STRIPS_KEPT
        assert cases._view is not None
        assert len(cases._view.window.rows) <= KEPT


@pytest.mark.parametrize("size", [(40, 10), (10, 3), (3, 1), (200, 60)])
async def test_it_survives_any_size(size: tuple[int, int]) -> None:
    app = ListApp(SyntheticSource(500))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("end")
        await pilot.resize_terminal(*size)
        await pilot.press("up")
        painted = lines(app)
        assert [cell_len(line) for line in painted] == [size[0]] * size[1]
        if size[0] >= 40:
            assert any(line.startswith("›") and "000499" in line for line in painted)


async def test_hostile_and_wide_titles_keep_to_their_cells() -> None:
    titles = [
        "a\x1b]52;c;cHduZWQ=\x07\x1b[2J",
        "\u202egnasalp\u202c [/b][red]",
        "賄賂の疑いがある村役場の工事" * 3,
        "e\u0301" * 60,
    ]
    source = ListedRows(one(id=str(n), title=text, key=(n,)) for n, text in enumerate(titles))
    app = ListApp(source)
    async with app.run_test(size=(80, 10)):
        painted = lines(app)[1:5]
    assert {cell_len(line) for line in painted} == {80}
    assert not any(sign in line for line in painted for sign in "\x1b\x07\u202e\u202c")
    assert "[/b][red]" in painted[1]
    assert {line.index("2026-000001") for line in painted} == {4}


async def test_lateness_and_severity_are_legible_without_colours() -> None:
    rows = [
        one(id="late", due_at=NOW - timedelta(days=12), overdue=True, severity="heavy", key=(1,)),
        one(id="today", due_at=NOW + timedelta(hours=2), overdue=False, severity="light", key=(2,)),
        one(id="soon", due_at=NOW + timedelta(days=2), overdue=False, unread=False, key=(3,)),
        one(id="closed", due_at=NOW - timedelta(days=12), overdue=False, stage="closed", key=(4,)),
    ]
    app = ListApp(ListedRows(rows))
    async with app.run_test(size=(80, 10)):
        late, today, soon, closed = lines(app)[1:5]
    assert "!lewat 12 hr" in late
    assert "█b" in late
    assert "● " in late
    assert "hari ini" in today
    assert "▂r" in today
    assert "2 hari lagi" in soon
    assert "●" not in soon
    assert "lewat" not in closed


async def test_an_empty_list_says_what_to_do_and_a_broken_source_what_is_wrong() -> None:
    source = listed(0)
    app = ListApp(source)
    async with app.run_test(size=(80, 10)) as pilot:
        assert any("Tekan n untuk mencatat" in line for line in lines(app))
        source.broken = True
        app.cases.reload()
        await pilot.press("j", "space", "enter", "end")
        assert any("tidak terjangkau" in line for line in lines(app))
    assert ("failed", "Penyimpanan tidak terjangkau.") in app.said


async def test_a_reload_keeps_the_case_and_the_marks_and_shows_what_changed() -> None:
    source = listed(300)
    app = ListApp(source)
    async with app.run_test(size=(80, 24)) as pilot:
        app.cases.goto((200,))
        await pilot.press("space", "up")
        source.change("case-200", key=(-1,), title="Judul baru")
        app.cases.reload()
        await pilot.pause()
        assert app.cases.selected == source.find("case-200")
        assert "Judul baru" in lines(app)[1]
        assert app.cases.marked == {"case-200"}
        app.cases.set_source(listed(5))
        await pilot.pause()
        assert app.cases.marked == frozenset()
        assert app.said[-2:] == [("marked", frozenset()), ("highlighted", "case-0")]


async def test_the_mouse_selects_marks_opens_and_drags() -> None:
    app = ListApp(SyntheticSource(1000))
    async with app.run_test(size=(80, 21)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.click(CaseList, offset=(30, 5))
        assert app.cases.position == 5
        await pilot.click(CaseList, offset=(1, 7))
        assert app.cases.marked == {"case-6"}
        await pilot.mouse_down(CaseList, offset=(79, 20))
        await pilot.mouse_up(CaseList, offset=(79, 20))
        assert app.cases.position == 1000
