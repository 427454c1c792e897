"""The screens: first paint, opening the inbox, keys, pages, filters and memory, in a real pseudo-terminal."""

from collections.abc import Iterator
from statistics import median

from wbs_tui.operations.bench.bench import PEER_MAILS, SMALL, Bench
from wbs_tui.operations.bench.emulator import settled_paint
from wbs_tui.operations.bench.peers import MAIL_PROGRAMS, MINIMAL_FIRST, lists_mail, minimal_app
from wbs_tui.operations.bench.program import (
    UNLOCK,
    at_inbox,
    derivation_seconds,
    desk_terminal,
    list_lines,
)
from wbs_tui.operations.bench.report import Measure, alone, beside, without_peer
from wbs_tui.operations.bench.rounds import Paired, paired, percentile
from wbs_tui.operations.bench.terminal import Terminal
from wbs_tui.store.location import StoreLocation

_MS = 1e3
_KEYS = 150
_PAGES = 40
_MANY = 300
_PAGE_DOWN = b"\x1b[6~"
_FILTERS = (b"m", b"x", b"l", b"x", b"u", b"x")
"""Mine, all, overdue, all, unread, all."""
_LIMITS = (b"l~s 0999\r", b"l~A\r")
"""The same with neomutt: the subjects that hold 0999, all."""
_AERC = MAIL_PROGRAMS["aerc"]
_NEOMUTT = MAIL_PROGRAMS["neomutt"]


def unlock_first_paint(bench: Bench) -> Iterator[Measure]:
    """From the start of the process to the unlock screen."""
    location = bench.store(bench.sizes[0])

    def ours() -> float:
        with desk_terminal(location) as terminal:
            return terminal.wait_for(UNLOCK) * _MS

    def peer() -> float:
        with Terminal(minimal_app()) as terminal:
            return terminal.wait_for(MINIMAL_FIRST) * _MS

    runs = paired(ours, peer, 2 * bench.rounds)
    yield beside("unlock_first_paint", "ms", "textual", runs, most=1.25)


def inbox_open(bench: Bench) -> Iterator[Measure]:
    """From the Enter key behind the password to the painted inbox, without the derivation of the key."""
    for size in bench.sizes:
        yield _opened(bench, size)
    if bench.cases > SMALL:
        large, small = bench.store(bench.cases), bench.store(SMALL)
        runs = paired(lambda: _open(large), lambda: _open(small), 2 * bench.rounds)
        yield beside(f"inbox_open_{bench.cases}_beside_{SMALL}", "ms", f"wbs {SMALL}", runs, most=1.1)


def _opened(bench: Bench, size: int) -> Measure:
    name, location, peer = f"inbox_open_{size}", bench.store(size), f"aerc {PEER_MAILS}"
    if not _AERC.installed:
        return without_peer(
            name, median(_open(location) for _round in range(bench.rounds)), "ms", peer, "<= 0.25x"
        )
    home, mails = bench.home("aerc"), bench.mailbox()

    def aerc() -> float:
        with _AERC.terminal(home, mails) as terminal:
            return terminal.wait_until(lists_mail, timeout=60) * _MS

    return beside(name, "ms", peer, paired(lambda: _open(location), aerc, bench.rounds), most=0.25)


def _open(location: StoreLocation) -> float:
    derivation = median(derivation_seconds(location) for _time in range(3))
    with at_inbox(location) as (_terminal, seconds):
        return (seconds - derivation) * _MS


def inbox_memory(bench: Bench) -> Iterator[Measure]:
    """The most that the program has held, after keys, pages, both ends of the list and every filter."""
    with at_inbox(bench.store(bench.cases)) as (terminal, _seconds):
        for key in (*[b"j"] * 50, *[_PAGE_DOWN] * 50, b"\x1b[F", b"\x1b[H", *_FILTERS):
            terminal.press_and_settle(key)
        ours = terminal.rss_bytes() / 1e6
    name, peer = f"inbox_memory_{bench.cases}", f"neomutt {PEER_MAILS}"
    if not _NEOMUTT.installed:
        yield without_peer(name, ours, "MB", peer, "<= 0.4x")
        return
    with _NEOMUTT.terminal(bench.home("neomutt"), bench.mailbox()) as terminal:
        terminal.wait_until(lists_mail, timeout=60)
        theirs = terminal.rss_bytes() / 1e6
    yield beside(name, "MB", peer, Paired((ours,), (theirs,)), most=0.4)


def key_to_paint(bench: Bench) -> Iterator[Measure]:
    """From a key that moves the cursor to its paint."""
    for size in bench.sizes[1:] or bench.sizes:
        yield from _keys(bench, size)


