"""`wbs inbox --search`: the same list, narrowed to what holds the words."""

import pytest

from tests.cases.at_work import new_case, new_cases
from wbs_tui.cases.finding import search_filling
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cli.commands import reading


@pytest.fixture
def registers(office):
    """Three cases, one of which says its word in a note."""
    desk = office.desk("petugas")
    made = new_cases(desk, [{"title": title} for title in ("Dana desa", "Bendungan", "Dana bantuan")])
    write_note(desk, made[1], "Uang muka diambil bendahara.")
    return made


def found(ran):
    return [row["register"] for row in ran.document]


def test_the_document_is_that_of_the_inbox(wbs, registers):
    whole = wbs.done("inbox", "--json", user="petugas").document
    ran = wbs.done("inbox", "--search", "dana", "--json", user="petugas")
    assert found(ran) == [registers[2], registers[0]]
    assert [row for row in whole if row["register"] in found(ran)] == ran.document
    assert ran.err == ""


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (("--search", "bendah"), [1]),
        (("--search", '"dana desa"'), [0]),
        (("--search", '"desa dana"'), []),
        (("--search", "dana", "--limit", "1"), [2]),
        (("--search", "dana", "--limit", "0"), []),
        (("--search", "dana", "--stage", "verification"), []),
        (("--search", "dana", "--stage", "received", "--severity", "medium"), [2, 0]),
        (("--search", "dana", "--assigned-to", "petugas2"), []),
        (("--search", "dana", "--overdue"), []),
        (("--search", "000002"), [1]),
        (("--search", "16-2026-000002"), [1]),
        (("--search", "; DROP TABLE cases"), []),
    ],
)
def test_words_phrases_numbers_and_filters(wbs, registers, words, places):
    ran = wbs.done("inbox", *words, "--json", user="petugas")
    assert found(ran) == [registers[place] for place in places]


@pytest.mark.parametrize("asked", ["", "di", '""', "\x1b[31m"])
def test_nothing_to_look_for_is_a_wrong_word(wbs, registers, asked):
    del registers
    ran = wbs.run("inbox", "--search", asked, "--json", user="petugas")
    assert (ran.code, ran.out) == ((2, "") if asked != "\x1b[31m" else (0, ran.out))
    assert "\x1b" not in ran.out + ran.err


def test_who_reads_no_cases_is_refused(wbs, registers):
    del registers
    ran = wbs.run("inbox", "--search", "dana", "--json", user="admin")
    assert (ran.code, ran.out) == (1, "")


def test_a_case_that_is_gone_is_answered_as_an_unknown_number(wbs, office, registers):
    recuse(office.desk("petugas"), registers[1], "kerabat")
    gone = wbs.done("inbox", "--search", registers[1], "--json", user="petugas")
    unknown = wbs.done("inbox", "--search", "16-2026-009999", "--json", user="petugas")
    assert (gone.document, gone.err) == (unknown.document, unknown.err)
    assert gone.document == []


def test_a_long_filling_says_how_far_it_is(wbs, office, monkeypatch):
    monkeypatch.setattr(search_filling, "BATCH", 1)
    monkeypatch.setattr(reading, "_TELL_EVERY", 0.0)
    new_cases(office.desk("petugas"), [{"title": f"Perkara {number}"} for number in range(3)])
    ran = wbs.done("inbox", "--search", "perkara", "--json", user="petugas")
    assert len(ran.document) == 3
    assert "Indeks pencarian: 2 dari 3 kasus." in ran.err


def test_it_speaks_english_too(wbs, office, monkeypatch):
    new_case(office.desk("petugas"))
    monkeypatch.setenv("WBS_LANG", "en")
    ran = wbs.run("inbox", "--search", "x", user="petugas")
    assert ran.code == 2
    assert "Type at least 3 letters of a word, or a register number." in ran.err
