"""When a case is due: which of its clocks run, until which day, and which of them is the earliest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.words.stages import ENDED, Stage
from wbs_tui.policy.book import Policy
from wbs_tui.policy.clocks import ClockRule, Event, Unit
from wbs_tui.policy.parts import Label
from wbs_tui.policy.workdays import WorkingCalendar


@dataclass(frozen=True, slots=True)
class CaseMoments:
    """What the clocks of a case depend on. Every time is aware."""

    received_at: datetime
    """Arrival of the case's first report."""
    stage: str
    entered: Mapping[str, datetime]
    """The LATEST entry to each stage: who comes back to a stage has its time anew."""
    supervisory: str | None = None
    answered_at: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline that runs on a case. Dates are days in the office's zone."""

    id: str
    due: date
    starts: date
    event: Event
    days: int
    unit: Unit
    citation: str | Label
    label: Label
    after: Label | None = None


def clocks(moments: CaseMoments, policy: Policy, calendar: WorkingCalendar) -> tuple[Clock, ...]:
    """Every clock that runs, the earliest due date first. An unknown entry counts from the receipt."""
    if moments.ended or moments.stage in ENDED:
        return ()
    answered = moments.answered_at is not None
    running = [
        _clock(rule, moments, calendar)
        for rule in policy.deadlines.rules
        if rule.applies(moments.stage, moments.supervisory, answered)
    ]
    return tuple(sorted(running, key=lambda clock: clock.due))


def due(moments: CaseMoments, policy: Policy, calendar: WorkingCalendar) -> Clock | None:
    """The clock that runs out first; None when none runs."""
    return next(iter(clocks(moments, policy, calendar)), None)


def warning(clock: Clock, calendar: WorkingCalendar) -> str | None:
    """A sentence when the due date may still move because days off are not decreed yet."""
    return calendar.warning_for(clock.due) if clock.unit == "working" else None


def _clock(rule: ClockRule, moments: CaseMoments, calendar: WorkingCalendar) -> Clock:
    starts = calendar.local_date(_start(rule.starts, moments))
    if rule.unit == "working":
        due_on = calendar.add_working_days(starts, rule.days)
    else:
        due_on = starts + timedelta(days=rule.days)
    return Clock(
        rule.id, due_on, starts, rule.starts, rule.days, rule.unit, rule.citation, rule.label, rule.after
    )


def _start(event: Event, moments: CaseMoments) -> datetime:
    stage = {"stage_entered": moments.stage, "verification_entered": Stage.VERIFICATION}.get(event)
    return moments.received_at if stage is None else moments.entered.get(stage, moments.received_at)