def _keys(bench: Bench, size: int) -> Iterator[Measure]:
    location, times = bench.store(size), list[float]()

    def ours() -> float:
        with at_inbox(location) as (terminal, _seconds):
            terminal.settle(quiet=1)
            mine = _times(terminal, [b"j"] * _KEYS)
        times.extend(mine)
        return percentile(mine, 0.5)

    def peer() -> float:
        with Terminal(minimal_app()) as terminal:
            terminal.wait_for(MINIMAL_FIRST)
            terminal.settle(quiet=1)
            return percentile(_times(terminal, [b"j"] * _KEYS), 0.5)

    runs = paired(ours, peer, bench.rounds)
    yield beside(f"key_to_paint_p50_{size}", "ms", "textual", runs, most=1)
    yield alone(f"key_to_paint_p99_{size}", percentile(times[_KEYS:], 0.99), "ms", most=16)


def page_down(bench: Bench) -> Iterator[Measure]:
    """From Page Down to its paint."""
    location = bench.store(bench.cases)

    def ours() -> float:
        with at_inbox(location) as (terminal, _seconds):
            terminal.settle(quiet=1)
            return percentile(_times(terminal, [_PAGE_DOWN] * _PAGES), 0.5)

    name, peer = f"page_down_p50_{bench.cases}", f"aerc {PEER_MAILS}"
    if not _AERC.installed:
        yield without_peer(name, median(ours() for _round in range(bench.rounds)), "ms", peer, "<= 1x")
        return
    home, mails = bench.home("aerc"), bench.mailbox()

    def aerc() -> float:
        with _AERC.terminal(home, mails) as terminal:
            terminal.wait_until(lists_mail, timeout=60)
            terminal.settle(quiet=1)
            return percentile(_times(terminal, [_PAGE_DOWN] * _PAGES), 0.5)

    yield beside(name, "ms", peer, paired(ours, aerc, bench.rounds), most=1)


def keys_in_a_row(bench: Bench) -> Iterator[Measure]:
    """300 keys typed at once: until the cursor stands where the last one leads."""
    location = bench.store(bench.cases)

    def ours() -> float:
        with at_inbox(location) as (terminal, _seconds):
            terminal.settle(quiet=1)
            target = f"-{bench.cases - _MANY:06} "
            pressed = terminal.press(b"j" * _MANY)
            arrived = terminal.wait_until(
                lambda lines: any(line.startswith("›") and target in line for line in lines)
            )
            return (arrived - pressed) * _MS

    name, peer = f"keys_{_MANY}_{bench.cases}", f"neomutt {PEER_MAILS}"
    if not _NEOMUTT.installed:
        yield without_peer(name, median(ours() for _round in range(bench.rounds)), "ms", peer, "<= 0.3x")
        return
    home, mails = bench.home("neomutt"), bench.mailbox()

    def neomutt() -> float:
        with _NEOMUTT.terminal(home, mails) as terminal:
            terminal.wait_until(lists_mail, timeout=60)
            terminal.settle(quiet=1)
            pressed = terminal.press(b"j" * _MANY)
            arrived = terminal.wait_until(
                lambda lines: any(line.split()[:1] == [str(_MANY + 1)] for line in lines)
            )
            return (arrived - pressed) * _MS

    yield beside(name, "ms", peer, paired(ours, neomutt, bench.rounds), most=0.3)


def filter_change(bench: Bench) -> Iterator[Measure]:
    """From the key of a filter to its list, painted."""
    location = bench.store(bench.cases)

    def ours() -> float:
        with at_inbox(location) as (terminal, _seconds):
            terminal.settle(quiet=1)
            return median(_times(terminal, _FILTERS, quiet=0.5))

    name, peer = f"filter_change_{bench.cases}", f"neomutt {PEER_MAILS}"
    if not _NEOMUTT.installed:
        yield without_peer(name, median(ours() for _round in range(bench.rounds)), "ms", peer, "<= 0.2x")
        return
    home, mails = bench.home("neomutt"), bench.mailbox()

    def neomutt() -> float:
        with _NEOMUTT.terminal(home, mails) as terminal:
            terminal.wait_until(lists_mail, timeout=60)
            terminal.settle(quiet=1)
            return median(_times(terminal, _LIMITS * 2, quiet=0.5))

    yield beside(name, "ms", peer, paired(ours, neomutt, bench.rounds), most=0.2)


def _times(terminal: Terminal, keys: "list[bytes] | tuple[bytes, ...]", quiet: float = 0.03) -> list[float]:
    """Milliseconds from each key to its list; what is around the list may be painted later."""
    presses = [terminal.press_and_settle(key, quiet) for key in keys]
    return [seconds * _MS for seconds in settled_paint(terminal.chunks, presses, list_lines)]
