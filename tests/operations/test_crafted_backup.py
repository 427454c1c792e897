"""Backups that somebody made by hand who knows the store's key: every sum in them is right."""

import os
from contextlib import closing
from hashlib import sha256

import msgspec
import pytest
from sqlalchemy import func, select

from models.tables.accounts import account_keys
from models.tables.cases import cases
from models.tables.journal import journal
from models.tables.local import key_wraps
from tests.cases.at_work import recorded
from tests.conftest import PASSWORD
from tests.operations.places import HEAD, empty_place
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.destroyed_notes import DestroyedNote, genuine
from wbs_tui.journal.entries import FORMAT, SIGNING_CONTEXT, Entry, RowEffect, encode
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.drill import drill
from wbs_tui.operations.restore import UnprovedBackup, restore
from wbs_tui.store.backup_file import (
    BrokenBackup,
    End,
    FileBegins,
    FileEnds,
    Lost,
    Piece,
    read_backup,
    write_backup,
)
from wbs_tui.store.dump import Rows, Tally
from wbs_tui.store.engine import owning
from wbs_tui.store.errors import StrangeContents
from wbs_tui.store.evidence_files import EvidenceFiles
from wbs_tui.vault.errors import NoStore
from wbs_tui.vault.ids import new_id

PLANTED = b"ditanam"


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(tmp_path, request):
    with empty_place(request, request.param, tmp_path) as location:
        yield location


@pytest.fixture
def crafted(office, tmp_path):
    """Gives a backup of the office with its records changed, sealed as whoever has an account can."""
    desk = office.desk("petugas")
    recorded(desk)
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)

    def craft(change, name="jahat"):
        with made.records((desk.store_key,)) as records:
            changed = summed(change(list(records)))
        write_backup(tmp_path / name, made.id, made.made_at, made.header, desk.store_key, changed)
        return read_backup(tmp_path / name)

    return craft


def summed(records):
    tally = Tally()
    for record in records:
        if isinstance(record, Rows):
            tally.add(record)
    files, lost = (sum(isinstance(each, kind) for each in records) for kind in (FileBegins, Lost))
    return [*records[:-1], End(tally.totals(), files, lost)]


def assert_refused(backup, elsewhere, office, folder):
    for act in (
        lambda: restore(backup, elsewhere, HEAD, office.clock, despite_findings=True),
        lambda: drill(backup, folder, HEAD, office.clock),
    ):
        with pytest.raises(BrokenBackup):
            act()
    with pytest.raises(NoStore):
        elsewhere.header.read()


@pytest.mark.file_store
def test_no_name_of_a_file_leads_out_of_the_evidence(office, crafted, elsewhere, tmp_path):
    outside = tmp_path / "profil"
    outside.write_bytes(b"milik orang")
    names = (str(outside), f"../../{outside.name}", os.path.relpath(outside), "", "..", "a\0b", "A" * 32)
    for number, name in enumerate(names):
        whole = (FileBegins(name), Piece(PLANTED), FileEnds(len(PLANTED), sha256(PLANTED).digest()))
        for kind, added in enumerate((whole, (Lost(name),))):
            backup = crafted(
                lambda records, added=added: [*records[:-1], *added, records[-1]], f"{number}{kind}"
            )
            assert_refused(backup, elsewhere, office, tmp_path)
    assert outside.read_bytes() == b"milik orang"
    with pytest.raises(StrangeContents):
        EvidenceFiles(tmp_path / "bukti").take(str(outside), [PLANTED])
    assert EvidenceFiles(tmp_path / "bukti").held([str(outside)]) == set()
    assert outside.read_bytes() == b"milik orang"
    print(f"{len(names)} names")


def of_cases(change):
    return lambda records: [
        change(each) if isinstance(each, Rows) and each.table == "cases" else each for each in records
    ]


def with_stage(value):
    def changed(batch):
        place = batch.columns.index("stage")
        rows = [(*row[:place], value, *row[place + 1 :]) for row in batch.rows]
        return msgspec.structs.replace(batch, rows=rows)

    return of_cases(changed)


CRAFTED = {
    "a column too many": of_cases(
        lambda batch: Rows("cases", (*batch.columns, "jahat"), [(*row, 1) for row in batch.rows])
    ),
    "a column that is SQL": of_cases(lambda _batch: Rows("cases", ('id") --',), [("a",)])),
    "a value too few": of_cases(lambda batch: Rows("cases", batch.columns, [row[:-1] for row in batch.rows])),
    "no rows": of_cases(lambda batch: Rows("cases", batch.columns, [])),
    "a list": with_stage(["a"]),
    "a map": with_stage({"a": 1}),
    "a fraction": with_stage(1.5),
    "a number of 65 bits": with_stage(1 << 64 - 1),
    "the table of another program": of_cases(lambda batch: Rows("jahat", batch.columns, batch.rows)),
    "slots": of_cases(lambda batch: Rows("slots", batch.columns, batch.rows)),
}


