"""A case is destroyed only when nothing keeps it, and then nobody opens anything of it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, event, insert, select, update

from models.tables.cases import cases, destructions, reports
from models.tables.local import caches, drafts, key_wraps, read_marks
from models.words.reports import IncomingReport, Reporter
from tests.cases.at_work import journal_is_sound, new_case, recorded, to_clarification
from tests.cases.raw_pages import raw_pages
from tests.cases.years_later import years_later
from tests.store.kept_files import kept
from wbs_tui.cases.destroyed import CaseDestroyed
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.identity.repeat_reporters import repeat_reporters
from wbs_tui.cases.kept.destruction import CannotDestroy, destroy, reapply_destructions, sweep_store, unswept
from wbs_tui.cases.kept.holds import NotHeld, SeveralHolds, lift_hold, place_hold
from wbs_tui.cases.kept.retention import past_term, retention_of
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.moving import move_due
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import implicate, restrict
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.reading.today import counts
from wbs_tui.cases.steps import followup
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.drafts import deliver_drafts, keep_draft, load_draft, save_draft
from wbs_tui.cases.steps.evidence import add, content
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations import doctor
from wbs_tui.operations.doctor import examine
from wbs_tui.search.cache import cache_path
from wbs_tui.search.layout import REPORTERS
from wbs_tui.store.engine import writing
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.store.reach import find, lose
from wbs_tui.vault.cells import cell_key_id

REASON = "masa simpan lewat, berita acara 7/2037"


def ended(office, tmp_path):
    """A closed case with a report, evidence, a note and an answer; gives its number."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    paper = tmp_path / "berita acara.txt"
    paper.write_text("Berita acara klarifikasi.")
    add(officer, register, [paper])
    to_clarification(officer, head, register)
    write_note(officer, register, "Dana desa dipakai sendiri.")
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    return register


def after_term(office):
    """Ten years and some days later, with everybody at a new desk."""
    years_later(office)
    return office.desk("petugas"), office.desk("irban"), office.desk("inspektur")


@pytest.fixture
def over(office, tmp_path):
    """An ended case whose term is over."""
    register = ended(office, tmp_path)
    after_term(office)
    return register


def rows_of(desk, table, *where):
    with desk.reading() as connection:
        return connection.execute(select(table).where(*where)).all()


def case_id(desk, register):
    return rows_of(desk, cases, cases.c.register == register)[0].id


def test_a_case_is_kept_for_its_term_and_a_later_report_begins_it_anew(office, tmp_path):
    register = ended(office, tmp_path)
    head = office.desk("inspektur")
    view = retention_of(head, register)
    assert view.term_ends_at.isoformat() == "2036-08-20T16:59:59.999000+00:00"
    assert "10 tahun" in view.term
    assert "pengetahuan umum" in view.term
    assert not view.may_destroy
    assert view.why_not == ("Masa simpan kasus berlaku sampai 20 Agustus 2036.",)
    with pytest.raises(CannotDestroy, match="20 Agustus 2036"):
        destroy(head, register, REASON)
    assert past_term(head) == ()
    office.clock.now = view.term_ends_at
    assert not retention_of(head, register).may_destroy
    office.clock.forward(seconds=1)
    assert retention_of(head, register).may_destroy
    assert [line.register for line in past_term(head)] == [register]
    with writing(head.engine) as connection:
        joined = view.term_ends_at - timedelta(days=365)
        connection.execute(update(cases).values(last_report_at=int(joined.timestamp() * 1000)))
    assert "2045" in retention_of(head, register).why_not[0]


def test_a_case_at_work_has_no_term(office):
    head = office.desk("inspektur")
    register = new_case(office.desk("petugas"))
    view = retention_of(head, register)
    assert (view.term_ends_at, view.term, view.may_destroy) == (None, "", False)
    office.clock.forward(days=36500)
    with pytest.raises(CannotDestroy, match="belum berakhir"):
        destroy(head, register, REASON)


def test_the_term_of_a_leap_day_ends_on_the_last_of_february(office, tmp_path):
    years_later(office, 558)
    assert (office.clock.now.month, office.clock.now.day) == (2, 29)
    register = ended(office, tmp_path)
    assert retention_of(office.desk("inspektur"), register).term_ends_at.strftime("%Y-%m-%d") == "2038-02-28"


