"""Synthetic cases for the demonstration, worked by its accounts through the services, day by day."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from models.words.outcomes import Closure, RecommendationStatus, Result
from models.words.reports import Reporter
from models.words.stages import Stage
from wbs_tui.cases.reading import detail
from wbs_tui.cases.steps import answers, classification, followup, notes, stages, verification
from wbs_tui.intake.manual import ManualEntry, from_form
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.demo_texts import ANSWER, MATTERS, NOTE, PLACES, RECOMMENDATIONS
from wbs_tui.text.formats import rupiah

OFFICER, LEAD, HEAD = "petugas", "irban", "inspektur"
_BEGUN = (Stage.VERIFICATION,)
_ORDERED = (*_BEGUN, Stage.DISPOSITION, Stage.ANALYSIS)
_EXAMINED = (*_ORDERED, Stage.EXAMINATION)
_REPORTED = (*_EXAMINED, Stage.AUDIT_REPORT, Stage.FOLLOW_UP)
_PATHS: tuple[tuple[int, tuple[Stage, ...]], ...] = (
    (4, ()),
    (6, _BEGUN),
    (3, (*_BEGUN, Stage.COMPLETION)),
    (3, (*_BEGUN, Stage.DISPOSITION)),
    (5, _ORDERED),
    (2, (*_ORDERED, Stage.CLARIFICATION)),
    (2, _EXAMINED),
    (3, _REPORTED),
    (2, (*_REPORTED, Stage.CLOSED)),
    (4, (*_BEGUN, Stage.ARCHIVED)),
)
"""How far cases have come, with weights near those that KPK reported for half of 2023."""
_STAYS = {
    Stage.RECEIVED: 0.4,
    Stage.VERIFICATION: 3.5,
    Stage.COMPLETION: 24,
    Stage.DISPOSITION: 2.5,
    Stage.ANALYSIS: 18,
    Stage.CLARIFICATION: 10,
    Stage.EXAMINATION: 20,
    Stage.AUDIT_REPORT: 5,
    Stage.FOLLOW_UP: 45,
    Stage.CLOSED: 20,
    Stage.ARCHIVED: 20,
}
"""Days that a case stays in a stage, about; most keep their deadlines."""
_DECIDED_BY_HEAD = {Stage.ANALYSIS, Stage.CLOSED, Stage.ARCHIVED}
_CHANNELS = ("telephone", "letter", "in_person", "complaint_box")


class DemoClock:
    """A clock that is set to the day on which something is said to have happened."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class _Desks:
    officer: Desk
    lead: Desk
    head: Desk

    def for_step(self, to: Stage) -> Desk:
        return self.head if to in _DECIDED_BY_HEAD else self.lead


Act = tuple[datetime, Callable[[], None]]


def add_cases(desks: dict[str, Desk], clock: DemoClock, count: int, until: datetime, seed: int = 1) -> None:
    """Add `count` cases that arrived in the months before `until`, each worked as far as its path goes.

    `desks` are those of OFFICER, LEAD and HEAD, all on `clock`.
    """
    chance = random.Random(seed)  # noqa: S311 - the same demonstration every time
    seats = _Desks(desks[OFFICER], desks[LEAD], desks[HEAD])
    lives = [_Life(seats, chance, until).acts() for _number in range(count)]
    for moment, act in sorted((act for life in lives for act in life), key=lambda each: each[0]):
        clock.now = moment
        act()


