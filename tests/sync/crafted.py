"""What a hostile station of a confirmed office sends: items, parcels, and how they are counted."""

from dataclasses import replace

import msgspec
from sqlalchemy import func, select

from models.tables.exchange import foreign_cases
from models.words.exchange import DeadReason
from tests.sync.offices import outgoing
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.offices.keys import station_signer
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.parcels.taking import Fate, Taken
from wbs_tui.sync.wire import (
    PARCEL_CONTEXT,
    Item,
    SharedFile,
    SignedParcel,
    Summary,
    encode,
    read_parcel,
    read_signed,
)


def summary(number: int, **said: object) -> Summary:
    """Of the sender's case of this number."""
    told: dict[str, object] = {
        "case": f"{number:032x}",
        "register": f"16-2026-{number:06}",
        "ref": b"r" * 16,
        "clock": 5,
        "stage": "received",
        "stage_entered_at": 1,
        "category": "bribery",
        "severity": "high",
        "received_at": 1,
    }
    return Summary(**{**told, **said})


def sent(sender: Desk, to: str, *items: Item) -> bytes:
    """A parcel with these items."""
    with sender.transaction() as transaction:
        queue(sender, transaction, to, items)
    return outgoing(sender, to)[-1]


def resigned(sender: Desk, data: bytes, **changes: object) -> bytes:
    """The parcel with something changed, and signed by the very station again."""
    parcel = msgspec.structs.replace(read_parcel(read_signed(data).statement), **changes)
    statement = msgspec.msgpack.encode(parcel)
    with sender.reading() as connection:
        signature = station_signer(sender, connection).sign(PARCEL_CONTEXT, statement)
    return encode(SignedParcel(statement, signature))


def limited(desk: Desk, **intake: int) -> Desk:
    """The desk under a policy that lets less in."""
    rules = desk.policy.exchange
    smaller = msgspec.structs.replace(rules, intake=msgspec.structs.replace(rules.intake, **intake))
    return replace(desk, policy=replace(desk.policy, exchange=smaller))


def counted(desk: Desk, table: object = foreign_cases) -> int:
    """How many rows there are."""
    with desk.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())


def waits(taken: Taken, reason: DeadReason) -> bool:
    """Whether it waits for this reason."""
    return taken.fate is Fate.WAITING and taken.doubt is not None and taken.doubt.reason is reason


def crafted_file(number: int, name: str) -> SharedFile:
    """Evidence that never comes."""
    return SharedFile(
        id=f"{number + 4096:032x}",
        size=10,
        digest=b"d" * 32,
        key=b"k" * 32,
        number=number,
        name=name,
        media_type="application/pdf",
        sha256="0" * 64,
        received_at=1,
    )
