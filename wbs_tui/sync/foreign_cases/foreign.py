"""Cases of other offices: their summaries, and whole ones that were shared or handed over, as they arrive.

What arrives was written by others: every text is cleaned, every code and number held to its bounds. A case
that implicates somebody of this office goes into compartments of its own before anything of it is kept.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases, evidence
from models.tables.exchange import foreign_cases, foreign_files
from models.words.clock import LAST_SHOWN
from models.words.exchange import DeadReason, FileState, ReferralState
from wbs_tui.cases.destroyed import destroyed_among, is_destroyed
from wbs_tui.cases.exchange_kinds import (
    FOREIGN_ENDED,
    FOREIGN_IDENTITY_TAKEN,
    FOREIGN_TAKEN,
    SUMMARIES_TAKEN,
)
from wbs_tui.cases.keys import CONTENT_KEY, IDENTITY_KEY, identity_compartment
from wbs_tui.cases.sealed import ForeignDetail, ForeignDocument, ForeignFile, ForeignIdentity, ForeignText
from wbs_tui.intake.restricted import found_own
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.keyring import CASE, OFFICE
from wbs_tui.store.statements import among
from wbs_tui.sync.foreign_cases.subjects_here import subjects_here
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.parcels.collecting import Gone, NotYet, Origin, handles
from wbs_tui.sync.parcels.measure import count_files, count_summaries, count_texts
from wbs_tui.sync.wire import (
    SharedCase,
    SharedFile,
    SharedIdentity,
    SharedText,
    ShareEnded,
    Summaries,
    Summary,
)
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean, safe_name
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import is_id

_LARGEST_CLOCK = 2**62
_LONGEST_CODE = 40
_LONGEST_REGISTER = 24
_LONGEST_TITLE = 500
_MOST_TEXTS = 5000
_MOST_FILES = 2000
_MOST_RECOMMENDATIONS = 1_000_000
_LARGEST_FILE = 2**50
_LARGEST_NUMBER = 2**31
_LARGEST_IDENTITY = 1_000_000
_CLEAR = (
    "register",
    "ref",
    "clock",
    "stage",
    "stage_entered_at",
    "category",
    "severity",
    "received_at",
    "due_at",
    "ended_at",
    "answered_at",
    "result",
    "closure",
    "open_recommendations",
    "late_recommendations",
)


def foreign_key(desk: Desk, connection: Connection, foreign_id: str) -> CellKey:
    """The key for what is written of another office's case: its own, so that it can be destroyed."""
    own = desk.keyring.compartment_of_case(foreign_id, CASE) or desk.keyring.compartment(OFFICE)
    return desk.keyring.writing_key(connection, desk.clock, CONTENT_KEY, own, foreign_id)


@handles(Summaries)
def take_summaries(desk: Desk, transaction: Transaction, origin: Origin, item: Summaries) -> None:
    """Note what another office says of its cases; what is older than what is known changes nothing."""
    newest: dict[str, Summary] = {}
    for each in item.rows:
        _check_summary(each)
        if each.case not in newest or newest[each.case].clock <= each.clock:
            newest[each.case] = each
    others = _of_others(transaction.connection, origin, newest)
    gone = destroyed_among(transaction.connection, newest)
    known = _known(transaction.connection, origin, newest.keys() - others)
    news = [
        each
        for each in newest.values()
        if each.case not in others and _is_news(each, known.get(each.case)) and each.case not in gone
    ]
    if news:
        _write_news(desk, transaction, origin, news, known)
    if others:  # who uses an id before its owner keeps nothing else of him from coming
        raise NotYet(DeadReason.REFUSED, _not_his(), sorted(others))


def _write_news(
    desk: Desk, transaction: Transaction, origin: Origin, news: list[Summary], known: dict[str, Row[Any]]
) -> None:
    new = sum(each.case not in known for each in news)
    count_summaries(desk, transaction.connection, origin, len(news), new)
    shared = exchange_cell_key(desk, transaction.connection)
    with transaction.entry(SUMMARIES_TAKEN) as change:
        for each in news:
            own = desk.keyring.compartment_of_case(each.case, CASE)
            key = shared if own is None else foreign_key(desk, change.connection, each.case)
            _write_summary(change, key, origin, each, known.get(each.case), {})


