"""Who would slip something into an office's journal by way of a desk: it waits with a reason or is found."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from models.tables.accounts import account_keys, accounts
from models.tables.cases import cases, notes, transitions
from models.tables.exchange import leases
from models.tables.journal import journal
from models.tables.schema import journaled_tables
from models.words.exchange import DeadReason
from tests.journal.stations_apart import (
    BEGIN,
    CASE,
    IDS,
    KEY_IDS,
    KEYS,
    answer,
    blank_case,
    cell,
    classify,
    desk_id,
    empty,
    note,
    office_apart,
    rule,
)
from wbs_tui.cases.kinds import ADVANCED, CHECKLIST_ANSWERED, CLASSIFIED, NOTE_WRITTEN, REPORT_RECEIVED
from wbs_tui.journal.entries import SIGNING_CONTEXT, RowEffect, encode, entry_hash
from wbs_tui.journal.merging import merge
from wbs_tui.journal.refolding import fold_in
from wbs_tui.store.statements import insert
from wbs_tui.sync.kinds import LEASE_ENDED
from wbs_tui.vault.ids import new_id


@pytest.fixture
def apart():
    with office_apart() as stations:
        yield stations


def found_at(home):
    with empty() as replayed:
        return {finding.what for finding in home.findings(replayed)}


def reasons(merged):
    return [held.reason for held in merged.held]


def signed(entry, name="petugas", keys=None):
    """An entry as the account signs it, whatever it says."""
    data = encode(entry)
    return data, (keys or KEYS[name]).sign(SIGNING_CONTEXT, data)


def forged(desk, entry, name="petugas", **changes):
    """The last entry of the desk, said otherwise."""
    return [*desk.entries(desk.station)[:-1], signed(msgspec.structs.replace(entry, **changes), name)]


def test_an_honest_desk_comes_back_and_the_store_proves(apart):
    home, desk, _other = apart
    desk.write(NOTE_WRITTEN, note)
    desk.write(CLASSIFIED, classify("procurement"), account="petugas2")
    merged = home.take(desk.entries(desk.station))
    assert (len(merged.inserted), merged.held, merged.cases) == (2, (), {CASE})
    assert home.take(desk.entries(desk.station)).repeated == 2
    assert found_at(home) == set()


def test_what_is_signed_by_nobody_of_the_lease_waits(apart):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note, account="inspektur")
    merged = home.take(desk.entries(desk.station))
    assert reasons(merged) == [DeadReason.REFUSED]
    assert entry.id not in home.held
    assert found_at(home) == set()


def test_a_signature_of_another_key_is_none(apart):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    assert reasons(home.take(forged(desk, entry, "petugas2"))) == [DeadReason.BAD_SIGNATURE]
    stolen = signed(msgspec.structs.replace(entry, actor=IDS["petugas2"]), "petugas")
    assert reasons(home.take([stolen])) == [DeadReason.BAD_SIGNATURE]


@pytest.mark.parametrize(
    "kind", ["case.advanced", "access.granted", "account.disabled", "exchange.merged", "no.such"]
)
def test_what_only_the_home_store_does_waits(apart, kind):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    assert reasons(home.take(forged(desk, entry, kind=kind))) == [DeadReason.REFUSED]


def test_a_note_cannot_carry_a_step_of_the_case_or_a_grant_of_rights(apart):
    home, desk, _other = apart

    def step(change, actor):
        note(change, actor)
        change.update(cases, CASE, stage="closed", result="not_proven")

    def rises(change, _actor):
        change.update(accounts, IDS["petugas"], role="lead")

    for rows in (step, rises):
        desk.write(NOTE_WRITTEN, rows)
    assert set(reasons(home.take(desk.entries(desk.station)))) == {
        DeadReason.REFUSED,
        DeadReason.MISSING_BEFORE,
    }
    assert home.tables()["cases"][0][5] == "received"


def _some(column):
    """A value that the column takes, in the name of the account and on the case."""
    named = {"case_id": CASE, "account_id": IDS["petugas"], "added_by": IDS["petugas"]}
    if column.name in named:
        return named[column.name]
    if column.type.python_type is bytes:
        return bytes(column.type.length or 3)
    return "a" if column.type.python_type is str else column.type.python_type(1)


@pytest.mark.parametrize("table", sorted(set(map(str, journaled_tables())) - {notes.name, cases.name}))
def test_a_note_brings_no_row_of_another_table(apart, table):
    """A step, a destruction, a grant, an epoch, an account that the desk works with: none of it lands."""
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    own = {"id", "entry_id"}
    columns = [each for each in journaled_tables()[table].c if each.name not in own and not each.nullable]
    planted = RowEffect("insert", table, "d" * 32, {str(each.name): _some(each) for each in columns})
    merged = home.take(forged(desk, entry, effects=(*entry.effects, planted)))
    assert reasons(merged) == [DeadReason.REFUSED]
    assert "bukan urusannya" in merged.held[0].detail
    assert found_at(home) == set()


def test_classifying_cannot_assign_or_answer_the_case(apart):
    home, desk, _other = apart

    def rows(change, actor):
        classify("procurement")(change, actor)
        change.update(cases, CASE, assigned_to=actor)

    desk.write(CLASSIFIED, rows)
    assert reasons(home.take(desk.entries(desk.station))) == [DeadReason.REFUSED]


def test_a_case_that_was_not_taken_along_waits(apart):
    home, desk, _other = apart
    home.write(
        REPORT_RECEIVED,
        lambda change, _actor: blank_case(change, "16-2026-000002", 2026, 2, "e" * 32),
        "e" * 32,
    )
    entry = desk.write(NOTE_WRITTEN, note)
    effect = entry.effects[0]
    elsewhere = msgspec.structs.replace(effect, values={**effect.values, "case_id": "e" * 32})
    merged = home.take(forged(desk, entry, case_id="e" * 32, effects=(elsewhere,)))
    assert reasons(merged) == [DeadReason.REFUSED]
    assert reasons(home.take(forged(desk, entry, effects=(elsewhere,)))) == [DeadReason.REFUSED]


def test_a_new_case_of_a_desk_has_a_number_of_its_own_only(apart):
    home, desk, _other = apart

    def new(register, year):
        return lambda change, _actor: blank_case(change, register, year, 2_000_001, "e" * 32)

    entry = desk.write(REPORT_RECEIVED, new("S2-0001", 0), "e" * 32)
    for register, year in (("16-2026-000002", 2026), ("16-2026-000002", 0), ("S3-0001", 0)):
        said = {**entry.effects[0].values, "register": register, "year": year, "provisional": register}
        effect = msgspec.structs.replace(entry.effects[0], values=said)
        assert reasons(home.take(forged(desk, entry, effects=(effect,)))) == [DeadReason.REFUSED]
    desk.write(NOTE_WRITTEN, lambda change, actor: _note_on(change, actor, "e" * 32), "e" * 32)
    assert home.take(desk.entries(desk.station)).held == ()
    assert found_at(home) == set()


def _note_on(change, actor, case_id):
    change.insert(
        notes,
        new_id(lambda: BEGIN),
        case_id=case_id,
        kind="a",
        at=1,
        account_id=actor,
        corrects=None,
        body=cell(b"b"),
    )


def test_what_was_written_after_the_lease_waits(apart):
    home, desk, _other = apart
    desk.write(NOTE_WRITTEN, note)
    desk.clock.true[0] += timedelta(days=400)
    desk.write(NOTE_WRITTEN, note)
    merged = home.take(desk.entries(desk.station))
    assert (len(merged.inserted), reasons(merged)) == (1, [DeadReason.REFUSED])
    assert found_at(home) == set()


def end_lease(home):
    lease = home.connection.execute(select(leases.c.id).where(leases.c.station == desk_id(2))).scalar_one()

    def rows(change, _actor):
        change.update(leases, lease, ended_at=change.at)

    return home.write(LEASE_ENDED, rows, None, "inspektur")


def test_after_the_office_has_ended_the_lease_no_clock_helps(apart):
    """A stolen desk may put its clock back; what comes after the end is for the Inspektur to decide."""
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    home.clock.true[0] += timedelta(hours=1)
    end_lease(home)
    rows = desk.entries(desk.station)
    assert reasons(home.take(rows)) == [DeadReason.REFUSED]
    rule(home, entry, entry_hash(*rows[0]), accepted=True)
    assert home.take(rows).held == ()
    assert found_at(home) == set()


def test_a_clock_that_runs_ahead_is_held_until_its_time_has_come(apart):
    home, desk, _other = apart
    desk.clock.ahead = timedelta(minutes=6)
    desk.write(NOTE_WRITTEN, note)
    desk.clock.ahead = timedelta()
    desk.write(NOTE_WRITTEN, note)
    rows = desk.entries(desk.station)
    merged = home.take(rows)
    assert set(reasons(merged)) == {DeadReason.CLOCK_AHEAD}
    assert "6" in merged.held[0].detail
    home.clock.true[0] += timedelta(minutes=2)
    assert home.take(rows).held == ()
    assert found_at(home) == set()


def test_a_clock_that_was_put_back_changes_no_order(apart):
    home, desk, _other = apart
    desk.clock.ahead = -timedelta(days=3000)
    first = desk.write(CHECKLIST_ANSWERED, answer("what", "yes"))
    desk.clock.ahead = -timedelta(days=4000)
    second = desk.write(CHECKLIST_ANSWERED, answer("what", "no"))
    assert home.take(desk.entries(desk.station)).held == ()
    assert first.clock < second.clock
    assert first.effects[0].values["at"] <= second.effects[0].values["at"]
    assert found_at(home) == set()


def test_an_entry_from_before_the_lease_is_refused(apart):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    assert reasons(home.take(forged(desk, entry, clock=1 << 16))) == [DeadReason.REFUSED]


@pytest.mark.parametrize(
    "changed", [{"kind": "case.classified"}, {"id": "9" * 32}], ids=["same id", "same place"]
)
def test_other_bytes_under_one_name_are_named_and_change_nothing(apart, changed):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    home.take(desk.entries(desk.station))
    before = home.tables()
    merged = home.take(forged(desk, entry, **changed))
    assert reasons(merged) == [DeadReason.EQUIVOCATION]
    assert "S2" in merged.held[0].detail
    assert home.tables() == before


def test_a_desk_that_forks_is_named(apart):
    home, desk, _other = apart
    first = desk.write(NOTE_WRITTEN, note)
    desk.write(NOTE_WRITTEN, note)
    rows = desk.entries(desk.station)
    home.take(rows[:1])
    fork = signed(msgspec.structs.replace(first, id="9" * 32, sequence=2, previous=bytes(32)))
    assert reasons(home.take([fork])) == [DeadReason.EQUIVOCATION]
    assert home.take(rows).held == ()


def test_a_gap_is_held_and_filled(apart):
    home, desk, _other = apart
    for _number in range(4):
        desk.write(NOTE_WRITTEN, note)
    rows = desk.entries(desk.station)
    merged = home.take([rows[0], rows[2], rows[3]])
    assert reasons(merged) == [DeadReason.MISSING_BEFORE] * 2
    assert len(home.take([rows[3], rows[1], rows[2]]).inserted) == 3
    assert found_at(home) == set()


def test_garbage_and_a_newer_format_spoil_nothing_else(apart):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    newer = msgspec.msgpack.encode(
        {**msgspec.to_builtins(entry, builtin_types=(bytes,)), "format": 2, "x": 1}
    )
    merged = home.take([(b"\x91" * 9000, b""), (b"", b""), (newer, b"s"), *desk.entries(desk.station)])
    assert len(merged.inserted) == 1
    assert sorted(reasons(merged)) == sorted(
        [DeadReason.UNREADABLE, DeadReason.UNREADABLE, DeadReason.NEWER_VERSION]
    )


def test_another_offices_entries_and_our_own_stations_are_no_desks(apart):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    assert reasons(home.take(forged(desk, entry, office="9" * 32))) == [DeadReason.NOT_FOR_US]
    for station in (home.station, "9" * 32):
        rows = forged(desk, entry, station=station, sequence=500)
        assert reasons(home.take(rows)) == [DeadReason.UNKNOWN_SENDER]


@pytest.mark.parametrize(
    "values",
    [{"at": "soon"}, {"body": "words"}, {"kind": "x" * 41}, {"at": None}, {"kind": 1}, {"corrects": 5}],
    ids=lambda values: next(iter(values)) + "=" + str(next(iter(values.values())))[:5],
)
def test_values_that_no_column_holds_wait(apart, values):
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    effect = msgspec.structs.replace(entry.effects[0], values={**entry.effects[0].values, **values})
    assert reasons(home.take(forged(desk, entry, effects=(effect,)))) == [DeadReason.REFUSED]


def disable(home, name):
    """As the Super Admin does: the account is off and its key ended."""

    def rows(change, _actor):
        change.update(accounts, IDS[name], status="disabled", disabled_at=change.at)
        sequence, digest = change.head
        change.update(
            account_keys, KEY_IDS[name], ended_at=change.at, last_sequence=sequence, last_hash=digest
        )

    home.write("account.disabled", rows, None, "admin")


@pytest.mark.parametrize("backdated", [False, True], ids=["honest clock", "clock put back"])
def test_who_was_disabled_meanwhile_waits_for_the_inspektur(apart, backdated):
    """However he dates it: the office has not seen it before, and so nothing shows when it was written."""
    home, desk, _other = apart
    if backdated:
        desk.clock.ahead = -timedelta(days=2)
    home.clock.true[0] += timedelta(hours=1)
    disable(home, "petugas")
    desk.clock.true[0] += timedelta(hours=1)
    entry = desk.write(NOTE_WRITTEN, note)
    later = desk.write(NOTE_WRITTEN, note, account="petugas2")
    rows = desk.entries(desk.station)
    assert reasons(home.take(rows)) == [DeadReason.REFUSED, DeadReason.MISSING_BEFORE]
    assert home.tables()["notes"] == []
    assert found_at(home) == set()
    rule(home, entry, entry_hash(*rows[0]), accepted=True)
    assert [each.id for each in home.take(rows).inserted] == [entry.id, later.id]
    assert len(home.tables()["notes"]) == 2
    assert found_at(home) == set()


def test_what_the_inspektur_does_not_accept_is_kept_and_changes_nothing(apart):
    home, desk, _other = apart
    home.clock.true[0] += timedelta(hours=1)
    disable(home, "petugas")
    desk.clock.true[0] += timedelta(hours=1)
    entry = desk.write(CHECKLIST_ANSWERED, answer("what", "no"))
    later = desk.write(NOTE_WRITTEN, note, account="petugas2")
    rows = desk.entries(desk.station)
    home.take(rows)
    rule(home, entry, entry_hash(*rows[0]), accepted=False)
    assert home.take(rows).held == ()
    assert home.tables()["checklist_answers"] == []
    assert len(home.tables()["notes"]) == 1
    assert {entry.id, later.id} <= home.held
    assert found_at(home) == set()
    desk.take(home.entries(home.station))
    assert desk.tables()["checklist_answers"] == []
    assert desk.tables() == home.tables()


def test_a_ruling_of_anybody_else_or_on_other_bytes_lets_nothing_in(apart):
    home, desk, _other = apart
    disable(home, "petugas")
    desk.clock.true[0] += timedelta(hours=1)
    entry = desk.write(NOTE_WRITTEN, note)
    rows = desk.entries(desk.station)
    rule(home, entry, b"x" * 32, accepted=True)
    assert reasons(home.take(rows)) == [DeadReason.REFUSED]


def behind(home, rows):
    """As whoever holds the store's key puts entries in, past the program."""
    for signed_bytes, signature in rows:
        entry = msgspec.msgpack.decode(signed_bytes)
        latest = home.connection.execute(
            select(journal.c.revision).order_by(journal.c.revision.desc())
        ).scalar()
        insert(journal, home.connection.dialect).run(
            home.connection,
            {
                **{
                    name: entry[name]
                    for name in ("id", "station", "sequence", "clock", "kind", "case_id", "actor")
                },
                "signed": signed_bytes,
                "signature": signature,
                "hash": entry_hash(signed_bytes, signature),
                "revision": latest + 1,
            },
        )
        fold_in(home.connection, home.entry(entry["id"]))


