"""Accounts and offices by commands: reset, roles, hand-overs, cover, rotation, and what is said of them."""

import pytest

from tests.cases.at_work import new_case
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.text.catalogue import use_language

DECREE = ("--decree", "SK-9/2026", "--decree-date", "2026-08-19")


def activate(wbs, name, invitation):
    return wbs.done("activate", name, "--invite", invitation)


def listed(wbs, name, user="admin"):
    accounts = wbs.done("account", "list", "--json", user=user).document
    return next(account for account in accounts if account["name"] == name)


def leave(office):
    """Everybody closes his desk."""
    for desk in office.opened:
        desk.close()
    office.opened.clear()


def test_reset_says_who_must_let_the_new_keys_in(wbs, tmp_path, office):
    ran = wbs.done("account", "reset", "petugas", "--invite-to", tmp_path / "u", user="admin")
    assert "sidik jarinya" in ran.err
    activate(wbs, "petugas", tmp_path / "u")
    row = listed(wbs, "petugas")
    assert (row["compartments"], row["rotation_due"], row["waits_for"]) == ([], ["office"], ["inspektur"])
    shown = wbs.done("account", "list", user="admin").out
    assert "petugas: belum diberi akses; yang dapat memberi: inspektur." in shown
    leave(office)
    ran = wbs.done("account", "list", user="inspektur")
    assert "Akses yang dicabut karena akunnya berakhir atau berganti kunci: 1." in ran.err
    assert "Kunci penyimpanan diganti." in ran.err
    assert listed(wbs, "petugas")["rotation_due"] == []
    wbs.done("verify", user="auditor")


def test_the_inspektur_with_new_keys_is_told_to_come_back_with_two_shares(wbs, tmp_path):
    ran = wbs.done("account", "reset", "inspektur", "--invite-to", tmp_path / "u", user="admin")
    assert "wbs recovery use" in ran.err
    for told in (
        activate(wbs, "inspektur", tmp_path / "u").err,
        wbs.done("account", "list", user="admin").out,
    ):
        assert "wbs recovery use" in " ".join(told.split())
        assert "pemberi akses" not in told
        assert "Bacakan" not in told


def test_the_invitation_is_not_written_over_a_file_and_nothing_has_changed(wbs, tmp_path):
    (tmp_path / "u").write_text("")
    assert wbs.run("account", "reset", "petugas", "--invite-to", tmp_path / "u", user="admin").code == 1
    wbs.done("verify", user="petugas")


def test_roles_and_full_names(wbs, tmp_path):
    wbs.done(
        *("account", "add", "sri", "--role", "officer", "--full-name", "Sri Wahyuni"),
        *("--invite-to", tmp_path / "u"),
        user="admin",
    )
    wbs.done("account", "rename", "sri", "--full-name", "Sri Wahyuni, S.E.", user="admin")
    wbs.done("account", "role", "sri", "--role", "lead", user="admin")
    row = listed(wbs, "sri")
    assert (row["role"], row["full_name"]) == ("lead", "Sri Wahyuni, S.E.")
    assert "sri: Sri Wahyuni, S.E." in wbs.done("account", "list", user="admin").out
    assert wbs.run("account", "role", "sri", "--role", "super_admin", user="admin").code == 2
    assert wbs.run("account", "role", "sri", "--role", "officer", user="irban").code == 1


def test_the_list_fits_a_narrow_terminal_whatever_is_due(wbs, tmp_path):
    wbs.done("account", "role", "irban", "--role", "auditor", user="admin")
    wbs.done("account", "reset", "petugas", "--invite-to", tmp_path / "u", user="admin")
    out = wbs.done("account", "list", user="admin").out
    assert max(len(line) for line in out.splitlines()) <= 80
    assert "PERLU DIKERJAKAN" in out


def test_the_super_admin_is_handed_over_to_a_new_account(wbs, tmp_path):
    words = ("account", "handover", "hadi", *DECREE, "--signer", "Sekda", "--start", "2026-09-01")
    refused = wbs.run(*words, user="inspektur")
    assert refused.code == 2
    assert "--invite-to" in refused.err
    assert listed(wbs, "admin")["status"] == "active"
    shares = tmp_path / "bagian"
    shares.mkdir()
    told = wbs.done(*words, "--invite-to", tmp_path / "u", "--shares-to", shares, user="inspektur")
    assert "wbs recovery renew" in told.err
    assert "tersegel" not in told.err
    assert sorted(path.name for path in shares.iterdir()) == ["bagian-inspektur.txt", "bagian-kustodian.txt"]
    assert "Inspektur" not in activate(wbs, "hadi", tmp_path / "u").err
    assert listed(wbs, "hadi", user="hadi")["role"] == "super_admin"
    assert wbs.run("account", "list", user="admin").code == 3
    wbs.done("verify", user="hadi")


def test_the_super_admin_is_handed_over_to_an_officer(wbs):
    assert wbs.run("account", "handover", "irban", *DECREE, user="admin").code == 1
    told = wbs.done("account", "handover", "irban", *DECREE, user="inspektur")
    assert "irban sekarang Super Admin" in told.err
    assert "tersegel untuknya" in told.err
    assert "belum ada pada siapa pun" not in told.err
    assert wbs.run("inbox", user="irban").code == 1
    wbs.done("account", "list", user="irban")
    wbs.done("verify", user="irban")


