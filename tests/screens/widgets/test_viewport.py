"""Moving through long lists: the window must never show anything but the list."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screens.widgets.row_window import KEPT
from screens.widgets.scrollbar import row_at, thumb
from screens.widgets.viewport import Viewport
from tests.screens.widgets.listed_rows import ListedRows, listed
from wbs_tui.text.errors import StoreTrouble

STEPS = st.one_of(
    st.tuples(st.just("move"), st.integers(-300, 300)),
    st.tuples(st.just("page"), st.integers(-3, 3)),
    st.tuples(st.just("scroll"), st.integers(-50, 50)),
    st.tuples(st.just("resize"), st.integers(1, 60)),
    st.tuples(st.sampled_from(["home", "tail", "reload"])),
    st.tuples(st.just("jump"), st.floats(0, 1)),
)
LISTS = {total: listed(total) for total in (0, 1, 5, 63, 64, 65, 128, 3000)}


def shown(view: Viewport) -> list[str]:
    rows = [view.window.row(view.top + line) for line in range(view.height)]
    return [row.id for row in rows if row]


def take(view: Viewport, step: tuple, source: ListedRows) -> None:
    name, *args = step
    if name == "jump":
        every = max(1, len(source.rows) // 10)
        last = max(0, len(source.rows) - 1)
        view.jump(round(args[0] * last), source.anchors(every, lambda: False), every)
    else:
        getattr(view, name)(*args)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(LISTS)), st.lists(STEPS, max_size=30), st.booleans())
def test_any_way_through_a_list_shows_the_list(total: int, steps: list[tuple], counted: bool) -> None:
    source = LISTS[total]
    view = Viewport(source, 20, total if counted else None)
    view.home()
    ids = [row.id for row in source.rows]
    for step in steps:
        take(view, step, source)
        lines = shown(view)
        assert len(lines) == min(total, view.height)
        if total:
            at = ids.index(lines[0])
            assert lines == ids[at : at + view.height]
            assert view.selected is not None
            assert view.selected.id in lines
        if counted and total:
            assert ids[view.cursor] == view.selected.id
        assert len(view.window.rows) <= KEPT + 64


def test_the_last_page_is_read_from_the_tail() -> None:
    source = listed(100_000)
    view = Viewport(source, 20)
    view.home()
    source.asked = 0
    view.tail()
    assert view.selected is not None
    assert view.selected.id == "case-99999"
    assert source.asked <= 2
    view.count(100_000)
    assert view.cursor == 99_999


def test_memory_stays_the_same_however_far_one_reads() -> None:
    source = listed(20_000)
    view = Viewport(source, 40)
    view.home()
    for _ in range(400):
        view.page(1)
    assert view.cursor == 400 * 39
    assert len(view.window.rows) <= KEPT
    for _ in range(400):
        view.page(-1)
    assert view.cursor == 0
    assert shown(view)[0] == "case-0"


def test_reload_follows_a_case_that_moved_and_stands_still_when_it_vanished() -> None:
    source = listed(2000)
    view = Viewport(source, 20, 2000)
    view.home()
    view.move(500)
    line = view.cursor - view.top
    source.change("case-500", key=(1500.5,))
    view.reload()
    assert view.selected is not None
    assert view.selected.id == "case-500"
    assert view.cursor - view.top == line
    source.remove("case-500")
    view.reload()
    assert view.selected.id == "case-1501"


def test_reload_of_a_list_that_ran_empty_and_filled_again() -> None:
    source = listed(3)
    rows = source.rows
    view = Viewport(source, 20)
    view.home()
    source.rows = []
    view.reload()
    assert view.selected is None
    assert view.total == 0
    source.rows = rows
    view.reload()
    assert shown(view) == ["case-0", "case-1", "case-2"]


def test_a_source_that_breaks_leaves_the_view_usable() -> None:
    source = listed(1000)
    view = Viewport(source, 20)
    view.home()
    source.broken = True
    place = view.place
    with pytest.raises(StoreTrouble):
        view.tail()
    view.restore(place)
    source.broken = False
    view.move(200)
    assert shown(view)[-1] == "case-200"


@given(st.integers(1, 80), st.integers(0, 10**7), st.integers(0, 10**7))
def test_the_thumb_stays_on_the_bar_and_touches_its_ends_only_at_the_lists_ends(
    size: int, top: int, total: int
) -> None:
    place = thumb(size, top, total)
    assert set(place) <= set(range(size))
    assert bool(place) == (total > size)
    if place and size > 3 and total > 3 * size:
        assert (place.start == 0) == (top == 0)
        assert (place.stop == size) == (top >= total - size)


def test_the_ends_of_the_bar_are_the_ends_of_the_list() -> None:
    assert row_at(-5, 20, 1000) == 0
    assert row_at(19, 20, 1000) == row_at(25, 20, 1000) == 980
