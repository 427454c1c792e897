"""Offices that the operator closed: refused from then on, and said so in the directory's history, signed."""

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, func, select, update

from wbs_tui.hub import directory
from wbs_tui.hub.core import Hub
from wbs_tui.hub.tables import closures, notary, offices, parcels, records, stations
from wbs_tui.store.engine import writing
from wbs_tui.sync.protocol import CLOSURE_CONTEXT, Closure, SignedClosure
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.vault.account_keys import labelled

_MOST_REASON = 300


class NoSuchMember(Refused):
    """No office of this code may use the hub."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Instansi {code} tidak terdaftar di hub ini, atau sudah ditutup.").format(code=code)
        )


def close_office(hub: Hub, code: str, reason: str) -> None:
    """Refuse the office's stations from now on, and tell all others. One that never enrolled is forgotten.

    Raises NoSuchMember.
    """
    with writing(hub.engine) as connection:
        last = directory.locked(connection, "records")
        row = connection.execute(select(offices).where(offices.c.code == code)).one_or_none()
        if row is None or row.closed_at is not None:
            raise NoSuchMember(code)
        if row.id is None:
            connection.execute(offices.delete().where(offices.c.code == code))
            return
        now, mine = hub.now(), offices.c.code == code
        connection.execute(update(offices).where(mine).values(closed_at=now, token=None, token_until=None))
        connection.execute(update(stations).where(stations.c.office == row.id).values(sign=None))
        lying = parcels.c.to_office == row.id, parcels.c.taken_at.is_(None)
        connection.execute(update(parcels).where(*lying).values(taken_at=now))
        number = connection.scalar(select(func.max(records.c.number)).where(records.c.office == row.id))
        said = Closure(
            office=row.id,
            code=code,
            number=number or 0,
            at=now,
            reason=clean(reason, single_line=True)[:_MOST_REASON],
        )
        _keep(connection, said, last + 1)


def _keep(connection: Connection, said: Closure, position: int) -> None:
    statement = msgspec.msgpack.encode(said)
    signature = _key(connection).sign(labelled(CLOSURE_CONTEXT, statement))
    directory.count(connection, "records", position)
    values = {"position": position, "office": said.office, "statement": statement}
    connection.execute(closures.insert().values(**values, signature=signature, at=said.at))


def notary_key(connection: Connection) -> bytes:
    """The public half of the key under which this hub closes offices; in a transaction that writes."""
    return _key(connection).public_key().public_bytes_raw()


def _key(connection: Connection) -> Ed25519PrivateKey:
    secret = connection.scalar(select(notary.c.secret))
    if secret is None:
        key = Ed25519PrivateKey.generate()
        connection.execute(notary.insert().values(secret=key.private_bytes_raw()))
        return key
    return Ed25519PrivateKey.from_private_bytes(secret)


def closures_after(
    connection: Connection, after: int, up_to: int | None
) -> tuple[tuple[int, SignedClosure], ...]:
    """Those beyond a position, and not beyond another where records are left that come before."""
    wanted = select(closures).where(closures.c.position > after).order_by(closures.c.position)
    if up_to is not None:
        wanted = wanted.where(closures.c.position < up_to)
    rows = connection.execute(wanted).all()
    return tuple((row.position, SignedClosure(row.statement, row.signature)) for row in rows)