def test_the_inspekturs_office_is_handed_over_with_a_compared_fingerprint(wbs, office, tmp_path):
    assert wbs.run("head", "handover", "irban", user="inspektur").code == 1
    compared = fingerprint_of(office.desk("inspektur"), "irban")
    told = wbs.done(
        *("head", "handover", "irban", *DECREE, "--fingerprint", compared, "--shares-to", tmp_path),
        user="inspektur",
    )
    assert "irban sekarang Inspektur" in told.err
    assert "Cetak berkas itu" in told.err
    assert "kedua berkas" not in told.err
    assert (tmp_path / "bagian-kustodian.txt").exists()
    assert not (tmp_path / "bagian-inspektur.txt").exists()
    assert wbs.run("inbox", user="inspektur").code == 3
    wbs.done("inbox", user="irban")
    wbs.done("recovery", "share", "--to", tmp_path / "bagian", user="irban")
    wbs.done("verify", user="irban")


def test_half_a_decree_is_refused(wbs, office):
    compared = fingerprint_of(office.desk("inspektur"), "irban")
    ran = wbs.run(
        "head", "handover", "irban", "--decree", "SK-1", "--fingerprint", compared, user="inspektur"
    )
    assert ran.code == 2


def test_a_cover_begins_and_ends(wbs, office):
    compared = fingerprint_of(office.desk("inspektur"), "petugas")
    words = ("head", "cover", "petugas", "--until", "2026-08-27", "--as", "plh", *DECREE)
    told = wbs.done(*words, "--fingerprint", compared, user="inspektur")
    assert "27 Agu 2026 23.59" in told.err
    row = listed(wbs, "petugas", user="petugas")
    assert row["covers_until"].startswith("2026-08-27T16:59:59")
    assert "menggantikan Inspektur sampai" in wbs.done("account", "list", user="petugas").out
    of_other = fingerprint_of(office.desk("inspektur"), "petugas2")
    wbs.done("account", "grant", "identity", "petugas2", "--fingerprint", of_other, user="petugas")
    assert wbs.run(*words, "--fingerprint", compared, user="petugas").code == 1
    wbs.done("head", "cover-end", user="inspektur")
    assert wbs.run("account", "list", user="petugas").code == 1
    assert wbs.run("head", "cover-end", user="inspektur").code == 1
    wbs.done("verify", user="inspektur")


def test_a_cover_is_over_by_itself_and_taken_back(wbs, office):
    compared = fingerprint_of(office.desk("inspektur"), "petugas")
    words = ("head", "cover", "petugas", "--until", "2026-08-27", "--as", "plt", *DECREE)
    wbs.done(*words, "--fingerprint", compared, user="inspektur")
    office.clock.forward(days=20)
    leave(office)
    assert wbs.run("account", "list", user="petugas").code == 1
    assert "Akses yang dicabut" in wbs.done("inbox", user="inspektur").err
    assert listed(wbs, "petugas")["compartments"] == ["office"]


def test_an_officers_cases_go_to_his_successor(wbs, office):
    head = office.desk("inspektur")
    register = new_case(head)
    assign(head, [register], "petugas")
    told = wbs.done("account", "rotate", "petugas", "--to", "petugas2", "--reason", "mutasi", user="irban")
    assert "1" in told.err
    assert load_case(head, register).assigned_to == "petugas2"
    assert wbs.run("account", "rotate", "petugas", "--to", "irban", "--reason", "x", user="petugas").code == 1


@pytest.mark.parametrize("user", ["petugas", "auditor", "admin"])
def test_nothing_is_said_of_duties_to_who_has_none(wbs, user):
    wbs.done("account", "disable", "petugas2", user="admin")
    assert wbs.done("verify", user=user).err == "Semua terbukti utuh.\n"


def test_the_list_speaks_english(wbs, monkeypatch, tmp_path):
    monkeypatch.setenv("WBS_LANG", "en")
    wbs.done("account", "reset", "petugas", "--invite-to", tmp_path / "u", user="admin")
    out = wbs.done("account", "list", user="admin").out
    assert "TO BE DONE" in out
    use_language("id")


def test_init_writes_full_names_down(bare_wbs, monkeypatch):
    monkeypatch.setenv("WBS_PASSWORD_FILE", str(bare_wbs.secret("sandi", "kata sandi uji coba")))
    ran = bare_wbs.done(
        *("init", "--office-code", "16", "--office-name", "Inspektorat", "--admin", "admin"),
        *("--admin-name", "Hadi Prasetyo", "--decree", "SK-1", "--decree-date", "2026-01-05"),
        *("--head", "inspektur", "--head-name", "Dr. Rina Wati", "--invite-to", bare_wbs.folder / "u"),
    )
    assert ran.code == 0
    named = {
        row["name"]: row["full_name"]
        for row in bare_wbs.done("account", "list", "--json", user="admin").document
    }
    assert named == {"admin": "Hadi Prasetyo", "inspektur": "Dr. Rina Wati"}
