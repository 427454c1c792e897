"""Holds and the end of a case by commands; what cannot be undone wants its number typed at a terminal."""

import os
import sys

import pytest

from tests.cases.at_work import recorded, to_clarification
from tests.cases.years_later import years_later
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.stages import advance

REG = "16-2026-000001"
DESTROY = ("destroy", REG, "--reason", "masa simpan lewat")


@pytest.fixture
def over(office, wbs):
    """The commands over an office whose only case has passed its term."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    assert recorded(officer) == REG
    to_clarification(officer, head, REG)
    answer(officer, REG, "Sudah ditindaklanjuti.")
    advance(head, REG, "closed", "selesai", result="proven", closure="repayment")
    years_later(office)
    return wbs


@pytest.fixture
def typed(monkeypatch):
    """Sits at a terminal and types a line; for the length of the test."""
    master, slave = os.openpty()

    def sit(line):
        os.write(master, line.encode() + b"\n")

    with os.fdopen(slave, "r") as terminal:
        monkeypatch.setattr(sys, "stdin", terminal)
        yield sit
    os.close(master)


def test_a_case_is_destroyed_after_its_number_was_typed(over, typed):
    shown = over.done("retention", "2026-1", "--json", user="inspektur")
    assert shown.document["may_destroy"] is True
    typed("16-2026-000002")
    refused = over.run(*DESTROY, user="inspektur")
    assert (refused.code, refused.out) == (1, "")
    assert "Salinan cadangan" in refused.err
    assert "tidak ada yang dimusnahkan" in refused.err
    over.done("show", REG, user="petugas")
    typed(REG)
    done = over.done(*DESTROY, user="inspektur")
    assert f"Kasus {REG} dimusnahkan." in done.err
    gone = over.run("show", REG, user="petugas")
    assert gone.code == 1
    assert "dimusnahkan pada 30 Agustus 2036 oleh inspektur" in gone.err
    [line] = over.done("inbox", "--json", user="petugas").document
    assert (line["register"], line["title"]) == (REG, "(dimusnahkan 30 Agustus 2036)")
    report = over.done("verify", "--json", user="auditor").document
    assert (report["destroyed"], report["replay_equal"], report["bad"]) == (1, True, [])


def test_a_script_destroys_what_it_names_in_full(over):
    refused = over.run("destroy", "2026-1", "--reason", "masa simpan lewat", user="inspektur")
    assert refused.code == 1
    assert "selengkapnya" in refused.err
    over.done("show", REG, user="petugas")
    over.done(*DESTROY, user="inspektur")
    assert "dimusnahkan pada" in over.run("show", REG, user="petugas").err


def test_nobody_is_asked_for_a_number_in_vain(over, typed):
    """A role that may not, and a case that may not: no question."""
    typed(REG)
    assert over.run(*DESTROY, user="irban").code == 1
    placed = over.done("hold", "2026-1", "--reason", "diminta kejaksaan", "--json", user="irban")
    hold = placed.document["id"]
    typed(REG)
    refused = over.run(*DESTROY, user="inspektur")
    assert refused.code == 1
    assert "ditahan" in refused.err
    assert "Ketik" not in refused.err
    [line] = over.done("retention", "--json", user="irban").document
    assert (line["register"], line["held"]) == (REG, True)
    assert over.run("hold", REG, "--id", hold, "--reason", "x", user="irban").code == 2
    over.done("hold", REG, "--lift", "--id", hold, "--reason", "perkara selesai", user="irban")
    told = over.done("retention", REG, user="petugas").out
    assert "Ditahan" in told
    assert "dicabut" in told
    assert "perkara selesai" in told
    assert "ditahan" not in over.done("retention", user="inspektur").out.split("PERIHAL")[1]


def test_cases_within_their_term_are_not_listed(office, wbs):
    recorded(office.desk("petugas"))
    none = wbs.done("retention", user="irban")
    assert none.out == ""
    assert "Tidak ada kasus yang melewati" in none.err
    assert wbs.run("retention", user="auditor").code == 1
