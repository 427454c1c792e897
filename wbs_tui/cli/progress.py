"""How far a long command is: one line on a terminal that is written over; nothing where errors are kept."""

import sys
from collections.abc import Callable, Mapping

from wbs_tui.text.catalogue import _

_WIDE = 60


def progress(names: Mapping[str, str]) -> Callable[[str, int, int], None]:
    """Shows a step by its name (a message marked with `N_`) and how many per cent of it are done."""
    last = {"said": ""}

    def show(step: str, done: int, of: int) -> None:
        said = f"{_(names[step])} {100 * done // max(of, 1)}%"
        if sys.stderr.isatty() and said != last["said"]:
            sys.stderr.write(f"\r{said:{_WIDE}}\r")
            last["said"] = said

    return show
