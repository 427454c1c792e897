"""Cuts an act off on one copy of a store after the other, each at another step, as kill -9 would.

A process of its own does it (`cut_copies`); the test that started it looks at what is left (`cut_stores`).
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.copies import FILE, address_of_copy, copied, removed
from tests.killing import cut_off, done_here
from tests.shares import share
from tests.warm import run
from wbs_tui.store.location import StoreLocation, locate

_ONE_OF = {True: 3, False: 6}
"""Of the points this share is tried in a file; on a server, where a copy takes longer, a smaller one."""
_FEWEST = {True: 4, False: 2}


def cut_copies(
    store: str,
    folder: Path,
    prepare: Callable[[StoreLocation], Any],
    act: Callable[[Any], object],
    points: Callable[[int], Iterable[int]],
    make: Callable[[str, Path, str], str] = copied,
) -> None:
    """Do it once whole, then cut off at the points of so many steps; prints these, and where it was killed.

    `prepare` gives what `act` works on, before anything is cut off. Each copy has a state folder of its own.
    Before it is cut off this process has done it: what only a first time does is no step, and done once.
    """

    def copy(name: str) -> str:
        os.environ["WBS_STATE"] = str(folder / name / "state")
        return make(store, folder, name)

    def once(name: str, at: int) -> int:
        return cut_off(act, locate(copy(name)), at, prepare)

    first = copy("first")
    done_here(act, prepare(locate(first)))
    removed(first)
    steps = once("whole", 0)
    tried = share(sorted({*points(steps)}), _ONE_OF[store.startswith(FILE)])
    killed = [point for point in tried if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


def cut_stores(
    script: Path, words: list[str], store: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[int, StoreLocation]]:
    """The step and the store of each copy that was cut off; this process then has the state folder of it."""
    ran = run([sys.executable, script, *words, store, folder])
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    print(f"{' '.join(words)}: {told['steps']} steps, killed at {len(told['killed'])}")
    assert len(told["killed"]) >= _FEWEST[store.startswith(FILE)]
    for point in told["killed"]:
        copy = address_of_copy(store, folder, str(point))
        monkeypatch.setenv("WBS_STATE", str(folder / str(point) / "state"))
        yield point, locate(copy)
        removed(copy)
    removed(address_of_copy(store, folder, "whole"))
