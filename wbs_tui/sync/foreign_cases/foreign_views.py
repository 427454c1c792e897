"""Cases of other offices as they are shown here: summaries, and whole ones that were shared."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, foreign_files, peers
from models.words.clock import nearest
from models.words.exchange import FileState, ReferralState
from wbs_tui.cases.destroyed import destroyed_among, destroyed_title
from wbs_tui.cases.from_offices import office_names
from wbs_tui.cases.kept.foreign_retention import kept_until
from wbs_tui.cases.opening import Opener, has_damage, with_damage
from wbs_tui.cases.parts import moment
from wbs_tui.cases.sealed import ForeignDetail, ForeignDocument, ForeignFile, ForeignText
from wbs_tui.cases.visibility import hidden_cases, is_hidden
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.ids import is_id

_MOST_NAMED = 5


class NoSuchForeign(Refused):
    """No other office's case of that number or id is here, or not for this account."""

    def __init__(self) -> None:
        super().__init__(_("Tidak ada kasus instansi lain dengan nomor ini untuk akun Anda."))


class SeveralForeign(Refused):
    """Two offices, or one twice, use the same number."""

    def __init__(self, number: str, offices: Sequence[str]) -> None:
        super().__init__(
            _(
                "Nomor {number} dipakai beberapa kasus: {offices}. Sebut instansinya, KODE:NOMOR, atau "
                "pengenal kasusnya."
            ).format(number=number, offices=", ".join(offices))
        )


class ForeignDestroyed(Refused):
    """What another office had shared of the case was destroyed here."""

    def __init__(self, register: str) -> None:
        super().__init__(
            _("Salinan kasus {register} sudah dimusnahkan di sini; hanya ringkasannya yang tersisa.").format(
                register=register
            )
        )


class FileNotHere(Refused):
    """The file of a shared case has not arrived."""

    def __init__(self) -> None:
        super().__init__(_("Berkas ini belum tiba. Sinkronkan lagi."))


@dataclass(frozen=True, slots=True)
class ForeignFileView:
    """Evidence of a shared case."""

    id: str
    number: int
    name: str
    media_type: str
    size: int
    """Bytes, as sealed."""
    sha256: str
    described_as: str
    here: bool


@dataclass(frozen=True, slots=True)
class ForeignCaseView:
    """A case of another office, as far as this one was told."""

    id: str
    register: str
    office: str
    """Its code."""
    office_name: str
    stage: str
    stage_entered_at: datetime
    category: str
    severity: str
    jurisdiction: str
    region: str
    received_at: datetime
    due_at: datetime | None
    overdue: bool
    ended_at: datetime | None
    answered_at: datetime | None
    result: str | None
    closure: str | None
    open_recommendations: int
    late_recommendations: int
    told_at: datetime
    shared: bool
    """Whether its changes still come."""
    kept_until: datetime | None
    """How long what was shared is kept here; None while its term has not begun, and for a summary alone."""
    referral: ReferralState | None
    accepted_as: str | None
    """The id of the case of ours that it became."""
    accepted_register: str | None
    """Its number here; None when it is not there for the account."""
    title: str = field(repr=False)
    """Empty unless it was shared."""
    reason: str = field(repr=False)
    texts: tuple[ForeignText, ...] = field(repr=False)
    files: tuple[ForeignFileView, ...]
    identity: bool
    """Whether who reported it was shared."""


def find_foreign(desk: Desk, connection: Connection, named: str, office: str | None = None) -> Row[Any]:
    """The row of `foreign_cases` for an id, a register number, or `CODE:NUMBER` of an office and its number.

    An office may use the numbers of another: `office` is the code of the one that is meant, where two have
    the same. Raises NoSuchForeign, SeveralForeign, NotLetIn.
    """
    if not desk.keyring.may_open(OFFICE):
        raise NotLetIn
    named = named.strip()
    if is_id(named):
        found = _found(desk, connection, foreign_cases.c.id == named)
    else:
        found = _found(desk, connection, foreign_cases.c.register == named)
        code, colon, number = named.partition(":")
        if not found and colon:
            found, office = _found(desk, connection, foreign_cases.c.register == number.strip()), code.strip()
            found = [row for row in found if row.office_code == office]
    if len(found) > 1 and office is not None:
        found = [row for row in found if row.office_code == office]
    if not found:
        raise NoSuchForeign
    if len(found) > 1:
        raise SeveralForeign(named, [f"{row.office_code} ({row.id})" for row in found[:_MOST_NAMED]])
    return found[0]


def refuse_destroyed_foreign(connection: Connection, case: Row[Any]) -> None:
    """Raise ForeignDestroyed for a case of another office whose copy here was destroyed."""
    if destroyed_among(connection, [case.id]):
        raise ForeignDestroyed(case.register)


def _found(desk: Desk, connection: Connection, condition: ColumnElement[bool]) -> list[Row[Any]]:
    """The rows that are there for the account."""
    hidden = hidden_cases(desk, connection)
    of_whom = foreign_cases.outerjoin(peers, peers.c.id == foreign_cases.c.office_id)
    query = select(foreign_cases, peers.c.code.label("office_code")).select_from(of_whom).where(condition)
    return [row for row in connection.execute(query) if row.id not in hidden]


