"""What `wbs verify` proves beyond the rows themselves, and what it leaves alone."""

import pytest
from sqlalchemy import select, text

from models.tables.accounts import account_keys
from models.tables.journal import journal
from tests.cases.at_work import new_case
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.steps.drafts import save_draft
from wbs_tui.journal.findings import Step
from wbs_tui.journal.transaction import Transaction
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning, writing
from wbs_tui.store.errors import NotActive


def findings(desk):
    with desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


def sql(desk, statement, **values):
    """As whoever owns the tables: a desk's own rights end before the journal."""
    with owning(desk.engine) as connection:
        connection.execute(text(statement), values)


@pytest.mark.file_store
def test_a_truth_value_of_two_is_not_the_one_that_was_written(office):
    desk = office.desk("petugas")
    new_case(desk)
    sql(desk, "UPDATE cases SET classified = 2 WHERE classified = 0")
    assert [what for what, _place in findings(desk)] == ["row"]


def signed_behind(desk, kind=NOTE_WRITTEN):
    """The id of an entry that the account at the desk signs, though the program would not let it."""
    with writing(desk.engine) as connection:
        transaction = Transaction(
            connection, desk.keyring, desk.office, desk.actor, desk.account_keys, desk.clock
        )
        with transaction.entry(kind) as change:
            pass
    return change.entry_id


def test_an_account_that_was_disabled_signs_no_more(office):
    """Its keys are still in somebody's hands, and he can still open the store file."""
    desk = office.desk("petugas")
    disable(office.desk("admin"), "petugas")
    with pytest.raises(NotActive), desk.change(NOTE_WRITTEN):
        pass
    made = signed_behind(desk)
    assert findings(office.desk("auditor")) == {
        ("not allowed", made),
        ("signature", made),
    }


def test_a_key_that_has_ended_signs_no_more(office):
    desk, head = office.desk("petugas"), office.desk("inspektur")
    with head.change("account.activated") as change:
        change.update(account_keys, desk.actor.key_id, ended_at=1)
    with pytest.raises(NotActive), desk.change(NOTE_WRITTEN):
        pass
    assert ("signature", signed_behind(desk)) in findings(head)


def test_what_is_of_this_store_alone_is_not_in_the_journal(office):
    desk = office.desk("petugas")
    save_draft(desk, "note:x", "rancangan")
    sql(desk, "UPDATE drafts SET saved_at = 7")
    sql(desk, "DELETE FROM key_wraps")
    assert findings(desk) == set()


def test_it_says_how_far_it_is_and_leaves_nothing_behind(office):
    desk = office.desk("petugas")
    new_case(desk)
    before = set(desk.location.folder.rglob("*"))
    seen = []
    with desk.reading() as connection:
        report = verify_journal(connection, lambda *told: seen.append(told), keyring=desk.keyring)
    steps = [step for step, _done, _of in seen]
    assert steps == sorted(steps, key=list(Step).index)
    for pace in report.paces:
        assert [told for told in seen if told[0] == pace.step][-1] == (pace.step, pace.done, pace.done)
        assert pace.rate > 0
    assert [pace.step for pace in report.paces] == list(Step)
    assert set(desk.location.folder.rglob("*")) == before
    assert list(report.anchored.values()) == [False]


def test_others_write_while_it_runs_and_it_sees_one_state(office):
    desk, other = office.desk("petugas"), office.desk("petugas2")
    with desk.reading() as connection:
        report = verify_journal(connection, lambda step, _done, _of: step == Step.CHAIN and new_case(other))
    with desk.reading() as connection:
        entries = len(connection.execute(select(journal.c.id)).all())
    assert report.sound
    assert entries == report.entries + 1


@pytest.mark.parametrize(
    "signed",
    [b"\x91" * 100_000, b"\xdd\xff\xff\xff\xff", b"\xd9\x02\xff\xfe"],
    ids=["deep", "endless", "no text"],
)
def test_bytes_that_are_made_to_break_the_reader_are_named(office, signed):
    desk = office.desk("petugas")
    with desk.reading() as connection:
        entry_id = connection.execute(select(journal.c.id).order_by(journal.c.sequence.desc())).scalar()
    sql(desk, "UPDATE journal SET signed = :signed WHERE id = :id", signed=signed, id=entry_id)
    assert ("unreadable", entry_id) in findings(desk)
