"""`wbs` alone: the screens, loaded only then."""

import gc
import os
import sys
import warnings

_FRAMES = "250"
"""Paints a second at most: at Textual's 60 every answer waits up to 16 ms for its turn."""


def open_screens(store: str | None, account: str) -> int:
    """Open the screens; gives the exit code."""
    gc.disable()  # loading makes much and drops nothing; the app enables it again after its first paint
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # a warning would be printed over the screen, values and all
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)  # read when Textual is imported
    from wbs_tui.app import run

    return run(store, account)
