"""Entries beside the chain: at a station of somebody's own, or at one that another has gone on from."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from models.tables.accounts import account_keys
from models.tables.cases import notes
from models.tables.journal import journal, stations, store_facts
from tests.cases.at_work import new_case
from tests.operations.places import HEAD, at_desk
from wbs_tui.accounts.administration import disable
from wbs_tui.accounts.kinds import STORE_RESTORED
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.journal.entries import FORMAT, GENESIS, Entry, RowEffect
from wbs_tui.journal.fold import apply
from wbs_tui.journal.heads import check_heads, signed_heads
from wbs_tui.journal.transaction import insert_entry, latest
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import read_backup
from wbs_tui.store.engine import owning
from wbs_tui.store.location import FileStore
from wbs_tui.vault.ids import new_id


def findings(desk):
    with desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


@dataclass
class Beside:
    """Signs with an account's own keys whatever it likes, past the program, rows and all."""

    desk: object
    station: str
    sequence: int = 0
    previous: bytes = GENESIS

    def write(self, effects, kind=NOTE_WRITTEN, case_id=None, clock=None):
        with owning(self.desk.engine) as connection:
            self.sequence += 1
            entry = Entry(
                format=FORMAT,
                id=new_id(self.desk.clock),
                office=self.desk.office.id,
                station=self.station,
                sequence=self.sequence,
                clock=clock or latest(connection, journal.c.clock) + 1,
                kind=kind,
                case_id=case_id,
                actor=self.desk.actor.id,
                actor_key=self.desk.actor.key_id,
                previous=self.previous,
                replaces=(),
                effects=tuple(effects),
            )
            for effect in effects:
                apply(connection, entry.id, effect)
            revision = latest(connection, journal.c.revision) + 1
            self.previous = insert_entry(connection, entry, revision, self.desk.account_keys)
        return entry.id

    def note(self, case_id, clock=None):
        """A note in one's own name, as the account may write them."""
        values = {"case_id": case_id, "kind": "note", "at": self.desk.now(), "account_id": self.desk.actor.id}
        effect = RowEffect(
            "insert", "notes", new_id(self.desk.clock), {**values, "corrects": None, "body": b""}
        )
        return self.write([effect], case_id=case_id, clock=clock)


def a_case(desk):
    new_case(desk)
    with desk.reading() as connection:
        return (
            connection.execute(select(journal.c.case_id).where(journal.c.case_id.is_not(None)))
            .scalars()
            .first()
        )


def begun(desk, station, after, **values):
    known = {
        "number": 2,
        "reason": "restored",
        "begun_at": desk.now(),
        "begun_by": desk.actor.id,
        "after_station": after.station,
        "after_sequence": after.sequence,
        "after_hash": after.hash,
        "sign_public": None,
    }
    return RowEffect("insert", "stations", station, {**known, **values})


def head_of(desk):
    with desk.reading() as connection:
        newest = select(journal.c.station, journal.c.sequence, journal.c.hash)
        return connection.execute(newest.order_by(journal.c.revision.desc()).limit(1)).one()


def test_an_entry_at_a_station_of_ones_own_is_named(worked):
    """Whole in itself: signed, chained, its rows in the tables, by who may write notes."""
    desk = worked.desk("petugas")
    case_id = a_case(desk)
    beside = Beside(desk, "f" * 32)
    first, second = beside.note(case_id), beside.note(case_id)
    assert findings(desk) == {("station", first)}
    new_case(desk)
    assert findings(desk) == {("station", first)}
    assert second


def test_a_key_that_has_ended_is_backdated_beside_the_chain_and_named(worked):
    """Within the chain a date before the key's end breaks it; at a station of his own it would not."""
    thief, admin = worked.desk("petugas2"), worked.desk("admin")
    case_id = a_case(worked.desk("petugas"))
    with thief.reading() as connection:
        then = latest(connection, journal.c.clock) + 1
    new_case(worked.desk("petugas"))
    worked.clock.forward(hours=1)
    disable(admin, "petugas2")
    backdated = Beside(thief, "f" * 32).note(case_id, clock=then)
    assert findings(admin) == {("station", backdated)}
    with admin.reading() as connection:
        ended = connection.execute(
            select(account_keys.c.ended_at).where(account_keys.c.id == thief.actor.key_id)
        )
        assert ended.scalar_one() is not None


@pytest.mark.parametrize(
    "false",
    [
        {"after_sequence": 1},
        {"after_hash": bytes(32)},
        {"after_station": None, "after_sequence": None, "after_hash": None},
    ],
    ids=["an earlier entry", "another hash", "nothing"],
)
def test_a_station_that_does_not_go_on_from_the_head_is_named(worked, false):
    head = worked.desk("inspektur")
    station = "f" * 32
    made = Beside(head, station).write([begun(head, station, head_of(head), **false)], STORE_RESTORED)
    assert ("station", made) in findings(head)


