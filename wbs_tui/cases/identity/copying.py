"""What an officer copies from a case: whether it leads to a reporter, and the record of it."""

from models.tables.cases import disclosures
from wbs_tui.cases.disclosures import COPIED
from wbs_tui.cases.kinds import IDENTITY_COPIED
from wbs_tui.cases.lookup import find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.steps.work import work_on
from wbs_tui.cases.traces.findings import TypedIdentity, even_if_identity
from wbs_tui.cases.traces.typed_identity import refuse_typed_identity
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation


def looks_like_identity(desk: Desk, register: str, text: str) -> bool:
    """Whether a text holds what looks like a reporter of the case. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        try:
            refuse_typed_identity(Opener(desk, connection), case.id, Words(text=text))
        except TypedIdentity:
            return True
    return False


def note_copied(desk: Desk, register: str) -> None:
    """Record that the account copied what may lead to a reporter. Raises NotPermitted, NoSuchCase."""
    desk.require(Operation.CASE_READ)

    def note() -> None:
        with work_on(desk, register, IDENTITY_COPIED) as work:
            work.write(disclosures, {disclosures.c.reason: Words()}, what=COPIED)

    even_if_identity(note)()
