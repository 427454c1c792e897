"""A process of its own that destroys a case in copies of FOLDER/office, killed at another step in each.

A step is a call in the program's own code, or of it to the system. Prints how many steps there are and at
which a copy was cut off, as kill -9 would; the copy of step N stands in FOLDER/N.
"""

import json
import os
import shutil
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import PASSWORD, TickingClock
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.destruction import destroy
from wbs_tui.store.location import StoreLocation

POINTS = 12
OWN = ("/wbs_tui/", "/pathlib")
NOW = datetime(2037, 1, 5, 2, 0, tzinfo=UTC)


class Killer:
    """Counts steps, and ends the process at one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, frame: FrameType, event: str, _argument: object) -> None:
        if event in ("call", "c_call") and any(part in frame.f_code.co_filename for part in OWN):
            self.seen += 1
            if self.seen == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def cut_off(folder: Path, register: str, at: int) -> int:
    """Destroy the case in a child that dies at a step; gives how many steps it saw, or 0 when it died."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        desk = unlock(StoreLocation(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock(NOW)).desk
        killer = Killer(at)
        sys.setprofile(killer)
        destroy(desk, register, "masa simpan lewat")
        sys.setprofile(None)
        os.write(write, str(killer.seen).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        seen = int(answer.read() or 0)
    os.waitpid(child, 0)
    return seen


def main() -> None:
    folder, register = Path(sys.argv[1]), sys.argv[2]

    def once(name: str, at: int) -> int:
        shutil.copytree(folder / "office", folder / name)
        return cut_off(folder / name, register, at)

    steps = once("whole", 0)
    late = range(steps - 60, steps + 1, 5)  # the files go last
    points = sorted({*range(1, steps, steps // POINTS), *late})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
