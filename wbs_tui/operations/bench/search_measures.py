"""Search: how fast an index is filled, and what stands between a typed letter and the painted list."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from statistics import median

from models.words.clock import system_clock
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.operations.bench.bench import PEER_MAILS, Bench
from wbs_tui.operations.bench.emulator import settled_paint
from wbs_tui.operations.bench.peers import MAIL_PROGRAMS, lists_mail
from wbs_tui.operations.bench.program import at_inbox
from wbs_tui.operations.bench.report import Measure, alone, within
from wbs_tui.operations.bench.rounds import percentile
from wbs_tui.operations.bench.stores import ACCOUNT
from wbs_tui.operations.demo import quick_desks
from wbs_tui.operations.demo_cases import DemoClock
from wbs_tui.search.cache import drop
from wbs_tui.search.layout import SEARCH
from wbs_tui.search.words import LEAST
from wbs_tui.store.location import FileStore
from wbs_tui.text.catalogue import _

_MS = 1e3
_ASKED = ("pungutan", "rabat beton", '"dana desa', "karang asem 97", "87.500", "kuitansi", "mutasi kepala")
"""Common words, rare ones, a phrase, a number, two words that rarely meet: as an officer types them."""
_TYPED = re.compile("“(.*)”")
_HEADER, _ROWS = 2, slice(6, 23)
"""The lines of a screen of 80x24 that say what is looked for, and that list what was found."""
_QUIET = 0.3
"""Seconds without output after which a letter is answered: less than between two blinks of the cursor."""
_LIMITS = (b"l~s 0999\r", b"l~A\r")
"""With neomutt: the subjects that hold 0999, all."""
_NEOMUTT = MAIL_PROGRAMS["neomutt"]


def index_rate(bench: Bench) -> Iterator[Measure]:
    """Cases that are opened and taken into an empty index, a second."""
    size = bench.sizes[0]
    rates = []
    with quick_desks(bench.store(size), DemoClock(system_clock())) as (desks, _clock):
        desk = desks[ACCOUNT]
        for _round in range(bench.rounds):
            drop(desk, SEARCH)
            started = time.monotonic()
            with closing(SearchIndex(desk)) as index:
                index.refresh()
            rates.append(size / (time.monotonic() - started))
    yield alone("index_rate", median(rates), "/s")


def search_to_paint(bench: Bench) -> Iterator[Measure]:
    """From each letter behind the second to the list of what it finds, painted."""
    theirs = _neomutt(bench) if _NEOMUTT.installed else None
    for size in bench.sizes[1:] or bench.sizes:
        location = bench.store(size)
        _fill(bench, location, size)
        times = [each for number in range(bench.rounds + 1) for each in _typed(location, warm=number == 0)]
        most = 50 if size <= PEER_MAILS else 100
        peer = f"neomutt {PEER_MAILS}"
        yield within(f"search_to_paint_p99_{size}", percentile(times, 0.99), "ms", peer, theirs, most=most)
        yield alone(f"search_to_paint_p50_{size}", percentile(times, 0.5), "ms")


def _fill(bench: Bench, location: FileStore, size: int) -> None:
    """Bring the index of the kept store up to date; only the first run has to wait for it."""
    bench.tell(_("Mengisi indeks pencarian {size} kasus").format(size=size))
    with (
        quick_desks(location, DemoClock(system_clock())) as (desks, _clock),
        closing(SearchIndex(desks[ACCOUNT])) as index,
    ):
        index.refresh()


def _typed(location: FileStore, *, warm: bool) -> list[float]:
    """Milliseconds of each letter of one round; none of the round that warms the caches."""
    with at_inbox(location) as (terminal, _seconds):
        terminal.settle(quiet=1)
        presses, counted = list[float](), list[int]()
        for asked in _ASKED:
            presses.append(terminal.press_and_settle(b"/", _QUIET))
            for number, letter in enumerate(asked, 1):
                if sum(each.isalnum() for each in asked[:number]) >= LEAST and letter.isalnum():
                    counted.append(len(presses))
                presses.append(terminal.press_and_settle(letter.encode(), _QUIET))
            presses.append(terminal.press_and_settle(b"\x1b", _QUIET))
        paints = settled_paint(terminal.chunks, presses, found_lines, counted)
        return [] if warm else [seconds * _MS for seconds in paints]


def found_lines(lines: list[str]) -> tuple[str, ...]:
    """What was looked for as the screen says it, and the rows that it lists, without their scrollbar."""
    typed = _TYPED.search(lines[_HEADER])
    return (typed[1] if typed else "", *(line[:-1] for line in lines[_ROWS]))


def _neomutt(bench: Bench) -> float:
    """The peer's median: limiting its list to what a word finds in the subjects."""
    home, mails = bench.home("neomutt"), bench.mailbox()
    times: list[float] = []
    for _round in range(bench.rounds):
        with _NEOMUTT.terminal(home, mails) as terminal:
            terminal.wait_until(lists_mail, timeout=60)
            terminal.settle(quiet=1)
            presses = [terminal.press_and_settle(keys, _QUIET) for keys in _LIMITS]
            found = settled_paint(terminal.chunks, presses, lambda lines: tuple(lines[1:-2]))
            times.append(found[0] * _MS)
    return median(times)
