"""The same act on several cases: each in a transaction of its own, each with its own outcome."""

from collections.abc import Callable, Collection

from wbs_tui.cases.views import Outcome
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.text.errors import Refused


def each(registers: Collection[str], act: Callable[[str], object]) -> tuple[Outcome, ...]:
    """Do it for every case; one that is refused does not hold up the rest. Raises NotPermitted."""
    return tuple(_outcome(register, act) for register in registers)


def _outcome(register: str, act: Callable[[str], object]) -> Outcome:
    try:
        act(register)
    except NotPermitted:
        raise
    except Refused as refused:
        return Outcome(register, refused.message)
    return Outcome(register, None)
