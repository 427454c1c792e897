"""Histories of five stations by the hundred thousand, in as many processes as there are cores.

How far it is is told as it goes; Ctrl-C lets what is under way come to its end, and the counts are told.
"""

import multiprocessing
import signal
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from tests.sync.five_stations import Played, five_stations_made, play_histories

IN_ONE_PART = 100
TOLD_EVERY = 60.0
"""Seconds after which it is said how far it is."""
Part = tuple[Played, list[str]]


def long_histories(folder: Path, seed: int, count: int, workers: int) -> list[str]:
    """So many histories in parts, each with a seed of its own; gives the findings, the first per part."""
    folder.mkdir(parents=True, exist_ok=True)
    begun, told, played, findings = time.monotonic(), time.monotonic(), Played(), list[str]()
    with five_stations_made(folder) as template, _stopping() as stopped, _at_work(workers) as pool:
        parts = _parts(seed, count)
        running = {pool.submit(play_part, template, *each) for each in islice(parts, workers)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for part in done:
                said, found = part.result()
                played = _both(played, said)
                findings += _shown(found)
                running |= _next(pool, template, parts, stopped)
            if time.monotonic() - told > TOLD_EVERY:
                told = time.monotonic()
                print(f"histories: {played}, {told - begun:.0f} s", flush=True)
    ended = "" if played.histories >= count else f", stopped before {count}"
    print(f"histories of seed {seed}: {played}, {time.monotonic() - begun:.0f} s{ended}", flush=True)
    return findings


def _parts(seed: int, count: int) -> Iterator[tuple[int, str]]:
    """How many histories, and their seed."""
    for index, first in enumerate(range(0, count, IN_ONE_PART)):
        yield min(IN_ONE_PART, count - first), f"{seed}{index:05}"


def _next(
    pool: ProcessPoolExecutor, template: Path, parts: Iterator[tuple[int, str]], stopped: list[int]
) -> set[Future[Part]]:
    part = None if stopped else next(parts, None)
    return set() if part is None else {pool.submit(play_part, template, *part)}


def _shown(found: list[str]) -> list[str]:
    """A finding is told at once: the rest may take hours."""
    for each in found:
        print(each, flush=True)
    return found


@contextmanager
def _at_work(workers: int) -> Iterator[ProcessPoolExecutor]:
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=apart, initializer=_finish_first) as pool:
        yield pool


def _finish_first() -> None:
    """Ctrl-C reaches every process: these come to the end of their part."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """What has come of SIGINT and SIGTERM meanwhile."""
    come: list[int] = []
    both = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda number, _frame: come.append(number)) for each in both]
    try:
        yield come
    finally:
        for each, handler in zip(both, before, strict=True):
            signal.signal(each, handler)


def play_part(template: Path, count: int, seed: str) -> Part:
    """In a process of its own: what was played, and what went wrong with the steps that lead there."""
    try:
        return play_histories(template, count, int(seed)), []
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return Played(), [f"histories of seed {seed}: {traceback.format_exc()}"]


def _both(one: Played, other: Played) -> Played:
    return Played(
        one.histories + other.histories,
        one.edits + other.edits,
        one.deaths + other.deaths,
        one.conflicts + other.conflicts,
    )
