"""Seals the file argv[1] as evidence beside it: run as a program of its own, to be measured.

Prints the seconds that the sealing took, and the most bytes that the whole process has held.
"""

import os
import resource
import sys
import time
from pathlib import Path

from wbs_tui.vault.stream import seal_file

_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in what the system counts memory by."""

source = Path(sys.argv[1])
started = time.monotonic()
with source.open("rb") as file:
    seal_file(file, source.with_suffix(".sealed"), os.urandom(32), "bench")
seconds = time.monotonic() - started
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT)  # noqa: T201 - its only output
