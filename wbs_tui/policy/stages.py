"""The stages of a case and the steps between them, each step with its roles and gates."""

from collections.abc import Iterable
from typing import Literal

from msgspec import field

from models.words.roles import Role
from models.words.stages import ENDED, Stage
from wbs_tui.policy.gates import Gate, GateRule
from wbs_tui.policy.parts import Broken, Label, Part, Text
from wbs_tui.text.catalogue import N_

WORKING_ROLES = frozenset({Role.OFFICER, Role.LEAD, Role.INSPECTOR})
"""Those who work cases; no other role may be named on an edge."""

By = Literal["advance", "merge", "unmerge", "refer", "reopen"]
"""The operation that takes the step: a case is merged only by merging, referred only by referring."""


class StageRule(Part, frozen=True, kw_only=True):
    """One stage as the screens show it. Its deadlines are in deadlines.toml."""

    id: Stage
    label: Label
    who: Label
    """Who works it."""
    document: Label | None = None
    """The document it produces, where there is one."""
    citation: Text


class Edge(Part, frozen=True, kw_only=True):
    """One step of the graph."""

    from_: Stage = field(name="from")
    to: Stage
    roles: tuple[Role, ...]
    """Who may take it."""
    propose_roles: tuple[Role, ...] = ()
    """Who may not decide but may propose it."""
    gates: tuple[Gate, ...] = ()
    by: By = "advance"
    enabled: bool = True

    @property
    def key(self) -> str:
        """How a message names this edge."""
        return f"edge[{self.from_}>{self.to}]"


class Stages(Part, frozen=True, kw_only=True):
    """stages.toml: the stages in their order, the graph, and the sentences of the gates."""

    version: Text
    citation: Text
    stage: tuple[StageRule, ...]
    edges: tuple[Edge, ...] = field(name="edge")
    gate: tuple[GateRule, ...]

    def edge(self, from_: str, to: str) -> Edge | None:
        """The step between two stages, None when the graph has none."""
        return next((edge for edge in self.next_from(from_) if edge.to == to), None)

    def next_from(self, stage: str) -> tuple[Edge, ...]:
        """Every enabled step out of a stage, in the order of the file."""
        return tuple(edge for edge in self.edges if edge.enabled and edge.from_ == stage)

    def rule(self, stage: str) -> StageRule:
        """The stage's entry; KeyError when there is no such stage."""
        return {rule.id: rule for rule in self.stage}[Stage(stage)]

    def gate_rule(self, gate: str) -> GateRule:
        """The gate's sentence and who is excused from it by a reason."""
        return {rule.id: rule for rule in self.gate}[Gate(gate)]

    def label(self, stage: str, language: str) -> str:
        """What the screen calls the stage; an unknown code stands for itself."""
        found = next((rule for rule in self.stage if rule.id == stage), None)
        return found.label.text(language) if found else stage

    def check(self) -> None:
        """Raise Broken when the graph cannot be worked."""
        _complete("stage", (rule.id for rule in self.stage), Stage)
        _complete("gate", (rule.id for rule in self.gate), Gate)
        for edge in self.edges:
            _check_edge(edge)
        self._check_ends()
        self._check_ways_back()

    def _check_ends(self) -> None:
        from_start = self._reachable(Stage.RECEIVED)
        if Stage.CLOSED not in from_start:
            raise Broken("edge", N_("tahap {stage} tidak dapat dicapai lagi"), {"stage": Stage.CLOSED})
        for stage in sorted(from_start - ENDED):
            if not self._reachable(stage) & {Stage.CLOSED, Stage.ARCHIVED}:
                raise Broken(
                    "edge", N_("dari tahap {stage} kasus tidak dapat diselesaikan"), {"stage": stage}
                )

    def _check_ways_back(self) -> None:
        for edge in self.edges:
            ends = edge.enabled and edge.to in {Stage.CLOSED, Stage.ARCHIVED}
            if ends and self.edge(edge.to, edge.from_) is None:
                raise Broken(
                    edge.key,
                    N_("tidak ada langkah membuka kembali dari {ended} ke {stage}"),
                    {"ended": edge.to, "stage": edge.from_},
                )

    def _reachable(self, start: Stage) -> set[Stage]:
        seen, waiting = {start}, [start]
        while waiting:
            steps = [e.to for e in self.next_from(waiting.pop()) if e.by not in {"reopen", "unmerge"}]
            new = set(steps) - seen
            seen |= new
            waiting.extend(new)
        return seen


def _complete(list_name: str, codes: Iterable[str], known: Iterable[str]) -> None:
    missing = set(known) - set(codes)
    if missing:
        raise Broken(list_name, N_("kode {codes} tidak ada"), {"codes": ", ".join(sorted(missing))})


def _check_edge(edge: Edge) -> None:
    strangers = {*edge.roles, *edge.propose_roles} - WORKING_ROLES
    if strangers:
        raise Broken(
            edge.key, N_("peran {roles} tidak mengerjakan kasus"), {"roles": ", ".join(sorted(strangers))}
        )
    if edge.enabled and not edge.roles:
        raise Broken(edge.key, N_("langkah ini tidak punya peran yang memutuskan"))
    if edge.by != _operation(edge):
        raise Broken(edge.key, N_("langkah ini hanya dapat melalui {by}"), {"by": _operation(edge)})


def _operation(edge: Edge) -> By:
    """What code owns: merging, referring and reopening are operations of their own."""
    if edge.from_ in {Stage.CLOSED, Stage.ARCHIVED}:
        return "reopen"
    if edge.from_ is Stage.MERGED:
        return "unmerge"
    into: dict[Stage, By] = {Stage.MERGED: "merge", Stage.REFERRED: "refer"}
    return into.get(edge.to, "advance")
