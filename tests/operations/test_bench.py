"""`wbs bench`: its document, the stores it keeps, how the paint of a key is found. No time is asserted."""

import json

import pytest

from wbs_tui.cli.main import main
from wbs_tui.operations.bench import stores
from wbs_tui.operations.bench.bench import Bench
from wbs_tui.operations.bench.emulator import Chunk, settled_paint
from wbs_tui.operations.bench.mails import write_mails
from wbs_tui.operations.bench.program import derivation_seconds, lists_cases
from wbs_tui.operations.bench.report import rate
from wbs_tui.operations.bench.rounds import Paired
from wbs_tui.operations.bench.suite import MEASUREMENTS
from wbs_tui.text.errors import Refused

FIELDS = {"name", "value", "unit", "peer", "peer_value", "ratio", "budget", "met"}


def bench(capsys, *words):
    code = main(["bench", "--cases", "1000", *words])
    return code, capsys.readouterr()


def test_a_measurement_by_command_over_a_store_that_is_kept(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    words = ("--keep", str(tmp_path / "kept"), "--only", "verify_rate", "--json")
    code, printed = bench(capsys, *words)
    lines = json.loads(printed.out)
    assert code == 0
    names = ["verify_signatures_and_chain", "verify_replay", "verify_rows"]
    assert [line["name"] for line in lines] == names
    assert all((set(line), line["unit"]) == (FIELDS, "/s") and line["value"] > 0 for line in lines)
    [kept] = (tmp_path / "kept").iterdir()
    made = kept.stat().st_ino
    assert bench(capsys, *words)[0] == 0
    assert [each.stat().st_ino for each in (tmp_path / "kept").iterdir()] == [made]


def test_an_unknown_measurement_names_those_that_there_are(tmp_path, capsys):
    code, printed = bench(capsys, "--keep", str(tmp_path), "--only", "speed")
    assert code == 2
    assert all(name in printed.err for name in MEASUREMENTS)


def test_without_space_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(stores, "_SPARE", 1 << 60)
    with pytest.raises(Refused, match="--keep"):
        stores.case_store(tmp_path / "kept", 1000, print)
    assert list((tmp_path / "kept").iterdir()) == []


def test_an_interrupted_store_is_begun_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    said = []

    def stop(sentence):
        said.append(sentence)
        if len(said) == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stores.case_store(tmp_path, 10, stop)
    location = stores.case_store(tmp_path, 10, stop)
    assert location.database.exists()
    assert [path.name for path in tmp_path.iterdir()] == [location.database.parent.name]
    assert derivation_seconds(location) > 0


def test_the_sizes_of_a_run(tmp_path):
    def sizes(cases):
        return Bench(cases, tmp_path, tmp_path).sizes

    assert sizes(1_000) == (1_000,)
    assert sizes(100_000) == (1_000, 100_000)
    assert sizes(1_000_000) == (1_000, 100_000, 1_000_000)


def test_a_paint_in_two_pieces_counts_to_its_second():
    chunks = [
        Chunk(0.0, b"\x1b[Hone\x1b[K", 20, 2),
        Chunk(1.010, b"\x1b[Htw\x1b[K", 20, 2),
        Chunk(1.020, b"o", 20, 2),
        Chunk(1.500, b"\x1b[2;1Hclock", 20, 2),
        Chunk(2.005, b"\x1b[Hthree\x1b[K", 20, 2),
    ]
    times = settled_paint(chunks, [1.0, 2.0], lambda lines: lines[0])
    assert times == pytest.approx([0.020, 0.005])
    with pytest.raises(ValueError, match=r"keys \[2\]"):
        settled_paint(chunks, [1.0, 1.4, 2.0], lambda lines: lines[0])
    counted = settled_paint(chunks, [1.0, 1.4, 2.0], lambda lines: lines[0], counted=[0, 2])
    assert counted == pytest.approx([0.020, 0.005])


def test_an_inbox_stands_when_all_its_lines_do():
    lines = ["WBS"] * 4 + ["  16-2026-000001"] * 19 + ["enter"]
    assert lists_cases(lines)
    assert not lists_cases([*lines[:22], "", "enter"])


def test_a_rate_is_held_to_its_own_budget_and_told_beside_the_peers():
    with_peer = rate("import_rate", Paired((600.0,), (1200.0,)), "notmuch new", least=500)
    assert (with_peer.met, with_peer.ratio, with_peer.budget) == (True, 0.5, ">= 500 /s")
    alone = rate("import_rate", Paired((400.0,), ()), "notmuch new", least=500)
    assert (alone.met, alone.peer_value, alone.ratio) == (False, None, None)
    assert "tidak terpasang" in (alone.peer or "")


def test_the_mails_to_import_are_the_same_in_every_run(tmp_path):
    for name in ("a", "b"):
        write_mails(tmp_path / name, 20)
    first, second = (
        {path.name: path.read_bytes().split(b"boundary")[0] for path in (tmp_path / name / "cur").iterdir()}
        for name in ("a", "b")
    )
    assert first == second
    assert len(first) == 20
