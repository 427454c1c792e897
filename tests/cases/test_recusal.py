"""An officer who declares a conflict loses the case at once, its existence included."""

from datetime import UTC, datetime

import pytest

from models.words.reports import IncomingReport, Reporter
from tests.cases.at_work import journal_is_sound, new_case, new_cases, recorded, to_disposition
from tests.cases.plans import plan, sorts
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.cases.due import due_list
from wbs_tui.cases.identity import identity
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import SORTS, InboxQuery, InboxSource, list_cases
from wbs_tui.cases.reading.inbox_sql import page_query, segments_of
from wbs_tui.cases.reading.today import counts, today
from wbs_tui.cases.steps import followup
from wbs_tui.cases.steps.assignment import assign, unassign
from wbs_tui.cases.steps.drafts import drafts, save_draft
from wbs_tui.cases.steps.evidence import content
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance, set_many, steps
from wbs_tui.cases.visibility import NOT_HIDDEN, OF_THEIR_OWN
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.intake.receipts import receipt_of
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import NotPermitted

NOW = datetime(2026, 8, 20, 1, 0, tzinfo=UTC)
REASON = "terlapor adalah ipar saya"


@pytest.fixture
def officer(office):
    return office.desk("petugas")


def registers(desk, **query):
    return [row.register for row in list_cases(desk, InboxQuery(**query))]


def test_the_case_is_gone_from_every_list_and_figure(office, officer):
    kept, left = new_cases(officer, [{"title": "Tetap"}, {"title": "Konflik"}])
    assign(office.desk("irban"), [kept, left], "petugas")
    followup.add(officer, left, "Kembalikan uang", officer.calendar.local_date(officer.clock()))
    before = counts(officer)
    recuse(officer, left, REASON)
    after = counts(officer)
    assert (after.all, after.mine, after.unread) == (before.all - 1, before.mine - 1, before.unread - 1)
    for sort in SORTS:
        assert registers(officer, sort=sort) == [kept]
    assert registers(officer, mine=True) == registers(officer, unread=True) == [kept]
    assert {line.register for line in due_list(officer)} == {kept}
    seen = today(officer)
    shown = [*seen.overdue, *seen.due_today, *seen.due_this_week, *seen.unread, *seen.follow_ups]
    assert left not in {line.register for line in shown}


def test_pages_anchors_and_finding_pass_it_over(officer):
    all_of_them = new_cases(officer, [{"title": f"Perkara {number}"} for number in range(40)])
    source = InboxSource(officer, InboxQuery(sort="register"))
    hidden_row = source.first(40).rows[20]
    recuse(officer, hidden_row.register, REASON)
    rest = [each for each in reversed(all_of_them) if each != hidden_row.register]
    assert source.find(hidden_row.id) is None
    assert source.count() == len(rest)
    first = source.first(15)
    following = source.after(first.rows[-1].key, 15)
    assert [row.register for row in (*first.rows, *following.rows)] == rest[:30]
    assert [row.register for row in source.last(5).rows] == rest[-5:]
    anchors = source.anchors(10, lambda: False)
    assert list(anchors) == [row.key for row in list_cases(officer, InboxQuery(sort="register"))[::10]]


def test_a_second_session_of_his_loses_it_too(office, officer):
    register = new_case(officer)
    other = office.desk("petugas")
    source = InboxSource(other, InboxQuery())
    assert source.count() == 1
    recuse(officer, register, REASON)
    assert source.count() == 0
    assert source.first(10).rows == ()
    with pytest.raises(NoSuchCase):
        load_case(other, register)


def test_every_service_answers_as_for_an_unknown_number(office, officer):
    lead = office.desk("irban")
    register = recorded(lead)
    file_id = load_case(lead, register).evidence[0].id
    grant(office.desk("inspektur"), "identity", "petugas", fingerprint_of(officer, "petugas"))
    recuse(lead, register, REASON)
    acts = (
        lambda number: load_case(lead, number),
        lambda number: history(lead, number),
        lambda number: steps(lead, number),
        lambda number: advance(lead, number, "verification"),
        lambda number: write_note(lead, number, "catatan"),
        lambda number: identity.reveal(lead, number, "perlu"),
        lambda number: receipt_of(lead, number),
        lambda number: recuse(lead, number, REASON),
    )
    for act in acts:
        said = []
        for number in (register, "16-2026-009999"):
            with pytest.raises(NoSuchCase) as refused:
                act(number)
            said.append(refused.value.message)
        assert said[0] == said[1]
    with pytest.raises(NoSuchCase):
        list(content(lead, file_id))


