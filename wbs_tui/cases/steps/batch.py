"""The same act on several cases: each in a transaction of its own, each with its own outcome."""

from collections.abc import Callable, Collection

from wbs_tui.cases.steps.meanwhile import ChangedMeanwhile
from wbs_tui.cases.views import Outcome
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.text.errors import Refused


def each(registers: Collection[str], act: Callable[[str], object]) -> tuple[Outcome, ...]:
    """Do it for every case; one that is refused does not hold up the rest.

    Raises NotPermitted; for a case alone ChangedMeanwhile, because whoever changes one decides on the spot.
    """
    asks = (NotPermitted, ChangedMeanwhile) if len(registers) == 1 else (NotPermitted,)
    return tuple(_outcome(register, act, asks) for register in registers)


def _outcome(register: str, act: Callable[[str], object], passed_on: tuple[type[Refused], ...]) -> Outcome:
    try:
        act(register)
    except passed_on:
        raise
    except Refused as refused:
        return Outcome(register, refused.message)
    return Outcome(register, None)
