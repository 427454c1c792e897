"""A case that is not for this account, guessed at through every command that takes a register number."""

import argparse
import shlex

import pytest

from tests.cases.at_work import new_case, recorded
from wbs_tui.cases.readers.moving import move_due
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import implicate
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cli.words import parser

UNKNOWN = "16-2026-009999"
WORDS = {
    "show": "{reg} --journal",
    "reveal": "{reg} --reason perlu",
    "classify": "{reg} --reason setuju",
    "checklist": "{reg}",
    "note": "{reg} --text-file {text}",
    "advance": "{reg} verification",
    "answer": "{reg} --text-file {text}",
    "recuse": "{reg} --reason perlu",
    "restrict": "{reg}",
    "refer": "{reg} --to 00 --reason perlu",
    "share": "{reg}",
    "remark": "{reg}",
    "evidence add": "{reg} {text}",
    "evidence release": "{reg} 1",
    "evidence export": "{reg} 1 --to {folder}",
    "followup add": "{reg} --text isi --due 2026-09-01",
    "followup set": "{reg} 1 --status 1",
    "retention": "{reg}",
    "hold": "{reg} --reason perlu",
    "destroy": "{reg} --reason perlu",
    "recovery outside request": "{reg} {folder}/permintaan",
    "lease make": "Meja {reg} --account petugas --until 2026-09-01 --to {folder}/meja --reason perlu",
}
"""What each command needs besides the number."""
OTHER_WAYS = {
    "classify": ("{reg}",),
    "checklist": ("{reg} subject --answer yes",),
    "restrict": (
        "{reg} --against petugas2 --reason perlu",
        "{reg} --let-in petugas2",
        "{reg} --take-out petugas2",
    ),
    "recuse": ("{reg} --reason perlu --account petugas2",),
    "refer": (
        "{reg} --to 00 --reason perlu --propose",
        "{reg} --to-institution Kejaksaan --letter 7 --reason perlu",
    ),
    "share": (
        "{reg} --with 00 --reason perlu",
        "{reg} --with 00 --reason perlu --identity",
        "{reg} --with 00 --reason perlu --summary",
        "{reg} --with 00 --end",
    ),
    "remark": ("{reg} --to 00 --text-file {text}",),
}
WAYS = [(name, words) for name, first in WORDS.items() for words in (first, *OTHER_WAYS.get(name, ()))]


def taking_a_number(whole, name=""):
    """The commands that take the register number of a case."""
    for action in whole._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below, sub_parser in action.choices.items():
                yield from taking_a_number(sub_parser, f"{name} {below}".strip())
        elif action.metavar == "REG":
            yield name


def test_every_command_that_takes_a_number_is_tried_here():
    """But for the one that says which number was issued last: it opens no case, known or not."""
    assert sorted(set(taking_a_number(parser())) - {"number confirm"}) == sorted(WORDS)


@pytest.fixture
def guessed(office, request):
    """A case that is not there for the account: recused from, moved since, or named as implicated in it."""
    how, user = request.param
    officer, head, lead = (office.desk(name) for name in ("petugas", "inspektur", "irban"))
    register = recorded(officer)
    if how == "named":
        implicate(head, register, user, "disebut")
    else:
        recuse(office.desk(user), register, "ipar saya")
    if how == "moved":
        assert move_due(head) + move_due(lead) == 1
    return user, register


GUESSES = [
    ("recused", "petugas2"),
    *((how, user) for how in ("moved", "named") for user in ("petugas2", "irban", "inspektur")),
]


@pytest.mark.parametrize("guessed", GUESSES, indirect=True, ids="-".join)
def test_it_is_answered_as_an_unknown_number_by_every_command(wbs, tmp_path, guessed):
    user, hidden = guessed
    note = tmp_path / "catatan.txt"
    note.write_text("isi catatan")
    for name, words in WAYS:
        said = []
        for register in (hidden, UNKNOWN):
            line = f"{name} {words.format(reg=register, text=note, folder=tmp_path)}"
            ran = wbs.run(*shlex.split(line), user=user)
            said.append((ran.code, ran.out, ran.err))
        assert said[0] == said[1], name
        assert said[0][0] == 1, (name, said[0])


@pytest.mark.parametrize("guessed", GUESSES, indirect=True, ids="-".join)
def test_lists_and_the_calendar_do_not_hold_it(wbs, office, tmp_path, guessed):
    user, hidden = guessed
    kept = new_case(office.desk("petugas"))
    for command in (("inbox",), ("due",), ("due", "--days", "400")):
        ran = wbs.done(*command, "--json", user=user)
        assert hidden not in ran.out
        assert kept in ran.out
    assert hidden not in wbs.done("inbox", "--overdue", "--json", user=user).out
    for asked in (hidden, hidden[-6:], "dana", "kuitansi"):
        assert hidden not in wbs.done("inbox", "--search", asked, "--json", user=user).out
    calendar = tmp_path / "tenggat.ics"
    wbs.done("due", "--ics", calendar, user=user)
    assert hidden not in calendar.read_text()
    assert kept in calendar.read_text()


def test_a_restricted_case_says_so_to_those_inside(wbs, office):
    register = new_case(office.desk("petugas"))
    wbs.done("recuse", register, "--reason", "disebut", "--account", "petugas", user="inspektur")
    shown = wbs.done("show", register, "--json", user="inspektur").document
    assert shown["restricted"] is True
    assert [reader["name"] for reader in shown["readers"]] == ["inspektur"]
    assert "TERBATAS" in wbs.done("show", register, user="inspektur").out
    let_in = wbs.done("restrict", register, "--let-in", "irban", "--json", user="inspektur").document
    assert [reader["name"] for reader in let_in] == ["inspektur", "irban"]
    taken = wbs.done("restrict", register, "--take-out", "irban", user="inspektur")
    assert "irban" not in taken.out
    assert (
        wbs.run("restrict", register, "--take-out", "irban", "--let-in", "irban", user="inspektur").code == 2
    )
    assert list_cases(office.desk("irban"), InboxQuery()) == ()


def test_one_restricts_and_is_told_who_reads_it(wbs, office):
    register = new_case(office.desk("petugas"))
    ran = wbs.done(
        "restrict", register, "--against", "inspektur", "--reason", "disebut", "--json", user="petugas"
    )
    assert ran.document["readers"] == ["irban", "petugas"]
    assert "Tidak ada kunci pemulihan" in ran.err