def test_a_hold_keeps_a_case_and_says_who_why_and_until_when(office, over):
    officer, lead, head = office.desk("petugas"), office.desk("irban"), office.desk("inspektur")
    with pytest.raises(NotPermitted):
        place_hold(officer, over, "diminta kejaksaan")
    with pytest.raises(ReasonMissing):
        place_hold(lead, over, "  ")
    first = place_hold(lead, over, "diminta kejaksaan")
    second = place_hold(head, over, "perkara perdata")
    with pytest.raises(CannotDestroy, match="ditahan"):
        destroy(head, over, REASON)
    with pytest.raises(SeveralHolds, match=first):
        lift_hold(head, over, "putusan berkekuatan tetap")
    lift_hold(head, over, "putusan berkekuatan tetap", first)
    assert [line.held for line in past_term(head)] == [True]
    with pytest.raises(NotHeld):
        lift_hold(head, over, "lagi", first)
    lift_hold(head, over, "damai")
    told = [
        (hold.id, hold.reason, hold.account, hold.lifted_by, hold.lifted_reason)
        for hold in retention_of(officer, over).holds
    ]
    assert told == [
        (first, "diminta kejaksaan", "irban", "inspektur", "putusan berkekuatan tetap"),
        (second, "perkara perdata", "inspektur", "inspektur", "damai"),
    ]
    lines = [(line.kind, line.detail) for line in history(officer, over)][-4:]
    assert lines == [
        ("hold.placed", "diminta kejaksaan"),
        ("hold.placed", "perkara perdata"),
        ("hold.lifted", "putusan berkekuatan tetap"),
        ("hold.lifted", "damai"),
    ]
    assert retention_of(head, over).may_destroy
    assert journal_is_sound(head)


def test_open_recommendations_and_proposals_keep_a_case(office, tmp_path):
    register = ended(office, tmp_path)
    officer, head = office.desk("petugas"), office.desk("inspektur")
    number = followup.add(officer, register, "Kembalikan ke kas desa.", office.clock().date())
    officer, _lead, head = after_term(office)
    with pytest.raises(CannotDestroy, match="rekomendasi yang terbuka"):
        destroy(head, register, REASON)
    followup.set_status(officer, register, number, 1, "disetor")
    assert retention_of(head, register).may_destroy


@pytest.mark.parametrize("name", ["petugas", "irban", "auditor", "admin"])
def test_nobody_but_the_inspektur_destroys(office, over, name):
    desk = office.desk(name)
    with pytest.raises(NotPermitted):
        destroy(desk, over, REASON)
    assert rows_of(desk, destructions) == []


def test_a_case_is_destroyed_only_with_a_reason_and_only_once(office, over):
    head = office.desk("inspektur")
    with pytest.raises(ReasonMissing):
        destroy(head, over, " ")
    with pytest.raises(NoSuchCase):
        destroy(head, "16-2026-999999", REASON)
    assert destroy(head, over, REASON) == over
    with pytest.raises(CaseDestroyed):
        destroy(head, over, REASON)
    assert len(rows_of(head, destructions)) == 1


def test_the_reason_outlives_the_case_and_must_not_name_the_reporter(office, over):
    head = office.desk("inspektur")
    with pytest.raises(TypedIdentity):
        destroy(head, over, "diminta lewat 0812-0000-1111")
    assert rows_of(head, destructions) == []
    with pytest.raises(TypedIdentity):
        place_hold(head, over, "ditahan menurut 0812-0000-1111")
    load_case(head, over)


