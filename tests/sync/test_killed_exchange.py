"""Real processes that are killed while they exchange: an office, its leased desk, KPK, a hub and bundles."""

import sys
from pathlib import Path

import pytest

from tests.hubs import loopback_only

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))

from tests.soak.exchange_kills import kill_exchange

SEED = 20261122
KILLS = 20


def test_after_twenty_kills_all_agree_and_nothing_is_lost_or_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WBS_KEYRING", "off")
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "state"))
    with loopback_only():
        assert kill_exchange(tmp_path / "places", SEED, KILLS) == []
