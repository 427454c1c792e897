"""To whom a case was handed over (pelimpahan), with which letter, and what is known of it since."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, transitions
from models.tables.exchange import referrals
from models.words.clock import nearest
from models.words.exchange import ReferralState
from models.words.stages import ENDED, Stage
from wbs_tui.cases.from_offices import is_late, office_names
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import StepWords
from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import _


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The last time that a case was handed over. Times in UTC."""

    to: str = field(repr=False)
    """The name of who got it; empty where this account cannot read it."""
    letter: str = field(repr=False)
    """The number of the letter; empty where none was given."""
    at: datetime
    state: ReferralState | None
    """None: it went by letter alone, to an institution that is not connected; no answer comes by itself."""
    answered_at: datetime | None = None
    register: str = ""
    """Its number there; empty until it is taken."""
    stage: str = ""
    """Where it stands there, as far as it was told."""
    late: bool = False
    """Whether it waits for an answer longer than the policy bears."""


def handed_over(opener: Opener, case: Row[Any], steps: Sequence[Row[Any]]) -> HandedOver | None:
    """Of a case that is with another, or was closed there; `steps` are its transitions, oldest first."""
    decided = [step for step in steps if not step.proposed]
    closed_there = case.stage in ENDED and bool(decided) and decided[-1].from_stage == Stage.REFERRED
    if case.stage != Stage.REFERRED and not closed_there:
        return None
    went = [step for step in decided if step.to_stage == Stage.REFERRED and step.from_stage not in ENDED]
    return _told(opener, case, went[-1]) if went else None


def handed_over_many(desk: Desk, registers: Collection[str]) -> Mapping[str, HandedOver]:
    """The same of several cases that are handed over now, by register number."""
    if not registers:
        return {}
    with desk.reading() as connection:
        opener, found = Opener(desk, connection), {}
        for case in connection.execute(select(cases).where(cases.c.register.in_(sorted(registers)))):
            told = handed_over(opener, case, _steps(connection, case.id))
            if told is not None:
                found[case.register] = told
        return found


def _steps(connection: Connection, case_id: str) -> list[Row[Any]]:
    of_case = select(transitions).where(transitions.c.case_id == case_id)
    return list(connection.execute(of_case.order_by(transitions.c.at, transitions.c.id)))


def _told(opener: Opener, case: Row[Any], step: Row[Any]) -> HandedOver:
    said = opener.show(transitions.c.reason, step.id, step.reason, StepWords, lambda _said: StepWords())
    newest = select(referrals).where(referrals.c.case_id == case.id, referrals.c.at >= step.at)
    row = opener.connection.execute(newest.order_by(referrals.c.at.desc()).limit(1)).first()
    if row is None:
        return HandedOver(said.handed_to, said.letter, nearest(step.at), None)
    return HandedOver(
        to=office_names(opener.connection).get(row.office_id, ("", ""))[1],
        letter=said.letter,
        at=nearest(row.at),
        state=ReferralState(row.state),
        answered_at=None if row.answered_at is None else nearest(row.answered_at),
        register=row.register or "",
        stage=row.stage or "",
        late=is_late(opener.desk, row),
    )


Day = Callable[[datetime], str]
"""A day as the office writes it."""


def whereabouts(told: HandedOver, day: Day, stage: Callable[[str], str]) -> str:
    """What is known since, to whom and when it went, and with which letter, on one line."""
    since = since_then(told, day, stage)
    if told.state is None or not told.letter:
        return since
    return f"{since} · {_('surat {letter}').format(letter=told.letter)}"


def since_then(told: HandedOver, day: Day, stage: Callable[[str], str]) -> str:
    """What the receiver has made of it, and what that leaves to do here."""
    to = told.to or "-"
    if told.state is None:
        said = _("{office}, surat {letter} {day}; jawabannya datang dengan surat")
        return said.format(office=to, letter=told.letter, day=day(told.at))
    if told.state is ReferralState.WAITING:
        late = _("!{office} belum menjawab sejak {day}; hubungi instansinya")
        waits = _("menunggu jawaban {office} sejak {day}")
        return (late if told.late else waits).format(office=to, day=day(told.at))
    if told.state is ReferralState.DECLINED:
        said = _("ditolak {office} {day}: putuskan langkah berikutnya")
        return said.format(office=to, day=day(told.answered_at or told.at))
    there = f"{told.register}, {stage(told.stage)}" if told.stage else told.register
    return _("diterima {office}, di sana {where}").format(office=to, where=there)
