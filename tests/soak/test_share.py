"""A small share of the soak: the whole of it is `make soak SEED=n`."""

from tests.soak.kills import kill_sessions, race_writers

SEED = 20260821


def test_kills_over_mixed_sessions(tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    assert kill_sessions(tmp_path, SEED, kills=20) == []


def test_writers_race_for_register_numbers(tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    assert race_writers(tmp_path, SEED, writers=6, reports=15) == []
