"""Which offices may use the hub: the operator adds each, and it enrols with a one-time code."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from models.words.exchange import OfficeKind
from wbs_tui.hub import directory
from wbs_tui.hub.core import DAY, Hub, Rejected
from wbs_tui.hub.tables import offices
from wbs_tui.store.engine import reading, writing
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.codes import new_code, normalise
from wbs_tui.vault.errors import WrongCode


class AlreadyEnrolled(Refused):
    """The office has enrolled: a second code would let somebody else in under its name."""

    def __init__(self, code: str) -> None:
        super().__init__(_("Instansi {code} sudah terdaftar; kode baru tidak dibuat.").format(code=code))


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


def add_office(hub: Hub, code: str, name: str, kind: OfficeKind, under: str = "") -> OfficeToken:
    """Let an office in; once more before it has enrolled makes a new code, and the old one counts no more.

    Raises AlreadyEnrolled, UnknownProvince.
    """
    token = OfficeToken(new_code(), hub.now() + hub.limits.enrol_days * DAY)
    said = {"name": name, "kind": kind, "under": under, "token": _mark(token.code)}
    with writing(hub.engine) as connection:
        _refuse_no_province(connection, under)
        known = connection.execute(select(offices.c.id).where(offices.c.code == code)).one_or_none()
        if known is not None and known.id is not None:
            raise AlreadyEnrolled(code)
        connection.execute(offices.delete().where(offices.c.code == code))
        added = {"code": code, "token_until": token.until, "added_at": hub.now()}
        connection.execute(offices.insert().values(**said, **added))
    return token


def _refuse_no_province(connection: Connection, under: str) -> None:
    kind = connection.scalar(select(offices.c.kind).where(offices.c.code == under))
    if under and kind != OfficeKind.PROVINCE:
        raise UnknownProvince(under)


def list_offices(hub: Hub) -> tuple[OfficeRow, ...]:
    """All offices, by code."""
    wanted = select(
        *(offices.c.code, offices.c.name, offices.c.kind, offices.c.under, offices.c.id),
        *(offices.c.enrolled_at, offices.c.seen_at, offices.c.bytes),
    )
    with reading(hub.engine) as connection:
        return tuple(OfficeRow(*row) for row in connection.execute(wanted.order_by(offices.c.code)))


def enrol(hub: Hub, token: str, signed: SignedRecord) -> str:
    """The id of the office that joins. The same again gets the same answer. Raises Rejected."""
    record = directory.read(signed)
    with writing(hub.engine) as connection:
        last = directory.locked(connection, "records")
        row = connection.execute(
            select(offices).where(offices.c.token == _typed_mark(token), offices.c.token_until >= hub.now())
        ).one_or_none()
        if row is None or (row.code, row.kind) != (record.code, record.kind):
            raise Rejected(403, "not_allowed")
        if row.id is None:
            _join(hub, connection, row.code, record.office)
            directory.keep(hub, connection, signed, record, last + 1)
        elif row.id != record.office or not directory.is_known(connection, record, signed):
            raise Rejected(403, "not_allowed")
    return record.office


def _join(hub: Hub, connection: Connection, code: str, office: str) -> None:
    if connection.scalar(select(offices.c.code).where(offices.c.id == office)) is not None:
        raise Rejected(409, "conflict")
    joined = update(offices).where(offices.c.code == code)
    connection.execute(joined.values(id=office, enrolled_at=hub.now()))


def _typed_mark(token: str) -> bytes:
    try:
        return _mark(normalise(token))
    except WrongCode as error:
        raise Rejected(403, "not_allowed") from error


def _mark(code: str) -> bytes:
    """All that is kept of a code: 130 random bits are not to be guessed."""
    return hashlib.sha256(b"wbs-hub-token-v1|" + code.encode()).digest()
