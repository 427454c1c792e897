"""`wbs backup`, its drill and `wbs restore`, as an officer and a script use them."""

from pathlib import Path

import pytest

import wbs_tui.operations

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"


@pytest.fixture
def backup(wbs, tmp_path):
    """A backup of an office with the samples in it."""
    assert wbs.run("import", SAMPLES / "mail", user="petugas").code in (0, 4)
    file = tmp_path / "kantor.wbs-backup"
    assert wbs.done("backup", file, user="petugas").out == f"{file}\n"
    return file


def test_an_office_comes_back_at_another_address(wbs, backup, tmp_path):
    before = wbs.done("inbox", "--json", user="petugas").document
    elsewhere = f"sqlite:///{tmp_path / 'lain' / 'office.wbs'}"
    ran = wbs.done("restore", backup, "--store", elsewhere, "--json", user="inspektur")
    assert ran.document["store"] == elsewhere
    assert ran.document["findings"] == ran.document["lost"] == []
    assert "wbs number confirm" in ran.err
    assert "dinonaktifkan berlaku lagi" in ran.err
    assert wbs.done("inbox", "--json", "--store", elsewhere, user="petugas").document == before
    assert wbs.done("verify", "--json", "--store", elsewhere, user="auditor").document["bad"] == []
    held = wbs.run("import", SAMPLES / "web", "--store", elsewhere, user="petugas")
    assert held.code == 1
    assert "number confirm" in held.err


def test_a_drill_says_what_it_opened_and_leaves_nothing(wbs, office, backup):
    before = sorted(path.name for path in office.location.database.parent.iterdir())
    ran = wbs.done("backup", "drill", backup, "--json", user="inspektur")
    assert ran.document["broken"] == ran.document["lost"] == ran.document["findings"] == []
    assert ran.document["opened"] == ran.document["files"] > 0
    assert "memulihkan semuanya" in ran.err
    assert sorted(path.name for path in office.location.database.parent.iterdir()) == before


def test_what_is_there_is_never_overwritten(wbs, office, backup):
    kept = backup.read_bytes()
    ran = wbs.run("backup", backup, user="petugas")
    assert (ran.code, backup.read_bytes()) == (1, kept)
    assert "sudah ada" in ran.err
    whole = {path: path.read_bytes() for path in office.location.database.parent.rglob("*") if path.is_file()}
    ran = wbs.run("restore", backup, user="inspektur")
    assert ran.code == 5
    assert "sudah ada penyimpanan" in ran.err
    after = {path: path.read_bytes() for path in office.location.database.parent.rglob("*") if path.is_file()}
    assert after == whole


def test_who_may_do_what(wbs, backup, tmp_path):
    elsewhere = f"sqlite:///{tmp_path / 'lain' / 'office.wbs'}"
    for words, user in (
        (("backup", tmp_path / "x"), "auditor"),
        (("backup", "drill", backup), "auditor"),
        (("restore", backup, "--store", elsewhere), "petugas"),
    ):
        ran = wbs.run(*words, user=user)
        assert ran.code == 1, words
        assert "Peran" in ran.err
    assert not (tmp_path / "x").exists()
    assert not (tmp_path / "lain" / "office.wbs").exists()


def test_a_wrong_password_and_a_wrong_file(wbs, backup, tmp_path):
    elsewhere = f"sqlite:///{tmp_path / 'lain' / 'office.wbs'}"
    words = ("restore", backup, "--store", elsewhere)
    assert wbs.run(*words, user="inspektur", password="bukan itu sama sekali").code == 3
    mail = SAMPLES / "README.md"
    for wrong, code in ((tmp_path / "tidak ada", 4), (tmp_path, 4), (mail, 4)):
        ran = wbs.run("restore", wrong, "--store", elsewhere, user="inspektur")
        assert ran.code == code, wrong
        assert "cadangan" in ran.err
    assert not (tmp_path / "lain" / "office.wbs").exists()
    assert wbs.run("backup", "satu", "dua", user="petugas").code == 2
