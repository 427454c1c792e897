"""What an act of the role table is: who may do it, and how everybody else is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.roles.seats import SEATS, Office
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.journal.desk import Desk, NotPermitted
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.store.closed import NotLetIn
from wbs_tui.store.location import StoreLocation

ADMIN, OFFICER, GRANTED, OUT, RECUSED, LEAD, HEAD, COVER, AUDITOR, MONITOR = SEATS
EVERYBODY = frozenset(SEATS)
WORK = frozenset({OFFICER, GRANTED, OUT, RECUSED, LEAD, HEAD, COVER})
"""Those whose role works cases, let in or not."""
READ = WORK | {AUDITOR}
LEADERS = frozenset({LEAD, HEAD, COVER})
HEADS = frozenset({HEAD, COVER})
SEES_ACCOUNTS = HEADS | {ADMIN, AUDITOR}
HOLD_IDENTITY = frozenset({GRANTED, HEAD, COVER})
ONLY_HEAD = frozenset({HEAD})
ONLY_ADMIN = frozenset({ADMIN})


@dataclass(frozen=True)
class Tried:
    """What an act is tried on."""

    office: Office
    location: StoreLocation
    folder: Path
    """Where what comes out of it may go."""


Run = Callable[[Desk, Tried], Any]


@dataclass(frozen=True)
class Act:
    """One thing that can be done, and who may."""

    name: str
    run: Run
    roles: frozenset[str]
    """The seats whose role may; every other is refused with NotPermitted."""
    services: tuple[Callable[..., Any], ...] = ()
    operations: tuple[Op, ...] = ()
    refused: Mapping[str, type[Exception]] = field(default_factory=dict)
    """Who is refused although the role may, and how."""

    def expected(self, seat: str) -> type[Exception] | None:
        """What the seat meets; None when it may."""
        return self.refused.get(seat) if seat in self.roles else self.refused.get(seat, NotPermitted)


NOT_IN = {OUT: NotLetIn}
"""Any case: who is not let in."""
ON_IT = {OUT: NotLetIn, RECUSED: NoSuchCase}
"""The case at work: who has recused himself besides."""
NO_GRANT = {OFFICER: NoIdentityGrant, LEAD: NoIdentityGrant}
