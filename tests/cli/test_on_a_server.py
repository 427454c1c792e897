"""An office on a PostgreSQL server, by commands alone: they are the same, and name it in one word."""

import psycopg
import pytest

from models.words.clock import system_clock
from tests.cli.conftest import Commands
from tests.cli.test_founding import INIT

MAIL = """From: a@b.contoh
Subject: Dana desa
Date: Mon, 10 Aug 2026 09:00:00 +0700

BLT dipotong.
"""


@pytest.fixture
def database(server):
    """An empty database, and gone after the test."""
    name = server.new_database()
    yield name
    server.drop(name)


@pytest.fixture
def server_wbs(server, database, tmp_path, monkeypatch, capsys):
    """The commands over a server where there is no office yet."""
    monkeypatch.setenv("WBS_STORE", server.address(database))
    return Commands(system_clock, monkeypatch, capsys, tmp_path)


def test_from_an_empty_database_to_a_case_that_is_proved_and_backed_up(server_wbs, tmp_path):
    for_head, for_officer = tmp_path / "inspektur.txt", tmp_path / "petugas.txt"
    run = server_wbs.done
    assert "postgresql://" in run(*INIT, for_head).err
    run("activate", "inspektur", "--invite", for_head, "--shares-to", tmp_path / "bagian")
    run("account", "add", "petugas", "--role", "officer", "--invite-to", for_officer, user="admin")
    fingerprint = run("activate", "petugas", "--invite", for_officer).out.strip()
    run("account", "grant", "office", "petugas", "--fingerprint", fingerprint, user="inspektur")
    mail = tmp_path / "lapor.eml"
    mail.write_text(
        "From: a@b.contoh\nSubject: Dana desa\nDate: Mon, 10 Aug 2026 09:00:00 +0700\n\nBLT dipotong.\n"
    )
    [register] = run("import", mail, "--json", user="petugas").document["cases"]
    picture = tmp_path / "bukti.pdf"
    picture.write_bytes(b"%PDF-1.4 isi bukti")
    run("evidence", "add", register, picture, user="petugas")
    case = run("show", register, "--json", user="petugas").document
    out = tmp_path / "keluar.pdf"
    run("evidence", "export", register, case["evidence"][0]["id"], "--to", out, user="petugas")
    assert out.read_bytes() == picture.read_bytes()
    assert [row["register"] for row in run("inbox", "--json", user="petugas").document] == [register]
    report = run("verify", "--json", user="petugas").document
    assert (report["bad"], report["replay_equal"]) == ([], True)
    run("backup", tmp_path / "cadangan.wbsb", user="inspektur")
    assert (tmp_path / "cadangan.wbsb").stat().st_size > 10_000
    assert server_wbs.run("doctor", "--json", user="inspektur").out


def test_it_is_not_founded_twice_nor_over_somebody_elses_tables(server_wbs, server, database, tmp_path):
    server.admin("CREATE TABLE lain (x int)", database=database)
    ran = server_wbs.run(*INIT, tmp_path / "a.txt")
    assert (ran.code, "sudah ada" in ran.err) == (5, True)
    server.admin("DROP TABLE lain", database=database)
    server_wbs.done(*INIT, tmp_path / "b.txt")
    assert server_wbs.run(*INIT, tmp_path / "c.txt").code == 5


def test_desks_work_in_the_role_that_was_named(server_wbs, server, database, tmp_path):
    server.admin("CREATE ROLE meja_lain NOLOGIN")
    server.admin("GRANT meja_lain TO wbs_owner")
    server_wbs.done(*INIT, tmp_path / "a.txt", "--desk-role", "meja_lain")
    server_wbs.done(
        "activate", "inspektur", "--invite", tmp_path / "a.txt", "--shares-to", tmp_path / "bagian"
    )
    server.admin("CREATE ROLE siapa LOGIN")
    server_wbs.monkeypatch.setenv("WBS_STORE", server.address(database, "siapa"))
    ran = server_wbs.run("inbox", user="inspektur")
    assert (ran.code, "GRANT meja_lain TO" in ran.err) == (5, True)
    server.admin("GRANT meja_lain TO siapa")
    server_wbs.done("inbox", user="inspektur")
    server.drop(database)
    for role in ("siapa", "meja_lain"):
        server.admin("DROP ROLE {}", role)


def test_who_may_make_no_roles_is_told_what_to_ask_for(server, database, tmp_path, monkeypatch, capsys):
    server.admin("CREATE ROLE pendiri LOGIN")
    server.admin("ALTER DATABASE {} OWNER TO pendiri", database)
    monkeypatch.setenv("WBS_STORE", server.address(database, "pendiri"))
    wbs = Commands(system_clock, monkeypatch, capsys, tmp_path)
    ran = wbs.run(*INIT, tmp_path / "a.txt", "--desk-role", "belum_ada")
    assert (ran.code, "CREATE ROLE belum_ada NOLOGIN" in ran.err) == (5, True)
    assert not (tmp_path / "a.txt").exists()
    server.admin("CREATE ROLE belum_ada NOLOGIN")
    server.admin("GRANT belum_ada TO pendiri")
    wbs.done(*INIT, tmp_path / "a.txt", "--desk-role", "belum_ada")
    server.drop(database)
    for role in ("pendiri", "belum_ada"):
        server.admin("DROP ROLE {}", role)


@pytest.mark.parametrize("where", ["akun:rahasia@/kantor", "/kantor?user=akun&password=rahasia"])
def test_a_password_in_the_address_is_refused_and_not_repeated(bare_wbs, tmp_path, where):
    ran = bare_wbs.run(*INIT, tmp_path / "a.txt", "--store", f"postgresql://{where}")
    assert (ran.code, "pgpass" in ran.err, "rahasia" in ran.err) == (2, True, False)


def test_a_role_of_desks_is_of_a_server_alone(bare_wbs, tmp_path):
    assert bare_wbs.run(*INIT, tmp_path / "a.txt", "--desk-role", "meja").code == 2
    assert not (tmp_path / "kantor").exists()


def test_a_server_that_is_not_there_is_said_in_a_sentence(bare_wbs, tmp_path):
    nowhere = f"postgresql://akun@/kantor?host={tmp_path}"
    for words in (("inbox",), ("activate", "inspektur", "--invite", bare_wbs.secret("u", "x"))):
        ran = bare_wbs.run("--store", nowhere, *words, user="petugas")
        assert (ran.code, len(ran.err.strip().splitlines())) == (5, 1)
        assert "tidak terjangkau" in ran.err


def test_an_office_moves_to_a_server_with_the_role_that_was_named(wbs, office, server, database):
    server.admin("CREATE ROLE meja_pindah NOLOGIN")
    server.admin("GRANT meja_pindah TO wbs_owner")
    to = server.address(database)
    refused = wbs.run(*("store", "copy", to, office.location, "--desk-role", "meja_pindah"), user="inspektur")
    assert refused.code == 2
    wbs.done("store", "copy", office.location, to, "--desk-role", "meja_pindah", user="inspektur")
    wbs.monkeypatch.setenv("WBS_STORE", to)
    wbs.done("inbox", user="petugas")
    with psycopg.connect(to) as connection:
        granted = "SELECT has_table_privilege('meja_pindah', 'journal', 'INSERT')"
        assert connection.execute(granted).fetchone() == (True,)
    server.drop(database)
    server.admin("DROP ROLE {}", "meja_pindah")