def test_what_was_put_in_behind_the_program_is_found(apart):
    """A disabled officer with an old copy of the store's key dates it to before his end."""
    home, desk, _other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    behind(home, desk.entries(desk.station))
    assert found_at(home) == {"not taken in"}
    home.clock.true[0] += timedelta(hours=1)
    disable(home, "petugas")
    merged = merge(home.connection, desk.entries(desk.station), home.now())
    assert merged.repeated == 1
    later = desk.write(NOTE_WRITTEN, note, account="petugas2")
    home.take(desk.entries(desk.station))
    assert later.id in home.held
    assert found_at(home) == {"not allowed"}
    assert entry.id


def test_a_lease_that_nobody_gave_opens_no_second_station(apart):
    home, desk, other = apart
    entry = desk.write(NOTE_WRITTEN, note)
    stray = signed(msgspec.structs.replace(entry, station="9" * 32))
    behind(home, [stray])
    assert "station" in found_at(home)
    assert other.station != desk.station


def test_a_desk_cannot_step_a_case_even_past_the_program(apart):
    home, desk, _other = apart

    def rows(change, actor):
        change.insert(
            transitions,
            new_id(lambda: BEGIN),
            case_id=CASE,
            from_stage="received",
            to_stage="verification",
            proposed=False,
            at=change.at,
            account_id=actor,
            reason=cell(b"r"),
        )
        change.update(cases, CASE, stage="verification", stage_entered_at=change.at)

    desk.write(NOTE_WRITTEN, rows)
    stepped = signed(msgspec.structs.replace(desk.entry(max(desk.held - home.held)), kind=ADVANCED))
    behind(home, [stepped])
    assert "not leased" in found_at(home)
