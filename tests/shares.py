"""How much of a long search `make test` does: a share of it. `make soak` does the whole, with EVERY=1."""

import os
from collections.abc import Iterable
from typing import TypeVar

Point = TypeVar("Point")
EVERY = bool(os.environ.get("EVERY"))


def share(points: Iterable[Point], one_of: int) -> list[Point]:
    """The last of them and each so many-th before it, in their order; in a soak all."""
    every = list(points)
    return every if EVERY else every[::-one_of][::-1]