@handles(SharedCase)
def take_case(desk: Desk, transaction: Transaction, origin: Origin, item: SharedCase) -> None:
    """Keep a case that was shared or handed over; one that is older than what is here changes nothing."""
    _check_summary(item.summary)
    _check_files(transaction.connection, origin, item.files)
    if len(item.texts) > _MOST_TEXTS:
        raise _refused(_("Kasusnya memuat terlalu banyak teks."))
    case_id = item.summary.case
    _refuse_destroyed(transaction.connection, case_id)
    known = _known(transaction.connection, origin, [case_id]).get(case_id)
    if known is not None and (known.shared_clock or 0) > item.summary.clock:
        return
    document = _document(item)
    _count_case(desk, transaction.connection, origin, item, document, known)
    with transaction.entry(FOREIGN_TAKEN) as change:
        _set_apart(desk, change, case_id, document, item.files)
        key = foreign_key(desk, change.connection, case_id)
        more: dict[str, object] = {
            "shared": True,
            "shared_clock": item.summary.clock,
            "document": change.seal(key, foreign_cases.c.document, case_id, document),
        }
        if item.referral and (known is None or known.referral in (None, ReferralState.DECLINED)):
            more["referral"] = ReferralState.WAITING
        _write_summary(change, key, origin, item.summary, known, more)
        _write_files(desk, change, key, case_id, item.files)


@handles(SharedIdentity)
def take_identity(desk: Desk, transaction: Transaction, origin: Origin, item: SharedIdentity) -> None:
    """Keep who reported a shared case, sealed as it came, for those who may know."""
    row = _shared_row(transaction.connection, origin, item.case)
    if not 0 <= item.epoch < _LARGEST_CLOCK or len(item.sealed) > _LARGEST_IDENTITY:
        raise _refused(_("Identitas yang dibagikannya tidak masuk akal."))
    count_texts(desk, transaction.connection, origin, len(item.sealed))
    with transaction.entry(FOREIGN_IDENTITY_TAKEN) as change:
        compartment_id = identity_compartment(desk, row.id)
        key = desk.keyring.writing_key(change.connection, desk.clock, IDENTITY_KEY, compartment_id, row.id)
        held = ForeignIdentity(epoch=item.epoch, sealed=item.sealed)
        change.update(
            foreign_cases, row.id, identity=change.seal(key, foreign_cases.c.identity, row.id, held)
        )


@handles(ShareEnded)
def take_end(_desk: Desk, transaction: Transaction, origin: Origin, item: ShareEnded) -> None:
    """The case is shared no longer; what was read of it stays."""
    row = _shared_row(transaction.connection, origin, item.case)
    if row.shared:
        with transaction.entry(FOREIGN_ENDED) as change:
            change.update(foreign_cases, row.id, shared=False, told_at=change.at)


def _refuse_destroyed(connection: Connection, case_id: str) -> None:
    if is_destroyed(connection, case_id):
        raise Gone


def _shared_row(connection: Connection, origin: Origin, case_id: str) -> Row[Any]:
    """The case that was shared before. Raises NotYet while it has not come."""
    row = _known(connection, origin, [case_id]).get(case_id)
    _refuse_destroyed(connection, case_id)
    if row is None or row.shared_clock is None:
        raise NotYet(DeadReason.MISSING_BEFORE, _("Kasusnya sendiri belum tiba."))
    return row


def _known(connection: Connection, origin: Origin, ids: Collection[str]) -> dict[str, Row[Any]]:
    """What is here of the sender's cases. Raises NotYet for an id that is not his to use."""
    if _of_others(connection, origin, ids):
        raise _refused(_not_his())
    rows = connection.execute(select(foreign_cases).where(among(connection, foreign_cases.c.id, ids)))
    return {row.id: row for row in rows}


