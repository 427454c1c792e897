"""What is said before a case is restricted, and to whom lets an officer in after a reset."""

import io

import pytest

from tests.accounts.staff import arrive
from tests.cases.at_work import new_case
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.administration import reset
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case
from wbs_tui.cases.reading.detail import load_case


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "code"), [("t\n", 1), ("", 1), ("y\n", 0)])
def test_on_a_terminal_a_case_without_a_recovery_key_needs_a_yes(wbs, office, monkeypatch, typed, code):
    officer = office.desk("petugas")
    register = new_case(officer)
    monkeypatch.setattr("sys.stdin", _Terminal(typed))
    words = ("restrict", register, "--against", "inspektur", "--reason", "disebut")
    ran = wbs.run(*words, user="petugas")
    assert ran.code == code
    assert "tidak dapat dibatalkan" in ran.err
    assert "tidak akan memiliki kunci pemulihan" in ran.err
    assert load_case(office.desk("petugas"), register).restricted is (code == 0)


def test_without_a_terminal_it_is_said_and_done(wbs, office):
    register = new_case(office.desk("petugas"))
    ran = wbs.done("restrict", register, "--against", "inspektorat", "--reason", "disebut", user="petugas")
    assert ran.err.index("tidak akan memiliki kunci pemulihan") < ran.err.index(f"{register} dibatasi")


def test_who_lets_in_after_a_reset_is_told_how_to_give_the_restricted_cases(wbs, office):
    head = office.desk("inspektur")
    register = new_case(office.desk("petugas"))
    implicate(head, register, "petugas2", "disebut")
    let_in_to_case(head, register, "petugas")
    arrive(office, reset(office.desk("admin"), "petugas"))
    office.clock.forward(minutes=1)
    shown = fingerprint_of(head, "petugas")
    ran = wbs.done("account", "grant", "office", "petugas", "--fingerprint", shown, user="inspektur")
    assert f"1 ({register})" in ran.err
    assert "wbs restrict REG --let-in petugas" in ran.err
