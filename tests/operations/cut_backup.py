"""A process of its own that makes a backup, or restores one, again and again, killed at each of many steps.

`backup STORE FOLDER` works on copies of the office at STORE and writes FOLDER/<copy>/cadangan; `restore STORE
FOLDER` restores FOLDER/cadangan at each copy of the empty place STORE.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.accounts.cut_off import as_it_is, at_the_desk, beside, empty_place
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_copies
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import read_backup
from wbs_tui.store.location import StoreLocation

POINTS = 10


def backing_up(desk: Desk) -> None:
    """Make a backup beside the copy."""
    make_backup(desk, beside() / "cadangan")


def restoring(location: StoreLocation) -> None:
    """Restore the one backup that there is."""
    backup = read_backup(beside().parent / "cadangan")
    restore(backup, location, SignIn("inspektur", PASSWORD), TickingClock())


def everywhere(steps: int) -> Iterable[int]:
    """Here and there, and some of the last steps."""
    return (*range(1, steps, steps // POINTS), *range(steps - POINTS, steps + 1, 3))


def main() -> None:
    what, store, folder = sys.argv[1:]
    if what == "backup":
        cut_copies(store, Path(folder), at_the_desk, backing_up, everywhere)
    else:
        cut_copies(store, Path(folder), as_it_is, restoring, everywhere, empty_place)


if __name__ == "__main__":
    main()
