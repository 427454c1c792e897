"""Behind the screens: importing e-mails, proving the journal, sealing evidence."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.resources import files
from pathlib import Path
from statistics import median

from models.words.clock import system_clock
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.bench.bench import FULL, Bench
from wbs_tui.operations.bench.mails import write_mails
from wbs_tui.operations.bench.peers import age_seconds, notmuch_seconds
from wbs_tui.operations.bench.program import unattended, wbs
from wbs_tui.operations.bench.report import Measure, alone, at_least, rate, without_peer
from wbs_tui.operations.bench.rounds import Paired, paired
from wbs_tui.operations.bench.stores import ACCOUNT, empty_store, make_room
from wbs_tui.operations.demo import PASSWORD
from wbs_tui.store.location import FileStore

_MAILS = 3_000
_LEAST_RATE = 500
_FEW_CORES = 2
_MEGABYTE = 1024 * 1024
_MOST_MEMORY = 40
_VERIFIED = 50_000
_LEAST_PROVED = 8_000


def import_rate(bench: Bench) -> Iterator[Measure]:
    """E-mails a second through `wbs import`, start and unlocking included, each time into an empty store."""
    folder = bench.scratch / "import"
    write_mails(folder / "mails" / "INBOX", _MAILS)
    empty_store(folder / "empty")
    yield _imported("import_rate", folder, bench.rounds)
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > _FEW_CORES:
        with _on_cores(_FEW_CORES):
            yield _imported(f"import_rate_{_FEW_CORES}_cores", folder, bench.rounds)


def _imported(name: str, folder: Path, rounds: int) -> Measure:
    if _notmuch(folder) is None:
        ours = [_import(folder) for _round in range(rounds + 1)][1:]
        return rate(name, Paired(tuple(ours), ()), "notmuch new", least=_LEAST_RATE)
    runs = paired(lambda: _import(folder), lambda: _notmuch(folder) or 0, rounds)
    return rate(name, runs, "notmuch new", least=_LEAST_RATE)


def _import(folder: Path) -> float:
    """Mails a second."""
    office = folder / "office"
    shutil.rmtree(office, ignore_errors=True)
    shutil.copytree(folder / "empty", office)
    command = [wbs(), "import", "--json", str(folder / "mails" / "INBOX")]
    env = unattended(FileStore(office / "office.wbs"), folder)
    started = time.monotonic()
    done = subprocess.run(command, env=env, check=True, capture_output=True)  # noqa: S603 - our own words
    seconds = time.monotonic() - started
    imported = json.loads(done.stdout)["imported"]
    if imported != _MAILS:
        raise ValueError(f"{imported} of {_MAILS} mails imported")
    return _MAILS / seconds


def _notmuch(folder: Path) -> float | None:
    """Mails a second, into an index of its own; None when it is not installed."""
    shutil.rmtree(folder / "mails" / ".notmuch", ignore_errors=True)
    seconds = notmuch_seconds(folder, folder / "mails")
    return None if seconds is None else _MAILS / seconds


@contextmanager
def _on_cores(number: int) -> Iterator[None]:
    """What is started meanwhile gets only so many cores. Linux only."""
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(all_cores)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def verify_rate(bench: Bench) -> Iterator[Measure]:
    """Entries a second that `wbs verify` proves: signatures and chain, beside it the replay and the rows."""
    location = bench.store(min(bench.cases, _VERIFIED))
    with (
        closing(unlock(location, ACCOUNT, PASSWORD, system_clock).desk) as desk,
        desk.reading() as connection,
    ):
        report = verify_journal(connection)
    if not report.sound:
        raise ValueError(f"the store does not prove: {report.bad[:3]}")
    chain, replayed, rows = report.paces
    yield alone("verify_signatures_and_chain", chain.rate, "/s", least=_LEAST_PROVED)
    yield alone("verify_replay", replayed.rate, "/s")
    yield alone("verify_rows", rows.rate, "/s")


def evidence_sealed(bench: Bench) -> Iterator[Measure]:
    """Sealing one large file: the rate beside `age`, and the most memory that the process has held."""
    size = 1024 if bench.cases >= FULL else 128
    make_room(bench.scratch, 3 * size * _MEGABYTE)
    source = bench.scratch / "evidence.bin"
    with source.open("wb") as file:
        for _megabyte in range(size):
            file.write(os.urandom(_MEGABYTE))
    memory: list[float] = []

    def ours() -> float:
        seconds, held = _seal(source)
        memory.append(held / 1e6)
        return size / seconds

    name = f"evidence_sealed_{size}MiB"
    if age_seconds(source) is None:
        yield without_peer(name, median(ours() for _round in range(bench.rounds)), "MiB/s", "age", ">= 0.5x")
    else:
        runs = paired(ours, lambda: size / (age_seconds(source) or 1), bench.rounds)
        yield at_least(name, "MiB/s", "age", runs, least=0.5)
    yield alone(f"{name}_memory", max(memory), "MB", most=_MOST_MEMORY)
    source.unlink()


def _seal(source: Path) -> tuple[float, float]:
    """Seconds, and bytes of memory, of a process that does nothing else."""
    source.with_suffix(".sealed").unlink(missing_ok=True)
    script = str(files("wbs_tui.operations.bench") / "scripts" / "seal_file.py")
    done = subprocess.run([sys.executable, script, str(source)], check=True, capture_output=True)  # noqa: S603
    seconds, held = done.stdout.split()
    return float(seconds), float(held)
