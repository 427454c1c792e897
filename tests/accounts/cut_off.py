"""A process of its own that founds an office, or activates an account, again and again, killed at each step.

`found FOLDER` makes FOLDER/0, FOLDER/1, ...; `activate FOLDER`, `rekey FOLDER` and `renew FOLDER` work on
copies of FOLDER/office; the invitation for `baru` stands in FOLDER/code. A step is a call in the program's
own code, or of it to the system; the child kills itself there as kill -9 would. Prints how many steps there
are and which were cut off.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from models.words.office import Office
from models.words.reports import IdentityPolicy
from tests.conftest import CHEAP, PASSWORD, TickingClock
from tests.killing import cut_off
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.recovery.drill import renew_shares
from wbs_tui.accounts.recovery.shares import ShareSheets, page
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import FileStore

POINTS = 24


def founding(folder: Path) -> None:
    """Found an office whose invitation is delivered into a file."""
    office = Office("0" * 32, "16", "Kantor", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL)
    found_office(
        FileStore(folder / "office.wbs"),
        Founding(office, "admin", "SK-1", "2026-01-05", "inspektur"),
        PASSWORD,
        TickingClock(),
        CHEAP,
        deliver=lambda made: (folder.parent / f"{folder.name}.code").write_text(made.code),  # type: ignore[func-returns-value]
    )


def activating(folder: Path) -> None:
    """Activate the account `baru`."""
    code = (folder.parent / "code").read_text()
    activate(FileStore(folder / "office.wbs"), "baru", code, PASSWORD, TickingClock(), CHEAP)


def at_the_desk(folder: Path) -> Desk:
    """The Inspektur, before anything is cut off; no copy knows what was seen of another."""
    os.environ["WBS_STATE"] = str(folder / "state")
    return unlock(FileStore(folder / "office.wbs"), "inspektur", PASSWORD, TickingClock()).desk


def renewing(desk: Desk) -> None:
    """Make a new escrow whose two sheets are written beside the store."""

    def write(sheets: ShareSheets) -> None:
        for sheet in sheets.every:
            desk.location.database.with_name(sheet.file_name).write_text(page(sheet))

    renew_shares(desk, write)


_ACTS: dict[str, tuple[Callable[[Path], Any], Callable[[Any], object]]] = {
    "found": (Path, founding),
    "activate": (Path, activating),
    "rekey": (at_the_desk, rekey),
    "renew": (at_the_desk, renewing),
}


def main() -> None:
    what, folder = sys.argv[1], Path(sys.argv[2])
    prepare, act = _ACTS[what]

    def once(name: str, at: int) -> int:
        if what != "found":
            shutil.copytree(folder / "office", folder / name)
        return cut_off(act, folder / name, at, prepare)

    steps = once("whole", 0)
    points = sorted({*range(1, steps, steps // POINTS), *range(steps - POINTS // 2, steps + 1)})
    killed = [point for point in points if once(str(point), point) == 0]
    sys.stdout.write(json.dumps({"steps": steps, "killed": killed}))


if __name__ == "__main__":
    main()
