"""`wbs` alone: the screens, loaded only then."""

import gc
import sys
import warnings


def open_screens(store: str | None, account: str) -> int:
    """Open the screens; gives the exit code."""
    gc.disable()  # loading makes much and drops nothing; the app enables it again after its first paint
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a warning would be printed over the screen, values and all
    from wbs_tui.app import run

    return run(store, account)
