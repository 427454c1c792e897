"""What a script can rely on when something is wrong: the exit code, the words, and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import wbs_tui
from wbs_tui.operations.loading import KINDS


def test_a_wrong_password_and_an_unknown_account_get_the_same_words(wbs):
    wrong = wbs.run("verify", user="petugas", password="bukan ini")
    unknown = wbs.run("verify", user="siapapun")
    assert (wrong.code, unknown.code) == (3, 3)
    assert wrong.err == unknown.err
    assert wrong.out == ""


@pytest.mark.parametrize(
    "words", [("inboks",), ("account",), ("account", "grant", "semua", "petugas"), ("verify", "--jason")]
)
def test_wrong_words_end_with_2_and_say_so_in_indonesian(wbs, words):
    ran = wbs.run(*words)
    assert ran.code == 2
    assert "salah tulis" in ran.err
    assert "pemakaian: wbs" in ran.err
    assert ran.out == ""


def test_wrong_words_in_english(wbs, monkeypatch):
    monkeypatch.setenv("WBS_LANG", "en")
    ran = wbs.run("account", "grant", "office")
    assert ran.code == 2
    assert "error: the following arguments are required: NAME" in ran.err


def test_an_account_must_be_named(wbs):
    ran = wbs.run("verify")
    assert ran.code == 2
    assert "--user" in ran.err


def test_a_strange_address_of_a_store_is_wrong_use(wbs):
    assert wbs.run("verify", "--store", "mysql://x", user="petugas").code == 2


def test_no_store_there(bare_wbs):
    assert bare_wbs.run("verify", user="petugas").code == 5


def test_a_damaged_header(wbs, office):
    office.location.header.path.write_bytes(b"{" + office.location.header.path.read_bytes())
    ran = wbs.run("verify", user="petugas")
    assert ran.code == 3
    assert "rusak" in ran.err


def test_a_header_of_a_newer_version(wbs, office):
    header = json.loads(office.location.header.path.read_bytes()) | {"version": 99}
    office.location.header.path.write_text(json.dumps(header))
    assert wbs.run("verify", user="petugas").code == 5


@pytest.mark.parametrize("command", ["verify", "migrate"])
def test_a_store_of_a_newer_version(wbs, office, command):
    desk = office.desk("petugas")
    with desk.transaction() as transaction:
        transaction.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    desk.close()
    ran = wbs.run(command, user="petugas")
    assert ran.code == 5
    assert "versi program yang lebih baru" in ran.err


def test_a_password_file_that_others_can_read_is_refused(wbs, monkeypatch):
    path = wbs.secret("terbuka", "kata sandi uji coba")
    path.chmod(0o640)
    monkeypatch.setattr(wbs, "secret", lambda _name, _line: path)
    ran = wbs.run("verify", user="petugas")
    assert ran.code == 1
    assert "chmod 600" in ran.err


def test_what_does_not_prove_ends_with_5(wbs, office):
    with office.desk("petugas").transaction() as transaction:
        transaction.connection.exec_driver_sql("UPDATE accounts SET role = 'lead' WHERE name = 'petugas'")
    ran = wbs.run("verify", "--json", user="auditor")
    assert ran.code == 5
    assert ran.document["replay_equal"] is False
    assert [found["what"] for found in ran.document["bad"]] == ["row"]


def test_a_sound_store_proves(wbs):
    document = wbs.done("verify", "--json", user="auditor").document
    assert document["bad"] == []
    assert document["replay_equal"] is True
    named = ["entries", "bad", "replay_equal", "unopened", "destroyed", "anchored"]
    assert list(document) == [*named, "stations", "outside_policy", "ignored_heads", "rates"]


def test_a_store_of_this_version_is_left_alone(wbs):
    assert "tidak ada yang diubah" in wbs.done("migrate", user="petugas").err


def test_a_fault_of_the_program_shows_no_values(wbs, monkeypatch):
    def fault(*_arguments: object) -> None:
        raise RuntimeError("rahasia-di-memori")

    monkeypatch.setattr("wbs_tui.store.file_header.read_header", fault)
    monkeypatch.setenv("WBS_DEBUG", "1")
    ran = wbs.run("verify", user="petugas")
    assert ran.code == 70
    assert "RuntimeError" in ran.err
    assert "test_exit_codes.py" in ran.err
    assert "rahasia-di-memori" not in ran.err


def test_an_interrupt_ends_with_130(wbs, monkeypatch):
    def interrupt(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wbs_tui.store.file_header.read_header", interrupt)
    assert wbs.run("verify", user="petugas").code == 130


def test_every_kind_of_entry_is_known_to_verify():
    package = Path(wbs_tui.__file__).parent
    modules = {f"wbs_tui.{path.parent.name}.kinds" for path in package.glob("*/kinds.py")}
    assert set(KINDS) == modules - {"wbs_tui.journal.kinds"}


def test_a_process_that_only_proves_knows_each_kind_that_any_module_registers():
    """In a process of its own: here other tests have loaded all there is."""
    code = (
        "import importlib, pkgutil, wbs_tui\n"
        "from wbs_tui.journal import kinds\n"
        f"for name in {KINDS!r}: importlib.import_module(name)\n"
        "known = set(kinds._tables)\n"
        "for found in pkgutil.walk_packages(wbs_tui.__path__, 'wbs_tui.'):\n"
        "    floor = found.name.split('.')[1]\n"
        "    writes = floor in ('accounts', 'cases', 'intake', 'operations', 'sync')\n"
        "    if writes and 'bench' not in found.name: importlib.import_module(found.name)\n"
        "print(len(known), *sorted(set(kinds._tables) - known))\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    count, *missing = ran.stdout.split()
    assert (int(count) > 80, missing) == (True, [])


@pytest.mark.parametrize("words", [("{}",), ("show", "{}"), ("account", "disable", "{}"), ("import", "{}")])
def test_hostile_words_are_said_back_clean(wbs, words):
    hostile = "\x1b]0;judul\x07\x9b31m\u202egpj.exe"
    ran = wbs.run(
        *(word.format(hostile) for word in words), user="admin" if "account" in words else "petugas"
    )
    assert ran.code in (1, 2, 4)
    assert not [character for character in ran.out + ran.err if character in "\x1b\x07\x9b\u202e"]