def _of_others(connection: Connection, origin: Origin, ids: Collection[str]) -> set[str]:
    """The ids among them that are those of our cases, or of another office's."""
    theirs = select(foreign_cases.c.id).where(
        among(connection, foreign_cases.c.id, ids), foreign_cases.c.office_id != origin.office
    )
    ours = select(cases.c.id).where(among(connection, cases.c.id, ids))
    return {*connection.execute(theirs).scalars(), *connection.execute(ours).scalars()}


def _not_his() -> str:
    return _("Pengenal kasusnya milik kasus instansi lain.")


def _is_news(summary: Summary, known: Row[Any] | None) -> bool:
    if known is None or known.clock < summary.clock:
        return True
    said = _clear(summary)
    return bool(known.clock == summary.clock) and any(getattr(known, name) != said[name] for name in _CLEAR)


def _clear(summary: Summary) -> dict[str, object]:
    """The columns that stand in clear, cleaned."""
    said = {name: getattr(summary, name) for name in _CLEAR}
    return {
        name: clean(value, single_line=True) if isinstance(value, str) else value
        for name, value in said.items()
    }


def _write_summary(
    change: Change,
    key: CellKey,
    origin: Origin,
    summary: Summary,
    known: Row[Any] | None,
    more: dict[str, object],
) -> None:
    """Write what a summary says, and `more`; a document that is newer than the summary known says both."""
    detail = ForeignDetail(
        jurisdiction=clean(summary.jurisdiction, single_line=True),
        region=clean(summary.region, single_line=True),
    )
    told = {
        **_clear(summary),
        "told_at": change.at,
        "detail": change.seal(key, foreign_cases.c.detail, summary.case, detail),
    }
    if known is None:
        change.insert(
            foreign_cases, summary.case, **{"office_id": origin.office, "shared": False, **told, **more}
        )
    elif known.clock <= summary.clock:
        change.update(foreign_cases, summary.case, **told, **more)
    else:
        change.update(foreign_cases, summary.case, **more)


def _count_case(
    desk: Desk,
    connection: Connection,
    origin: Origin,
    item: SharedCase,
    document: ForeignDocument,
    known: Row[Any] | None,
) -> None:
    """Raise NotYet when so much is not taken in of the office."""
    case_id = item.summary.case
    count_summaries(desk, connection, origin, 1, known is None)
    texts = (document.title, document.reason, *(each.text for each in document.texts))
    count_texts(desk, connection, origin, sum(len(text.encode()) for text in texts))
    there = _there(connection, item.files)
    new = [each.size for each in item.files if each.id not in there]
    if new:
        count_files(desk, connection, origin, case_id, new)


def _set_apart(
    desk: Desk, change: Change, case_id: str, document: ForeignDocument, files: Collection[SharedFile]
) -> None:
    """Found compartments for a case that implicates somebody of this office, unless it has them."""
    if desk.keyring.compartment_of_case(case_id, CASE) is not None:
        return
    subjects = subjects_here(
        change.connection, document, [name for each in files for name in (each.name, each.described_as)]
    )
    if subjects:
        found_own(desk, change, case_id, subjects)


def _document(item: SharedCase) -> ForeignDocument:
    return ForeignDocument(
        title=clean(item.title, single_line=True)[:_LONGEST_TITLE],
        reason=clean(item.reason),
        texts=tuple(map(_text, item.texts)),
    )


def _text(text: SharedText) -> ForeignText:
    return ForeignText(
        kind=clean(text.kind, single_line=True)[:_LONGEST_CODE],
        title=clean(text.title, single_line=True)[:_LONGEST_TITLE],
        at=_moment(text.at),
        by=clean(text.by, single_line=True)[:_LONGEST_TITLE],
        text=clean(text.text),
    )


