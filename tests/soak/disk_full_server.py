"""A process of its own, in the namespace that has the small disk FOLDER/disk: FOLDER SEED.

Desks write to a server whose data lie there until the disk is full; then there is room again, and they must
go on by themselves. Prints what it counted, and the findings as JSON in the last line.
"""

import json
import os
import random
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.conftest import PASSWORD
from tests.soak.disk_full import PATIENCE, filled
from tests.soak.server_killed import USERS, go_on, stopped
from tests.soak.sessions import Soak, start_writer
from tests.soak.stores import SoakedDatabase, soaked

BALLAST = 50_000_000
"""Bytes that make the disk full earlier, and are taken away to make room."""
WRITERS = 3
LONGEST = 120.0
"""Seconds within which the disk must be full."""


def main() -> None:
    folder, seed = Path(sys.argv[1]), int(sys.argv[2])
    with soaked("postgresql", folder, lasting=True) as store:
        assert isinstance(store, SoakedDatabase)
        findings = _fill(Soak(folder, store, random.Random(seed)), folder, store)
    print(json.dumps(findings))


def _fill(soak: Soak, folder: Path, store: SoakedDatabase) -> list[str]:
    ballast = folder / "disk" / "ballast"
    ballast.write_bytes(os.urandom(BALLAST))
    logs = [folder / f"buku{number}" for number in range(WRITERS)]
    running = [
        start_writer(soak.location, user, PASSWORD, log, log.name)
        for user, log in zip(USERS, logs, strict=False)
    ]
    deadline = time.monotonic() + LONGEST
    while sum(_in_vain(log) for log in logs) < PATIENCE and time.monotonic() < deadline:
        time.sleep(0.05)
    ballast.unlink()
    fell = not store.server.runs()
    if fell:
        store.server.start()
    findings = [] if go_on(logs, running) else ["disk full, server: not every desk went on with room again"]
    findings += stopped(logs, running)
    for log in logs:
        soak.ledger.read(log)
    print(f"disk full, server: it {'had ended by itself' if fell else 'stayed up'}")
    return findings + filled(soak, "server")


def _in_vain(log: Path) -> int:
    return log.read_text().count('"DiskFull"') if log.exists() else 0


if __name__ == "__main__":
    main()