@pytest.mark.file_store
@pytest.mark.parametrize("what", CRAFTED)
def test_rows_that_are_none_of_the_programs_are_no_backup(office, crafted, elsewhere, tmp_path, what):
    assert_refused(crafted(CRAFTED[what]), elsewhere, office, tmp_path)


@pytest.mark.file_store
def test_a_drill_says_so_when_nobody_has_the_keys_any_more(office, tmp_path):
    """The table of keys stands outside the journal: whoever empties it has destroyed the cases."""
    desk = office.desk("petugas")
    recorded(desk)
    with owning(desk.engine) as connection:
        connection.execute(key_wraps.delete().where(key_wraps.c.case_id.is_not(None)))
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)
    drilled = drill(made, tmp_path, HEAD, office.clock)
    assert (drilled.opened, drilled.unopened, drilled.sound) == (0, 0, False)
    assert len(drilled.broken) == drilled.files > 0


@pytest.mark.file_store
def test_noise_in_the_place_of_a_wrap_is_named_and_the_rest_comes_back(office, elsewhere, tmp_path):
    desk = office.desk("petugas")
    spoilt, whole = recorded(desk), recorded(desk)
    with owning(desk.engine) as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.register == spoilt)).scalar()
        wrap = {"wrap": b"\x01\x01" + bytes(range(60))}
        connection.execute(key_wraps.update().where(key_wraps.c.case_id == case_id).values(wrap))
    made = read_backup(make_backup(desk, tmp_path / "cadangan").path)
    drilled = drill(made, tmp_path, HEAD, office.clock)
    assert {each.what for each in drilled.findings} == {"wrap"}
    assert drilled.broken
    assert drilled.opened > 0
    with pytest.raises(UnprovedBackup, match="wrap key_wraps/"):
        restore(made, elsewhere, HEAD, office.clock)
    restored = restore(made, elsewhere, HEAD, office.clock, despite_findings=True)
    assert {each.what for each in restored.findings} == {"wrap"}
    with closing(unlock(elsewhere, "inspektur", PASSWORD, office.clock).desk) as again:
        assert load_case(again, whole).title


def test_a_key_that_has_ended_signs_no_note_of_what_the_journal_does_not_hold(office):
    """Whoever was taken out, or stole the key before it was replaced, destroys nothing by a restore."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    recorded(officer)
    key = account_keys.c.id == head.actor.key_id
    with owning(head.engine) as connection:
        note = destroying_note(head, connection)
        assert genuine(connection, head.office.id, note) is not None
        connection.execute(account_keys.update().where(key).values(ended_at=head.now(), last_sequence=900))
        assert genuine(connection, head.office.id, note) is None


def destroying_note(desk, connection):
    """A note that its signer writes by hand, of an entry that no journal holds."""
    case_id = connection.execute(select(cases.c.id)).scalars().first()
    station = connection.execute(select(func.max(journal.c.station))).scalar_one()
    row = {"case_id": case_id, "at": desk.now(), "account_id": desk.actor.id, "reason": b""}
    gone = RowEffect("insert", "destructions", new_id(desk.clock), row)
    entry = Entry(
        FORMAT, new_id(desk.clock), desk.office.id, station, 800, 1 << 50, "case.destroyed", case_id,
        desk.actor.id, desk.actor.key_id, bytes(32), (), (gone,),
    )  # fmt: skip
    signed = encode(entry)
    return DestroyedNote(entry=signed, signature=desk.account_keys.sign(SIGNING_CONTEXT, signed))


def test_a_note_under_the_name_of_another_act_destroys_nothing(office):
    """Who may write notes may not destroy, whatever the entry calls it."""
    desk = office.desk("petugas")
    recorded(desk)
    with desk.reading() as connection:
        case_id = connection.execute(select(cases.c.id)).scalars().first()
        station = connection.execute(select(func.max(journal.c.station))).scalar_one()
        row = {"case_id": case_id, "at": desk.now(), "account_id": desk.actor.id, "reason": b""}
        gone = RowEffect("insert", "destructions", new_id(desk.clock), row)
        genuine_for = []
        for kind in ("note.written", "case.destroyed", "case.destroyed_again", "tidak.dikenal"):
            entry = Entry(
                FORMAT, new_id(desk.clock), desk.office.id, station, 900, 1 << 50, kind, case_id,
                desk.actor.id, desk.actor.key_id, bytes(32), (), (gone,),
            )  # fmt: skip
            signed = encode(entry)
            note = DestroyedNote(entry=signed, signature=desk.account_keys.sign(SIGNING_CONTEXT, signed))
            if genuine(connection, desk.office.id, note) is not None:
                genuine_for.append(kind)
    assert genuine_for == []