def test_nobody_opens_anything_of_a_destroyed_case(office, over):
    officer, lead, head = office.desk("petugas"), office.desk("irban"), office.desk("inspektur")
    other = new_case(officer, "Perkara lain")
    write_note(officer, other, "Tetap terbaca.")
    gone, stays = case_id(head, over), case_id(head, other)
    before = load_case(lead, over)
    file_ids = [each.id for each in before.evidence]
    save_draft(officer, f"note:analysis:{gone}", "belum selesai")
    save_draft(officer, f"note:analysis:{stays}", "tetap")
    mark_read(officer, gone)
    mark_read(officer, stays)
    with writing(head.engine) as connection:
        for account in (officer.actor.id, lead.actor.id):
            row = {"account_id": account, "kind": "search", "nonce": bytes(32), "made_at": 1}
            connection.execute(insert(caches), row)

    destroy(head, over, REASON)

    assert rows_of(head, key_wraps, key_wraps.c.case_id == gone) == []
    assert rows_of(head, caches) == []
    assert [row.subject for row in rows_of(head, drafts)] == [f"note:analysis:{stays}"]
    assert [row.case_id for row in rows_of(head, read_marks)] == [stays]
    assert set(kept(head)).isdisjoint(file_ids)
    for desk in (officer, lead, head, office.desk("irban")):
        for act in (
            lambda desk=desk: load_case(desk, over),
            lambda desk=desk: history(desk, over),
            lambda desk=desk: retention_of(desk, over),
            lambda desk=desk: list(content(desk, file_ids[0])),
        ):
            with pytest.raises(CaseDestroyed) as told:
                act()
            assert over in told.value.message
            assert "inspektur" in told.value.message
            assert REASON in told.value.message
    with pytest.raises(CaseDestroyed):
        write_note(officer, over, "Masih menulis")
    with pytest.raises(CaseDestroyed):
        reveal(lead, over, "masih mencari")
    assert load_case(officer, other).notes[-1].body == "Tetap terbaca."
    assert load_draft(officer, f"note:analysis:{stays}") == "tetap"


def test_a_draft_that_waits_on_a_computer_is_not_brought_into_it(office, over):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    lose(officer.engine, StoreUnreachable())
    keep_draft(officer, f"note:analysis:{case_id(head, over)}", "belum selesai")
    find(officer.engine)
    destroy(head, over, REASON)
    assert deliver_drafts(officer) == 1
    assert rows_of(head, drafts) == []
    assert deliver_drafts(officer) == 0


def test_the_number_stays_in_the_lists_with_the_day(office, over):
    destroy(office.desk("inspektur"), over, REASON)
    for name in ("petugas", "auditor"):
        [row] = list_cases(office.desk(name), InboxQuery())
        assert (row.register, row.title) == (over, "(dimusnahkan 30 Agustus 2036)")
        assert (row.stage, row.category) == ("closed", "village_funds")
    assert past_term(office.desk("inspektur")) == ()


def test_a_destroyed_case_waits_for_nobody_to_read_it(office):
    """A report joined it after its end, and some had never read that."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = sent(officer, "<satu@contoh>", "Jembatan ambruk.")
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    office.clock.forward(days=30)
    assert sent(officer, "<dua@contoh>", "Ambruk lagi.", ("<satu@contoh>",)) == register
    officer, lead, head = after_term(office)
    mark_read(officer, case_id(officer, register))
    assert (counts(officer).unread, counts(lead).unread) == (0, 1)
    office.clock.forward(days=60)
    destroy(head, register, REASON)
    for desk in (officer, lead, head):
        assert counts(desk).unread == 0
        assert list_cases(desk, InboxQuery(unread=True)) == ()
        assert [row.unread for row in list_cases(desk, InboxQuery())] == [False]


def test_who_opened_the_case_before_has_its_keys_no_more(office, over):
    """The one who destroys forgets at once; everybody else with the next thing that he does."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    for desk in (head, officer):
        load_case(desk, over)
        assert keys_of_reports(desk) <= set(desk.keyring._opened)
    destroy(head, over, REASON)
    assert [row.title for row in list_cases(officer, InboxQuery())] == ["(dimusnahkan 30 Agustus 2036)"]
    for desk in (head, officer):
        assert keys_of_reports(desk).isdisjoint(desk.keyring._opened)


def keys_of_reports(desk):
    return {row.content[1:17].hex() for row in rows_of(desk, reports)}


def test_a_cache_that_held_the_case_is_dead_and_the_next_one_knows_nothing_of_it(office, over):
    """The same reporter once more: he was known before, and after it he is nobody."""
    lead, head = office.desk("irban"), office.desk("inspektur")
    again = recorded(lead)
    reveal(lead, again, "menghubungi")
    assert repeat_reporters(lead, again) == (over,)
    path = cache_path(lead, REPORTERS)
    before = path.read_bytes()
    destroy(head, over, REASON)
    reveal(lead, again, "menghubungi lagi")
    assert repeat_reporters(lead, again) == ()
    assert path.read_bytes() != before
    path.write_bytes(before)
    assert repeat_reporters(lead, again) == ()


def unwell(desk):
    """What `wbs doctor` names."""
    return {check.id for check in examine(desk) if check.health != "good"}


