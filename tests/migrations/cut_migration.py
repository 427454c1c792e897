"""A process of its own that migrates copies of STORE in FOLDER, each killed at another step.

A step is a call of the migration tool, of our own code, or of the driver. Prints how many steps there are
and at which a copy was cut off, as kill -9 would; the copy of step N stands in FOLDER/N.
"""

import json
import os
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

import alembic.command  # noqa: F401 - before the forks, once for all of them

from tests.conftest import PASSWORD
from tests.killing import cut_off, done_here
from tests.shares import share
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.store.location import FileStore

POINTS = 12
STEPS = ("/alembic/", "/migrations/", "/wbs_tui/store/", "/wbs_tui/accounts/")


def migrate(folder: Path) -> None:
    """Bring the copy up to date."""
    upgrade_store(FileStore(folder / "office.wbs"), "petugas", PASSWORD)


def main() -> None:
    store, folder = Path(sys.argv[1]), Path(sys.argv[2])

    def once(name: str, at: int) -> int:
        shutil.copytree(store, folder / name)
        return cut_off(migrate, folder / name, at, counted=STEPS)

    shutil.copytree(store, folder / "first")
    done_here(migrate, folder / "first")
    steps = once("whole", 0)
    points = share(sorted({*range(1, steps, steps // POINTS), *range(steps - POINTS // 2, steps + 1)}), 2)
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
