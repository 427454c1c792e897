"""What the guide for the hub's operator says is done word for word."""

import re
import shlex
import sys
from pathlib import Path

from tests.hub.test_serving import environ_for
from tests.warm import run

GUIDE = Path(__file__).parents[2] / "docs" / "hub.md"


def test_offices_are_let_in_by_the_page(place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```console\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    let_in, closed = [each.splitlines() for each in blocks if each.startswith("wbs ")]
    for line in let_in:
        words = [Path(sys.executable).with_name("wbs"), *shlex.split(line)[1:]]
        ran = run(words, environ_for(place.store))
        assert ran.returncode == 0, ran.stderr
    offices = [line for line in ran.stdout.splitlines() if not line.startswith(" ")]
    assert [line.split()[0] for line in offices] == ["00", "32", "3201"]
    assert len((tmp_path / "kode-3201").read_text().strip()) == 35
    assert [shlex.split(line)[:4] for line in closed] == [["wbs", "hub", "office", "close"]]
