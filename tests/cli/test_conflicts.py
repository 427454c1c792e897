"""`wbs conflicts`: what crossed is listed with its sides, and settled by the words of a command."""

import pytest

from tests.sync.desks_apart import apart
from wbs_tui.cases.steps.verification import answer_item


@pytest.fixture
def crossed(office, tmp_path):
    """A case in which an item was answered at home and at the desk."""
    made = apart(office, tmp_path)
    answer_item(made.home, made.register, "what", "no", "dari kantor")
    office.clock.forward(minutes=1)
    answer_item(made.desk, made.register, "what", "yes", "dari lapangan")
    made.meet()
    return made


def test_nothing_crossed(wbs):
    ran = wbs.done("conflicts", "--json", user="petugas")
    assert ran.document == []
    assert "Tidak ada" in wbs.done("conflicts", user="petugas").err


def test_it_is_listed_and_settled(wbs, crossed):
    [found] = wbs.done("conflicts", "--json", user="petugas2").document
    assert (found["register"], found["before"]) == (crossed.register, {})
    home, desk = found["sides"]
    assert (home["account"], home["station"], home["stands"]) == ("petugas2", "S1", False)
    assert desk["value"] == {"jawaban": "Ya", "catatan": "dari lapangan"}
    shown = wbs.done("conflicts", user="petugas2").out
    assert all(words in shown for words in ("dari kantor", "dari lapangan", "[berlaku]", found["id"]))
    ran = wbs.run("conflicts", "settle", found["id"], "--keep", home["entry"], user="petugas2")
    assert ran.code == 2
    wbs.done(
        *("conflicts", "settle", found["id"], "--keep", home["entry"], "--reason", "berita acara"),
        user="petugas2",
    )
    assert wbs.done("conflicts", "--json", user="petugas2").document == []
    [settled] = wbs.done("conflicts", "--settled", "--json", user="petugas2").document
    assert (settled["kept"], settled["settled_by"]) == (home["entry"], "petugas2")


def test_the_auditor_sees_and_settles_nothing(wbs, crossed):
    [found] = wbs.done("conflicts", "--json", user="auditor").document
    ran = wbs.run(
        *("conflicts", "settle", found["id"], "--keep", found["sides"][0]["entry"], "--reason", "x"),
        user="auditor",
    )
    assert ran.code == 1
    assert crossed.register == found["register"]
