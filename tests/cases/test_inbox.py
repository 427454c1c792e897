"""The inbox: pages that agree with a plain sorted list, and statements that only walk along an index."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from models.words.classification import Severity
from models.words.clock import to_millis
from models.words.rows import FindsRows, HasAnchors
from tests.cases.at_work import SUGGESTION, new_case, new_cases, recorded, to_disposition
from tests.cases.plans import enters_at_its_place, plan, reads_an_index_only, sorts, walks_an_index
from tests.conftest import OFFICERS, TestOffice, TickingClock, copied_office
from wbs_tui.cases.kinds import REPORT_JOINED
from wbs_tui.cases.lookup import NoSuchCase, UnknownAccount
from wbs_tui.cases.numbers.registering import join_report
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.reading.inbox import SORTS, InboxQuery, InboxSource, list_cases
from wbs_tui.cases.reading.inbox_sql import condition, page_query, plain_count, segments_of, stride_query
from wbs_tui.cases.reading.today import counts, today
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.desk import NotPermitted

CASES = 60
STAGES = ("received", "verification", "archived")
FILTERS = {
    "all": {},
    "stage": {"stage": "verification"},
    "category": {"category": "procurement"},
    "severity": {"severity": "heavy"},
    "assigned_to": {"assigned_to": "petugas2"},
    "mine": {"mine": True},
    "overdue": {"overdue": True},
    "due": {"mine": True, "due_from": 1, "due_before": 2},
}
MOMENTS = [None, None, *(to_millis(TickingClock().now + timedelta(days=days)) for days in (-40, -9, 3, 4))]
"""In milliseconds; some before and some behind the days of the cases."""


def filled(office):
    """Sixty cases over several stages, categories, days and officers; some received in the same moment."""
    officer, lead, head = (office.desk(name) for name in ("petugas", "irban", "inspektur"))
    registers = new_cases(
        officer,
        [
            {
                "title": f"Perkara {number}",
                "received_at": office.clock() - timedelta(days=number % 7 * 9),
                "suggestion": _suggestion(number),
            }
            for number in range(CASES)
        ],
    )
    for number, register in enumerate(registers):
        if number % 3:
            advance(officer, register, "verification")
        if number % 3 == 2:
            advance(head, register, "archived", "kosong", closure="insufficient_evidence")
    assign(lead, registers[::4], "petugas")
    assign(lead, registers[1::4], "petugas2")
    for register in registers[::5]:
        mark_read(officer, load_case(officer, register).id)
    return officer


def _suggestion(number):
    category = ("village_funds", "procurement", "nepotism")[number % 3]
    severity = (Severity.LIGHT, Severity.HEAVY)[number % 2]
    return replace(SUGGESTION, category=category, severity=severity)


def wanted(rows, query):
    """The rows of a query in its order, from all rows in the order of registration."""
    kept = [
        row
        for row in rows
        if (query.stage is None or row.stage == query.stage)
        and (query.category is None or row.category == query.category)
        and (query.severity is None or row.severity == query.severity)
        and (query.assigned_to is None or row.assigned_to == query.assigned_to)
        and (not query.mine or row.assigned_to == "petugas")
        and (not query.overdue or row.overdue)
        and (query.due_from is None or (row.due_at and to_millis(row.due_at) >= query.due_from))
        and (query.due_before is None or (row.due_at and to_millis(row.due_at) < query.due_before))
        and (not query.unread or row.unread)
    ]
    if query.order == "register":
        return sorted(kept, key=lambda row: row.register, reverse=True)
    if query.order == "due":
        dated = sorted((row for row in kept if row.due_at), key=lambda row: (row.due_at, row.id))
        return dated + sorted((row for row in kept if not row.due_at), key=lambda row: row.id, reverse=True)
    return sorted(kept, key=lambda row: (row.received_at, row.id), reverse=query.order == "newest")


def ids(rows):
    return [row.id for row in rows]


queries = st.builds(
    InboxQuery,
    stage=st.sampled_from([None, None, *STAGES]),
    category=st.sampled_from([None, None, "procurement", "nepotism"]),
    severity=st.sampled_from([None, None, "heavy"]),
    assigned_to=st.sampled_from([None, None, None, "petugas", "petugas2"]),
    mine=st.booleans(),
    overdue=st.sampled_from([False, False, True]),
    unread=st.sampled_from([False, False, True]),
    due_from=st.sampled_from(MOMENTS),
    due_before=st.sampled_from(MOMENTS),
    sort=st.sampled_from(SORTS),
)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
)
@given(data=st.data())
def test_pages_agree_with_a_sorted_list(paged, data):
    desk, everything = paged
    query = data.draw(queries)
    n = data.draw(st.integers(1, 25))
    expected = wanted(everything, query)
    source = InboxSource(desk, query)
    assert source.count() == len(expected)
    assert ids(source.first(n).rows) == ids(expected[:n])
    assert ids(source.last(n).rows) == ids(expected[-n:])
    every = data.draw(st.integers(1, 15))
    assert list(source.anchors(every, lambda: False)) == [
        source.find(row.id).key for row in expected[::every]
    ]
    for number in data.draw(st.lists(st.integers(0, max(0, len(expected) - 1)), max_size=3)):
        if expected:
            row = source.find(expected[number].id)
            assert row is not None
            assert ids(source.after(row.key, n).rows) == ids(expected[number + 1 : number + 1 + n])
            assert ids(source.before(row.key, n).rows) == ids(expected[max(0, number - n) : number])
    absent = [row for row in everything if row.id not in set(ids(expected))]
    for row in data.draw(st.lists(st.sampled_from(absent), max_size=3)) if absent else ():
        assert source.find(row.id) is None


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def paged(request, tmp_path_factory):
    """The officer's desk at sixty cases that no test changes, and all their rows."""
    with (
        pytest.MonkeyPatch.context() as patch,
        copied_office(request, tmp_path_factory.mktemp("paged")) as location,
    ):
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(tmp_path_factory.mktemp("state")))
        office = TestOffice(location, TickingClock(), [])
        desk = filled(office)
        yield desk, list_cases(desk, InboxQuery(sort="oldest"))
        for opened in office.opened:
            opened.close()


