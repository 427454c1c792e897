"""What every part of the hub works with: database, clock, limits, who asks, and how it says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import Engine

from models.words.clock import Clock, to_millis
from wbs_tui.hub.limits import Limits
from wbs_tui.sync.protocol import Problem, SignedRecord

DAY = 86_400_000
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub's database and rules."""

    engine: Engine
    clock: Clock
    limits: Limits

    def now(self) -> int:
        """UTC milliseconds."""
        return to_millis(self.clock())


@dataclass(frozen=True, slots=True)
class Caller:
    """The station that signed a request, and the office that its newest record makes it one of."""

    station: str
    sign: bytes
    office: str
    code: str
    kind: str
    home: str

    def boxes(self) -> tuple[str, ...]:
        """The `to_station` of the parcels that are for it."""
        return ("", self.station) if self.station == self.home else (self.station,)


class Rejected(Exception):
    """A request that is refused: the answer's status and problem."""

    def __init__(
        self,
        status: int,
        code: str,
        retry_after: int | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        records: tuple[tuple[int, SignedRecord], ...] = (),
    ) -> None:
        super().__init__(code)
        self.status = status
        self.headers = headers
        self.problem = Problem(code=code, retry_after=retry_after, records=records)


def malformed(status: int = 400) -> Rejected:
    """It is not as docs/protocol.md says."""
    return Rejected(status, "malformed")


def not_found() -> Rejected:
    """There is no such thing for this office."""
    return Rejected(404, "not_found")


def too_many(seconds: int) -> Rejected:
    """An allowance is used up."""
    return Rejected(429, "too_many", seconds)


def busy(seconds: int = 2) -> Rejected:
    """Not now."""
    return Rejected(503, "busy", seconds)