def test_the_journal_proves_itself_and_counts_the_destroyed(office, over):
    head = office.desk("inspektur")
    destroy(head, over, REASON)
    with office.desk("auditor").reading() as connection:
        report = verify_journal(connection)
    assert (report.bad, report.replay_equal, report.destroyed, report.unopened) == ([], True, 1, 0)
    assert unwell(head).isdisjoint({"destroyed", "evidence", "orphans", "integrity", "keys"})


def test_keys_put_back_from_an_older_copy_are_found_and_destroyed_again(office, over):
    head, lead = office.desk("inspektur"), office.desk("irban")
    gone = case_id(head, over)
    wraps = rows_of(head, key_wraps, key_wraps.c.case_id == gone)
    sealed = kept(head)
    destroy(head, over, REASON)
    with writing(head.engine) as connection:
        connection.execute(insert(key_wraps), [row._asdict() for row in wraps])
    for file_id, sealed_bytes in sealed.items():
        head.evidence_files.take(file_id, [sealed_bytes])

    with pytest.raises(CaseDestroyed):
        load_case(lead, over)
    with head.reading() as connection:
        findings = verify_journal(connection).bad
    assert [(finding.what, finding.place) for finding in findings] == [("destroyed", gone)]
    assert "destroyed" in unwell(head)
    assert doctor.sweep(head) == len(sealed)
    assert unwell(head).isdisjoint({"destroyed", "evidence", "orphans", "integrity", "keys"})
    assert rows_of(head, key_wraps, key_wraps.c.case_id == gone) == []
    assert kept(head) == {}
    assert journal_is_sound(head)


def test_a_whole_store_put_back_beside_its_later_journal_loses_the_case_again(office, over):
    """As restore does: the rows of an older copy, then the entries that came after."""
    head = office.desk("inspektur")
    gone = case_id(head, over)
    with head.reading() as connection:
        old = {table: connection.execute(select(table)).all() for table in (key_wraps, read_marks, drafts)}
    destroy(head, over, REASON)
    with writing(head.engine) as connection:
        for table, rows in old.items():
            connection.execute(delete(table))
            if rows:
                connection.execute(insert(table), [row._asdict() for row in rows])
        assert reapply_destructions(connection, head.evidence_files) == 1
    assert not is_swept_now(head)
    sweep_store(head.engine, head.evidence_files)
    left = rows_of(head, key_wraps, key_wraps.c.case_id == gone)
    assert left == []
    assert is_swept_now(head)


def is_swept_now(desk):
    with desk.reading() as connection:
        return unswept(connection) == 0


def sent(desk, external_id, text, in_reply_to=()):
    """A report by e-mail; gives the number of the case it came to."""
    report = IncomingReport(
        channel="email",
        external_id=external_id,
        received_at=desk.clock(),
        title="Dana desa",
        text=text,
        masked=(),
        reporter=Reporter(email="siti@contoh"),
        attachments=(),
        raw=text.encode(),
        sender_key="siti@contoh",
        in_reply_to=in_reply_to,
    )
    return record(desk, report).register


