"""How long an ended case is kept, and what stands in the way of destroying it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, recommendations, transitions
from models.words.clock import from_millis, nearest, to_millis
from wbs_tui.cases.deciding import stands_in
from wbs_tui.cases.destroyed import still_there
from wbs_tui.cases.due import OPEN_STATUSES
from wbs_tui.cases.kept.holds import HoldView, hold_views, standing
from wbs_tui.cases.lookup import account_names, find, reads_own_only
from wbs_tui.cases.opening import Opener, untitled
from wbs_tui.cases.parts import rows_of
from wbs_tui.cases.proposals import undecided
from wbs_tui.cases.sealed import Headline
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.parts import cited
from wbs_tui.policy.retention import TermRule
from wbs_tui.policy.workdays import due_at
from wbs_tui.text.catalogue import _, language, n_
from wbs_tui.text.formats import date_long

_MOST = 1000
_LEAP = 29


@dataclass(frozen=True, slots=True)
class RetentionView:
    """How long a case is kept."""

    register: str
    term_ends_at: datetime | None
    """The last moment of its term, in UTC; None while it is at work."""
    term: str
    """The name of the policy's rule, its years and where it comes from; empty while the case is at work."""
    holds: tuple[HoldView, ...]
    """Oldest first, lifted ones too."""
    may_destroy: bool
    """Whether the account at the desk may destroy it now."""
    why_not: tuple[str, ...]
    """A sentence for each thing that stands in the way."""


def retention_of(desk: Desk, register: str) -> RetentionView:
    """The case's term and holds. Raises NotPermitted, NoSuchCase, CaseDestroyed."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        ends_at = term_ends_at(desk, case)
        found = tuple(obstacles(desk, connection, case))
        return RetentionView(
            register=case.register,
            term_ends_at=ends_at,
            term=_told(_rule(desk, case)) if ends_at else "",
            holds=hold_views(Opener(desk, connection), case.id, account_names(connection)),
            may_destroy=not found and may_end(desk, connection, case),
            why_not=found,
        )


def may_end(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether the account is who destroys this case: the Inspektur, or who decides where he is kept out."""
    return desk.may(Operation.CASE_DESTROY) or stands_in(desk, connection, case)


def _told(rule: TermRule) -> str:
    return n_("{label}: {years} tahun ({citation})", rule.years).format(
        label=rule.label.text(language()), years=rule.years, citation=cited(rule.citation, language())
    )


def _rule(desk: Desk, case: Row[Any]) -> TermRule:
    return desk.policy.retention.term(case.stage, case.closure, case.result)


def term_ends_at(desk: Desk, case: Row[Any]) -> datetime | None:
    """The last moment of an ended case's term; a report that joined later begins it anew."""
    if case.ended_at is None:
        return None
    ended = desk.calendar.local_date(nearest(max(case.ended_at, case.last_report_at)))
    return due_at(years_later(ended, _rule(desk, case).years), desk.office.zone)


def years_later(day: date, years: int) -> date:
    """The same day of a later year; 29 February ends with the day before 1 March."""
    last = day.replace(day=28) if (day.month, day.day) == (2, _LEAP) else day
    return last.replace(year=day.year + years)


def obstacles(desk: Desk, connection: Connection, case: Row[Any]) -> Iterator[str]:
    """What stands in the way of destroying the case, a sentence each, whoever asks."""
    ends_at = term_ends_at(desk, case)
    if ends_at is None:
        yield _("Kasus belum berakhir.")
        return
    if ends_at >= from_millis(desk.now()):
        day = date_long(desk.calendar.local_date(ends_at))
        yield _("Masa simpan kasus berlaku sampai {day}.").format(day=day)
    if standing(connection, case.id):
        yield _("Pemusnahan kasus ditahan; cabut penahanannya lebih dahulu.")
    if _has_open_recommendations(connection, case.id):
        yield _("Masih ada rekomendasi yang terbuka.")
    if undecided(rows_of(connection, transitions, case.id)):
        yield _("Masih ada usulan yang belum diputus.")


def _has_open_recommendations(connection: Connection, case_id: str) -> bool:
    query = select(recommendations.c.id).where(
        recommendations.c.case_id == case_id, recommendations.c.status.in_(OPEN_STATUSES)
    )
    return connection.execute(query.limit(1)).first() is not None


@dataclass(frozen=True, slots=True)
class PastTermLine:
    """A case whose term is over."""

    case_id: str
    register: str
    title: str
    ended_at: datetime
    term_ends_at: datetime
    held: bool
    """Whether a hold keeps it."""


def past_term(desk: Desk, limit: int = _MOST) -> tuple[PastTermLine, ...]:
    """The account's ended cases whose term is over and that are still there, the oldest received first.

    Raises NotPermitted.
    """
    desk.require(Operation.CASE_HOLD)
    with desk.reading() as connection:
        rows = _over(desk, connection, limit)
        opener = Opener(desk, connection)
        opener.fetch(row.headline for row in rows)
        return tuple(_line(desk, opener, row) for row in rows)


def _over(desk: Desk, connection: Connection, limit: int) -> list[Row[Any]]:
    """A case is not ended before it is received, so the index of receipts passes over the younger ones."""
    years = desk.policy.retention.shortest
    latest = to_millis(desk.clock() - timedelta(days=365 * years))
    query = select(cases).where(
        cases.c.received_at <= latest,
        cases.c.ended_at <= latest,
        still_there(cases.c.id),
        shown(desk, connection),
    )
    if reads_own_only(desk):
        query = query.where(cases.c.assigned_to == desk.actor.id)
    now = from_millis(desk.now())
    found: list[Row[Any]] = []
    for row in connection.execute(query.order_by(cases.c.received_at, cases.c.id)):
        ends_at = term_ends_at(desk, row)
        if ends_at is not None and ends_at < now:
            found.append(row)
        if len(found) == limit:
            break
    return found


def _line(desk: Desk, opener: Opener, row: Row[Any]) -> PastTermLine:
    headline = opener.show(cases.c.headline, row.id, row.headline, Headline, untitled)
    ends_at = term_ends_at(desk, row)
    assert ends_at is not None  # noqa: S101 - of ended cases only
    return PastTermLine(
        case_id=row.id,
        register=row.register,
        title=headline.title,
        ended_at=nearest(row.ended_at),
        term_ends_at=ends_at,
        held=standing(opener.connection, row.id),
    )
