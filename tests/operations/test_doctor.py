"""The doctor finds what is wrong with a store and leaves a sound one in peace."""

import os
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select, update

import wbs_tui.operations
from models.tables.accounts import offices
from models.tables.journal import journal
from models.tables.local import presence
from models.words.clock import to_millis
from tests.conftest import PASSWORD, TickingClock
from tests.restored import begin_restored_station
from tests.sync.desks_apart import apart
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.steps import notes
from wbs_tui.intake.record import import_paths
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.doctor import examine, sweep
from wbs_tui.operations.health.check import Health, label
from wbs_tui.operations.last_proof import note_proof
from wbs_tui.store.engine import owning, writing
from wbs_tui.store.location import FileStore, locate
from wbs_tui.text.catalogue import use_language

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"
NEW_OFFICE = {"recovery", "trial", "backup", "verified"}
"""What is true of an office that has just been founded."""
OF_THE_TESTS = {"server_durability", "server_clock", "server_owner", "server_checksums"}
"""Their server forgets in a power cut and lives in another time, and they own its tables."""


def unwell(desk):
    own = set() if isinstance(desk.location, FileStore) else OF_THE_TESTS
    return {check.id for check in examine(desk) if check.health is not Health.GOOD} - NEW_OFFICE - own


def found(desk, check_id):
    return [check for check in examine(desk) if check.id == check_id and check.health is not Health.GOOD]


