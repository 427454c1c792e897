"""What a long piece of work tells while it goes on."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """The parts of making, restoring and trying a backup."""

    ROWS = "rows"
    FILES = "files"
    PROOF = "proof"
    OPENING = "opening"


Tell = Callable[[Step, int, int], None]
"""Which part, how much of it is done, and of how much."""


def silent(_step: Step, _done: int, _of: int) -> None:
    """Tells nobody."""
