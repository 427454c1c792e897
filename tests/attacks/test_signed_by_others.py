"""A hostile account signs, with its own keys, what is not its own: `wbs verify` names it."""

import pytest
from sqlalchemy import select

from models.tables.cases import cases, destructions, disclosures, notes, recusals, transitions
from models.tables.journal import number_marks, stations
from tests.accounts.staff import findings
from tests.cases.at_work import new_case, recorded
from tests.restored import begin_restored_station
from wbs_tui.cases.kinds import (
    ADVANCED,
    CLASSIFIED,
    DESTROYED_AGAIN,
    EVIDENCE_EXPORTED,
    NOTE_WRITTEN,
    NUMBER_CONFIRMED,
    RESTRICTED,
)
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.sealed import StepWords, Words
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.work import work_on
from wbs_tui.journal.verify import verify_journal
from wbs_tui.vault.ids import new_id


@pytest.fixture
def officer(office):
    return office.desk("petugas")


@pytest.fixture
def head(office):
    return office.desk("inspektur")


def named(desk):
    return {what for what, _place in findings(desk)}


def put(work, table, author, **values):
    """A row in somebody's name, as the program would write it in one's own."""
    row_id = new_id(work.desk.clock)
    [column] = [column for column in table.c if column.info.get("sealed")]
    words = StepWords(text="Hentikan.") if table is transitions else Words(text="Hentikan.")
    common = {"case_id": work.case.id, "at": work.change.at, "account_id": author.actor.id}
    sealed = work.seal(column, row_id, words)
    work.change.insert(table, row_id, **{**common, column.name: sealed, **values})


FORGED = {
    "a note": (NOTE_WRITTEN, notes, {"kind": "note"}),
    "a decision": (
        ADVANCED,
        transitions,
        {"from_stage": "received", "to_stage": "closed", "proposed": False},
    ),
    "an export": (EVIDENCE_EXPORTED, disclosures, {"what": "export"}),
}


@pytest.mark.parametrize("forged", FORGED)
def test_nobody_writes_in_anothers_name(officer, head, forged):
    kind, table, values = FORGED[forged]
    register = recorded(officer)
    with work_on(officer, register, kind) as work:
        put(work, table, head, **values)
    assert named(head) == {"not allowed"}


def test_nobody_changes_the_words_of_another(officer, head):
    """The Inspektur's note would say something else under his name."""
    register = recorded(officer)
    write_note(head, register, "Teruskan.")
    with work_on(officer, register, NOTE_WRITTEN) as work:
        row_id = work.connection.execute(select(notes.c.id)).scalar_one()
        work.change.update(notes, row_id, body=work.seal(notes.c.body, row_id, Words(text="Hentikan.")))
    assert named(head) == {"not allowed"}


def test_nobody_turns_a_recusal_into_anothers(officer, head):
    register = recorded(officer)
    recuse(officer, register, "ipar saya")
    with work_on(head, register, RESTRICTED) as work:
        row_id = work.connection.execute(select(recusals.c.id)).scalar_one()
        work.change.update(recusals, row_id, account_id=head.actor.id)
    assert named(head) == {"not allowed"}


def test_an_entry_about_one_case_writes_on_no_other(officer, head):
    """It would stand in the history of the wrong one."""
    first, second = recorded(officer), recorded(officer)
    with work_on(officer, first, CLASSIFIED) as work:
        other = work.connection.execute(select(cases.c.id).where(cases.c.register == second)).scalar_one()
        work.change.update(cases, other, severity="light")
    assert named(head) == {"not allowed"}


@pytest.mark.parametrize(("name", "may"), [("irban", False), ("petugas", False), ("inspektur", True)])
def test_only_who_may_restore_destroys_again(office, officer, head, name, may):
    desk = office.desk(name)
    register = recorded(officer)
    begin_restored_station(head)
    with work_on(desk, register, DESTROYED_AGAIN) as work:
        put(work, destructions, desk)
    assert ("not allowed" in named(head)) is not may


@pytest.mark.parametrize("column", ["register", "received_at"])
def test_what_a_case_was_registered_as_stays(officer, head, column):
    register = new_case(officer)
    with work_on(officer, register, CLASSIFIED) as work:
        work.change.update(
            cases, work.case.id, **{column: 1 if column == "received_at" else "16-2026-000009"}
        )
    assert named(head) == {"not allowed"}


@pytest.mark.parametrize("change", [{"stage": "closed"}, {"ended_at": 1}, {"restricted": False}])
def test_a_case_is_closed_or_moved_by_no_entry_that_says_something_else(officer, head, change):
    register = recorded(officer)
    with work_on(officer, register, CLASSIFIED) as work:
        work.change.update(cases, work.case.id, **change)
    assert named(head) == {"not allowed"}


def step(work, *, to_stage="closed", from_stage="received", proposed=False, **changes):
    """A step in one's own name, and what it does to the case."""
    put(work, transitions, work.desk, from_stage=from_stage, to_stage=to_stage, proposed=proposed)
    work.change.update(cases, work.case.id, **{"stage": "closed", "ended_at": 1, **changes})


@pytest.mark.parametrize(
    "said",
    [
        {"to_stage": "verification"},
        {"from_stage": "disposition"},
        {"proposed": True},
        {"ended_at": None},
        {"stage": "analysis"},
    ],
    ids=lambda said: next(iter(said)),
)
def test_a_step_that_one_signs_behind_the_program_must_be_the_one_that_is_taken(officer, head, said):
    register = recorded(officer)
    with work_on(officer, register, ADVANCED) as work:
        step(work, **said)
    assert named(head) == {"not allowed"}


def test_a_case_does_not_move_without_a_step_that_is_kept(officer, head):
    register = recorded(officer)
    with work_on(officer, register, ADVANCED) as work:
        work.change.update(cases, work.case.id, stage="closed", ended_at=1)
    assert named(head) == {"not allowed"}


def test_a_step_that_the_policy_has_not_is_told_to_who_verifies(officer, head):
    """The graph is the office's own and may change: it is no finding, and a person is told."""
    register = recorded(officer)
    with work_on(officer, register, ADVANCED) as work:
        step(work)
    with head.reading() as connection:
        report = verify_journal(connection, stages=head.policy.stages)
    assert report.sound
    assert report.outside_policy == [work.change.entry_id]


def test_the_auditor_only_reads(office, officer, head):
    auditor, register = office.desk("auditor"), recorded(officer)
    with work_on(auditor, register, NOTE_WRITTEN) as work:
        put(work, notes, auditor, kind="note")
    assert named(head) == {"not allowed"}


def test_nobody_who_does_not_lead_lets_register_numbers_go_on(office, officer, head):
    """Nor does somebody who leads for another station than the one that is written at."""
    begin_restored_station(office.desk("admin"))
    lead = office.desk("irban")
    for desk, station in ((officer, None), (lead, new_id(lead.clock))):
        with desk.change(NUMBER_CONFIRMED) as change:
            own = change.connection.execute(
                select(stations.c.id).where(stations.c.reason == "restored")
            ).scalar_one()
            change.insert(
                number_marks,
                station or own,
                station=station or own,
                year=2026,
                running=7,
                at=change.at,
                account_id=desk.actor.id,
            )
    assert [what for what, _place in findings(head)] == ["not allowed", "not allowed"]
