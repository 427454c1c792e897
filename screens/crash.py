"""What is said of a fault of the program: one sentence, never the locals of its frames, keys among them."""

import os

from textual.worker import WorkerFailed

from wbs_tui.text.catalogue import _


def said_of(error: Exception) -> str:
    """The sentence; with `WBS_DEBUG=1` also where it happened."""
    if isinstance(error, WorkerFailed):
        error = error.error if isinstance(error.error, Exception) else error
    said = _("Kesalahan di dalam program ({kind}). Rancangan Anda tersimpan; jalankan wbs lagi.")
    place = _where(error) if os.environ.get("WBS_DEBUG") == "1" else ""
    return said.format(kind=type(error).__name__) + place


def _where(error: BaseException) -> str:
    """File, line and function of each frame, and no values: not even the error's own words."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    return "".join(f"\n  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
