"""A search finds what the account may read, wherever in a case it stands, and nothing else."""

from datetime import date

import pytest
from sqlalchemy import event

from tests.cases.at_work import journal_is_sound, new_case, new_cases, recorded
from wbs_tui.accounts.access import revoke
from wbs_tui.cases.finding.search_index import NothingAsked, SearchIndex, search_cases
from wbs_tui.cases.kept.holds import place_hold
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assign_one
from wbs_tui.cases.steps.evidence import add as add_evidence
from wbs_tui.cases.steps.followup import add as add_recommendation
from wbs_tui.cases.steps.followup import set_status
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.steps.verification import answer_item, checklist
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.search.cache import cache_path
from wbs_tui.search.layout import SEARCH
from wbs_tui.store.keyring import NotLetIn


def found(desk, text, limit=None, **query):
    return [row.register for row in search_cases(desk, text, InboxQuery(**query), limit)]


def item_of(desk, register):
    return checklist(desk, register)[0].id


def with_note(desk, register, words):
    write_note(desk, register, words, kind="note")


def with_answered_item(desk, register, words):
    answer_item(desk, register, item_of(desk, register), "yes", words)


def with_step(desk, register, words):
    advance(desk, register, "verification", words)


def with_recommendation(desk, register, words):
    add_recommendation(desk, register, words, date(2026, 12, 1))


def with_followup(desk, register, words):
    add_recommendation(desk, register, "Perbaiki pembukuan.", date(2026, 12, 1))
    set_status(desk, register, "1", 2, words)


def with_answer(desk, register, words):
    answer(desk, register, words)


def with_hold(desk, register, words):
    place_hold(desk, register, words)


def with_assignment(desk, register, words):
    assign_one(desk, register, "petugas2", words)


WAYS = [
    with_note,
    with_answered_item,
    with_step,
    with_recommendation,
    with_followup,
    with_answer,
    with_hold,
    with_assignment,
]


@pytest.mark.parametrize("write", WAYS)
def test_every_text_of_a_case_is_searched(office, write):
    desk, head = office.desk("petugas"), office.desk("irban")
    one, _other = new_cases(desk, [{"title": "Jalan desa"}, {"title": "Irigasi"}])
    assert found(desk, "bendungan") == []
    write(head, one, "Perihal bendungan yang retak.")
    assert found(desk, "bendungan") == [one]
    assert found(desk, "retak bend") == [one]


def test_evidence_is_found_by_its_name_and_what_it_is(office, tmp_path):
    desk = office.desk("petugas")
    one, _other = new_cases(desk, [{"title": "Jalan desa"}, {"title": "Irigasi"}])
    (tmp_path / "kuitansi semen.pdf").write_bytes(b"isi")
    add_evidence(desk, one, [tmp_path / "kuitansi semen.pdf"], "rekaman percakapan")
    assert found(desk, "semen") == [one]
    assert found(desk, "percakapan") == [one]


def test_words_from_their_beginning_phrases_as_they_stand_and_all_of_them(office):
    desk = office.desk("petugas")
    one, two, three = new_cases(
        desk,
        [
            {"title": "Dana desa dipakai sendiri"},
            {"title": "Desa menyimpan dananya"},
            {"title": "Désa tanpa uang, Rp87.500.000"},
        ],
    )
    assert set(found(desk, "dana desa")) == {one, two}
    assert found(desk, '"dana desa"') == [one]
    assert found(desk, '"dana des') == [one]
    assert found(desk, '"dana"') == [one]
    assert found(desk, "87.500.000") == [three]
    assert set(found(desk, "DESA")) == {one, two, three}
    assert found(desk, "esa") == []


def test_a_phrase_does_not_go_from_one_text_into_the_next(office):
    desk = office.desk("petugas")
    one = new_case(desk, "Jalan desa")
    with_note(desk, one, "Warga menolak uang")
    with_note(desk, one, "muka proyek")
    assert found(desk, "uang muka") == [one]
    assert found(desk, '"uang muka"') == []


def test_the_newest_come_first_and_every_order_of_the_inbox_holds(office):
    desk = office.desk("petugas")
    first = new_case(desk, "Dana desa lama", received_at=office.clock())
    office.clock.forward(days=2)
    second = new_case(desk, "Dana desa baru", received_at=office.clock())
    assert found(desk, "dana") == found(desk, "dana", sort="newest") == [second, first]
    assert found(desk, "dana", sort="oldest") == [first, second]
    assert found(desk, "dana", sort="due") == [first, second]
    assert found(desk, "dana", sort="register") == [second, first]


