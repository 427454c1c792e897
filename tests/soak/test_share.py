"""A small share of the soak: the whole of it is `make soak SEED=n`."""

import pytest

from tests.soak.asleep import close_laptops
from tests.soak.clock_back import jump
from tests.soak.disk_full import fill_files, fill_server
from tests.soak.kills import kill_sessions, race_writers
from tests.soak.migrations import race_migrations
from tests.soak.server_killed import kill_server
from tests.soak.stores import DATABASES

SEED = 20260821
both = pytest.mark.parametrize("database", DATABASES)


@pytest.fixture(autouse=True)
def _no_keyring(monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")


@both
def test_kills_over_mixed_sessions(tmp_path, database):
    assert kill_sessions(tmp_path, database, SEED, kills=20, each=12) == []


@both
def test_writers_race_for_register_numbers(tmp_path, database):
    assert race_writers(tmp_path, database, SEED, writers=6, reports=15) == []


@both
def test_a_clock_that_jumps_back(tmp_path, database):
    assert jump(tmp_path, database, SEED, acts=60) == []


@both
def test_a_laptop_that_is_closed_in_the_middle_of_a_change(tmp_path, database):
    assert close_laptops(tmp_path, database, SEED, times=2) == []


def test_a_server_that_is_killed_under_eight_writers(tmp_path):
    assert kill_server(tmp_path, SEED, times=2) == []


def test_a_full_disk_under_a_file(tmp_path):
    assert fill_files(tmp_path, SEED, times=1) == []


def test_a_full_disk_under_a_server(tmp_path):
    assert fill_server(tmp_path, SEED) == []


def test_processes_that_migrate_at_once(tmp_path):
    assert race_migrations(tmp_path, SEED, rounds=1) == []
