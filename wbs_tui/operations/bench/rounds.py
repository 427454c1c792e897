"""Our program and its peer, measured in turns: what the machine does meanwhile meets both."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Paired:
    """The rounds that count, in the unit of what was run."""

    ours: tuple[float, ...]
    peers: tuple[float, ...]

    @property
    def value(self) -> float:
        """Our median."""
        return median(self.ours)

    @property
    def peer_value(self) -> float:
        """The peer's median."""
        return median(self.peers)

    @property
    def ratio(self) -> float:
        """The median of the ratios of each round, not the ratio of the medians."""
        return median(ours / peer for ours, peer in zip(self.ours, self.peers, strict=True))


def paired(run_ours: Callable[[], float], run_peer: Callable[[], float], rounds: int) -> Paired:
    """Run both in turns, one round more than `rounds`: the first warms the caches and is dropped."""
    pairs = [(run_ours(), run_peer()) for _round in range(rounds + 1)][1:]
    if not pairs:
        raise ValueError("at least one round must count")
    return Paired(tuple(ours for ours, _peer in pairs), tuple(peer for _ours, peer in pairs))


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share (0 to 1) of the values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))]
