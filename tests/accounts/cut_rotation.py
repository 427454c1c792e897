"""A process of its own that rotates copies of a store, killed at each of several steps as kill -9 would.

FOLDER/office is an office in which a rotation is due; the copies are FOLDER/whole, FOLDER/1, ... Prints how
many steps there are and at which it was killed.
"""

import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.accounts.cut_off import cut_off
from tests.conftest import PASSWORD, TickingClock
from wbs_tui.accounts import removal
from wbs_tui.accounts.session import unlock
from wbs_tui.store.location import StoreLocation

POINTS = 16


def rotate(folder: Path) -> None:
    """Rotate in small batches."""
    removal.BATCH = 3
    desk = unlock(StoreLocation(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock()).desk
    removal.run_rotation(desk)
    desk.close()


def main() -> None:
    folder = Path(sys.argv[1])

    def once(name: str, at: int) -> int:
        shutil.copytree(folder / "office", folder / name)
        return cut_off(rotate, folder / name, at)

    steps = once("whole", 0)
    points = range(steps // 3, steps, max(1, steps // POINTS))
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