def test_a_row_shows_the_case_and_no_more(office):
    officer = office.desk("petugas")
    register = new_case(officer, "Dana desa")
    assign(office.desk("irban"), [register], "petugas2")
    (row,) = list_cases(officer, InboxQuery())
    case = load_case(officer, register)
    assert (row.register, row.title, row.stage, row.jurisdiction) == (
        register,
        "Dana desa",
        "received",
        "inspectorate",
    )
    assert (row.received_at, row.due_at, row.overdue) == (case.received_at, case.due_at, False)
    assert (row.assigned_to, row.reports, row.evidence, row.unread) == ("petugas2", 1, 0, True)


def test_the_list_offers_what_the_screen_needs(office):
    source = InboxSource(office.desk("petugas"), InboxQuery())
    assert isinstance(source, FindsRows)
    assert isinstance(source, HasAnchors)
    assert source.first(10).rows == source.last(10).rows == ()
    assert source.anchors(3, lambda: False) == []


def test_anchors_stop_when_nobody_waits_for_them(paged):
    desk, _everything = paged
    answers = itertools.chain([False, False], itertools.repeat(True))
    assert len(InboxSource(desk, InboxQuery()).anchors(1, lambda: next(answers))) == 2


def test_a_reply_makes_a_case_unread_again_even_an_archived_one(office):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = new_case(officer)
    case_id = load_case(officer, register).id
    advance(officer, register, "verification")
    advance(head, register, "archived", "kosong", closure="insufficient_evidence")
    assert counts(officer).unread == 0
    office.clock.forward(hours=1)
    mark_read(officer, case_id)
    office.clock.forward(hours=1)
    with officer.change(REPORT_JOINED, case_id) as change:
        join_report(officer, change, case_id, evidence=1)
    (row,) = list_cases(officer, InboxQuery(unread=True))
    assert (row.reports, row.evidence, row.unread) == (2, 1, True)
    assert counts(officer).unread == 1
    mark_read(officer, case_id)
    assert counts(officer).unread == 0
    assert counts(head).unread == 1


def test_the_header_counts_what_the_lists_hold(paged):
    desk, everything = paged
    figures = counts(desk)
    assert figures.all == len(everything)
    assert figures.mine == sum(row.assigned_to == "petugas" for row in everything)
    assert figures.overdue == sum(row.overdue for row in everything)
    assert figures.unread == sum(row.unread for row in everything)
    assert 0 < figures.unread < figures.all


def test_who_may_list(office):
    with pytest.raises(NotPermitted):
        InboxSource(office.desk("admin"), InboxQuery())
    with pytest.raises(UnknownAccount):
        InboxSource(office.desk("petugas"), InboxQuery(assigned_to="siapa"))
    assert "auditor" in OFFICERS
    assert list_cases(office.desk("auditor"), InboxQuery()) == ()


def test_today_shows_what_waits_for_the_account(office):
    officer, lead, head = (office.desk(name) for name in ("petugas", "irban", "inspektur"))
    late, near, far = new_cases(
        officer,
        [
            {"title": "Lama", "received_at": office.clock() - timedelta(days=40)},
            {"title": "Hari ini"},
            {"title": "Nanti"},
        ],
    )
    assign(lead, [late, near, far], "petugas")
    advance(officer, far, "verification")
    advance(officer, far, "archived", "bukan laporan", propose=True)
    view = today(officer)
    assert [row.register for row in view.overdue] == [late]
    assert [row.register for row in view.due_today] == [near]
    assert [row.register for row in view.due_this_week] == [far]
    assert {row.register for row in view.unread} == {late, near, far}
    assert view.proposals == ()
    (line,) = today(head).proposals
    assert (line.register, line.title, line.proposal.reason) == (far, "Nanti", "bukan laporan")
    advance(head, far, "archived", "setuju", closure="insufficient_evidence")
    assert today(head).proposals == ()
    office.clock.forward(days=1)
    assert {row.register for row in today(officer).overdue} == {late, near}


