"""A process of several writers at once, one for each account named: `registrars.py ADDRESS COUNT ACCOUNT...`.

The password comes on standard input, then a line on which all begin. Each records COUNT reports, one after
the other, and says the number of each. Who is cut off from the server tries the report until it is in.
"""

import faulthandler
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from models.words.reports import IncomingReport, Reporter
from wbs_tui.accounts.session import unlock
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.store.errors import ServerUnreachable, StoreBusy
from wbs_tui.store.location import locate

_PATIENCE = 60.0
"""Seconds that a writer goes on trying one report."""
_PAUSE = threading.Event()
"""Never set: who was cut off takes a breath before the next try."""


def now() -> datetime:
    """A time of the year that the tests expect, on its way like any other."""
    return datetime.now(UTC).replace(year=2026, month=8, day=20)


def write(desk: Desk, name: str, count: int) -> int:
    """Record reports; gives how often the writer was cut off."""
    cut = 0
    with closing(desk):
        for number in range(count):
            report = IncomingReport(
                channel="web",
                external_id=f"{name}-{number}",
                received_at=now(),
                title=f"Perkara {name} {number}",
                text="Kepala desa memakai dana desa.",
                masked=(),
                reporter=Reporter(name=f"Pelapor {name}"),
                raw=b"mentah",
                attachments=(),
            )
            cut += _until_in(desk, report)
    return cut


def _until_in(desk: Desk, report: IncomingReport) -> int:
    end, cut = time.monotonic() + _PATIENCE, 0
    while True:
        try:
            sys.stdout.write(f"{report.external_id} {record(desk, report).register}\n")
            sys.stdout.flush()
        except (ServerUnreachable, StoreBusy):
            cut += 1
            if time.monotonic() > end:
                raise
            _PAUSE.wait(0.05)
        else:
            return cut


def main() -> None:
    faulthandler.enable()
    address, count, *names = sys.argv[1:]
    password = sys.stdin.readline().strip()
    desks = [unlock(locate(address), name, password, now).desk for name in names]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    with ThreadPoolExecutor(len(desks)) as pool:
        writers = [
            pool.submit(write, desk, f"{name}-{os.getpid()}-{place}", int(count))
            for place, (desk, name) in enumerate(zip(desks, names, strict=True))
        ]
    sys.stderr.write(f"{sum(writer.result() for writer in writers)}\n")


if __name__ == "__main__":
    main()
