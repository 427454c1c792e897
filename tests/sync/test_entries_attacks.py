"""What a hostile desk, a stale one, or the time between may do to entries and their keys on the way home."""

import msgspec
import pytest
from sqlalchemy import select

from models.tables.cases import cases
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.words.exchange import DeadReason
from tests.cases.at_work import new_case
from tests.restored import begin_restored_station
from tests.sync.lease_reports import the_same
from tests.sync.offices import outgoing
from wbs_tui.cases.kept.confirming_numbers import confirm_last_number
from wbs_tui.cases.readers.moving import move_due
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import notes
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.journal.entries import SIGNING_CONTEXT, decode, encode
from wbs_tui.sync.desks.entries import take_entries
from wbs_tui.sync.desks.leases import end_lease
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.parcels.collecting import NotYet, Origin, collect
from wbs_tui.sync.parcels.dead import dead_letters, retry
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.wire import Entries, JournalEntry, KeyWrap
from wbs_tui.vault.ids import new_id


@pytest.fixture
def away(set_apart):
    return set_apart()


def journal_of(desk, station):
    with desk.reading() as connection:
        rows = connection.execute(
            select(journal).where(journal.c.station == station).order_by(journal.c.sequence)
        )
        return tuple(JournalEntry(row.signed, row.signature) for row in rows)


def handed(away, item, station=None):
    """The item as if it had come in a parcel of the desk; what waits of it."""
    origin = Origin(away.head.office.id, station or away.desk.lease.station, "f" * 32, 0)
    with away.head.transaction() as transaction:
        try:
            take_entries(away.head, transaction, origin, item)
        except NotYet as held:
            return held
    return None


def wraps(desk):
    with desk.reading() as connection:
        return {(row.key_id, row.compartment_id): tuple(row) for row in connection.execute(select(key_wraps))}


def test_a_wrap_that_no_entry_needs_or_of_another_epoch_or_case_is_left_aside(away):
    notes.write_note(away.desk, away.register, "Catatan.")
    rows = journal_of(away.desk, away.desk.lease.station)
    before = wraps(away.head)
    known = next(iter(before.values()))
    with away.desk.reading() as connection:
        own = connection.execute(select(key_wraps).where(key_wraps.c.case_id.is_not(None))).first()
    for changes in (
        {"key_id": new_id(away.desk.clock)},
        {"epoch": 99},
        {"epoch": 0},
        {"case_id": "e" * 32},
        {"case_id": None},
        {"purpose": "tokens"},
        {"wrap": b"x" * 5000},
        {"compartment_id": "e" * 32},
    ):
        said = {**own._mapping, **changes}
        wrap = KeyWrap(*(said[name] for name in KeyWrap.__struct_fields__))
        assert handed(away, Entries(rows=rows, wraps=(wrap,))) is None
    replaced = KeyWrap(known[0], known[1], known[2], known[3], known[4], b"other")
    assert handed(away, Entries(rows=rows, wraps=(replaced,))) is None
    assert wraps(away.head) == before
    assert away.findings(away.head) == []


def test_a_desk_brings_no_other_stations_entries(away):
    notes.write_note(away.home, away.register, "Catatan kantor.")
    with away.head.reading() as connection:
        own = connection.execute(select(journal.c.station).limit(1)).scalar()
    stolen = journal_of(away.head, own)[-1:]
    held = handed(away, Entries(rows=stolen))
    assert held.reason == "refused"
    assert handed(away, Entries(rows=stolen), station=own).reason == "refused"


def test_the_desk_takes_what_the_office_sends_in_its_order_only(away):
    notes.write_note(away.home, away.register, "Satu.")
    first = _parcels(away)
    notes.write_note(away.home, away.register, "Dua.")
    second = [data for data in _parcels(away) if data not in first]
    assert {take(away.desk, data).fate for data in second} == {Fate.WAITING}
    assert [letter.reason for letter in dead_letters(away.desk)] == ["missing_before"]
    assert {take(away.desk, data).fate for data in first} == {Fate.TAKEN}
    assert retry(away.desk) == 1
    assert {note.body for note in load_case(away.desk, away.register).notes} == {"Satu.", "Dua."}


def _parcels(away):
    collect(away.head)
    return outgoing(away.head, away.head.office.id, away.desk.lease.station)


def test_a_case_that_was_moved_meanwhile_is_closed_to_who_left_it(away):
    """The officer at home recused himself; what the desk writes under the office's key goes on to its own."""
    recuse(away.home, away.register, "keluarga")
    move_due(away.head)
    notes.write_note(away.desk, away.register, "Tidak untuk petugas2.")
    answer_item(away.desk, away.register, "what", "yes", "rahasia")
    away.bring()
    [note] = load_case(away.head, away.register).notes
    assert note.body == "Tidak untuk petugas2."
    with away.head.reading() as connection:
        moved = connection.execute(select(cases.c.id, cases.c.compartment_id)).one()
        held = connection.execute(
            select(key_wraps.c.compartment_id).where(
                key_wraps.c.case_id == moved.id, key_wraps.c.purpose == "content"
            )
        ).scalars()
        assert set(held) == {moved.compartment_id}
    assert away.findings(away.head) == []


