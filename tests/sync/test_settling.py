"""Edits that crossed are shown side by side until somebody decides; his decision can cross another's."""

import pytest
from sqlalchemy import select

from models.tables.exchange import conflicts as conflict_rows
from models.tables.journal import journal
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps import notes
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.verification import answer_item, checklist
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.entries import decode
from wbs_tui.sync.conflicts.conflict_views import conflicts
from wbs_tui.sync.conflicts.settling import NoSuchConflict, NotOneOfThem, settle


@pytest.fixture
def away(set_apart):
    return set_apart()


def answers_cross(away):
    answer_item(away.home, away.register, "what", "no", "dari kantor")
    away.office.clock.forward(minutes=5)
    answer_item(away.desk, away.register, "what", "yes", "dari lapangan")
    away.meet()


def answer_of(desk, register, item="what"):
    [found] = [each for each in checklist(desk, register) if each.id == item]
    return found.answer, found.note


def test_both_are_shown_with_who_when_where_and_what_was_before(away):
    answer_item(away.home, away.register, "what", "yes", "mula-mula")
    away.tell()
    answers_cross(away)
    for desk in (away.home, away.desk):
        [found] = conflicts(desk)
        assert found.register == away.register
        assert dict(found.before)["catatan"] == "mula-mula"
        assert [
            (each.account, each.station, dict(each.values)["catatan"], each.stands) for each in found.sides
        ] == [
            ("petugas2", "S1", "dari kantor", False),
            ("petugas", "S2", "dari lapangan", True),
        ]
        assert found.sides[0].at < found.sides[1].at
    assert conflicts(away.home, away.register)


@pytest.mark.parametrize("kept", [0, 1])
def test_what_is_kept_stands_everywhere_and_the_journal_names_both(away, kept):
    answers_cross(away)
    [found] = conflicts(away.home)
    keep = found.sides[kept]
    settle(away.home, found.id, keep.entry, "sesuai berita acara")
    away.meet()
    for desk in (away.home, away.desk):
        assert conflicts(desk) == ()
        assert answer_of(desk, away.register)[1] == dict(keep.values)["catatan"]
        [settled] = conflicts(desk, settled=True)
        assert (settled.settled_by, settled.kept) == ("petugas2", keep.entry)
        assert away.findings(desk) == []
    told = history(away.home, away.register)
    assert [line.detail for line in told if line.kind == "conflict.settled"] == ["sesuai berita acara"]
    assert "1 perubahan bertabrakan" in " ".join(line.sentence for line in told)
    with away.home.reading() as connection:
        [signed] = connection.execute(
            select(journal.c.signed).where(journal.c.kind == "conflict.settled")
        ).scalars()
    assert {each.entry for each in found.sides} <= set(decode(signed).replaces)


def test_two_settlements_that_cross_are_a_conflict_again(away):
    answers_cross(away)
    [found] = conflicts(away.home)
    away.office.clock.forward(minutes=1)
    settle(away.home, found.id, found.sides[0].entry, "kata kantor")
    away.office.clock.forward(minutes=1)
    settle(away.desk, found.id, found.sides[1].entry, "kata lapangan")
    away.meet()
    for desk in (away.home, away.desk):
        [again] = conflicts(desk)
        assert [dict(each.values)["catatan"] for each in again.sides] == ["dari kantor", "dari lapangan"]
    settle(away.desk, again.id, again.sides[0].entry, "disepakati")
    away.meet()
    assert conflicts(away.home) == ()
    assert answer_of(away.home, away.register)[1] == "dari kantor"
    assert away.findings(away.head) == []


def test_classifications_that_crossed_show_every_value_and_the_case_follows_the_kept_one(away):
    decide(away.home, away.register, Decision(severity="light", reason="kantor"))
    away.office.clock.forward(minutes=1)
    decide(away.desk, away.register, Decision(severity="heavy", jurisdiction="kpk", reason="lapangan"))
    away.meet()
    [found] = conflicts(away.home)
    assert [dict(each.values)["tingkat"] for each in found.sides] == ["Ringan", "Berat"]
    assert load_case(away.home, away.register).severity == "heavy"
    settle(away.home, found.id, found.sides[0].entry, "sesuai kerugian")
    away.meet()
    for desk in (away.home, away.desk):
        assert load_case(desk, away.register).severity == "light"
        assert away.findings(desk) == []


def test_equal_answers_and_notes_are_no_conflict(away):
    for desk in (away.home, away.desk):
        answer_item(desk, away.register, "what", "yes", "jelas")
        decide(desk, away.register, Decision(severity="heavy", reason=f"alasan {desk.actor.name}"))
        notes.write_note(desk, away.register, "Catatan sendiri.")
    away.meet()
    assert conflicts(away.home) == conflicts(away.desk) == ()
    assert len(load_case(away.home, away.register).notes) == 2


def test_only_what_crossed_can_be_kept_and_only_with_a_reason(away):
    answers_cross(away)
    [found] = conflicts(away.home)
    with pytest.raises(NotOneOfThem):
        settle(away.home, found.id, "0" * 32, "alasan")
    with pytest.raises(ReasonMissing):
        settle(away.home, found.id, found.sides[0].entry, "  ")
    with pytest.raises(NoSuchConflict):
        settle(away.home, "0" * 32, found.sides[0].entry, "alasan")
    with pytest.raises(NotPermitted):
        settle(away.office.desk("auditor"), found.id, found.sides[0].entry, "alasan")
    settle(away.home, found.id, found.sides[0].entry, "alasan")
    with pytest.raises(NoSuchConflict):
        settle(away.home, found.id, found.sides[0].entry, "alasan")


def test_three_edits_of_one_field_are_one_question(away):
    """Two at home and one at the desk: the one decision names all."""
    answer_item(away.home, away.register, "what", "no", "pertama")
    away.office.clock.forward(minutes=1)
    answer_item(away.home, away.register, "what", "yes", "kedua")
    away.office.clock.forward(minutes=1)
    answer_item(away.desk, away.register, "what", "no", "ketiga")
    away.meet()
    [found] = conflicts(away.home)
    assert [dict(each.values)["catatan"] for each in found.sides] == ["pertama", "kedua", "ketiga"]
    settle(away.home, found.id, found.sides[1].entry, "alasan")
    with away.home.reading() as connection:
        rows = connection.execute(select(conflict_rows)).all()
    assert len(rows) == 2
    assert all(row.settled_at for row in rows)