class _Life:
    """One case from its arrival to where it stands today."""

    def __init__(self, seats: _Desks, chance: random.Random, until: datetime) -> None:
        self._seats = seats
        self._chance = chance
        self._path = chance.choices([path for _weight, path in _PATHS], [weight for weight, _path in _PATHS])[
            0
        ]
        visited = (Stage.RECEIVED, *self._path)
        self._stays = [timedelta(days=_STAYS[stage] * chance.uniform(0.2, 1.7)) for stage in visited]
        self._start = until - sum(self._stays, timedelta())
        self._register = ""

    def acts(self) -> list[Act]:
        """What happens, and when."""
        return list(self._acts())

    def _acts(self) -> Iterator[Act]:
        moment = self._start
        yield moment, self._arrive
        for stage, stay in zip(self._path, self._stays, strict=False):
            moment += stay
            yield moment, self._step(stage)

    def _arrive(self) -> None:
        matter = self._chance.choice(MATTERS)
        blanks = {
            "place": self._chance.choice(PLACES),
            "amount": rupiah(
                self._chance.choice((50_000, 300_000, 15_000_000, 87_500_000, 460_000_000, 2_300_000_000))
            ),
            "year": self._chance.choice((2024, 2025, 2026)),
        }
        desk = self._seats.officer
        entry = ManualEntry(
            channel=self._chance.choice(_CHANNELS),
            received_at=desk.clock().astimezone(UTC),
            title=matter.title.format(**blanks),
            text=matter.text.format(**blanks),
            reporter=Reporter(name=f"Contoh {self._chance.randint(1, 9999)}", phone="0812-0000-0000"),
            entry_id=f"demo-{self._chance.getrandbits(64):016x}",
        )
        stored = record(desk, from_form(entry, desk.policy.limits.intake()))
        self._register = stored.register or ""

    def _step(self, stage: Stage) -> Callable[[], None]:
        before = {
            Stage.DISPOSITION: self._verify,
            Stage.CLARIFICATION: self._write_note,
            Stage.EXAMINATION: self._write_note,
        }
        after = {Stage.VERIFICATION: self._classify, Stage.FOLLOW_UP: self._recommend}

        def act() -> None:
            before.get(stage, _nothing)()
            if stage in (Stage.CLOSED, Stage.ARCHIVED):
                self._finish(stage)
            else:
                assignee = OFFICER if stage in (Stage.VERIFICATION, Stage.ANALYSIS) else None
                stages.advance(
                    self._seats.for_step(stage),
                    self._register,
                    stage,
                    "Sesuai hasil sebelumnya.",
                    assign=assignee,
                )
            after.get(stage, _nothing)()

        return act

    def _classify(self) -> None:
        classification.decide(self._seats.officer, self._register, classification.Decision())
        detail.mark_read(self._seats.officer, detail.load_case(self._seats.officer, self._register).id)

    def _verify(self) -> None:
        desk = self._seats.officer
        for item in verification.checklist(desk, self._register):
            if item.mandatory and item.answer is None:
                verification.answer_item(
                    desk, self._register, item.id, "yes", "Ada di laporan dan lampirannya."
                )

    def _write_note(self) -> None:
        notes.write_note(self._seats.lead, self._register, NOTE)

    def _recommend(self) -> None:
        for text in RECOMMENDATIONS[: self._chance.randint(1, 3)]:
            due = (self._seats.lead.clock() + timedelta(days=self._chance.randint(5, 60))).date()
            number = followup.add(self._seats.lead, self._register, text, due)
            if self._chance.random() < 0.4:
                followup.set_status(
                    self._seats.lead, self._register, number, RecommendationStatus.IN_PROGRESS, "Sebagian."
                )

    def _finish(self, stage: Stage) -> None:
        head = self._seats.head
        if stage is Stage.CLOSED:
            answers.answer(self._seats.officer, self._register, ANSWER)
            self._settle()
        closure = Closure.REPAYMENT if stage is Stage.CLOSED else Closure.INSUFFICIENT_EVIDENCE
        result = Result.PROVEN if stage is Stage.CLOSED else None
        stages.advance(head, self._register, stage, "Telah diperiksa.", result=result, closure=closure)

    def _settle(self) -> None:
        lead = self._seats.lead
        for number in range(1, len(RECOMMENDATIONS) + 1):
            try:
                followup.set_status(
                    lead, self._register, number, RecommendationStatus.DONE, "Bukti setor diterima."
                )
            except followup.NoSuchRecommendation:
                return


def _nothing() -> None:
    """Most steps need nothing besides themselves."""
