"""Effects from a hostile entry: each is refused or does what it says, and verify always comes to an end."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.tables.accounts import accounts
from models.tables.cases import notes
from models.tables.journal import journal
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.journal.entries import Entry, RowEffect, decode, encode
from wbs_tui.journal.fold import StrangeEffect, apply
from wbs_tui.journal.transaction import insert_entry
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import owning, writing

ROW = {
    "case_id": "1" * 32,
    "kind": "note",
    "at": 1,
    "account_id": "2" * 32,
    "corrects": None,
    "body": b"x",
}
HOSTILE = {
    "a table that there is not": RowEffect("insert", "sqlite_master", "3" * 32, ROW),
    "a local table": RowEffect("insert", "journal", "3" * 32, {}),
    "the wraps of keys": RowEffect("update", "key_wraps", "3" * 32, {"wrap": b""}),
    "a column that there is not": RowEffect("insert", "notes", "3" * 32, {**ROW, "x": 1}),
    "a statement for a column": RowEffect("update", "notes", "3" * 32, {"kind = 'x' --": 1}),
    "a column too few": RowEffect("insert", "notes", "3" * 32, {"kind": "note"}),
    "another row's id": RowEffect("update", "accounts", "{own}", {"id": "4" * 32}),
    "another entry": RowEffect("update", "accounts", "{own}", {"entry_id": "4" * 32}),
    "a row that there is not": RowEffect("update", "notes", "4" * 32, {"kind": "note"}),
    "a row that is there": RowEffect("insert", "accounts", "{own}", {}),
    "a list": RowEffect("insert", "notes", "3" * 32, {**ROW, "kind": ["note"]}),
    "a map": RowEffect("insert", "notes", "3" * 32, {**ROW, "kind": {"a": 1}}),
    "a fraction": RowEffect("insert", "notes", "3" * 32, {**ROW, "at": 1.5}),
    "a moment": RowEffect("insert", "notes", "3" * 32, {**ROW, "at": datetime(2026, 1, 1, tzinfo=UTC)}),
    "a number of more than 64 bits": RowEffect("insert", "notes", "3" * 32, {**ROW, "at": 2**63}),
    "nothing at all": RowEffect("update", "notes", "4" * 32, {}),
}


def own(effect, desk):
    return RowEffect(
        effect.operation, effect.table, effect.row_id.format(own=desk.actor.id), dict(effect.values)
    )


@pytest.mark.parametrize("effect", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_effect_is_named_and_changes_nothing(office, effect):
    """It stands in an entry that an officer signed, as the entry says it: the rows are as they were."""
    desk = office.desk("petugas")
    with desk.transaction() as transaction:
        station, sequence, digest = transaction.head
        entry = Entry(
            format=1,
            id="e" * 32,
            office=desk.office.id,
            station=station,
            sequence=sequence + 1,
            clock=2**60,
            kind=NOTE_WRITTEN,
            case_id=None,
            actor=desk.actor.id,
            actor_key=desk.actor.key_id,
            previous=digest,
            replaces=(),
            effects=(own(effect, desk),),
        )
        insert_entry(transaction.connection, entry, transaction._revision + 1, desk.account_keys)
    with desk.reading() as connection:
        report = verify_journal(connection)
        assert connection.execute(select(notes)).all() == []
        assert connection.execute(select(accounts.c.id).where(accounts.c.id == desk.actor.id)).one()
    assert ("replay", "e" * 32) in {(found.what, found.place) for found in report.bad}
    assert report.replay_equal


@pytest.mark.parametrize("operation", ["delete", "", None, 7])
def test_an_operation_that_there_is_not_is_no_entry(office, operation):
    desk = office.desk("petugas")
    with owning(desk.engine) as connection:
        row = connection.execute(select(journal).limit(1)).one()
        old = decode(row.signed)
        other = encode(
            type(old)(
                **{name: getattr(old, name) for name in old.__struct_fields__ if name != "effects"},
                effects=(RowEffect(operation, "notes", "3" * 32, {}),),
            )
        )
        connection.execute(journal.update().where(journal.c.id == row.id).values(signed=other))
    with desk.reading() as connection:
        bad = {(found.what, found.place) for found in verify_journal(connection).bad}
    assert ("unreadable", row.id) in bad


def test_effects_apply_to_rows_and_note_their_entry(office):
    desk = office.desk("petugas")
    with writing(desk.engine) as connection:
        apply(connection, "a" * 32, RowEffect("insert", "notes", "3" * 32, ROW))
        apply(connection, "b" * 32, RowEffect("update", "notes", "3" * 32, {"kind": "telaah"}))
        row = connection.execute(select(notes)).one()
        with pytest.raises(StrangeEffect):
            apply(connection, "c" * 32, RowEffect("update", "notes", "9" * 32, {"kind": "telaah"}))
    assert (row.kind, row.body, row.entry_id) == ("telaah", b"x", "b" * 32)
