"""One run of the office's adapter: answers in, then the cases that have changed out.

The journal says what leaves before it leaves. A run that is cut off says it again and hands it over again;
an answer has the same id each time, so it is taken in once.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection, select

from models.tables.cases import destructions, disclosures
from models.tables.exchange import foreign_cases, messages
from models.tables.journal import journal
from models.words.clock import from_millis
from models.words.exchange import MessageKind
from wbs_tui.cases.destroyed import destroyed_among
from wbs_tui.cases.disclosures import EXPORT
from wbs_tui.cases.from_offices import office_names
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.sync.adapters.choosing import NoAdapter, adapter_in_force, required_adapter
from wbs_tui.sync.adapters.documents import (
    Adapter,
    AdapterTrouble,
    Answer,
    CaseDocument,
    FileDocument,
    OfOffice,
    RemarkDocument,
    TextDocument,
)
from wbs_tui.sync.errors import NotConfirmed
from wbs_tui.sync.foreign_cases.foreign_views import ForeignCaseView, view_of
from wbs_tui.sync.kinds import ADAPTER_WROTE
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.outgoing.following import newest_revision
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.talks.remarks import RemarkView, foreign_remarks, write_foreign_remark
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.tokens import token

Document = TypeVar("Document", FileDocument, RemarkDocument)
_BATCH = 500
_NEEDS = (Operation.EXCHANGE_SYNC, Operation.MONITOR_READ, Operation.CASE_COMMENT)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run came to."""

    delivered: int
    """Cases that the system was handed as they are now."""
    taken: int
    """Answers that were taken in and wait to be sent."""
    refused: int
    """Answers that were none, or about nothing that is here; the reason lies beside each."""
    waiting: int
    """Answers to an office that nobody has confirmed."""


def run_adapter(desk: Desk) -> Ran:
    """Take in the system's answers and hand over what has changed since the last run.

    Raises NotPermitted, NotLetIn, NoAdapter, AdapterTrouble.
    """
    for operation in _NEEDS:
        desk.require(operation)
    with desk.reading() as connection:
        decision_id, decision = required_adapter(desk, connection)
    if not decision.is_here:
        raise NoAdapter(_("Adaptor berjalan di komputer {name}.").format(name=decision.computer))
    adapter = decision.connect()
    taken, refused, waiting = _take_answers(desk, adapter)
    return Ran(_deliver(desk, adapter, decision_id), taken, refused, waiting)


def adapter_within_exchange(desk: Desk) -> Iterator[str]:
    """The run that belongs to each exchange of an office that has decided so; sentences for officers."""
    if not all(map(desk.may, _NEEDS)) or not desk.keyring.may_open(OFFICE):
        return
    with desk.reading() as connection:
        decided = adapter_in_force(desk, connection)
    if decided is None or not decided[1].is_here:
        return
    try:
        ran = run_adapter(desk)
    except (NoAdapter, AdapterTrouble) as error:
        yield error.message
        return
    if ran.refused:
        yield _("Adaptor menolak {count} jawaban; alasannya di folder refused.").format(count=ran.refused)


def _take_answers(desk: Desk, adapter: Adapter) -> tuple[int, int, int]:
    taken = refused = waiting = 0
    for answer in adapter.answers():
        try:
            _take(desk, answer)
        except NotConfirmed:  # it stays where it is, until a person has compared the fingerprint
            waiting += 1
        except Refused as error:
            adapter.settle(answer, error.message)
            refused += 1
        else:
            adapter.settle(answer)
            taken += 1
    return taken, refused, waiting


def _take(desk: Desk, answer: Answer) -> None:
    by = clean(answer.by, single_line=True).strip()
    if not by:  # it would be read as the account's own
        raise Refused(_("Tidak disebut siapa yang menulisnya."))
    with desk.reading() as connection:
        key = exchange_cell_key(desk, connection).key
        remark_id = token(key, "adapter.answer", answer.id).hex()
        if connection.execute(select(messages.c.id).where(messages.c.id == remark_id)).first() is not None:
            return
    write_foreign_remark(
        desk,
        answer.case,
        answer.text,
        MessageKind(answer.kind),
        answer.reply_to,
        remark_id=remark_id,
        by=by,
    )


