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

from tests.conftest import PASSWORD, TickingClock
from tests.killing import cut_off
from wbs_tui.accounts import removal
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore

POINTS = 12
LAST = 400
"""Steps at the end, where the batches are."""


def at_the_desk(folder: Path) -> Desk:
    """The Inspektur, with small batches."""
    os.environ["WBS_STATE"] = str(folder / "state")  # each copy is a store of its own
    removal.BATCH = 3
    return unlock(FileStore(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock()).desk


def main() -> None:
    folder = Path(sys.argv[1])

    def once(name: str, at: int) -> int:
        shutil.copytree(folder / "office", folder / name)
        return cut_off(removal.run_rotation, folder / name, at, at_the_desk)

    steps = once("whole", 0)
    points = sorted({*range(1, steps, steps // POINTS), *range(steps - LAST, steps, LAST // POINTS)})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
