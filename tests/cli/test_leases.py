"""`wbs lease`: cases go along to a desk elsewhere, and the office knows where they are."""

import pytest

from tests.cases.at_work import new_case


@pytest.fixture
def leased(wbs, office, tmp_path):
    """The register number of a case that a desk has along; its file is `meja.wbsdesk`."""
    register = new_case(office.desk("petugas"))
    wbs.done(
        *("lease", "make", "Meja Batang", register, "--account", "petugas", "--until", "2026-09-01"),
        *("--to", tmp_path / "meja.wbsdesk", "--reason", "desa tanpa jaringan"),
        user="irban",
    )
    return register


@pytest.fixture
def desk(leased, wbs, tmp_path):
    """The address of the desk's store."""
    address = f"sqlite:///{tmp_path / 'meja' / 'office.wbs'}"
    opened = wbs.done("--store", address, "lease", "open", tmp_path / "meja.wbsdesk", user="petugas")
    assert "S2-0001" in opened.out
    wbs.done("--store", address, "show", leased, user="petugas")
    return address


def test_the_office_sees_where_its_cases_are(wbs, leased):
    [listed] = wbs.done("lease", "list", "--json", user="petugas").document
    assert (listed["mark"], listed["registers"], listed["running"]) == ("S2", [leased], True)
    said = wbs.done("lease", "list", user="petugas").out
    assert "S2  Meja Batang  s.d. 1 Sep 2026  berjalan" in said
    assert leased in said
    assert "dibawa meja S2 s.d. 1 Sep 2026" in wbs.done("show", leased, user="petugas").out
    listed = wbs.done("inbox", user="petugas")
    assert "[S2] " in listed.out
    assert "[S2] Meja Batang: dibawa meja S2 s.d. 1 Sep 2026" in listed.err
    assert wbs.done("show", leased, "--json", user="petugas").document["away"]["mark"] == "S2"


def test_at_the_desk_reports_are_taken_down_and_found_by_their_provisional_number(wbs, desk, tmp_path):
    mail = tmp_path / "surat.eml"
    mail.write_text("From: a@contoh.id\nMessage-ID: <1@contoh.id>\nSubject: Pasar\n\nPasar rusak sekali.\n")
    taken = wbs.done("--store", desk, "import", mail, "--json", user="petugas").document
    assert taken["cases"] == ["S2-0001"]
    assert "Pasar" in wbs.done("--store", desk, "show", "S2-0001", user="petugas").out
    proved = wbs.done("--store", desk, "verify", "--json", user="petugas").document
    assert (proved["bad"], proved["replay_equal"]) == ([], True)


def test_what_only_the_home_store_does_is_refused_at_the_desk(wbs, desk, leased, tmp_path):
    for words in (
        ("advance", leased, "verification", "--reason", "mulai"),
        ("backup", tmp_path / "cadangan"),
        ("recuse", leased, "--reason", "saudara"),
    ):
        ran = wbs.run("--store", desk, *words, user="petugas")
        assert ran.code == 1
        assert "penyimpanan induk" in ran.err


def test_ending_says_plainly_what_was_on_it(wbs, leased):
    ran = wbs.done("lease", "end", "S2", "--reason", "laptop hilang", user="irban")
    assert leased in ran.out
    for words in ("menunggu putusan Inspektur", leased, "petugas", "tetap di kantor", "account reset"):
        assert words in ran.out
    assert "dibawa meja" not in wbs.done("show", leased, user="petugas").out
    assert wbs.run("lease", "end", "S2", "--reason", "lagi", user="irban").code == 1
    assert wbs.run("lease", "end", "S9", "--reason", "lagi", user="irban").code == 1


def test_who_may_not_lease_is_refused_and_nothing_is_written(wbs, office, tmp_path):
    register = new_case(office.desk("petugas"))
    ran = wbs.run(
        *("lease", "make", "Meja", register, "--account", "petugas", "--until", "2026-09-01"),
        *("--to", tmp_path / "meja", "--reason", "perlu"),
        user="petugas",
    )
    assert ran.code == 1
    assert "Mintalah kepada Irban/Ketua Tim atau Inspektur." in ran.err
    assert not (tmp_path / "meja").exists()


def test_a_desk_file_that_is_none_is_named(wbs, tmp_path):
    (tmp_path / "meja").write_bytes(b"bukan berkas meja\n")
    address = f"sqlite:///{tmp_path / 'baru' / 'office.wbs'}"
    ran = wbs.run("--store", address, "lease", "open", tmp_path / "meja", user="petugas")
    assert ran.code == 4
    assert "berkas meja" in ran.err


def test_a_desk_that_would_sync_is_told_of_the_courier(wbs, desk):
    ran = wbs.run("--store", desk, "sync", user="petugas")
    assert ran.code == 1
    for words in ("meja S2", "wbs bundle write BERKAS --to 16"):
        assert words in " ".join(ran.err.split())


@pytest.mark.usefixtures("leased")
def test_a_desk_file_whose_time_is_over_opens_for_reading_and_says_so(wbs, office, tmp_path):
    office.clock.forward(days=30)
    address = f"sqlite:///{tmp_path / 'meja' / 'office.wbs'}"
    opened = wbs.done("--store", address, "lease", "open", tmp_path / "meja.wbsdesk", user="petugas")
    said = " ".join(opened.out.split())
    assert "berakhir 1 September 2026: isinya hanya dapat dibaca" in said
    assert "Dapat dikerjakan" not in said
