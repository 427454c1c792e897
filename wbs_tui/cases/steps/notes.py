"""Notes: what officers write about a case. A wrong one is corrected by a new one that names it."""

from sqlalchemy import select

from models.tables.cases import notes
from models.words.clock import from_millis
from wbs_tui.cases import words
from wbs_tui.cases.kinds import NOTE_WRITTEN
from wbs_tui.cases.lookup import find
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.text.formats import date_long

ANALYSIS = "analysis"
PLAIN = "note"


class NoSuchNote(Refused):
    """The note to be corrected is not of this case, or has been corrected already."""

    def __init__(self) -> None:
        super().__init__(_("Catatan yang dikoreksi tidak ada pada kasus ini, atau sudah dikoreksi."))


def write_note(
    desk: Desk, register: str, body: str, kind: str = ANALYSIS, corrects: str | None = None
) -> str:
    """Record a note, which may correct an earlier one; gives its id.

    Raises NotPermitted, NoSuchCase, NothingWritten, TooLong, UnknownCode, NoSuchNote.
    """
    desk.require(Operation.CASE_NOTE)
    words.checked_code(desk, "note_kind", kind)
    text = words.body(desk, body)
    with work_on(desk, register, NOTE_WRITTEN) as work:
        if corrects is not None:
            _check_corrects(work, corrects)
        return work.write(notes, {notes.c.body: Words(text=text)}, kind=kind, corrects=corrects)


def _check_corrects(work: Work, note_id: str) -> None:
    of_case = select(notes.c.id, notes.c.corrects).where(notes.c.case_id == work.case.id)
    known = work.connection.execute(of_case).all()
    if note_id not in {row.id for row in known} or note_id in {row.corrects for row in known}:
        raise NoSuchNote


def template(desk: Desk, language: str, register: str = "", kind: str = ANALYSIS) -> str:
    """The Markdown that a new note of this kind begins with, in `id` or `en`; empty when it has none."""
    today = desk.calendar.local_date(from_millis(desk.now()))
    return desk.policy.templates.note_text(kind, language, register, date_long(today))


def suggested_kind(desk: Desk, register: str) -> str:
    """The kind of note that the case's stage asks for first. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        return desk.policy.templates.note_kind_for(find(desk, connection, register).stage)
