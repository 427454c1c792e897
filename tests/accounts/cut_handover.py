"""A process of its own that hands an office over in copies of a store, killed at each of several steps.

`super_admin STORE FOLDER` or `head STORE FOLDER`; `irban` succeeds.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_copies
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.handover import Decree, hand_over_office, hand_over_super_admin
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import StoreLocation

DECREE = Decree("SK-2", "2026-08-19")
POINTS = 10
LAST = 220
"""Steps at the end, where rows and header are kept."""


def at_the_desk(location: StoreLocation) -> Desk:
    """The Inspektur, before anything is cut off."""
    return unlock(location, "inspektur", PASSWORD, TickingClock()).desk


def super_admin(desk: Desk) -> None:
    """The Super Admin's office goes to `irban`."""
    hand_over_super_admin(desk, "irban", DECREE, lambda _done: None)


def head(desk: Desk) -> None:
    """The Inspektur's office goes to `irban`."""
    compared = fingerprint_of(desk, "irban")
    hand_over_office(desk, "irban", compared, lambda _done: None, DECREE, frozenset())


def points(steps: int) -> Iterable[int]:
    """Here and there, and more often at the end."""
    return (*range(1, steps, steps // POINTS), *range(steps - LAST, steps, LAST // POINTS))


def main() -> None:
    what, store, folder = sys.argv[1:]
    act = {"super_admin": super_admin, "head": head}[what]
    cut_copies(store, Path(folder), at_the_desk, act, points)


if __name__ == "__main__":
    main()
