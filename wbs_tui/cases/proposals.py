"""Steps that were proposed and that nobody has decided yet."""

from typing import Any

from sqlalchemy import Connection, Row, select, text

from models.tables.cases import cases, transitions
from models.words.clock import nearest
from wbs_tui.cases.deciding import decides
from wbs_tui.cases.lookup import account_names, reads_own_only
from wbs_tui.cases.opening import Opener, untitled
from wbs_tui.cases.sealed import Headline, StepWords
from wbs_tui.cases.views import ProposalLine, ProposalView
from wbs_tui.cases.visibility import shown
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation

_OPEN = text(
    "SELECT t.id FROM transitions t WHERE t.proposed AND NOT EXISTS ("
    "SELECT 1 FROM transitions d WHERE d.case_id = t.case_id AND NOT d.proposed "
    "AND (d.at, d.id) > (t.at, t.id)) ORDER BY t.at, t.id"
)


def open_proposals(desk: Desk) -> tuple[ProposalLine, ...]:
    """The proposals of all cases that the account's role decides, oldest first. Raises NotPermitted."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        waiting = select(transitions).where(
            transitions.c.id.in_([row.id for row in connection.execute(_OPEN)])
        )
        rows = connection.execute(waiting.order_by(transitions.c.at, transitions.c.id)).all()
        return tuple(_lines(desk, connection, list(rows)))


def _decides(desk: Desk, connection: Connection, case: Row[Any], row: Row[Any]) -> bool:
    edge = desk.policy.stages.edge(row.from_stage, row.to_stage)
    return edge is not None and decides(desk, connection, case, edge)


def _lines(desk: Desk, connection: Connection, rows: list[Row[Any]]) -> list[ProposalLine]:
    of_these = cases.c.id.in_({row.case_id for row in rows})
    wanted = select(cases).where(of_these, shown(desk, connection))
    if reads_own_only(desk):
        wanted = wanted.where(cases.c.assigned_to == desk.actor.id)
    by_id = {case.id: case for case in connection.execute(wanted)}
    mine = [
        (case, row)
        for row in rows
        if (case := by_id.get(row.case_id)) is not None and _decides(desk, connection, case, row)
    ]
    opener = Opener(desk, connection)
    views = proposal_views(opener, [row for _case, row in mine])
    return [
        ProposalLine(case.register, _title(opener, case), case.stage, view)
        for (case, _row), view in zip(mine, views, strict=True)
    ]


def _title(opener: Opener, case: Row[Any]) -> str:
    return opener.show(cases.c.headline, case.id, case.headline, Headline, untitled).title


def undecided(steps: list[Row[Any]]) -> list[Row[Any]]:
    """Those proposals among a case's transitions (in order) that no decided step has followed."""
    decided = [number for number, step in enumerate(steps) if not step.proposed]
    return steps[decided[-1] + 1 :] if decided else steps


def proposal_views(opener: Opener, rows: list[Row[Any]]) -> list[ProposalView]:
    """The proposals with their words opened as far as the account may."""
    names = account_names(opener.connection)
    return [_view(row, opener, names) for row in rows]


def _view(row: Row[Any], opener: Opener, names: dict[str, str]) -> ProposalView:
    given = opener.show(
        transitions.c.reason, row.id, row.reason, StepWords, lambda said: StepWords(text=said)
    )
    return ProposalView(
        to_stage=row.to_stage,
        reason=given.text,
        at=nearest(row.at),
        account=names.get(row.account_id, ""),
        result=given.result,
        closure=given.closure,
        assign=names.get(given.assigned_to or ""),
    )
