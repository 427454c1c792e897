"""Work for Textual's workers that is begun only when its turn comes."""

from collections.abc import Callable, Coroutine
from typing import Any


def in_turn(work: Callable[[], Coroutine[Any, Any, object]]) -> Any:
    """The function itself, which `run_worker` then calls.

    A coroutine that is cancelled before it begins would be one that nobody awaited. Textual's types do not
    infer what such a function gives.
    """
    return work
