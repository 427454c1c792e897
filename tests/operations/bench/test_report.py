"""The numbers of a benchmark: paired in rounds, and never made up."""

import json

import pytest

from wbs_tui.operations.bench.report import alone, as_json, as_text, at_least, beside, without_peer
from wbs_tui.operations.bench.rounds import paired, percentile


def test_rounds_alternate_the_first_is_dropped_and_ratios_are_taken_within_a_round() -> None:
    turns: list[str] = []
    ours, peers = iter([99.0, 1.0, 20.0, 3.0]), iter([1.0, 2.0, 10.0, 4.0])

    def run_ours() -> float:
        turns.append("ours")
        return next(ours)

    def run_peer() -> float:
        turns.append("peer")
        return next(peers)

    runs = paired(run_ours, run_peer, 3)
    assert turns == ["ours", "peer"] * 4
    assert (runs.value, runs.peer_value, runs.ratio) == (3.0, 4.0, 0.75)
    with pytest.raises(ValueError, match="round"):
        paired(lambda: 1.0, lambda: 1.0, 0)


def test_the_report_has_the_shape_that_scripts_rely_on() -> None:
    runs = paired(lambda: 3.0, lambda: 2.0, 1)
    measures = [
        beside("key_to_paint_p50", "ms", "minimal", runs, most=1),
        at_least("sync", "/s", "upsert", runs, least=0.5),
        alone("key_to_paint_p99", 12.0, "ms", most=16),
        without_peer("inbox", 320.0, "ms", "aerc", "<= 0.25x"),
    ]
    lines = json.loads(as_json(measures))
    assert [set(line) for line in lines] == [
        {"name", "value", "unit", "peer", "peer_value", "ratio", "budget", "met"}
    ] * 4
    assert [line["met"] for line in lines] == [False, True, True, None]
    assert [line["ratio"] for line in lines] == [1.5, 1.5, None, None]
    assert lines[3]["peer"] == "aerc (tidak terpasang)"
    assert "TIDAK terpenuhi" in as_text(measures).splitlines()[0]


def test_percentiles_are_values_that_were_measured() -> None:
    values = [float(value) for value in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)) == (50, 99, 100)
    assert percentile([7.0], 0.5) == 7.0
