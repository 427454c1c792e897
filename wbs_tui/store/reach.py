"""Stores that are known to be out of reach: nobody waits for what cannot be, until they are found again.

Who asks a server behind a cut line waits for many seconds; the follower asks, and everybody else is told.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import Engine

from wbs_tui.text.errors import StoreTrouble

_lost: "WeakKeyDictionary[Engine, StoreTrouble]" = WeakKeyDictionary()


def lose(engine: Engine, trouble: StoreTrouble) -> None:
    """From now on whoever begins to read or write through this engine is told why it is in vain."""
    _lost[engine] = trouble
    engine.dispose()  # its connections lead where the store was


def find(engine: Engine) -> None:
    """The store is there again."""
    _lost.pop(engine, None)


def refuse_lost(engine: Engine) -> None:
    """Raise the trouble of a store that is out of reach."""
    trouble = _lost.get(engine)
    if trouble is not None:
        raise trouble.with_traceback(None)
