"""A process of its own that destroys a case in copies of FOLDER/office, killed at another step in each.

A step is a call in the program's own code, or of it to the system. Prints how many steps there are and at
which a copy was cut off, as kill -9 would; the copy of step N stands in FOLDER/N.
"""

import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import PASSWORD, TickingClock
from tests.killing import cut_off
from tests.shares import share
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kept.destruction import destroy
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore

POINTS = 12
OWN = ("/wbs_tui/", "/pathlib")
NOW = datetime(2037, 1, 5, 2, 0, tzinfo=UTC)


def at_the_desk(folder: Path) -> Desk:
    """The Inspektur, after the case's term."""
    return unlock(FileStore(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock(NOW)).desk


def main() -> None:
    folder, register = Path(sys.argv[1]), sys.argv[2]

    def once(name: str, at: int) -> int:
        shutil.copytree(folder / "office", folder / name)
        os.environ["WBS_STATE"] = str(folder / name / "state")  # each knows as much: all have the same steps
        return cut_off(
            lambda desk: destroy(desk, register, "masa simpan lewat"), folder / name, at, at_the_desk, OWN
        )

    steps = once("whole", 0)
    late = range(steps // 2, steps, steps // 24)  # the files go after the entry
    points = sorted({*share(range(1, steps, steps // POINTS), 3), *late})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