def _deliver(desk: Desk, adapter: Adapter, decision_id: str) -> int:
    state = f"adapter:{decision_id}"
    with desk.reading() as connection:
        if not desk.keyring.may_open(OFFICE):
            raise NotLetIn
        since, until = read_state(connection, state, int) or 0, newest_revision(connection)
        due = _due(connection, since)
        gone = destroyed_among(connection, due).keys() | (desk.keyring.authority.of_case.keys() & due)
    adapter.withdraw(gone)
    left = sorted(due - gone)
    for start in range(0, len(left), _BATCH):
        ids = left[start : start + _BATCH]
        _journal(desk, ids)
        adapter.deliver(_documents(desk, ids))
    if due:
        with writing(desk.engine) as connection:
            known = read_state(connection, state, int) or 0
            beside = known != since  # another run's older document may have taken the place of ours
            write_state(connection, state, min(known, since) if beside else until)
    return len(left)


def _due(connection: Connection, since: int) -> set[str]:
    """The cases that were written to, spoken of or destroyed after a revision."""
    fresh = select(journal.c.id).where(journal.c.revision > since)
    told = select(foreign_cases.c.id).where(foreign_cases.c.entry_id.in_(fresh))
    spoken = select(messages.c.foreign_id).where(
        messages.c.entry_id.in_(fresh), messages.c.foreign_id.is_not(None)
    )
    gone = select(destructions.c.case_id).where(destructions.c.entry_id.in_(fresh))
    queries = (told, spoken, gone)
    return {case_id for query in queries for case_id in connection.execute(query).scalars()}


def _journal(desk: Desk, ids: Sequence[str]) -> None:
    """That these cases leave the seal: one line for all, one more for each that was shared whole."""
    with desk.transaction() as transaction:
        connection = transaction.connection
        whole = foreign_cases.c.id.in_(ids) & foreign_cases.c.document.is_not(None)
        rows = connection.execute(select(foreign_cases.c.id, foreign_cases.c.register).where(whole)).all()
        key = exchange_cell_key(desk, connection)
        lines = [(None, _("Ke adaptor: {count} kasus instansi lain.").format(count=len(ids)))]
        lines += [(row.id, _("Ke adaptor: {register}, utuh.").format(register=row.register)) for row in rows]
        with transaction.entry(ADAPTER_WROTE) as change:
            for subject, text in lines:
                row_id = new_id(desk.clock)
                sealed = change.seal(key, disclosures.c.reason, row_id, Words(text=text))
                said = {"at": change.at, "account_id": desk.actor.id, "reason": sealed}
                change.insert(disclosures, row_id, what=EXPORT, subject_id=subject, **said)


def _documents(desk: Desk, ids: Sequence[str]) -> Iterator[CaseDocument]:
    with desk.reading() as connection:
        rows = connection.execute(select(foreign_cases).where(foreign_cases.c.id.in_(ids))).all()
        about = select(messages.c.foreign_id).where(messages.c.foreign_id.in_(ids))
        spoken = set(connection.execute(about).scalars())
        opener, names = Opener(desk, connection), office_names(connection)
        views = [(row.office_id, view_of(opener, row, names)) for row in rows]
    for office_id, view in views:
        remarks = foreign_remarks(desk, view.id) if view.id in spoken else ()
        yield _document(office_id, view, remarks)


def _document(office_id: str, view: ForeignCaseView, remarks: Iterable[RemarkView]) -> CaseDocument:
    same = {name: getattr(view, name) for name in CaseDocument.__struct_fields__ if hasattr(view, name)}
    said = {
        "office": OfOffice(id=office_id, code=view.office, name=view.office_name),
        "case": view.id,
        "texts": tuple(
            TextDocument(
                kind=each.kind, title=each.title, at=from_millis(each.at), by=each.by, text=each.text
            )
            for each in view.texts
        ),
        "files": tuple(_copied(FileDocument, each) for each in view.files),
        "remarks": tuple(_copied(RemarkDocument, each) for each in remarks),
    }
    return CaseDocument(**{**same, **said})


def _copied(kind: type[Document], view: object) -> Document:
    return kind(**{name: getattr(view, name) for name in kind.__struct_fields__})
