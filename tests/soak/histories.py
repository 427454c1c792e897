"""Histories of five stations by the hundred thousand, in as many processes as there are cores."""

import multiprocessing
import os
import time
import traceback
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from tests.sync.five_stations import Played, five_stations_made, play_histories

IN_ONE_PART = 250
TOLD_EVERY = 20
"""Parts after which it is said how far it is."""


def long_histories(folder: Path, seed: int, count: int) -> list[str]:
    """So many histories in parts, each with a seed of its own; gives the findings, the first per part."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [min(IN_ONE_PART, count - first) for first in range(0, count, IN_ONE_PART)]
    begun, played, findings = time.monotonic(), Played(), list[str]()
    apart = multiprocessing.get_context("spawn")
    with (
        five_stations_made(folder) as template,
        ProcessPoolExecutor(max_workers=os.cpu_count(), mp_context=apart) as pool,
    ):
        at_work = [
            pool.submit(play_part, template, number, f"{seed}{index:05}")
            for index, number in enumerate(parts)
        ]
        for done, part in enumerate(as_completed(at_work), 1):
            said, found = part.result()
            played = _both(played, said)
            findings += found
            if done % TOLD_EVERY == 0:
                print(f"histories: {played}, {time.monotonic() - begun:.0f} s", flush=True)
    print(f"histories of seed {seed}: {played}, {time.monotonic() - begun:.0f} s", flush=True)
    return findings


def play_part(template: Path, count: int, seed: str) -> tuple[Played, list[str]]:
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
