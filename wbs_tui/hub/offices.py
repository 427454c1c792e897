"""Which offices may use the hub: the operator adds each, and it enrols with a one-time code."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from models.words.exchange import OfficeKind
from wbs_tui.hub import directory
from wbs_tui.hub.closing import notary_key
from wbs_tui.hub.core import DAY, Hub, Rejected
from wbs_tui.hub.tables import offices
from wbs_tui.store.engine import reading, writing
from wbs_tui.sync.protocol import Enrolled, SignedRecord
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.codes import new_code, normalise
from wbs_tui.vault.errors import WrongCode


class AlreadyEnrolled(Refused):
    """The office has enrolled and was not closed: a second code would let somebody else in under its name."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "Instansi {code} sudah terdaftar; kode baru tidak dibuat. Bila kuncinya atau servernya "
                "hilang: `wbs hub office close {code}` dahulu, lalu tambahkan lagi."
            ).format(code=code)
        )


class UnknownProvince(Refused):
    """The office that another is said to be under is not a province of this hub."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("{code} bukan provinsi di hub ini. Tambahkan dahulu dengan --kind province.").format(code=code)
        )


@dataclass(frozen=True, slots=True)
class OfficeToken:
    """The code with which an office enrols once; `until`: UTC milliseconds."""

    code: str
    until: int


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office as the operator sees it. Times: UTC milliseconds; `bytes`: lying here from it."""

    code: str
    name: str
    kind: str
    under: str
    office: str | None
    enrolled_at: int | None
    seen_at: int | None
    bytes: int
    closed_at: int | None


def add_office(hub: Hub, code: str, name: str, kind: OfficeKind, under: str = "") -> OfficeToken:
    """Let an office in; once more before it has enrolled makes a new code, and the old one counts no more.

    One that was closed may enrol again with it, under whatever keys it then has.

    Raises AlreadyEnrolled, UnknownProvince.
    """
    token = OfficeToken(new_code(), hub.now() + hub.limits.enrol_days * DAY)
    said: dict[str, object] = {"name": name, "kind": kind, "under": under, "token": _mark(token.code)}
    with writing(hub.engine) as connection:
        _refuse_no_province(connection, under)
        known = connection.execute(select(offices).where(offices.c.code == code)).one_or_none()
        if known is not None and known.id is not None and known.closed_at is None:
            raise AlreadyEnrolled(code)
        said |= {"token_until": token.until, "added_at": hub.now()}
        if known is None:
            connection.execute(offices.insert().values(code=code, **said))
        else:
            connection.execute(update(offices).where(offices.c.code == code).values(**said))
    return token


def _refuse_no_province(connection: Connection, under: str) -> None:
    kind = connection.scalar(select(offices.c.kind).where(offices.c.code == under))
    if under and kind != OfficeKind.PROVINCE:
        raise UnknownProvince(under)


def list_offices(hub: Hub) -> tuple[OfficeRow, ...]:
    """All offices, by code."""
    wanted = select(
        *(offices.c.code, offices.c.name, offices.c.kind, offices.c.under, offices.c.id),
        *(offices.c.enrolled_at, offices.c.seen_at, offices.c.bytes, offices.c.closed_at),
    )
    with reading(hub.engine) as connection:
        return tuple(OfficeRow(*row) for row in connection.execute(wanted.order_by(offices.c.code)))


def enrol(hub: Hub, token: str, signed: SignedRecord) -> Enrolled:
    """The id of the office that joins, and the hub's key. The same again gets the same answer.

    It calls itself what the operator has registered: code, kind, and the province over it. Raises Rejected.
    """
    record = directory.read(signed)
    with writing(hub.engine) as connection:
        last = directory.locked(connection, "records")
        row = connection.execute(
            select(offices).where(offices.c.token == _typed_mark(token), offices.c.token_until >= hub.now())
        ).one_or_none()
        if row is None or (row.code, row.kind, row.under) != (record.code, record.kind, record.under):
            raise Rejected(403, "not_allowed")
        if row.id is None or row.closed_at is not None:
            directory.refuse_no_successor(connection, record)
            _join(hub, connection, row, record.office)
            directory.keep(hub, connection, signed, record, last + 1)
        elif row.id != record.office or not directory.is_known(connection, record, signed):
            raise Rejected(403, "not_allowed")
        return Enrolled(office=record.office, notary=notary_key(connection))


def _join(hub: Hub, connection: Connection, row: Row[Any], office: str) -> None:
    others = select(offices.c.code).where(offices.c.id == office, offices.c.code != row.code)
    if connection.scalar(others) is not None:
        raise Rejected(409, "conflict")
    joined: dict[str, object] = {"id": office, "enrolled_at": hub.now(), "closed_at": None}
    if row.id != office:  # what the one before left here is its own
        joined |= {"bytes": 0, "matches_after": 0}
    connection.execute(update(offices).where(offices.c.code == row.code).values(**joined))


def _typed_mark(token: str) -> bytes:
    try:
        return _mark(normalise(token))
    except WrongCode as error:
        raise Rejected(403, "not_allowed") from error


def _mark(code: str) -> bytes:
    """All that is kept of a code: 130 random bits are not to be guessed."""
    return hashlib.sha256(b"wbs-hub-token-v1|" + code.encode()).digest()
