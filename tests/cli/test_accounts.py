"""Accounts by commands: who may, and what nobody can do by mistake."""

import io

from wbs_tui.accounts.access import fingerprint_of


def test_the_list_fits_a_narrow_terminal_and_says_who_may_read(wbs):
    out = wbs.done("account", "list", user="admin").out
    assert max(len(line) for line in out.splitlines()) <= 80
    irban = next(line for line in out.splitlines() if line.startswith("irban"))
    assert "kantor, identitas" in irban
    assert "Ketua Tim" in irban


def test_access_is_not_given_for_another_fingerprint(wbs, office):
    of_other = fingerprint_of(office.desk("inspektur"), "petugas2")
    ran = wbs.run("account", "grant", "identity", "petugas", "--fingerprint", of_other, user="inspektur")
    assert ran.code == 1
    assert "tidak cocok" in ran.err


def test_without_a_terminal_the_fingerprint_must_be_given(wbs):
    ran = wbs.run("account", "grant", "identity", "petugas", user="inspektur")
    assert ran.code == 1
    assert "--fingerprint" in ran.err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_access_is_given_only_to_a_yes(wbs, office, monkeypatch):
    monkeypatch.setattr("sys.stdin", _Terminal("tidak\n"))
    refused = wbs.run("account", "grant", "identity", "petugas", user="inspektur")
    assert refused.code == 1
    assert fingerprint_of(office.desk("inspektur"), "petugas") in refused.err
    monkeypatch.setattr("sys.stdin", _Terminal("ya\n"))
    wbs.done("account", "grant", "identity", "petugas", user="inspektur")
    assert office.desk("petugas").keyring.may_open("identity")


def test_revoked_and_disabled_accounts_are_out(wbs, office):
    wbs.done("account", "revoke", "office", "petugas", user="inspektur")
    assert not office.desk("petugas").keyring.may_open("office")
    wbs.done("account", "disable", "petugas", user="admin")
    assert wbs.run("verify", user="petugas").code == 3


def test_only_the_super_admin_invites(wbs, tmp_path):
    ran = wbs.run("account", "add", "baru", "--role", "officer", "--invite-to", tmp_path / "u", user="irban")
    assert ran.code == 1
    assert not (tmp_path / "u").exists()


def test_a_new_password_takes_the_place_of_the_old(wbs, monkeypatch):
    monkeypatch.setenv("WBS_NEW_PASSWORD_FILE", str(wbs.secret("baru", "kuda hijau makan rumput")))
    wbs.done("passwd", user="petugas")
    assert wbs.run("verify", user="petugas").code == 3
    assert wbs.run("verify", user="petugas", password="kuda hijau makan rumput").code == 0


def test_a_weak_new_password_changes_nothing(wbs, monkeypatch):
    monkeypatch.setenv("WBS_NEW_PASSWORD_FILE", str(wbs.secret("baru", "aaa")))
    assert wbs.run("passwd", user="petugas").code == 1
    wbs.done("verify", user="petugas")
