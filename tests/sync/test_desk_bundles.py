"""A desk without any network: everything between it and its office goes by courier."""

import pytest

from models.words.exchange import OfficeKind
from tests.sync.lease_reports import the_same
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps import evidence, notes
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.operations.doctor import sweep
from wbs_tui.sync.bundles.addressing import DeskWritesHome, LeaseWasEnded
from wbs_tui.sync.bundles.bundle_file import BundleForOthers
from wbs_tui.sync.bundles.courier import read_bundle, write_bundle
from wbs_tui.sync.conflicts.conflict_views import conflicts
from wbs_tui.sync.desks.leases import end_lease
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.errors import NoSuchOffice
from wbs_tui.sync.link.enrolment import prepare
from wbs_tui.sync.parcels.dead import dead_letters

OWN = "16"
DESK = "16/S2"
PICTURE = bytes(range(256)) * 3000
"""More than one chunk of a sealed file, and of a bundle."""


@pytest.fixture
def away(set_apart):
    return set_apart()


def test_the_office_speaks_to_its_desk_without_its_own_records(away, tmp_path):
    """The desk knows its office from the lease, and takes its records for nobody's forgery."""
    prepare(away.head, OfficeKind.INSPECTORATE)
    notes.write_note(away.home, away.register, "Ditelepon dari kantor.")
    assert carried(away.head, away.desk, tmp_path / "pergi.age", DESK).notices == ()


def carried(sender, receiver, path, to):
    write_bundle(sender, path, to)
    return read_bundle(receiver, path)


def test_the_desks_work_comes_home_and_its_numbers_go_back(away, tmp_path):
    provisional = the_same(away.desk).register
    assert provisional.startswith("S2-")
    notes.write_note(away.desk, away.register, "Dilihat di lapangan.")
    (tmp_path / "foto.jpg").write_bytes(PICTURE)
    evidence.add(away.desk, away.register, [tmp_path / "foto.jpg"])
    home = carried(away.desk, away.head, tmp_path / "pulang.age", OWN)
    assert (home.waiting, home.files) == ((), 1)
    [number] = {row.register for row in list_cases(away.head, InboxQuery())} - {away.register}
    assert (home.numbered, home.conflicts) == (((provisional, number),), 0)
    shown = load_case(away.head, away.register)
    evidence.export(away.head, away.register, str(shown.evidence[-1].number), tmp_path / "lagi.jpg")
    assert (tmp_path / "lagi.jpg").read_bytes() == PICTURE
    back = carried(away.head, away.desk, tmp_path / "pergi.age", DESK)
    assert (home.notices, back.notices) == ((), ())
    assert back.numbered == home.numbered
    assert back.waiting == ()
    assert {row.register for row in list_cases(away.desk, InboxQuery())} == {away.register, number}
    assert dead_letters(away.head) == dead_letters(away.desk) == ()
    assert away.findings(away.head) == away.findings(away.desk) == []


def test_what_the_office_decides_meanwhile_reaches_the_desk_and_both_see_what_crossed(away, tmp_path):
    decide(away.home, away.register, Decision(severity="heavy", reason="dari kantor"))
    decide(away.desk, away.register, Decision(severity="light", reason="dari lapangan"))
    carried(away.desk, away.head, tmp_path / "pulang.age", OWN)
    assert carried(away.head, away.desk, tmp_path / "pergi.age", DESK).conflicts == 1
    seen = [load_case(desk, away.register) for desk in (away.head, away.desk)]
    assert seen[0].severity == seen[1].severity
    assert [len(conflicts(desk)) for desk in (away.head, away.desk)] == [1, 1]


@pytest.mark.either_store
def test_the_offices_bundle_for_a_desk_opens_nowhere_else(away, tmp_path):
    notes.write_note(away.home, away.register, "Ditelepon dari kantor.")
    write_bundle(away.head, tmp_path / "pergi.age", DESK)
    with pytest.raises(BundleForOthers):
        read_bundle(away.head, tmp_path / "pergi.age")


def test_a_desk_is_named_as_the_screens_name_it(away, tmp_path):
    assert write_bundle(away.head, tmp_path / "pergi.age", "S2").to == DESK
    notes.write_note(away.desk, away.register, "Dilihat di lapangan.")
    assert read_bundle(away.desk, tmp_path / "pergi.age").waiting == ()
    with pytest.raises(NoSuchOffice):
        write_bundle(away.head, tmp_path / "lain.age", "S9")


@pytest.mark.either_store
def test_a_desk_writes_to_its_own_office_alone_and_is_told_so(away, tmp_path):
    for other in ("3374", "16/S2", "S2"):
        with pytest.raises(DeskWritesHome, match="--to 16"):
            write_bundle(away.desk, tmp_path / "pergi.age", other)


def test_nothing_goes_to_a_desk_whose_lease_was_ended_and_the_day_is_named(away, tmp_path):
    end_lease(away.head, "S2", "laptop hilang")
    with pytest.raises(LeaseWasEnded, match="S2 diakhiri 20 Agustus 2026"):
        write_bundle(away.head, tmp_path / "pergi.age", DESK)


def test_a_bundle_names_the_desk_that_it_comes_from(away, tmp_path):
    notes.write_note(away.desk, away.register, "Dilihat di lapangan.")
    assert carried(away.desk, away.head, tmp_path / "pulang.age", OWN).sender == "meja S2 (Meja Batang)"
    back = carried(away.head, away.desk, tmp_path / "pergi.age", DESK)
    assert back.sender == away.desk.office.name


def test_the_last_bundle_of_a_desk_whose_lease_was_ended_waits_for_the_inspektur(away, tmp_path):
    notes.write_note(away.desk, away.register, "Dari meja yang hilang.")
    (tmp_path / "foto.jpg").write_bytes(PICTURE)
    evidence.add(away.desk, away.register, [tmp_path / "foto.jpg"])
    end_lease(away.head, "S2", "laptop hilang, lalu ditemukan")
    home = carried(away.desk, away.head, tmp_path / "pulang.age", OWN)
    away.office.clock.forward(days=2)
    assert sweep(away.head) == 0  # what waits with its parcel is nobody's leftover
    assert home.waiting
    assert [each for each in home.notices if "S2 diakhiri 20 Agustus 2026" in each and "wbs dead" in each]
    assert load_case(away.head, away.register).notes == ()
    [letter] = dead_letters(away.head)
    rule(away.head, letter.id, accept=True, reason="diperiksa bersama petugas")
    [note] = load_case(away.head, away.register).notes
    assert note.body == "Dari meja yang hilang."
    shown = load_case(away.head, away.register)
    evidence.export(away.head, away.register, str(shown.evidence[-1].number), tmp_path / "lagi.jpg")
    assert (tmp_path / "lagi.jpg").read_bytes() == PICTURE
    assert away.findings(away.head) == []