def test_acts_on_several_say_the_same_of_it_as_of_an_unknown_number(office, officer):
    lead = office.desk("irban")
    register = new_case(officer)
    recuse(lead, register, REASON)
    for outcomes in (
        assign(lead, [register, "16-2026-009999"], "petugas"),
        unassign(lead, [register, "16-2026-009999"]),
        set_many(lead, [register, "16-2026-009999"], to_stage="verification"),
    ):
        assert outcomes[0].error == outcomes[1].error is not None


def test_he_loses_the_assignment_and_others_go_on(office, officer):
    register = new_case(officer)
    lead = office.desk("irban")
    assign(lead, [register], "petugas")
    recuse(officer, register, REASON)
    assert load_case(lead, register).assigned_to is None
    told = history(lead, register)[-1]
    assert (told.account, told.detail) == ("petugas", REASON)
    assert journal_is_sound(lead)


def test_another_officers_case_stays_his(office, officer):
    register = new_case(officer)
    lead = office.desk("irban")
    assign(lead, [register], "petugas2")
    recuse(officer, register, REASON)
    assert load_case(lead, register).assigned_to == "petugas2"


def test_a_reason_is_needed_and_a_reader_declares_nothing(office, officer):
    register = new_case(officer)
    with pytest.raises(ReasonMissing):
        recuse(officer, register, "  ")
    with pytest.raises(NotPermitted):
        recuse(office.desk("auditor"), register, REASON)
    assert registers(officer) == [register]


def test_proposals_and_decisions_of_it_wait_for_nobody_who_left(office, officer):
    head = office.desk("inspektur")
    register = new_case(officer)
    to_disposition(officer, register)
    advance(office.desk("irban"), register, "analysis", "layak ditelaah", propose=True)
    assert today(head).proposals
    recuse(head, register, REASON)
    seen = today(head)
    assert (seen.proposals, seen.decisions) == ((), ())


def test_his_draft_stays_sealed_and_leads_nowhere(officer):
    register = new_case(officer)
    case = load_case(officer, register)
    save_draft(officer, f"note:analysis:{case.id}", "tulisan saya")
    mark_read(officer, case.id)
    recuse(officer, register, REASON)
    assert [draft.subject for draft in drafts(officer)] == []
    assert counts(officer).unread == 0


def test_a_reply_joins_it_and_the_importer_is_not_told(office, officer):
    register = record(officer, report("pertama")).register
    recuse(officer, register, REASON)
    stored = record(officer, report("kedua", in_reply_to=("pertama",)))
    assert (stored.register, stored.case_id) == (None, None)
    assert len(load_case(office.desk("irban"), register).reports) == 2


def test_the_same_message_again_is_not_told_either(officer):
    register = record(officer, report("pertama")).register
    recuse(officer, register, REASON)
    again = record(officer, report("pertama"))
    assert (again.register, again.case_id) == (None, None)


def report(external_id, **given):
    return IncomingReport(
        channel="web",
        external_id=external_id,
        received_at=given.pop("received_at", None) or NOW,
        title="Dana desa dipakai sendiri",
        text="Kepala desa memakai dana desa.",
        masked=(),
        reporter=Reporter(),
        raw=external_id.encode(),
        attachments=(),
        **given,
    )


def test_what_is_hidden_is_found_by_indexes_and_pages_still_walk_theirs(officer):
    """An office without such cases asks one question that two small indexes answer."""
    place = {"me": officer.actor.id, "now": 0, "n": 64, "one": "x"}
    (segment,) = segments_of("newest", only_due=False)
    page = page_query(segment, NOT_HIDDEN).text.replace("IN :hidden", "IN (:one, :one)")
    with officer.reading() as connection:
        asked, walked = (plan(connection, sql, place) for sql in (OF_THEIR_OWN.text, page))
    assert "ix_cases_restricted" in asked
    assert "ix_recusals_account_id" in asked
    assert "ix_cases_newest" in walked
    assert not sorts(walked)
