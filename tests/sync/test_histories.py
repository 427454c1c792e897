"""Whatever five stations live through: they agree in the end, nothing is lost, and no crossing is silent.

HISTORIES histories by hypothesis, in parts that run beside each other; `make soak` plays 100,000.
"""

import pytest

from tests.sync.five_stations import five_stations_made, play_histories

HISTORIES = 500
_PARTS = 10


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    with five_stations_made(tmp_path_factory.mktemp("five")) as template:
        yield template


@pytest.mark.parametrize("part", range(_PARTS))
def test_all_agree_nothing_is_lost_and_no_crossing_is_silent(made, part):
    played = play_histories(made, HISTORIES // _PARTS, seed=part)
    print(f"seed {part}: {played}")
    assert played.histories >= HISTORIES // _PARTS
