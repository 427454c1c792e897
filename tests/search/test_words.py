"""What counts as a word, what an officer's question means, and that nothing of it is syntax."""

import pytest
import sqlcipher3.dbapi2
from hypothesis import given
from hypothesis import strategies as st

from wbs_tui.search.expression import expression, facet, of_number
from wbs_tui.search.layout import SEARCH
from wbs_tui.search.words import Term, placed_words, terms_of, words_in


@pytest.fixture(scope="module")
def documents():
    """An index in memory with one document."""
    connection = sqlcipher3.dbapi2.connect(":memory:")
    for statement in SEARCH.tables:
        connection.execute(statement)
    words = " ".join(words_in("Kepala desa memakai dana desa Rp87.500.000"))
    connection.execute(
        "INSERT INTO documents (rowid, title, report, work, register, facets) VALUES (1, '', ?, '', '', 'x')",
        (words,),
    )
    return connection


def found(documents, asked):
    terms = terms_of(asked)
    query = "SELECT count(*) FROM documents WHERE documents MATCH ?"
    return bool(terms) and bool(documents.execute(query, (expression(terms),)).fetchone()[0])


def test_words_have_no_case_no_diacritics_and_digits_stand_apart():
    assert words_in("Kepala DÉSA, Rp87.500 (SK-12b)") == [
        "kepala",
        "desa",
        "rp",
        "87",
        "500",
        "sk",
        "12",
        "b",
    ]


@pytest.mark.parametrize(
    ("asked", "terms"),
    [
        ("dana desa", (Term(("dana",), True), Term(("desa",), True))),
        ('"dana desa"', (Term(("dana", "desa"), False),)),
        ('"dana des', (Term(("dana", "des"), True),)),
        ('"dana de', (Term(("dana",), False),)),
        ('"dana d', (Term(("dana",), False),)),
        ('"rt 5', (Term(("rt", "5"), False),)),
        ("“dana desa” kades", (Term(("dana", "desa"), False), Term(("kades",), True))),
        ("di ke da", ()),
        ('"di"', (Term(("di",), False),)),
        ("12", (Term(("12",), False),)),
        ("Rp87.500.000", (Term(("rp", "87", "500", "000"), True),)),
        ("dana dana", (Term(("dana",), True),)),
        ('" "', ()),
        ("", ()),
    ],
)
def test_what_a_question_means(asked, terms):
    assert terms_of(asked) == terms


@pytest.mark.parametrize(
    "asked",
    [
        "kep",
        "DANA",
        '"dana desa"',
        "desa dana",
        "87.500.000",
        "Rp87.500",
        "rp 87",
        '"memakai dana',
        "dana*",
        "dana AND",
    ],
)
def test_what_is_found(documents, asked):
    assert found(documents, asked) == (asked != "dana AND")


@pytest.mark.parametrize("asked", ["epala", '"desa dana"', '"dan"', "dana jalan", "87.501", "x"])
def test_what_is_not_found(documents, asked):
    assert not found(documents, asked)


@given(st.text(max_size=60))
def test_no_question_is_a_query_of_its_own(documents, asked):
    found(documents, asked)


@pytest.mark.parametrize(
    "asked",
    [
        'dana" OR "x',
        "facets:x",
        "facets : x OR dana",
        "{facets} : x",
        "dana NOT desa NEAR(kepala)",
        'dana"*)) OR (("',
        "dana\0desa",
        "^dana + desa",
        "-dana",
        "dana\x1b]52;c;aGFpCg==\x07",
        "\u202edana",
        "\ud800dana",
        "'; DROP TABLE documents; --",
        "((((((",
        '"' * 400,
        "a" * 100_000,
        "dana " * 10_000,
    ],
    ids=range(17),
)
def test_hostile_questions_are_words_like_any_other(documents, asked):
    for term in terms_of(asked):
        assert all(word.isalnum() for word in term.words)
    found(documents, asked)
    assert documents.execute("SELECT count(*) FROM documents").fetchone() == (1,)


def test_a_column_of_ours_is_not_reached_by_a_word(documents):
    assert not found(documents, "facets:x")
    assert documents.execute(
        "SELECT count(*) FROM documents WHERE documents MATCH ?", (expression(terms_of("dana"), ["x"]),)
    ).fetchone() == (1,)


def test_codes_become_one_word_each():
    assert facet("category", "village_funds") == "categoryvillagefunds"
    assert of_number("16-2026-000123", ["a"]) == '(register : "16 2026 000123") AND (facets : ("a"))'


@given(st.text(max_size=80))
def test_words_stand_where_they_are_said_to_stand(said):
    placed = list(placed_words(said))
    assert [word for word, _start, _end in placed] == words_in(said)
    for word, start, end in placed:
        assert 0 <= start < end <= len(said)
        assert word in "".join(words_in(said[start:end]))