def test_a_reply_to_a_destroyed_case_becomes_a_case_of_its_own(office):
    """Never a key for the dead case again, which the next restore would destroy with what it holds."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = sent(officer, "<satu@contoh>", "Jembatan ambruk.")
    assert sent(officer, "<dua@contoh>", "Ini fotonya.", ("<satu@contoh>",)) == register
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    officer, _lead, head = after_term(office)
    destroy(head, register, REASON)
    later = sent(officer, "<tiga@contoh>", "Jembatan ambruk lagi.", ("<satu@contoh>",))
    assert later != register
    [report] = load_case(officer, later).reports
    assert report.text == "Jembatan ambruk lagi."
    assert any("dimusnahkan" in warning for warning in report.warnings)
    assert sent(officer, "<satu@contoh>", "Jembatan ambruk.") == register
    with writing(head.engine) as connection:
        assert reapply_destructions(connection, head.evidence_files) == 0
    assert journal_is_sound(head)


@pytest.mark.file_store
def test_nothing_of_its_keys_is_left_on_the_disk(office, over):
    """Not in free pages, not in the log: who holds the store key and every seed finds no wrap of it."""
    head = office.desk("inspektur")
    gone = case_id(head, over)
    wraps = [row.wrap for row in rows_of(head, key_wraps, key_wraps.c.case_id == gone)]
    kept = [row.wrap for row in rows_of(head, key_wraps, key_wraps.c.case_id.is_(None))]
    save_draft(head, f"note:analysis:{gone}", "belum selesai")
    [draft] = [row.body for row in rows_of(head, drafts)]
    before = raw_pages(office.location.database, head.store_key)
    assert all(wrap in before for wrap in wraps)
    assert draft in before
    assert len(wraps) > 1

    destroy(head, over, REASON)

    after = raw_pages(office.location.database, head.store_key)
    assert [wrap for wrap in wraps if wrap in after or wrap[:200] in after] == []
    assert draft not in after
    assert all(wrap in after for wrap in kept)


@pytest.mark.file_store
def test_without_that_care_they_would_be_left(office, over):
    """That the look at the raw pages can find what a plain deletion leaves."""
    head = office.desk("inspektur")
    gone = case_id(head, over)
    wraps = [row.wrap for row in rows_of(head, key_wraps, key_wraps.c.case_id == gone)]
    with writing(head.engine) as connection:
        connection.exec_driver_sql("PRAGMA secure_delete = OFF")
        connection.execute(delete(key_wraps).where(key_wraps.c.case_id == gone))
    head.close()
    after = raw_pages(office.location.database, head.store_key)
    assert any(wrap in after or wrap[32:200] in after for wrap in wraps)


@pytest.mark.file_store
def test_while_another_reads_old_pages_the_rest_waits_for_a_later_sweep(office, over):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    head.engine.dispose()
    event.listen(head.engine, "connect", lambda made, _record: made.execute("PRAGMA busy_timeout = 1"))
    gone = case_id(head, over)
    wraps = [row.wrap for row in rows_of(head, key_wraps, key_wraps.c.case_id == gone)]
    with officer.reading() as connection:
        connection.execute(select(cases)).all()
        destroy(head, over, REASON)
        assert not is_swept_now(head)
        assert any(wrap in raw_pages(office.location.database, head.store_key) for wrap in wraps)
    assert kept(head) == {}
    sweep_store(head.engine, head.evidence_files)
    assert is_swept_now(head)
    assert not any(wrap in raw_pages(office.location.database, head.store_key) for wrap in wraps)


def test_a_restricted_case_is_destroyed_within_its_circle_and_unknown_outside_it(office, tmp_path):
    """Its reason too is sealed for the circle: the office's key opens nothing of it."""
    register = ended(office, tmp_path)
    implicate(office.desk("inspektur"), register, "petugas", "namanya disebut")
    officer, lead, head = after_term(office)
    gone = case_id(head, register)
    assert destroy(head, register, REASON) == register
    for desk in (officer, lead):
        with pytest.raises(NoSuchCase):
            load_case(desk, register)
        assert list_cases(desk, InboxQuery()) == ()
    with pytest.raises(CaseDestroyed, match=REASON):
        load_case(head, register)
    assert rows_of(head, key_wraps, key_wraps.c.case_id == gone) == []
    [row] = rows_of(head, destructions)
    with lead.reading() as connection, pytest.raises(NotLetIn):
        lead.keyring.key(connection, cell_key_id(row.reason))
    assert journal_is_sound(head)


def test_what_is_about_the_inspektur_is_ended_by_who_decides_in_his_place(office, tmp_path):
    register = ended(office, tmp_path)
    other = new_case(office.desk("petugas"))
    restrict(office.desk("irban"), register, ["inspektur"], "laporan tentang Inspektur")
    _officer, lead, head = after_term(office)
    with pytest.raises(NoSuchCase):
        destroy(head, register, REASON)
    with pytest.raises(NotPermitted):
        destroy(lead, other, REASON)
    assert retention_of(lead, register).may_destroy
    destroy(lead, register, REASON)
    with pytest.raises(CaseDestroyed):
        load_case(lead, register)
    assert journal_is_sound(lead)


def test_a_recusal_that_was_never_moved_moves_nothing_of_a_destroyed_case(office, tmp_path):
    register = ended(office, tmp_path)
    recuse(office.desk("petugas2"), register, "saudara terlapor")
    _officer, _lead, head = after_term(office)
    destroy(head, register, REASON)
    assert move_due(head) == 0
    assert journal_is_sound(head)
