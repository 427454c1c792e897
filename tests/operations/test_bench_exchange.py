"""The exchange as `wbs bench` measures it: real processes, everything told. No time is asserted."""

import json

import pytest

from tests.hubs import loopback_only
from wbs_tui.cli.main import main
from wbs_tui.operations.bench import sync_measures

_CASES = 40


@pytest.fixture(autouse=True)
def _few_cases(monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    monkeypatch.setattr(sync_measures, "_CASES", _CASES)


def measured(tmp_path, capsys, name):
    with loopback_only():
        words = ["bench", "--cases", "1000", "--keep", str(tmp_path / "kept"), "--only", name, "--json"]
        assert main(words) == 0
    return json.loads(capsys.readouterr().out)


def test_what_is_pushed_is_compared_with_the_bare_upsert_of_its_bytes(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(sync_measures, "server_programs", lambda: None)
    [line] = measured(tmp_path, capsys, "sync_push")
    assert line["budget"] == ">= 0.5x"
    assert line["peer"] == "upsert SQLite (PostgreSQL tidak terpasang)"
    assert line["value"] > 0
    assert line["peer_value"] > 0


def test_nothing_new_costs_no_more_than_two_requests(tmp_path, capsys):
    trips, seconds = measured(tmp_path, capsys, "sync_nothing")
    assert (trips["name"], trips["met"]) == ("sync_nothing", True)
    assert (seconds["name"], seconds["unit"]) == ("sync_nothing_time", "ms")
