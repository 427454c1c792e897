"""An office is founded and staffed by commands alone."""

import stat

INIT = (
    *("init", "--office-code", "16", "--office-name", "Inspektorat Contoh", "--zone", "WITA"),
    *("--admin", "admin", "--decree", "SK-1/2026", "--decree-date", "5 Januari 2026"),
    *("--head", "inspektur", "--invite-to"),
)


def test_from_nothing_to_an_officer_who_may_read(bare_wbs, tmp_path):
    for_head, for_officer = tmp_path / "inspektur.txt", tmp_path / "petugas.txt"
    bare_wbs.done(*INIT, for_head)
    assert "siap" in bare_wbs.done("activate", "inspektur", "--invite", for_head).err
    bare_wbs.done("account", "add", "petugas", "--role", "officer", "--invite-to", for_officer, user="admin")
    fingerprint = bare_wbs.done("activate", "petugas", "--invite", for_officer).out.strip()
    bare_wbs.done("account", "grant", "office", "petugas", "--fingerprint", fingerprint, user="inspektur")
    listed = {row["name"]: row for row in bare_wbs.done("account", "list", "--json", user="admin").document}
    assert listed["petugas"]["compartments"] == ["office"]
    assert listed["petugas"]["fingerprint"] == fingerprint
    assert (listed["admin"]["role"], listed["admin"]["status"]) == ("super_admin", "active")
    assert listed["admin"]["activated_at"].endswith("Z")
    assert bare_wbs.done("verify", "--json", user="petugas").document["bad"] == []


def test_an_invitation_is_for_its_reader_alone_and_never_printed(bare_wbs, tmp_path):
    invitation = tmp_path / "undangan"
    ran = bare_wbs.done(*INIT, invitation)
    assert stat.S_IMODE(invitation.stat().st_mode) == 0o600
    assert invitation.read_text().strip() not in ran.out + ran.err
    assert "WITA" in ran.err


def test_nothing_is_founded_when_the_invitation_could_not_be_written(bare_wbs, tmp_path):
    taken = tmp_path / "undangan"
    taken.write_text("milik orang lain")
    assert bare_wbs.run(*INIT, taken).code == 1
    assert taken.read_text() == "milik orang lain"
    assert bare_wbs.run(*INIT, tmp_path / "tidak-ada" / "undangan").code == 2
    assert not (tmp_path / "kantor").exists()


def test_a_store_is_not_founded_over_another(wbs, tmp_path):
    ran = wbs.run(*INIT, tmp_path / "undangan")
    assert ran.code == 5
    assert "sudah ada penyimpanan" in ran.err


def test_a_weak_password_founds_nothing(bare_wbs, tmp_path):
    ran = bare_wbs.run(*INIT, tmp_path / "undangan", password="pendek")
    assert ran.code == 1
    assert "terlalu pendek" in ran.err
    assert not (tmp_path / "kantor").exists()


def test_an_invitation_opens_once(wbs, tmp_path):
    invitation = tmp_path / "undangan"
    wbs.done("account", "add", "baru", "--role", "lead", "--invite-to", invitation, user="admin")
    wbs.done("activate", "baru", "--invite", invitation)
    assert wbs.run("activate", "baru", "--invite", invitation).code == 3


def test_an_invitation_that_others_can_read_is_refused(wbs, tmp_path):
    invitation = tmp_path / "undangan"
    wbs.done("account", "add", "baru", "--role", "lead", "--invite-to", invitation, user="admin")
    invitation.chmod(0o644)
    ran = wbs.run("activate", "baru", "--invite", invitation)
    assert ran.code == 1
    assert "dapat dibaca orang lain" in ran.err