def foreign_case(desk: Desk, named: str) -> ForeignCaseView:
    """A case of another office, by its id or number. Raises NotPermitted, NoSuchForeign, NotLetIn."""
    desk.require(Operation.MONITOR_READ)
    with desk.reading() as connection:
        row = find_foreign(desk, connection, named)
        return view_of(Opener(desk, connection), row, office_names(connection))


def handed_to_us(desk: Desk) -> tuple[ForeignCaseView, ...]:
    """The cases that other offices handed to us and nobody has answered, the oldest first.

    Raises NotPermitted, NotLetIn.
    """
    desk.require(Operation.MONITOR_READ)
    with desk.reading() as connection:
        if not desk.keyring.may_open(OFFICE):
            raise NotLetIn
        waiting = select(foreign_cases).where(foreign_cases.c.referral == ReferralState.WAITING)
        hidden = hidden_cases(desk, connection)
        rows = connection.execute(waiting.order_by(foreign_cases.c.told_at, foreign_cases.c.id)).all()
        offices = office_names(connection)
        return tuple(view_of(Opener(desk, connection), row, offices) for row in rows if row.id not in hidden)


def foreign_content(desk: Desk, file_id: str) -> Iterator[bytes]:
    """The bytes of a file of a shared case, piece by piece.

    Raises NotPermitted, NoSuchForeign, NotLetIn, FileNotHere, Damaged.
    """
    desk.require(Operation.MONITOR_READ)
    with desk.reading() as connection:
        row = connection.execute(select(foreign_files).where(foreign_files.c.id == file_id)).one_or_none()
        if row is None:
            raise NoSuchForeign
        find_foreign(desk, connection, row.foreign_id)
        if row.state != FileState.HERE:
            raise FileNotHere
        about = Opener(desk, connection).must_open(
            foreign_files.c.description, row.id, row.description, ForeignFile
        )
    return desk.evidence_files.read(about.key, row.id)


def view_of(opener: Opener, row: Row[Any], offices: dict[str, tuple[str, str]]) -> ForeignCaseView:
    """A row of `foreign_cases` as it is shown; the caller has asked whether it is there for the account."""
    detail = opener.show(
        foreign_cases.c.detail, row.id, row.detail, ForeignDetail, lambda _said: ForeignDetail()
    )
    gone = destroyed_among(opener.connection, [row.id]).get(row.id)
    if gone is not None:
        document = ForeignDocument(title=destroyed_title(opener.desk, gone))
    elif row.document is not None:
        document = opener.show(
            foreign_cases.c.document,
            row.id,
            row.document,
            ForeignDocument,
            lambda said: ForeignDocument(title=said),
        )
    else:
        document = ForeignDocument()
    files = () if gone is not None else tuple(_files(opener, row.id))
    is_sound = not opener.damaged and not has_damage(foreign_cases, row)
    code, name = offices.get(row.office_id, ("", ""))
    return ForeignCaseView(
        id=row.id,
        register=row.register,
        office=code,
        office_name=name,
        stage=row.stage,
        stage_entered_at=nearest(row.stage_entered_at),
        category=row.category,
        severity=row.severity,
        jurisdiction=detail.jurisdiction,
        region=detail.region,
        received_at=nearest(row.received_at),
        due_at=moment(row.due_at),
        overdue=row.due_at is not None and row.due_at < opener.desk.now(),
        ended_at=moment(row.ended_at),
        answered_at=moment(row.answered_at),
        result=row.result,
        closure=row.closure,
        open_recommendations=row.open_recommendations,
        late_recommendations=row.late_recommendations,
        told_at=nearest(row.told_at),
        shared=bool(row.shared),
        kept_until=kept_until(opener.desk, row) if row.shared_clock is not None and gone is None else None,
        referral=ReferralState(row.referral) if row.referral else None,
        accepted_as=row.accepted_as,
        accepted_register=_register_here(opener, row.accepted_as),
        title=document.title if is_sound else with_damage(document.title),
        reason=document.reason,
        texts=document.texts,
        files=files,
        identity=row.identity is not None and gone is None,
    )


def _unnamed(said: str) -> ForeignFile:
    return ForeignFile(key=b"", number=0, name=said)


def _register_here(opener: Opener, case_id: str | None) -> str | None:
    if case_id is None:
        return None
    row = opener.connection.execute(select(cases).where(cases.c.id == case_id)).one_or_none()
    return None if row is None or is_hidden(opener.desk, opener.connection, row) else row.register


def _files(opener: Opener, foreign_id: str) -> Iterator[ForeignFileView]:
    query = select(foreign_files).where(foreign_files.c.foreign_id == foreign_id)
    found = []
    for row in opener.connection.execute(query).all():
        about = opener.open_or_say(
            foreign_files.c.description, row.id, row.description, ForeignFile, _unnamed
        )
        if about is not None:
            found.append(
                ForeignFileView(
                    id=row.id,
                    number=about.number,
                    name=about.name,
                    media_type=about.media_type,
                    size=row.size,
                    sha256=about.sha256,
                    described_as=about.described_as,
                    here=row.state == FileState.HERE,
                )
            )
    yield from sorted(found, key=lambda file: file.number)
