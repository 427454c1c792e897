"""What the documents say is true of the program."""

import ast
import re
import socket
import subprocess
import sys
import textwrap
from functools import cache
from pathlib import Path

import pytest
from pytest_socket import SocketBlockedError

from models.tables.schema import metadata
from wbs_tui.policy.book import load

ROOT = Path(__file__).parents[1]


def test_the_threat_model_lists_exactly_the_columns_in_clear():
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    table = text.partition("| table | columns in clear |")[2].partition("\n\n")[0]
    told = {
        line.split("|")[1].strip(): line.split("|")[2].strip()
        for line in table.splitlines()
        if line.count("|") == 3
    }
    told.pop("---", None)
    clear = {
        table.name: ", ".join(column.name for column in table.columns if not column.info.get("sealed"))
        for table in metadata.tables.values()
    }
    assert told == clear


def _claims():
    """The rows of every table of the threat model but that of columns: what is claimed, and what shows it."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    for table in re.findall(r"\| [^\n]* \| shown by \|\n\|[-|]+\|\n((?:\|[^\n]*\n)+)", text):
        for row in table.splitlines():
            cells = [cell.strip() for cell in row.strip("|").split("|")]
            yield " ".join(cells[:-1]), cells[-1]


@cache
def _functions(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_sentence_of_the_threat_model_names_the_tests_that_show_it():
    claims = list(_claims())
    assert len(claims) > 60
    for said, shown in claims:
        named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", shown)
        assert named, said
        for path, name in named:
            assert name in _functions(path), f"{path}::{name}"


def test_no_test_may_open_a_network_socket():
    """What the tests show of the program they show of a program that reaches nobody."""
    with pytest.warns(UserWarning, match="socket"), pytest.raises(SocketBlockedError):
        socket.socket(socket.AF_INET, socket.SOCK_STREAM)


def test_the_threat_model_claims_nothing_outside_its_tables():
    """What stands between the tables explains how to read them, and is short."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    prose = [line for line in text.splitlines() if line and not line.startswith(("|", "#"))]
    assert len(" ".join(prose).split()) < 200


def test_every_command_that_the_readme_shows_is_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\bwbs (?:--user \w+ )?([a-z]+)\b", text))
    helped = subprocess.run(
        [Path(sys.executable).with_name("wbs"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert {word for word in shown if not re.search(rf"^\s+{word}\b", helped, re.M)} == set()


def test_the_pictures_of_the_readme_are_there_and_fetch_nothing():
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert pictures
    for picture in pictures:
        assert "font-face" not in (ROOT / picture).read_text(encoding="utf-8")


def test_the_policy_that_the_guide_shows_is_taken(tmp_path):
    """Each indented block under a `policy/NAME.toml` is a sound file of that name."""
    text = (ROOT / "docs" / "panduan.md").read_text(encoding="utf-8")
    shown = re.findall(r"`policy/(\w+\.toml)`[^\n]*\n\n((?: {4}[^\n]*\n)+)", text)
    assert [name for name, _block in shown] == [
        "calendar.toml",
        "deadlines.toml",
        "retention.toml",
        "exchange.toml",
    ]
    for name, block in shown:
        (tmp_path / name).write_text(textwrap.dedent(block), encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.problems == ()
    assert set(loaded.overridden) == {name for name, _block in shown}
