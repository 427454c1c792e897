"""Seals the file argv[1] as evidence beside it: run as a program of its own, to be measured.

Prints the seconds that the sealing took, and the most bytes that the whole process has held.
"""

import os
import resource
import sys
import time
from pathlib import Path

from wbs_tui.vault.stream import seal_file


def most_bytes() -> int:
    """The peak of this process. On Linux ru_maxrss would begin with that of the process that started it."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


source = Path(sys.argv[1])
started = time.monotonic()
with source.open("rb") as file:
    seal_file(file, source.with_suffix(".sealed"), os.urandom(32), "bench")
seconds = time.monotonic() - started
print(seconds, most_bytes())  # noqa: T201 - its only output
