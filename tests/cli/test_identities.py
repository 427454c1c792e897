"""Identities by commands: what warns, what the Inspektur sees, and what the office asks."""

import json

import pytest

from tests.cases.at_work import recorded


@pytest.fixture
def register(office):
    """A case that Siti Pelapor has reported, with a NIK of Jakarta."""
    return recorded(office.desk("petugas"))


def text(tmp_path, words):
    path = tmp_path / "teks"
    path.write_text(words)
    return path


def test_words_that_look_like_the_reporter_are_refused_until_they_are_meant(wbs, register, tmp_path):
    note = text(tmp_path, "Telaah.\nSudah bertemu Siti di kantor.")
    refused = wbs.run("note", register, "--text-file", note, user="petugas")
    assert refused.code == 1
    assert "baris 2, huruf ke-15: nama pelapor" in refused.err
    assert "--even-if-identity" in refused.err
    assert "Siti" not in refused.err + refused.out
    wbs.done("note", register, "--text-file", note, "--even-if-identity", user="petugas")
    assert "Siti" in wbs.done("show", register, "--json", user="petugas").document["notes"][0]["body"]


@pytest.mark.parametrize(
    "words",
    [
        ("advance", "REG", "verification", "--reason", "kata Siti"),
        ("classify", "REG", "--severity", "heavy", "--reason", "telepon 0812-0000-1111"),
        ("checklist", "REG", "nik", "--answer", "yes", "--note", "3171011708450001"),
        ("followup", "add", "REG", "--text", "Temui Siti", "--due", "2027-01-31"),
        ("recuse", "REG", "--reason", "saya kerabat Siti"),
        ("hold", "REG", "--reason", "diminta Siti"),
    ],
)
def test_every_command_that_keeps_words_on_a_case_has_the_option(wbs, register, words):
    told = [register if word == "REG" else word for word in words]
    refused = wbs.run(*told, user="irban")
    assert refused.code == 1, refused.err
    assert "Siti" not in refused.err
    assert "0812" not in refused.err
    wbs.done(*told, "--even-if-identity", user="irban")


def test_at_a_terminal_it_is_asked(wbs, register, tmp_path, monkeypatch):
    note = text(tmp_path, "Siti")

    class Answers:
        def __init__(self, said):
            self.said = said

        def isatty(self):
            return True

        def readline(self):
            return f"{self.said}\n"

    for said, code in (("tidak", 1), ("ya", 0)):
        monkeypatch.setattr("sys.stdin", Answers(said))
        assert wbs.run("note", register, "--text-file", note, user="petugas").code == code


def test_reveal_says_the_region_of_the_nik_and_nothing_else_does(wbs, register):
    (reporter,) = wbs.done("reveal", register, "--reason", "uji", "--json", user="irban").document["reports"]
    assert "Gambir" in reporter["nik_region"]
    assert "17 Agustus 1945" in reporter["nik_remark"]
    assert "bukan pemeriksaan Dukcapil" in reporter["nik_remark"]
    assert "Gambir" in wbs.done("reveal", register, "--reason", "uji", user="irban").out
    for words in (("show", register, "--journal", "--json"), ("inbox", "--json")):
        assert "Gambir" not in wbs.done(*words, user="irban").out


def test_the_inspektur_lists_what_was_opened(wbs, register):
    wbs.done("reveal", register, "--reason", "perlu klarifikasi", user="irban")
    (seen,) = wbs.done("disclosures", "--json", user="inspektur").document
    assert (seen["account"], seen["register"], seen["what"], seen["reason"]) == (
        "irban",
        register,
        "identity",
        "perlu klarifikasi",
    )
    assert seen["until"] > seen["at"]
    assert "perlu" in wbs.done("disclosures", user="inspektur").out
    assert wbs.run("disclosures", user="irban").code == 1
    assert wbs.done("disclosures", "--limit", "0", "--json", user="inspektur").document == []


def test_the_office_says_and_changes_what_it_asks(wbs, register):
    shown = wbs.done("office", "policy", "--json", user="petugas").document
    assert shown["identity_policy"] == "confidential"
    assert "Wajib ditanyakan" in shown["meaning"]
    assert wbs.run("office", "policy", "open", "--reason", "Perbup", user="petugas").code == 1
    assert wbs.run("office", "policy", "open", user="inspektur").code == 1
    assert wbs.run("office", "policy", "rahasia", user="inspektur").code == 2
    assert wbs.run("office", "policy", "--reason", "x", user="inspektur").code == 2
    changed = wbs.done("office", "policy", "open", "--reason", "Perbup", "--json", user="inspektur")
    assert json.loads(changed.out)["identity_policy"] == "open"
    assert wbs.done("show", register, "--json", user="petugas").document["identity_policy"] == "confidential"