def test_cases_of_one_moment_all_have_their_place(office):
    desk = office.desk("petugas")
    registers = new_cases(desk, [{"title": f"Dana desa {number}"} for number in range(150)])
    assert sorted(found(desk, "dana")) == sorted(registers)
    assert sorted(found(desk, "dana", sort="oldest")) == sorted(registers)
    assert len(found(desk, "dana", limit=70)) == 70
    assert found(desk, "dana", limit=0) == []


def test_filters_narrow_a_search(office):
    desk, head = office.desk("petugas"), office.desk("irban")
    one, two, three = new_cases(desk, [{"title": f"Dana desa {n}"} for n in "abc"])
    advance(desk, one, "verification", "mulai")
    assign_one(head, two, "petugas2", "beban")
    assert found(desk, "dana", stage="verification") == [one]
    assert found(desk, "dana", assigned_to="petugas2") == [two]
    assert found(office.desk("petugas2"), "dana", mine=True) == [two]
    assert set(found(desk, "dana", stage="received")) == {two, three}
    assert found(desk, "dana", category="procurement") == []
    assert set(found(desk, "dana", unread=True)) == {one, two, three}
    assert found(desk, "dana", overdue=True) == []
    office.clock.forward(days=40)
    assert set(found(desk, "dana", overdue=True)) == {one, two, three}
    assert found(desk, "dana", overdue=True, stage="verification") == [one]


def test_a_register_number_is_found_exactly_and_first(office):
    desk = office.desk("petugas")
    one, *others = new_cases(desk, [{"title": f"Perkara {number}"} for number in range(12)])
    new_case(desk, "Perkara 16-2026-000001 berlanjut")
    for said in (one, "2026-000001", "2026-1", "000001", "1", " 1 "):
        assert found(desk, said, limit=1) == [one], said
    assert found(desk, "12") == [others[10]]
    assert found(desk, "2026-000099") == []
    assert len(found(desk, "16-2026-000001")) == 2


def test_what_is_written_later_is_found_and_what_it_replaced_too(office):
    desk = office.desk("petugas")
    one = new_case(desk, "Jalan desa")
    index = SearchIndex(desk)
    index.refresh()
    with_note(office.desk("petugas2"), one, "Bendungan retak")
    assert index.refresh()
    assert not index.refresh()
    source = index.find("bendungan", InboxQuery())
    assert [row.register for row in source.first(10).rows] == [one]
    index.close()


def test_an_answer_opens_as_many_titles_as_are_shown(office):
    """Whoever types waits for what he sees, not for the rest of the list."""
    desk = office.desk("petugas")
    new_cases(desk, [{"title": f"Perkara {number}"} for number in range(12)])
    ids = {row.id for row in list_cases(desk, InboxQuery())}
    index, looked_up = SearchIndex(desk), []
    index.refresh()

    def note(_connection, _cursor, statement, given, _context, _many):
        if "headline" in statement:
            looked_up.extend(ids.intersection(given.values() if isinstance(given, dict) else given))

    event.listen(desk.engine, "before_cursor_execute", note)
    source = index.find("perkara", InboxQuery(), 3)
    assert len(source.first(3).rows) == 3
    assert len(looked_up) == 3
    index.close()


def test_a_question_with_nothing_in_it_is_refused(office):
    desk = office.desk("petugas")
    for asked in ("", "  ", "di", '""', "!?", "\x00"):
        with pytest.raises(NothingAsked):
            found(desk, asked)
    assert not cache_path(desk, SEARCH).exists()


def test_who_reads_no_cases_searches_none(office):
    new_case(office.desk("petugas"), "Dana desa")
    with pytest.raises(NotPermitted):
        found(office.desk("admin"), "dana")
    revoke(office.desk("inspektur"), "office", "petugas")
    with pytest.raises(NotLetIn):
        found(office.desk("petugas"), "dana")


def test_nobody_is_found_by_who_reported(office):
    desk = office.desk("petugas")
    register = recorded(desk)
    for account in ("petugas", "irban", "inspektur"):
        for asked in ("siti", "pelapor", "0812", "3171011708450001", "ktp", "1111"):
            assert found(office.desk(account), asked) == [], (account, asked)
        assert found(office.desk(account), "dipakai") == [register]


def test_searching_writes_nothing_into_the_journal(office):
    desk = office.desk("petugas")
    new_case(desk, "Dana desa")
    assert found(desk, "dana")
    assert journal_is_sound(desk)