def _write_files(desk: Desk, change: Change, key: CellKey, case_id: str, files: Iterable[SharedFile]) -> None:
    files = tuple(files)
    there = _there(change.connection, files)
    held = desk.evidence_files.held([each.id for each in files])
    for each in files:
        if each.id not in there:
            state = FileState.HERE if each.id in held else FileState.AWAITED
            change.insert(
                foreign_files,
                each.id,
                foreign_id=case_id,
                size=each.size,
                digest=each.digest,
                state=state,
                description=change.seal(key, foreign_files.c.description, each.id, _file(each)),
            )


def _there(connection: Connection, files: Iterable[SharedFile]) -> set[str]:
    """The ids of those that are known already."""
    ids = [each.id for each in files]
    return set(connection.execute(select(foreign_files.c.id).where(foreign_files.c.id.in_(ids))).scalars())


def _file(file: SharedFile) -> ForeignFile:
    return ForeignFile(
        key=file.key,
        number=file.number,
        name=safe_name(file.name),
        media_type=clean(file.media_type, single_line=True)[:_LONGEST_TITLE],
        sha256=clean(file.sha256, single_line=True)[:64],
        described_as=clean(file.described_as, single_line=True)[:_LONGEST_TITLE],
        received_at=_moment(file.received_at),
    )


def _check_files(connection: Connection, origin: Origin, files: Collection[SharedFile]) -> None:
    ids = {each.id for each in files}
    if len(files) > _MOST_FILES or len(ids) != len(files) or not all(map(is_id, ids)):
        raise _refused(_("Daftar berkas buktinya tidak masuk akal."))
    for each in files:
        sized = 0 <= each.size <= _LARGEST_FILE and abs(each.number) < _LARGEST_NUMBER
        if len(each.digest) != 32 or len(each.key) != 32 or not sized:
            raise _refused(_("Daftar berkas buktinya tidak masuk akal."))
    ours = select(evidence.c.id).where(evidence.c.id.in_(ids)).limit(1)
    others = (
        select(foreign_files.c.id)
        .join(foreign_cases, foreign_cases.c.id == foreign_files.c.foreign_id)
        .where(foreign_files.c.id.in_(ids), foreign_cases.c.office_id != origin.office)
    ).limit(1)
    if any(connection.execute(taken).first() is not None for taken in (ours, others)):
        raise _refused(_("Daftar berkas buktinya tidak masuk akal."))


def _check_summary(summary: Summary) -> None:
    """Raise NotYet for what no office's program says."""
    said = (
        *(summary.stage, summary.category, summary.severity, summary.jurisdiction, summary.region),
        *(summary.result or "", summary.closure or ""),
    )
    codes = tuple(map(_on_a_line, said))
    if not is_id(summary.case) or len(summary.ref) != 16 or any(len(code) > _LONGEST_CODE for code in codes):
        raise _refused(_("Ringkasan kasusnya tidak masuk akal."))
    if not all(codes[:3]):
        raise _refused(_("Ringkasan kasusnya tidak masuk akal."))
    register = _on_a_line(summary.register)
    if not 0 < len(register) <= _LONGEST_REGISTER or not 0 < summary.clock < _LARGEST_CLOCK:
        raise _refused(_("Ringkasan kasusnya tidak masuk akal."))
    for moment in (summary.stage_entered_at, summary.received_at):
        _moment(moment)
    for maybe in (summary.due_at, summary.ended_at, summary.answered_at):
        _moment(maybe or 0)
    counts = (summary.open_recommendations, summary.late_recommendations)
    if not all(0 <= count <= _MOST_RECOMMENDATIONS for count in counts):
        raise _refused(_("Ringkasan kasusnya tidak masuk akal."))


def _on_a_line(text: str) -> str:
    """As it would be kept: hidden characters are gone, and composing can make it longer."""
    return clean(text, single_line=True)


def _moment(millis: int) -> int:
    if not 0 <= millis <= LAST_SHOWN:
        raise _refused(_("Waktu yang disebutnya tidak masuk akal."))
    return millis


def _refused(what: str) -> NotYet:
    return NotYet(DeadReason.REFUSED, what)
