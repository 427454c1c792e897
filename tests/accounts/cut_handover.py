"""A process of its own that hands an office over in copies of a store, killed at each of several steps.

`super_admin FOLDER` or `head FOLDER`; the copies of FOLDER/office are FOLDER/whole, FOLDER/1, ...; `irban`
succeeds. Prints how many steps there are and at which it was killed.
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
from wbs_tui.accounts.access import fingerprint_of
from wbs_tui.accounts.handover import Decree, hand_over_office, hand_over_super_admin
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore

DECREE = Decree("SK-2", "2026-08-19")
POINTS = 10
LAST = 220
"""Steps at the end, where rows and header are kept."""


def at_the_desk(folder: Path) -> Desk:
    """The Inspektur, before anything is cut off."""
    os.environ["WBS_STATE"] = str(folder / "state")  # each copy is a store of its own
    return unlock(FileStore(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock()).desk


def super_admin(desk: Desk) -> None:
    """The Super Admin's office goes to `irban`."""
    hand_over_super_admin(desk, "irban", DECREE, lambda _done: None)


def head(desk: Desk) -> None:
    """The Inspektur's office goes to `irban`."""
    compared = fingerprint_of(desk, "irban")
    hand_over_office(desk, "irban", compared, lambda _done: None, DECREE, frozenset())


def main() -> None:
    act = {"super_admin": super_admin, "head": head}[sys.argv[1]]
    folder = Path(sys.argv[2])

    def once(name: str, at: int) -> int:
        shutil.copytree(folder / "office", folder / name)
        return cut_off(act, folder / name, at, at_the_desk)

    steps = once("whole", 0)
    points = sorted({*range(1, steps, steps // POINTS), *range(steps - LAST, steps, LAST // POINTS)})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
