"""The verification checklist of a case: its items, the answers that stand, and new answers."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import checklist_answers
from models.words.clock import nearest
from models.words.outcomes import ChecklistAnswer
from wbs_tui.cases import words
from wbs_tui.cases.kinds import CHECKLIST_ANSWERED
from wbs_tui.cases.lookup import account_names, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.meanwhile import Compared, Shown, changed_by, has_changed
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.views import ChecklistItemView, EarlierAnswerView
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.checklist import Item
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused


class MayNotWaive(Refused):
    """The account's role may not waive the item."""

    def __init__(self, desk: Desk, item: Item) -> None:
        roles = ", ".join(desk.policy.label("role", role, language()) for role in item.waived_by)
        super().__init__(
            _("Butir {label} hanya boleh dikesampingkan oleh: {roles}.").format(
                label=item.label.text(language()), roles=roles
            )
        )


def checklist(desk: Desk, register: str) -> tuple[ChecklistItemView, ...]:
    """Every item the office asks, with the answer that stands. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        return items_of(Opener(desk, connection), find(desk, connection, register))


def answer_item(
    desk: Desk, register: str, item: str, answer: str, note: str = "", shown: Shown | None = None
) -> str:
    """Record an answer, which stands from now on; the earlier one is named and stays. Gives the row's id.

    `shown` names the answer (a row) that the officer saw. Raises NotPermitted, NoSuchCase, UnknownCode,
    MayNotWaive, ReasonMissing (waived without one), TooLong, ChangedMeanwhile.
    """
    desk.require(Operation.CASE_VERIFY)
    asked = _asked(desk, item)
    given = ChecklistAnswer(words.checked_code(desk, "checklist_answer", answer))
    if given is ChecklistAnswer.WAIVED and not desk.policy.checklist.may_waive(item, desk.actor.role):
        raise MayNotWaive(desk, asked)
    waives = given is ChecklistAnswer.WAIVED
    written = words.required_reason(desk, note) if waives else words.reason(desk, note)
    with work_on(desk, register, CHECKLIST_ANSWERED) as work:
        earlier = answer_rows(work.connection, work.case.id)[item]
        if earlier and has_changed(shown, earlier[-1].id):
            _refuse_changed(work, asked, earlier, shown, (given, written))
        return work.write(
            checklist_answers,
            {checklist_answers.c.note: Words(text=written)},
            item=item,
            answer=given,
            corrects=earlier[-1].id if earlier else None,
        )


def answer_again(work: Work, row_id: str) -> str:
    """Let an earlier answer to an item stand from now on; gives the new row's id."""
    of_case = (checklist_answers.c.case_id == work.case.id) & (checklist_answers.c.id == row_id)
    row = work.connection.execute(select(checklist_answers).where(of_case)).one()
    said = work.opener.must_open(checklist_answers.c.note, row.id, row.note, Words)
    return work.write(
        checklist_answers,
        {checklist_answers.c.note: said},
        item=row.item,
        answer=row.answer,
        corrects=answer_rows(work.connection, work.case.id)[row.item][-1].id,
    )


def _refuse_changed(
    work: Work, item: Item, rows: list[Row[Any]], shown: Shown | None, mine: tuple[ChecklistAnswer, str]
) -> None:
    """Raise ChangedMeanwhile unless the answer that stands says the same as mine."""
    known = {row.id: _said(work, row) for row in rows}
    seen = known.get(shown.mark if shown else None, ("", ""))
    standing = known[rows[-1].id]
    label = work.desk.policy.label("checklist_answer", mine[0], language())
    values = (
        Compared(_("jawaban"), seen[0], standing[0], label),
        Compared(_("catatan"), seen[1], standing[1], mine[1]),
    )
    what = _("butir {label}").format(label=item.label.text(language()))
    changed_by(work.desk, work.connection, rows[-1], what, values, rows[-1].id)


def _said(work: Work, row: Row[Any]) -> tuple[str, str]:
    """An answer as it is read, and its note."""
    label = work.desk.policy.label("checklist_answer", row.answer, language())
    return label, _note(work.opener, row)


def _asked(desk: Desk, item: str) -> Item:
    found = desk.policy.checklist.item(item)
    if found is None:
        raise words.UnknownCode(item, tuple(known.id for known in desk.policy.checklist.items()))
    return found


def answer_rows(connection: Connection, case_id: str) -> dict[str, list[Row[Any]]]:
    """Every answer by item, oldest first; an item without one has an empty list."""
    query = select(checklist_answers).where(checklist_answers.c.case_id == case_id)
    ordered = query.order_by(checklist_answers.c.at, checklist_answers.c.id)
    by_item: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(ordered):
        by_item[row.item].append(row)
    return by_item


def unanswered(desk: Desk, connection: Connection, case: Row[Any]) -> tuple[Item, ...]:
    """The mandatory items, under the case's identity policy, that have no answer yet."""
    given = {
        item: ChecklistAnswer(rows[-1].answer) for item, rows in answer_rows(connection, case.id).items()
    }
    return desk.policy.checklist.unanswered(given, case.identity_policy)


def items_of(opener: Opener, case: Row[Any]) -> tuple[ChecklistItemView, ...]:
    """The checklist of a case that was found."""
    policy = opener.desk.policy.checklist
    answers = answer_rows(opener.connection, case.id)
    opener.fetch(row.note for rows in answers.values() for row in rows)
    names = account_names(opener.connection)
    mandatory = {item.id for item in policy.mandatory(case.identity_policy)}
    groups = {group.id: group.label.text(language()) for group in policy.group}
    return tuple(
        _item_view(opener, item, groups[item.group], item.id in mandatory, answers[item.id], names)
        for item in policy.items()
    )


def _item_view(
    opener: Opener, item: Item, group: str, mandatory: bool, answers: list[Row[Any]], names: dict[str, str]
) -> ChecklistItemView:
    latest = answers[-1] if answers else None
    return ChecklistItemView(
        id=item.id,
        group=group,
        label=item.label.text(language()),
        hint=item.hint.text(language()),
        mandatory=mandatory,
        may_waive=opener.desk.actor.role in item.waived_by,
        answer=None if latest is None else ChecklistAnswer(latest.answer),
        note="" if latest is None else _note(opener, latest),
        at=None if latest is None else nearest(latest.at),
        account=None if latest is None else names.get(latest.account_id, ""),
        earlier=max(0, len(answers) - 1),
        corrected=tuple(_earlier(opener, row, names) for row in answers[:-1]),
        answer_id=None if latest is None else latest.id,
    )


def _earlier(opener: Opener, row: Row[Any], names: dict[str, str]) -> EarlierAnswerView:
    return EarlierAnswerView(
        ChecklistAnswer(row.answer), _note(opener, row), nearest(row.at), names.get(row.account_id, "")
    )


def _note(opener: Opener, answer: Row[Any]) -> str:
    return opener.show(
        checklist_answers.c.note, answer.id, answer.note, Words, lambda said: Words(text=said)
    ).text
