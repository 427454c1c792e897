"""The answer to the reporter: recorded with its words; it stops the clock that runs until he has one."""

from sqlalchemy import select

from models.tables.cases import answers
from wbs_tui.cases import words
from wbs_tui.cases.kinds import ANSWERED
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class NoSuchAnswer(Refused):
    """The answer to be corrected is not of this case."""

    def __init__(self) -> None:
        super().__init__(_("Jawaban yang dikoreksi tidak ada pada kasus ini, atau sudah dikoreksi."))


def answer(desk: Desk, register: str, body: str, corrects: str | None = None) -> str:
    """Record an answer that was given to the reporter; gives its id.

    Raises NotPermitted, NoSuchCase, NothingWritten, TooLong, NoSuchAnswer.
    """
    desk.require(Operation.CASE_ANSWER)
    text = words.body(desk, body)
    with work_on(desk, register, ANSWERED) as work:
        if corrects is not None:
            _check_corrects(work, corrects)
        row_id = work.write(answers, {answers.c.body: Words(text=text)}, corrects=corrects)
        if work.case.answered_at is None:
            work.update_case(answered_at=work.change.at)
        return row_id


def _check_corrects(work: Work, answer_id: str) -> None:
    of_case = select(answers.c.id, answers.c.corrects).where(answers.c.case_id == work.case.id)
    known = work.connection.execute(of_case).all()
    if answer_id not in {row.id for row in known} or answer_id in {row.corrects for row in known}:
        raise NoSuchAnswer
