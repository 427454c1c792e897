"""One line of the inbox, and how a list asks for lines: pages by sort key, never by offset."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from models.words.exchange import ReferralState

Key = tuple[Any, ...]
"""A place in an order. Only the source that made it can read it."""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What a list shows of one case: never an identity."""

    id: str
    register: str
    title: str = field(repr=False)
    """Cleaned of everything a terminal would obey."""
    stage: str
    category: str
    severity: str
    jurisdiction: str
    received_at: datetime
    """UTC, aware."""
    due_at: datetime | None
    """UTC, aware; None when no clock runs."""
    overdue: bool
    assigned_to: str | None
    """Account name."""
    reports: int
    evidence: int
    unread: bool
    key: Key
    """Where the row stands in the order of the source that gave it."""
    restricted: bool = False
    """Whether only some of the office read it."""
    away: str = ""
    """The mark of the desk that has it along, such as `S2`; empty for a case that is nowhere else."""
    crossed: bool = False
    """Whether edits of two places crossed in it, and nobody has decided which stands."""


@dataclass(frozen=True, slots=True)
class ForeignRow(CaseRow):
    """What a list shows of another office's case, as its summary says; `title` is the office's name."""

    office: str = ""
    """Its code; empty for one that is not known."""
    result: str = ""
    """The code of its result, or of how it was closed."""
    result_kind: str = "result"
    """`result` or `closure`: where the label of the code stands."""
    shared: bool = False
    """Whether it is shared whole."""
    referral: ReferralState | None = None
    """What became of it, when it was handed to us; `unread` while it waits for an answer."""


@dataclass(frozen=True, slots=True)
class Page:
    """Neighbouring rows in the order of the list; fewer than asked for means that the list ends there."""

    rows: tuple[CaseRow, ...]


class RowSource(Protocol):
    """An ordered, filtered list of cases. Every page stands in the list's order, `before` and `last` too.

    `count`, and `anchors` where there is one, are called in a thread of their own; the rest in the screen's.
    """

    def first(self, n: int) -> Page:
        """The first `n` rows."""
        ...

    def last(self, n: int) -> Page:
        """The last `n` rows."""
        ...

    def after(self, key: Key, n: int) -> Page:
        """The `n` rows that follow the place `key`, whether or not a row still stands there."""
        ...

    def before(self, key: Key, n: int) -> Page:
        """The `n` rows that end just before the place `key`."""
        ...

    def count(self) -> int:
        """How many rows there are."""
        ...


@runtime_checkable
class FindsRows(Protocol):
    """A source that can say where a case stands now, so that a list follows a case whose key has changed."""

    def find(self, case_id: str) -> CaseRow | None:
        """The case's row with its key of now; None when the list does not hold it."""
        ...


@runtime_checkable
class HasAnchors(Protocol):
    """A source that can give places at even distances, so that a list can jump into its middle."""

    def anchors(self, every: int, cancelled: Callable[[], bool]) -> Sequence[Key]:
        """The keys of the rows number 0, `every`, 2 * `every`, ...; may stop early when `cancelled()`."""
        ...
