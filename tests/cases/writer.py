"""A process of its own that writes to a store: `register ADDRESS ACCOUNT COUNT`, `advance ADDRESS ACCOUNT`.

The password comes on standard input. `advance` says which case it is about to move, and goes on until killed.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.cases.at_work import new_case
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.desk import Desk
from wbs_tui.store.location import locate


def now() -> datetime:
    """A time of the year that the tests expect, on its way like any other."""
    return datetime.now(UTC).replace(year=2026, month=8, day=20)


def register(desk: Desk, count: str) -> None:
    """Register cases one by one."""
    for number in range(int(count)):
        new_case(desk, f"Perkara {number}")


def move(desk: Desk) -> None:
    """Take every case from receipt to verification, to completion, and back, for ever."""
    following = {"received": "verification", "verification": "completion", "completion": "verification"}
    while True:
        for row in list_cases(desk, InboxQuery()):
            sys.stdout.write(f"{row.register}\n")
            sys.stdout.flush()
            advance(desk, row.register, following[row.stage], "pindah")


def main() -> None:
    what, address, account, *rest = sys.argv[1:]
    desk = unlock(locate(address), account, sys.stdin.readline().strip(), now).desk
    {"register": register, "advance": move}[what](desk, *rest)
    desk.close()


if __name__ == "__main__":
    main()
