"""A process of its own that leases a case, or opens a desk, again and again, killed at each of many steps.

`make STORE FOLDER` works on copies of the office at STORE and writes FOLDER/<copy>/meja; `open STORE FOLDER`
opens FOLDER/meja at each copy of the empty place STORE.
"""

import os
import sys
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.accounts.cut_off import as_it_is, at_the_desk, beside, empty_place
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_copies
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.location import StoreLocation
from wbs_tui.sync.desks.leased_desk import open_lease
from wbs_tui.sync.desks.leases import make_lease

POINTS = 10


def leasing(desk: Desk, target: Path | None = None) -> None:
    """Lease every case to the officer's desk; the file is beside the copy."""
    registers = [row.register for row in list_cases(desk, InboxQuery())]
    until = desk.clock() + timedelta(days=7)
    make_lease(desk, "Meja", ["petugas"], registers, until, target or beside() / "meja", "tanpa jaringan")


def opening(location: StoreLocation, file: Path | None = None) -> None:
    """Open the one desk that there is."""
    open_lease(file or beside().parent / "meja", location, SignIn("petugas", PASSWORD), TickingClock())


def everywhere(steps: int) -> Iterable[int]:
    """Here and there, and some of the last steps."""
    return (*range(1, steps, steps // POINTS), *range(steps - POINTS, steps + 1, 3))


def main() -> None:
    what, store, folder = sys.argv[1:]
    if what == "make":
        cut_copies(store, Path(folder), at_the_desk, leasing, everywhere)
    else:
        cut_copies(store, Path(folder), as_it_is, opening, everywhere, empty_place)


if __name__ == "__main__":
    main()