def test_a_sound_store_is_well(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    assert unwell(desk) == set()


def test_every_finding_has_a_label_and_says_what_to_do_in_both_languages(office):
    desk = office.desk("petugas")
    (desk.location.folder / "policy").mkdir(parents=True)
    (desk.location.policy / "deadlines.toml").write_text("version = 3\n")
    told = []
    for language in ("id", "en"):
        use_language(language)
        told.append([(label(check.id), check.found, check.health, check.do) for check in examine(desk)])
    use_language("id")
    for indonesian, english in zip(*told, strict=True):
        assert english[0] != indonesian[0]
        assert all(health is Health.GOOD or do or "recovery" in words for words, _f, health, do in (english,))
    assert {name for name, *_rest in told[1]} >= {"journal chain", "keys", "evidence", "policy"}


def test_recovery_that_nobody_has_proved_and_the_trial_are_noted(office):
    checks = {check.id: check for check in examine(office.desk("petugas"))}
    assert checks["trial"].health is checks["recovery"].health is Health.NOTE
    for number in (1, 2, 3):
        assert f"ke-{number} " in checks["recovery"].found


def test_recovery_that_is_not_there_or_opens_nothing_is_bad(office):
    header = office.location.header.read()
    kept = tuple(slot for slot in header.slots if slot.kind != "escrow")
    office.location.header.write(msgspec.structs.replace(header, slots=kept))
    checks = {check.id: check for check in examine(office.desk("petugas"))}
    assert checks["recovery"].health is Health.BAD
    assert "renew" in checks["recovery"].do


def test_a_header_that_a_migration_left_behind_is_named(office):
    header = office.location.header.read()
    office.location.header.write(msgspec.structs.replace(header, schema="0002"))
    assert unwell(office.desk("petugas")) == {"header"}


@pytest.mark.file_store
def test_what_is_wrong_with_files_is_found(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    lost = next(desk.location.evidence.glob("??/*"))
    lost.rename(lost.with_name("0" * 32))
    os.utime(lost.with_name("0" * 32), (0, 0))
    desk.location.header.path.chmod(0o644)
    office.clock.forward(days=-1)
    assert unwell(desk) == {"evidence", "orphans", "permissions", "clock"}


def test_sealed_files_of_nobody_are_named_and_swept(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    desk.evidence_files.take("ab" * 16, [b"of nobody"])
    office.clock.now = office.clock.now.replace(year=2030)
    assert "orphans" in unwell(desk)
    assert sweep(desk) == 1
    assert not unwell(desk) & {"orphans", "evidence"}


@pytest.mark.parametrize(
    "values", [{"hash": bytes(32)}, {"kind": "case.noted"}, {"signature": bytes(64)}, {"sequence": 10**6}]
)
def test_an_entry_at_the_end_of_the_journal_that_was_changed(office, values):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    with owning(desk.engine) as connection:
        last = select(journal.c.id).order_by(journal.c.revision.desc()).limit(1)
        changed = connection.execute(last).scalar_one()
        connection.execute(update(journal).where(journal.c.id == changed).values(**values))
    assert found(desk, "chain")
    assert "wbs verify" in found(desk, "chain")[0].do


def test_an_entry_that_was_taken_out_anywhere(office):
    desk = office.desk("petugas")
    with owning(desk.engine) as connection:
        connection.execute(journal.delete().where(journal.c.sequence == 3))
    assert found(desk, "chain")


def test_signs_of_presence_that_nobody_took_away(office):
    desk = office.desk("petugas")
    with writing(desk.engine) as connection:
        left = {"id": "ab" * 16, "account_id": desk.actor.id, "case_id": None}
        old = to_millis(office.clock.now.replace(year=2025))
        connection.execute(presence.insert(), {**left, "since": old, "seen_at": old})
    assert unwell(desk) == {"presence"}


@pytest.mark.file_store
def test_sweeping_removes_only_what_belongs_to_nothing(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    kept = sorted(desk.location.evidence.glob("??/*"))
    orphan = kept[0].parent / ("0" * 32)
    orphan.write_bytes(b"left behind")
    os.utime(orphan, (0, 0))
    assert sweep(desk) == 1
    assert sorted(desk.location.evidence.glob("??/*")) == kept


def test_a_broken_policy_file_is_named(office):
    desk = office.desk("petugas")
    desk.location.policy.mkdir(parents=True)
    (desk.location.policy / "deadlines.toml").write_text("version = 3\n")
    assert unwell(desk) == {"policy"}
    desk.location.policy.chmod(0o777)
    assert unwell(desk) == {"policy", "policy_files"}


def test_passwords_in_files_that_others_can_read(office, tmp_path, monkeypatch):
    desk = office.desk("petugas")
    kept = tmp_path / "sandi"
    kept.write_text("rahasia\n")
    kept.chmod(0o640)
    monkeypatch.setenv("WBS_PASSWORD_FILE", str(kept))
    assert "sandi" in found(desk, "permissions")[0].found
    kept.chmod(0o600)
    assert not found(desk, "permissions")


def test_what_an_account_remembers_must_be_its_own(office, monkeypatch, tmp_path):
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "catatan"))
    desk = office.desk("petugas")
    notes = tmp_path / "catatan" / office.location.header.read().store_id
    notes.chmod(0o755)
    assert notes.name in found(desk, "permissions")[0].found
    notes.chmod(0o700)
    (tmp_path / "catatan").chmod(0o777)
    assert "catatan" in found(desk, "permissions")[0].found


def test_a_store_in_a_folder_that_others_can_write_to(office):
    desk = office.desk("petugas")
    desk.location.folder.chmod(0o777)
    assert unwell(desk) == {"permissions"}


def test_an_office_without_a_backup_of_late(office):
    desk = office.desk("inspektur")
    assert found(desk, "backup")[0].health is Health.NOTE
    office.clock.forward(days=40)
    assert found(desk, "backup")[0].health is Health.NOTE  # it is on trial
    with writing(desk.engine) as connection:
        connection.execute(update(offices).values(live_at=desk.now()))
    assert found(desk, "backup")[0].health is Health.BAD
    make_backup(desk, office.location.folder / "cadangan.wbsb")
    assert not found(desk, "backup")
    office.clock.forward(days=8)
    assert found(desk, "backup")[0].health is Health.NOTE


def test_a_desk_that_no_backup_knows_is_named(office, tmp_path):
    desk = office.desk("inspektur")
    make_backup(desk, office.location.folder / "cadangan.wbsb")
    office.clock.forward(minutes=1)
    apart(office, tmp_path)
    [check] = found(desk, "backup")
    assert check.health is Health.NOTE
    assert "S2" in check.found
    office.clock.forward(minutes=1)
    make_backup(desk, office.location.folder / "lagi.wbsb")
    assert not found(desk, "backup")


def test_a_restored_office_has_had_a_backup(office):
    desk = office.desk("inspektur")
    make_backup(desk, office.location.folder / "cadangan.wbsb")
    office.clock.forward(days=1)
    begin_restored_station(office.desk("admin"))
    [check] = found(desk, "backup")
    assert "Dipulihkan dari cadangan pada" in check.found
    make_backup(desk, office.location.folder / "lagi.wbsb")
    assert not found(desk, "backup")


@pytest.mark.server_store
def test_on_a_server_nothing_is_said_of_the_stores_files(office):
    [check] = [each for each in examine(office.desk("petugas")) if each.id == "permissions"]
    assert "datanya ada di server" in check.found


def test_who_may_prove_the_journal_is_told_when_he_did_last(office):
    desk = office.desk("auditor")
    assert "belum pernah" in found(desk, "verified")[0].found
    note_proof(desk, 3, sound=True)
    assert not found(desk, "verified")
    assert found(office.desk("inspektur"), "verified")
    office.clock.forward(days=32)
    assert found(desk, "verified")[0].health is Health.NOTE
    note_proof(desk, 3, sound=False)
    assert found(desk, "verified")[0].health is Health.BAD
    assert "kepada Inspektur" in found(desk, "verified")[0].do
    head = office.desk("inspektur")
    note_proof(head, 3, sound=False)
    assert "salinan mana yang berlaku" in found(head, "verified")[0].do


def test_a_server_that_may_forget_what_it_acknowledged(server, founded_database, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    name = server.new_database(founded_database)
    desk = unlock(locate(server.address(name)), "petugas", PASSWORD, TickingClock()).desk
    check = found(desk, "server_durability")[0]
    desk.close()
    server.drop(name)
    assert check.health is Health.BAD
    assert "fsync, full_page_writes" in check.found


def test_a_restored_store_whose_last_number_nobody_has_confirmed(office):
    begin_restored_station(office.desk("admin"))
    assert "wbs number confirm" in found(office.desk("petugas"), "numbers")[0].found


def test_a_leased_desk_is_well_with_its_part_of_the_journal_and_misses_what_went_along(office, tmp_path):
    away = apart(office, tmp_path)
    notes.write_note(away.desk, away.register, "Dilihat di lapangan.")
    assert found(away.desk, "chain") == []
    away.tell()
    assert found(away.desk, "chain") == []
    with owning(away.desk.engine) as connection:
        first = connection.execute(select(journal.c.id).order_by(journal.c.revision).limit(1)).scalar()
        connection.execute(delete(journal).where(journal.c.id == first))
    [missed] = found(away.desk, "chain")
    assert "missing" in missed.found
