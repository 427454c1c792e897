"""A process of its own that founds an office, or changes one, again and again, killed at each of many steps.

`found STORE FOLDER` makes an office at each copy of the empty place STORE; `activate`, `rekey`, `renew` and
`rotate` work on copies of the office at STORE. FOLDER holds what belongs to the copies, in FOLDER/code the
invitation for `baru`. A step is a call in the program's own code, or of it to the system.
"""

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from models.words.office import Office
from models.words.reports import IdentityPolicy
from tests.conftest import CHEAP, PASSWORD, TickingClock
from tests.copies import FILE, address_of_copy, copied
from tests.cut_copies import cut_copies
from wbs_tui.accounts import removal
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.recovery.drill import renew_shares
from wbs_tui.accounts.recovery.shares import ShareSheets, page
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import StoreLocation

POINTS = 24


def beside() -> Path:
    """Where what belongs to the copy of now is."""
    return Path(os.environ["WBS_STATE"]).parent


def founding(location: StoreLocation, code: Path | None = None) -> None:
    """Found an office whose invitation is delivered into a file."""
    office = Office("0" * 32, "16", "Kantor", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL)
    delivered = code or beside() / "code"
    found_office(
        location,
        Founding(office, "admin", "SK-1", "2026-01-05", "inspektur"),
        PASSWORD,
        TickingClock(),
        CHEAP,
        deliver=lambda made: delivered.write_text(made.code),  # type: ignore[arg-type,return-value]
    )


def activating(location: StoreLocation) -> None:
    """Activate the account `baru`."""
    code = (beside().parent / "code").read_text()
    activate(location, "baru", code, PASSWORD, TickingClock(), CHEAP)


def at_the_desk(location: StoreLocation) -> Desk:
    """The Inspektur, before anything is cut off; no copy knows what was seen of another."""
    return unlock(location, "inspektur", PASSWORD, TickingClock()).desk


def renewing(desk: Desk) -> None:
    """Make a new escrow whose two sheets are written beside the store."""

    def write(sheets: ShareSheets) -> None:
        for sheet in sheets.every:
            (beside() / sheet.file_name).write_text(page(sheet))

    renew_shares(desk, write)


def rotating(desk: Desk) -> None:
    """Finish a rotation that is due, in small batches."""
    removal.BATCH = 3
    removal.run_rotation(desk)


def as_it_is(location: StoreLocation) -> StoreLocation:
    """Nothing goes before."""
    return location


def everywhere(steps: int) -> Iterable[int]:
    """Here and there, and every step of the last."""
    return (*range(1, steps, steps // POINTS), *range(steps - POINTS // 2, steps + 1))


def at_the_end(steps: int) -> Iterable[int]:
    """Here and there, and often towards the end, where the batches are."""
    return (*range(1, steps, steps // 12), *range(steps - 400, steps, 400 // 12))


_Act = tuple[Callable[[StoreLocation], Any], Callable[[Any], object], Callable[[int], Iterable[int]]]
_ACTS: dict[str, _Act] = {
    "found": (as_it_is, founding, everywhere),
    "activate": (as_it_is, activating, everywhere),
    "rekey": (at_the_desk, rekey, everywhere),
    "renew": (at_the_desk, renewing, everywhere),
    "rotate": (at_the_desk, rotating, at_the_end),
}


def empty_place(store: str, folder: Path, name: str) -> str:
    """A place for an office: on a server an empty database, else nothing yet."""
    if not store.startswith(FILE):
        return copied(store, folder, name)
    (folder / name).mkdir()
    return address_of_copy(store, folder, name)


def main() -> None:
    what, store, folder = sys.argv[1:]
    prepare, act, points = _ACTS[what]
    cut_copies(store, Path(folder), prepare, act, points, empty_place if what == "found" else copied)


if __name__ == "__main__":
    main()