def test_a_message_that_reached_both_is_kept_twice_and_lost_nowhere(away):
    the_same(away.home)
    the_same(away.desk)
    notes.write_note(away.desk, away.register, "Sesudahnya.")
    away.meet()
    assert dead_letters(away.head) == dead_letters(away.desk) == ()
    assert len(list_cases(away.head, InboxQuery())) == 3
    assert away.findings(away.head) == []


def test_what_comes_after_the_lease_was_ended_is_not_lost_but_waits(away):
    notes.write_note(away.desk, away.register, "Dari meja yang hilang.")
    end_lease(away.head, "S2", "laptop hilang, lalu ditemukan")
    assert {each.fate for each in away.bring()} == {Fate.WAITING}
    [letter] = dead_letters(away.head)
    assert "diakhiri" in letter.detail
    assert load_case(away.home, away.register).notes == ()
    rule(away.head, letter.id, accept=True, reason="diperiksa bersama petugas")
    assert [note.body for note in load_case(away.home, away.register).notes] == ["Dari meja yang hilang."]
    assert away.findings(away.head) == []


def test_a_restored_home_store_is_sent_everything_again_and_numbers_when_it_may(away):
    """The backup is from before the desk's work came; the desk has thrown nothing away."""
    new_case(away.home, "Kasus lain")
    begin_restored_station(away.head)
    provisional = the_same(away.desk).register
    notes.write_note(away.desk, away.register, "Dari lapangan.")
    away.meet()
    assert {row.register for row in list_cases(away.head, InboxQuery())} >= {provisional}
    confirm_last_number(away.head, "16-2026-000002", "buku agenda")
    away.bring()
    assert {each.fate for each in away.tell()} == {Fate.TAKEN}
    assert dead_letters(away.desk) == ()
    assert "16-2026-000003" in {row.register for row in list_cases(away.desk, InboxQuery())}
    assert "16-2026-000003" in {row.register for row in list_cases(away.head, InboxQuery())}
    assert [note.body for note in load_case(away.home, away.register).notes] == ["Dari lapangan."]
    assert away.findings(away.head) == []
    assert away.findings(away.desk) == []


def forged(desk, entry, **changes):
    """An entry of the desk said otherwise, and signed by the account that sits there."""
    data = encode(msgspec.structs.replace(entry, **changes))
    return JournalEntry(data, desk.account_keys.sign(SIGNING_CONTEXT, data))


def test_ids_and_numbers_that_no_database_takes_are_no_entry(away):
    notes.write_note(away.desk, away.register, "Catatan.")
    [*before, last] = journal_of(away.desk, away.desk.lease.station)
    entry = decode(last.signed)
    [effect, *_rest] = entry.effects
    for changes in (
        {"id": "\x00"},
        {"id": "a" * 33},
        {"sequence": 0},
        {"sequence": -5},
        {"sequence": 2**63},
        {"clock": 2**63},
        {"case_id": "\x00"},
        {"actor_key": "\x00"},
        {"kind": "\x00"},
        {"replaces": ("\x00",)},
        {"effects": (msgspec.structs.replace(effect, row_id="\x00"),)},
    ):
        held = handed(away, Entries(rows=(*before, forged(away.desk, entry, **changes))))
        assert held is not None, changes
        assert held.reason is DeadReason.UNREADABLE, changes
    assert handed(away, Entries(rows=(*before, last))) is None
    assert away.findings(away.head) == []


def _with(entry, table, **values):
    """The entry with other values in the row that it writes to a table."""
    effects = tuple(
        msgspec.structs.replace(each, values={**each.values, **values}) if each.table == table else each
        for each in entry.effects
    )
    return {"effects": effects}


@pytest.mark.file_store
def test_a_moment_of_no_calendar_and_a_cell_that_is_none_wait_with_their_reason(away):
    """Else whoever looks at the list next has a row in it that nothing can show."""
    the_same(away.desk)
    rows = list(journal_of(away.desk, away.desk.lease.station))
    [place] = [number for number, row in enumerate(rows) if decode(row.signed).kind == "report.received"]
    entry = decode(rows[place].signed)
    for table, name, value, said in (
        ("cases", "due_at", 2**62, "waktu"),
        ("cases", "last_report_at", 2**62, "waktu"),
        ("reports", "received_at", 2**62, "waktu"),
        ("reports", "recorded_at", -(2**62), "waktu"),
        ("reports", "content", b"bukan sel", "tersegel"),
        ("reports", "identity", b"", "tersegel"),
        ("cases", "headline", b"\x01", "tersegel"),
    ):
        changed = forged(away.desk, entry, **_with(entry, table, **{name: value}))
        held = handed(away, Entries(rows=(*rows[:place], changed)))
        assert held is not None, name
        assert held.reason is DeadReason.REFUSED
        assert said in held.detail
        assert name in held.detail
    assert len(list_cases(away.head, InboxQuery())) == 1
    assert away.findings(away.head) == []