def test_who_may_not_restore_begins_no_station(worked):
    desk, station = worked.desk("petugas"), "f" * 32
    made = Beside(desk, station).write([begun(desk, station, head_of(desk))], STORE_RESTORED)
    assert ("not allowed", made) in findings(desk)


def test_a_row_of_a_station_without_an_entry_is_named_and_excuses_no_cut(worked):
    """Else whoever cuts the tail would say that the store was restored."""
    desk = worked.desk("petugas")
    with desk.reading() as connection:
        heads = signed_heads(desk, connection)
    station, sequence, digest = head_of(desk)
    with owning(desk.engine) as connection:
        connection.execute(journal.delete().where(journal.c.sequence > sequence - 3))
        effect = begun(desk, "f" * 32, head_of(desk), after_sequence=sequence - 3)
        connection.execute(stations.insert().values(**effect.values, id="f" * 32, entry_id="e" * 32))
    from wbs_tui.journal.anchoring import Against

    with desk.reading() as connection:
        bad = {
            (each.what, each.place) for each in verify_journal(connection, against=Against(heads=heads)).bad
        }
    assert {("row", f"stations/{'f' * 32}"), ("cut", f"{station}#{sequence}")} <= bad
    assert digest


@pytest.fixture
def restored(worked, tmp_path):
    """The worked office from a backup, whose old store was written to afterwards."""
    officer = worked.desk("petugas")
    made = make_backup(worked.desk("inspektur"), tmp_path / "cadangan")
    new_case(officer)
    location = FileStore(tmp_path / "baru" / "office.wbs")
    restore(read_backup(made.path), location, HEAD, worked.clock)
    return location


def test_a_restored_store_proves_at_two_stations(worked, restored):
    with at_desk(restored, worked) as desk, desk.reading() as connection:
        report = verify_journal(connection)
        writing = connection.execute(
            select(store_facts.c.value).where(store_facts.c.name == "station")
        ).scalar()
    assert report.sound
    assert [station.number for station in report.stations] == [1, 2]
    assert (report.stations[1].station, report.stations[1].begun_by) == (writing, "inspektur")


def test_what_the_old_store_went_on_to_write_is_told_as_lost_and_is_no_finding(worked, restored):
    old = worked.desk("inspektur")
    with old.reading() as connection:
        heads = signed_heads(old, connection)
    with at_desk(restored, worked) as desk, desk.reading() as connection:
        held = check_heads(connection, heads)
    assert held.findings == ()
    [lost] = held.lost.values()
    assert lost > 0


def test_an_entry_of_the_old_station_put_into_the_restored_store_is_named(worked, restored):
    """Genuine, signed and chained to the last one there; but the store had gone on without it."""
    with worked.desk("inspektur").reading() as connection:
        rows = [row._asdict() for row in connection.execute(select(journal).order_by(journal.c.sequence))]
    with at_desk(restored, worked) as desk:
        with owning(desk.engine) as connection:
            there = set(connection.execute(select(journal.c.id)).scalars())
            strays = [row for row in rows if row["id"] not in there]
            for number, row in enumerate(strays, start=latest(connection, journal.c.revision) + 1):
                connection.execute(journal.insert().values({**row, "revision": number}))
        named = findings(desk)
    assert {what for what, _place in named} >= {"station"}
    assert strays
    print(f"{len(strays)} entries of the old station put in")


def test_a_key_that_has_ended_signs_nothing_at_the_later_station_either(worked, restored):
    with at_desk(restored, worked, "petugas2") as thief, at_desk(restored, worked, "admin") as admin:
        disable(admin, "petugas2")
        station, sequence, digest = head_of(admin)
        beside = Beside(thief, station, sequence, digest)
        with admin.reading() as connection:
            case_id = connection.execute(select(notes.c.case_id)).scalars().first()
        made = beside.note(case_id)
        assert ("signature", made) in findings(admin)


def test_a_backdated_entry_at_the_later_station_breaks_it(worked, restored):
    """Before the key's end, and so before the entries that its own hash names."""
    with at_desk(restored, worked, "petugas2") as thief, at_desk(restored, worked, "admin") as admin:
        with admin.reading() as connection:
            then = latest(connection, journal.c.clock) + 1
            case_id = connection.execute(select(notes.c.case_id)).scalars().first()
        worked.clock.forward(hours=1)
        disable(admin, "petugas2")
        station, sequence, digest = head_of(admin)
        made = Beside(thief, station, sequence, digest).note(case_id, clock=then)
        assert ("chain", made) in findings(admin)
