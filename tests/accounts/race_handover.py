"""A process of its own that hands the Super Admin's office over: STORE PASSWORD NAME.

Says `ready` once it has seen who holds it, goes on when it is told, and says what came of it.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import TickingClock
from wbs_tui.accounts import handover
from wbs_tui.accounts.session import unlock
from wbs_tui.store.location import locate
from wbs_tui.text.errors import WbsError


def main() -> None:
    store, password, name = sys.argv[1:]
    desk = unlock(locate(store), "inspektur", password, TickingClock()).desk
    seen = handover.super_admin_of(desk)
    print("ready", flush=True)
    sys.stdin.readline()
    try:
        handover.hand_over_super_admin(
            desk, name, handover.Decree("SK-2", "2026-08-19"), lambda _done: None, expected=seen
        )
        print("done")
    except WbsError as error:
        print(type(error).__name__)
    finally:
        desk.close()


if __name__ == "__main__":
    main()
