"""The doctor finds what is wrong with a store and leaves a sound one in peace."""

import os
from pathlib import Path

import msgspec

import wbs_tui.operations
from wbs_tui.intake.record import import_paths
from wbs_tui.operations.doctor import Health, examine, sweep
from wbs_tui.vault.header import read_header, write_header

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"


def unwell(desk):
    new_office = {"recovery", "trial"}
    return {check.id for check in examine(desk) if check.health is not Health.GOOD} - new_office


def test_a_sound_store_is_well(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    assert unwell(desk) == set()


def test_recovery_that_nobody_has_proved_and_the_trial_are_noted(office):
    found = {check.id: check for check in examine(office.desk("petugas"))}
    assert found["trial"].health is found["recovery"].health is Health.NOTE
    for number in (1, 2, 3):
        assert f"ke-{number} " in found["recovery"].found


def test_recovery_that_is_not_there_or_opens_nothing_is_bad(office):
    header = read_header(office.location.header)
    kept = tuple(slot for slot in header.slots if slot.kind != "escrow")
    write_header(office.location.header, msgspec.structs.replace(header, slots=kept))
    found = {check.id: check for check in examine(office.desk("petugas"))}
    assert found["recovery"].health is Health.BAD
    assert "renew" in found["recovery"].do


def test_what_is_wrong_is_found(office):
    desk = office.desk("petugas")
    import_paths(desk, [SAMPLES / "mail"])
    lost = next(desk.location.evidence.glob("??/*"))
    lost.rename(lost.with_name("0" * 32))
    os.utime(lost.with_name("0" * 32), (0, 0))
    desk.location.header.chmod(0o644)
    office.clock.forward(days=-1)
    assert unwell(desk) == {"evidence", "orphans", "permissions", "clock"}


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
    desk.location.policy.mkdir()
    (desk.location.policy / "deadlines.toml").write_text("version = 3\n")
    assert unwell(desk) == {"policy"}
