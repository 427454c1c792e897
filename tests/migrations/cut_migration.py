"""A process of its own that migrates copies of STORE in FOLDER, each killed at another step.

A step is a call of the migration tool, of our own code, or of the driver. Prints how many steps there are
and at which a copy was cut off, as kill -9 would; the copy of step N stands in FOLDER/N.
"""

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

import alembic.command  # noqa: F401 - before the forks, once for all of them

from tests.conftest import PASSWORD
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.store.location import StoreLocation

POINTS = 12
STEPS = ("/alembic/", "/migrations/", "/wbs_tui/store/", "/wbs_tui/accounts/")


class Killer:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call") and any(part in frame.f_code.co_filename for part in STEPS):
            self.seen += 1
            if self.seen == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def migrated(folder: Path, at: int) -> int:
    """Migrate in a child that dies at a step; gives how many steps it saw, or 0 when it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        killer = Killer(at)
        sys.setprofile(killer)
        upgrade_store(StoreLocation(folder / "office.wbs"), "petugas", PASSWORD)
        sys.setprofile(None)
        os.write(write, str(killer.seen).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        seen = int(answer.read() or 0)
    os.waitpid(child, 0)
    return seen


def main() -> None:
    store, folder = Path(sys.argv[1]), Path(sys.argv[2])

    def once(name: str, at: int) -> int:
        shutil.copytree(store, folder / name)
        return migrated(folder / name, at)

    steps = once("whole", 0)
    points = sorted({*range(1, steps, steps // POINTS), *range(steps - POINTS // 2, steps + 1)})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
