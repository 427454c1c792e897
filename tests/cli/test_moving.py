"""`wbs store copy`: the office moves, everybody is told where to, and goes on there."""

from tests.cases.at_work import recorded


def test_an_office_moves_and_every_command_says_where_to(wbs, office, tmp_path, monkeypatch):
    register = recorded(office.desk("petugas"))
    old, new = str(office.location), f"sqlite:///{tmp_path / 'baru' / 'office.wbs'}"
    refused = wbs.run("store", "copy", old, new, user="petugas")
    assert (refused.code, "Peran akun Anda" in refused.err) == (1, True)
    moved = wbs.done("store", "copy", old, new, "--json", user="inspektur")
    assert (moved.document["to"], moved.document["lost"], moved.document["findings"]) == (new, [], [])
    for words in (("inbox",), ("show", register), ("store", "copy", old, new + "2")):
        told = wbs.run(*words, user="inspektur")
        assert told.code == 5
        assert new in " ".join(told.err.split())
    monkeypatch.setenv("WBS_STORE", new)
    assert register in wbs.done("inbox", user="petugas").out
    wbs.done("verify", user="auditor")


def test_a_place_that_is_taken_or_is_no_address_is_refused(wbs, office, bare_wbs, tmp_path):
    old = str(office.location)
    taken = tmp_path / "isi" / "office.wbs"
    taken.parent.mkdir()
    taken.write_bytes(b"milik orang lain")
    assert wbs.run("store", "copy", old, f"sqlite:///{taken}", user="admin").code == 5
    assert taken.read_bytes() == b"milik orang lain"
    assert wbs.run("store", "copy", old, old, user="admin").code == 2
    assert wbs.run("store", "copy", old, "postgresql://a:rahasia@server/db", user="admin").code == 2
    monkey = bare_wbs.run("store", "copy", f"sqlite:///{tmp_path / 'tidak ada.wbs'}", old, user="admin")
    assert monkey.code in (3, 5)
    wbs.monkeypatch.setenv("WBS_STORE", old)
    wbs.done("inbox", user="petugas")
