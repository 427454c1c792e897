"""What the commands say of a store that is not as it should be, and of an office's own policy."""

import os
import subprocess
import sys
from pathlib import Path

MAIL = b"From: a@mail.contoh\r\nMessage-ID: <1@mail.contoh>\r\nSubject: Jalan\r\n\r\nJalan rusak.\r\n"


def test_a_store_that_is_well(wbs):
    checks = {check["id"]: check["health"] for check in wbs.done("doctor", "--json", user="irban").document}
    assert {"integrity", "permissions", "keys", "evidence", "clock"} <= set(checks)
    assert "bad" not in checks.values()


def test_files_that_others_can_read_end_with_5_and_say_what_to_do(wbs, office):
    office.location.database.chmod(0o644)
    ran = wbs.run("doctor", user="irban")
    assert ran.code == 5
    assert "chmod" in ran.out
    assert max(len(line) for line in ran.out.splitlines()) <= 80


def test_what_an_interrupted_import_left_is_swept(wbs, office):
    orphan = office.location.evidence / "ab" / ("ab" * 16)
    orphan.parent.mkdir(parents=True)
    office.location.evidence.chmod(0o700)  # whatever umask another test has left
    orphan.write_bytes(b"sisa")
    long_ago = office.clock().timestamp() - 3 * 86400
    os.utime(orphan, (long_ago, long_ago))
    assert wbs.done("doctor", user="irban").out.count("--sweep") == 1
    assert "1 berkas" in wbs.done("doctor", "--sweep", user="irban").err
    assert not orphan.exists()


def test_a_broken_policy_file_is_named_and_the_work_goes_on(wbs, office):
    office.location.policy.mkdir()
    (office.location.policy / "deadlines.toml").write_text('clock = "tiga hari"')
    ran = wbs.done("inbox", "--json", user="petugas")
    assert ran.document == []
    assert "deadlines.toml" in ran.err
    assert "tetap berlaku" in ran.err


def test_migrating_notes_the_version_in_the_header(wbs, office):
    header = office.location.header.read()
    forgotten = type(header)(store_id=header.store_id, office_code=header.office_code, slots=header.slots)
    office.location.header.write(forgotten)
    wbs.done("migrate", user="petugas")
    assert office.location.header.read() == header


def test_a_demonstration_office_works_at_once(bare_wbs, tmp_path, monkeypatch):
    folder = tmp_path / "peraga"
    demo = bare_wbs.done("demo", "--cases", 6, "--dir", folder, "--json").document
    assert {account["name"] for account in demo["accounts"]} >= {"admin", "inspektur", "petugas", "irban"}
    monkeypatch.setenv("WBS_STORE", demo["store"])
    listed = bare_wbs.run("inbox", "--json", user="petugas", password=demo["password"])
    assert len(listed.document) == 6
    empty = bare_wbs.done("demo", "--cases", 0, "--dir", tmp_path / "kosong", "--no-tui")
    assert demo["password"] in empty.out
    assert "Super Admin" in empty.out


def test_a_folder_that_may_not_be_written_is_trouble_with_the_store(bare_wbs, tmp_path):
    in_the_way = tmp_path / "berkas"
    in_the_way.write_text("")
    ran = bare_wbs.run("demo", "--cases", 0, "--dir", in_the_way, "--no-tui")
    assert ran.code == 5
    assert str(in_the_way) in ran.err


def test_a_terminal_that_speaks_no_unicode_gets_a_list_and_a_document(wbs, office):
    wbs.done("account", "list", user="admin")
    environment = {
        "WBS_STORE": str(office.location),
        "WBS_USER": "admin",
        "WBS_KEYRING": "off",
        "WBS_PASSWORD_FILE": str(wbs.folder / "sandi"),
        "PYTHONIOENCODING": "ascii",
        "PATH": os.environ["PATH"],
    }
    script = Path(sys.executable).with_name("wbs")
    for words in (("account", "list"), ("account", "list", "--json"), ("--help",)):
        ran = subprocess.run([script, *words], env=environment, capture_output=True)
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.isascii()


def test_evidence_that_cannot_be_read_is_named(wbs, tmp_path):
    mail = tmp_path / "lapor.eml"
    mail.write_bytes(MAIL)
    register = wbs.done("import", mail, "--json", user="petugas").document["cases"][0]
    ran = wbs.run("evidence", "add", register, tmp_path / "tidak-ada.pdf", user="petugas")
    assert ran.code == 4
    assert "tidak-ada.pdf" in ran.err
    for words in (("export", register, "9", "--to", tmp_path / "x"), ("release", register, "9")):
        assert wbs.run("evidence", *words, user="irban").code == 1


def test_a_classification_is_accepted_by_a_reason_and_changed_only_with_one(wbs, tmp_path):
    mail = tmp_path / "lapor.eml"
    mail.write_bytes(MAIL)
    register = wbs.done("import", mail, "--json", user="petugas").document["cases"][0]
    suggested = wbs.done("classify", register, "--json", user="petugas").document[-1]
    other = "heavy" if suggested["severity"] != "heavy" else "light"
    refused = wbs.run("classify", register, "--severity", other, user="petugas")
    assert refused.code == 1
    assert "alasan" in refused.err
    assert wbs.run("classify", register, "--category", "tidak_ada", "--reason", "x", user="petugas").code == 2
    accepted = wbs.done("classify", register, "--reason", "Sesuai", "--json", user="petugas").document[-1]
    assert (accepted["origin"], accepted["category"]) == ("officer", suggested["category"])