def test_today_lists_the_first_of_very_many_and_counts_them_all(office):
    """It opens a hundred titles where there are more, and not all of them."""
    officer, lead = office.desk("petugas"), office.desk("irban")
    days = [*[60] * 103, 400]
    registers = new_cases(
        officer, [{"title": "Lama", "received_at": office.clock() - timedelta(days=each)} for each in days]
    )
    assign(lead, registers, "petugas")
    view = today(officer)
    assert len(view.overdue) == 100
    assert view.overdue[0].register == registers[-1]
    assert (view.figures.overdue, view.figures.today, view.figures.this_week) == (104, 0, 0)


def test_today_shows_a_case_to_the_one_who_alone_moves_it_on(office):
    officer, lead, head = (office.desk(name) for name in ("petugas", "irban", "inspektur"))
    later, sooner = recorded(officer), recorded(officer)
    assert today(head).decisions == ()
    to_disposition(officer, sooner)
    office.clock.forward(days=2)
    to_disposition(officer, later)
    assert [row.register for row in today(head).decisions] == [sooner, later]
    assert today(officer).decisions == today(lead).decisions == ()
    advance(officer, sooner, "archived", "bukan kewenangan", propose=True)
    assert [row.register for row in today(head).decisions] == [later]
    advance(head, later, "analysis", "telaah", assign="petugas")
    assert today(head).decisions == ()


def test_a_desk_that_reads_only_its_own_cases_lists_no_others(office):
    officer, lead = office.desk("petugas"), office.desk("irban")
    mine, other = new_case(officer), new_case(officer)
    assign(lead, [mine], "petugas")
    roles = officer.policy.roles
    narrowed = tuple(structs.replace(rule, scope="assigned") for rule in roles.role)
    policy = replace(officer.policy, roles=structs.replace(roles, role=narrowed))
    desk = replace(officer, policy=policy)
    assert [row.register for row in list_cases(desk, InboxQuery())] == [mine]
    assert counts(desk).all == counts(desk).unread == 1
    with pytest.raises(NoSuchCase):
        load_case(desk, other)


def counted(desk):
    return desk.engine.dialect.name == "postgresql"


def steps(desk, statement, values):
    with desk.reading() as connection:
        return plan(connection, statement.text, values)


def bounds_of(segment):
    """A place in the segment."""
    return {f"bound_{place}": "" if name == "id" else 0 for place, name in enumerate(segment.columns)}


def values_of(filters):
    """What the statement of a filter binds."""
    return {
        name: value if name.startswith("due_") else "x"
        for name, value in filters.items()
        if name != "overdue"
    }


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("name", FILTERS)
def test_no_page_sorts_and_none_reads_past_its_filter(paged, sort, name):
    """One walk along an index that has the filter in front and the order behind."""
    desk, _everything = paged
    query = InboxQuery(sort=sort, **FILTERS[name])
    values = {"me": desk.actor.id, "now": desk.now(), "n": 64, "skip": 64}
    named = values_of(FILTERS[name])
    where = condition(named, query.order, overdue=query.overdue, unread=False, counted=counted(desk))
    for segment in segments_of(query.order, only_due=query.only_due):
        statements = [
            page_query(segment, where, backwards=backwards, bounded=bounded)
            for backwards in (False, True)
            for bounded in (False, True)
        ]
        statements += [stride_query(segment, where, bounded=bounded) for bounded in (False, True)]
        for statement in statements:
            shown = steps(desk, statement, {**values, **bounds_of(segment), **named})
            assert not sorts(shown), shown
            assert walks_an_index(shown), shown
            if name != "all" or ":bound_0" in statement.text or segment.where:
                assert enters_at_its_place(shown), shown


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "due"])
def test_counting_reads_an_index_only(paged, name):
    desk, _everything = paged
    named = values_of(FILTERS[name])
    where = condition(named, "newest", overdue=name == "overdue", unread=False, counted=counted(desk))
    shown = steps(desk, plain_count(where), {"now": desk.now(), **named})
    assert reads_an_index_only(shown), shown


PAIRS = list(itertools.combinations([name for name in FILTERS if name not in ("all", "mine", "due")], 2))


@pytest.mark.parametrize("sort", SORTS)
def test_two_filters_at_once_sort_nothing_either(paged, sort):
    desk, _everything = paged
    values = {"me": desk.actor.id, "now": desk.now(), "n": 64}
    for pair in PAIRS:
        query = InboxQuery(sort=sort, **FILTERS[pair[0]], **FILTERS[pair[1]])
        named = {name: "x" for name in pair if name != "overdue"}
        where = condition(named, query.order, overdue=query.overdue, unread=False, counted=counted(desk))
        for segment in segments_of(query.order, only_due=query.overdue):
            page = page_query(segment, where, bounded=True)
            shown = steps(desk, page, {**values, **bounds_of(segment), **named})
            assert not sorts(shown), (pair, shown)
