"""What a benchmark says: a value, the peer's in the same run, and whether the budget holds."""

import msgspec

from wbs_tui.operations.bench.rounds import Paired
from wbs_tui.text.catalogue import _


class Measure(msgspec.Struct, frozen=True):
    """One line of `wbs bench --json`.

    `budget` limits `ratio` when it ends in x, else `value`; `met` is None where nothing was compared.
    """

    name: str
    value: float
    unit: str
    peer: str | None = None
    """The peer's name, said also when it is not installed."""
    peer_value: float | None = None
    ratio: float | None = None
    budget: str | None = None
    met: bool | None = None


def beside(name: str, unit: str, peer: str, runs: Paired, *, most: float) -> Measure:
    """A measure that may be at most `most` times the peer's."""
    return Measure(
        name, runs.value, unit, peer, runs.peer_value, runs.ratio, f"<= {most:g}x", runs.ratio <= most
    )


def at_least(name: str, unit: str, peer: str, runs: Paired, *, least: float) -> Measure:
    """A measure, such as a rate, that must be at least `least` times the peer's."""
    return Measure(
        name, runs.value, unit, peer, runs.peer_value, runs.ratio, f">= {least:g}x", runs.ratio >= least
    )


def alone(
    name: str, value: float, unit: str, *, most: float | None = None, least: float | None = None
) -> Measure:
    """A measure without a peer, limited where `most` or `least` is given."""
    if most is not None:
        return Measure(name, value, unit, budget=f"<= {most:g} {unit}", met=value <= most)
    if least is not None:
        return Measure(name, value, unit, budget=f">= {least:g} {unit}", met=value >= least)
    return Measure(name, value, unit)


def rate(name: str, runs: Paired, peer: str, *, least: float) -> Measure:
    """A rate that must reach `least` a second; the peer's, where there is one, is told beside it."""
    budget, met = f">= {least:g} /s", runs.value >= least
    if not runs.peers:
        return Measure(name, runs.value, "/s", peer=_absent(peer), budget=budget, met=met)
    return Measure(name, runs.value, "/s", peer, runs.peer_value, runs.ratio, budget, met)


def within(name: str, value: float, unit: str, peer: str, theirs: float | None, *, most: float) -> Measure:
    """A measure that is limited by itself; the peer's, where there is one, is told beside it."""
    budget, met = f"<= {most:g} {unit}", value <= most
    if theirs is None:
        return Measure(name, value, unit, peer=_absent(peer), budget=budget, met=met)
    return Measure(name, value, unit, peer, theirs, value / theirs, budget, met)


def without_peer(name: str, value: float, unit: str, peer: str, budget: str) -> Measure:
    """A measure whose peer is not installed: nothing is compared and nothing is claimed."""
    return Measure(name, value, unit, peer=_absent(peer), budget=budget)


def _absent(peer: str) -> str:
    return _("{name} (tidak terpasang)").format(name=peer)


def as_json(measures: list[Measure]) -> bytes:
    """One JSON document."""
    return msgspec.json.format(msgspec.json.encode(measures), indent=2)


def as_text(measures: list[Measure]) -> str:
    """One line per measure, for eyes."""
    return "\n".join(_line(measure) for measure in measures)


def _line(measure: Measure) -> str:
    verdict = {True: _("terpenuhi"), False: _("TIDAK terpenuhi"), None: "-"}[measure.met]
    peer = measure.peer or ""
    if measure.peer_value is not None and measure.ratio is not None:
        peer += f" {measure.peer_value:.1f} {measure.unit}, {measure.ratio:.2f}x"
    return (
        f"{measure.name}: {measure.value:.1f} {measure.unit} | {peer} | {measure.budget or '-'} | {verdict}"
    )
