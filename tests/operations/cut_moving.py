"""A process of its own that moves copies of an office, killed at each of many steps: TARGET STORE FOLDER.

TARGET is an empty place; the copy of STORE with a name is moved to the copy of TARGET with the same name.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import PASSWORD, TickingClock
from tests.copies import FILE, address_of_copy, copied, removed
from tests.killing import cut_off, done_here
from tests.shares import EVERY, share
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.location import StoreLocation, locate
from wbs_tui.vault.header import UNFINISHED

FIRST = "first"
"""The copy that is moved without being cut off, before the others."""
SPREAD = 3
LAST = 600
"""Among so many steps one store is closed and the other opened."""
NEAR = 1 if EVERY else 16
"""How near to where that is it comes."""


def target_of(target: str, folder: Path, name: str) -> StoreLocation:
    """Where the copy of that name goes."""
    if target.startswith(FILE):
        return locate(f"{FILE}{folder / name / 'pindah' / 'office.wbs'}")
    return locate(address_of_copy(target, folder, name))


def main() -> None:
    target, store, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    killed: list[int] = []

    def copy(name: str) -> StoreLocation:
        made = locate(copied(store, folder, name))
        if not target.startswith(FILE):
            copied(target, folder, name)
        os.environ["WBS_STATE"] = str(folder / name / "state")
        return made

    def once(name: str, at: int) -> int:
        return cut_off(lambda source: moved(source, name), copy(name), at, lambda source: source)

    def moved(source: StoreLocation, name: str) -> None:
        move_store(source, target_of(target, folder, name), SignIn("inspektur", PASSWORD), TickingClock())

    def opens_there(at: int) -> bool:
        """Whether the new place opens when the move is killed at that step."""
        if once(str(at), at) == 0:
            killed.append(at)
        header = target_of(target, folder, str(at)).header
        return header.exists() and header.read().schema not in UNFINISHED

    done_here(lambda source: moved(source, FIRST), copy(FIRST))
    for place in (str(target_of(target, folder, FIRST)), address_of_copy(store, folder, FIRST)):
        removed(place)
    steps = once("whole", 0)
    for at in share(range(1, steps, steps // SPREAD), 3):
        opens_there(at)
    closed, opened = steps - LAST, steps
    while opened - closed > NEAR:  # comes ever closer to where one store is closed and the other opened
        middle = (closed + opened) // 2
        if middle in killed:
            middle += 1
        if opens_there(middle):
            opened = middle
        else:
            closed = middle
    sys.stdout.write(json.dumps({"steps": steps, "killed": sorted(killed)}))


if __name__ == "__main__":
    main()
