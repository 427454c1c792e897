"""`wbs` alone: the screens, loaded only then."""

import gc


def open_screens(store: str | None, account: str) -> int:
    """Open the screens; gives the exit code."""
    gc.disable()  # loading makes much and drops nothing; the app enables it again after its first paint
    from wbs_tui.app import run

    return run(store, account)
