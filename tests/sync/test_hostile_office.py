"""A confirmed office, or a leased desk, that turns hostile: it stops nobody and passes for nobody."""

import hashlib

import msgspec
import pytest
from sqlalchemy import select

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, outbox
from models.words.exchange import DeadReason, PeerStatus
from tests.sync.at_work import new_case, proved
from tests.sync.kept_work import Set
from tests.sync.offices import Linked, World, confirm, exchanged, outgoing, unconfirmed
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.bundles.courier import _Numbers
from wbs_tui.sync.errors import ConfirmedAlready, StationOfAnother
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.keys import office_signer
from wbs_tui.sync.offices.peers import monitors, peers
from wbs_tui.sync.offices.records import RECORD_CONTEXT, Station, our_record, read_record, record_fingerprint
from wbs_tui.sync.outgoing.sharing import share_summary, share_tokens
from wbs_tui.sync.outgoing.told import may_tell
from wbs_tui.sync.parcels import letters
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.wire import (
    Item,
    Receipt,
    ReferralAnswer,
    SharedIdentity,
    ShareEnded,
    Summaries,
    Summary,
)

CASE = "a" * 32
SUMMARY = Summary(
    case=CASE,
    register="16-2026-000001",
    ref=b"r" * 16,
    clock=5,
    stage="received",
    stage_entered_at=1,
    category="bribery",
    severity="high",
    received_at=1,
)
BOMBS: tuple[Item, ...] = (
    Receipt(station="\x00", up_to=1),
    Receipt(station=CASE, up_to=2**64 - 1),
    Receipt(station=CASE, up_to=-(2**63)),
    Receipt(station=CASE, up_to=1, beyond=(2**64 - 1,)),
    ShareEnded(case="\x00", at=0),
    SharedIdentity(case="\x00", epoch=1, sealed=b""),
    ReferralAnswer(case="\x00", state="accepted", at=5),
)


def _sent(sender: Desk, to: str, *items: Item) -> bytes:
    with sender.transaction() as transaction:
        queue(sender, transaction, to, items)
    return outgoing(sender, to)[-1]


def test_what_no_database_takes_waits_and_what_follows_is_taken(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    for bomb in BOMBS:
        taken = take(ours.head, _sent(kpk.head, ours.id, bomb))
        assert taken.doubt is not None
        assert taken.doubt.reason is DeadReason.UNREADABLE
    assert take(ours.head, _sent(kpk.head, ours.id, Summaries((SUMMARY,)))).fate is Fate.TAKEN
    assert proved(ours.head)


def test_a_desk_speaks_for_no_other_office(set_apart: Set) -> None:
    away = set_apart()
    data = _sent(away.desk, away.head.office.id, Summaries((SUMMARY,)))
    taken = take(away.head, data)
    assert taken.doubt is not None
    assert taken.doubt.reason is DeadReason.REFUSED
    with away.head.reading() as connection:
        assert connection.execute(select(foreign_cases.c.id)).first() is None


@pytest.mark.either_store
def test_what_cannot_be_kept_is_not_confirmed(office_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage that nobody is proved to have sent takes no room from what an office sends."""
    monkeypatch.setattr(letters, "MOST_UNPROVEN", 2)
    kpk, sumsel = office_world("kpk", "province")
    for garbage in (b"1", b"2", b"3"):
        take(kpk.head, garbage)
    assert len(dead_letters(kpk.head)) == 2
    unreadable = Receipt(station="x", up_to=1)
    assert take(kpk.head, _sent(sumsel.head, kpk.id, unreadable)).fate is Fate.WAITING
    assert len(dead_letters(kpk.head)) == 3


def test_an_office_fills_nobodys_store_with_what_waits(
    office_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is over the measure is not confirmed to it, nor is anything of it kept."""
    monkeypatch.setattr(letters, "MOST_OF_ONE", 2)
    kpk, sumsel = office_world("kpk", "province")
    refused = ShareEnded(case="f" * 32, at=0)
    fates = [take(kpk.head, _sent(sumsel.head, kpk.id, refused)).fate for _each in range(3)]
    assert fates == [Fate.WAITING, Fate.WAITING, Fate.DROPPED]
    last = _sent(sumsel.head, kpk.id, Summaries((SUMMARY,)), refused)
    assert take(kpk.head, last).fate is Fate.DROPPED
    with kpk.head.reading() as connection:
        assert connection.execute(select(foreign_cases.c.id)).first() is None
    exchanged(sumsel.head, kpk.head)
    with sumsel.head.reading() as connection:
        parcels = connection.execute(select(outbox.c.id).where(outbox.c.number.in_([3, 4]))).scalars().all()
    assert unconfirmed(sumsel.head, *parcels) == 2


def _naming(office: Linked, station: Station) -> SignedRecord:
    """The office's next record, or its first, with one station more."""
    last = our_record(office.head)
    record = read_record(last)
    more = msgspec.structs.replace(
        record,
        number=record.number + 1,
        previous=hashlib.sha256(last.statement).digest(),
        stations=(*record.stations, station),
    )
    statement = msgspec.msgpack.encode(more)
    with office.head.reading() as connection:
        signature = office_signer(office.head, connection).sign(RECORD_CONTEXT, statement)
    return SignedRecord(statement, signature, b"")


def test_an_office_that_names_anothers_station_is_blocked(office_world: World) -> None:
    """It could number parcels in the other's name, whose own would then pass for contradictions."""
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    theirs = read_record(our_record(sumsel.head)).stations[0]
    (sentence,) = take_records(kpk.head, [_naming(ours, theirs)])
    assert "diblokir" in sentence
    status = {each.code: each.status for each in peers(kpk.head)}
    assert (status[ours.code], status[sumsel.code]) == (PeerStatus.BLOCKED, PeerStatus.CONFIRMED)


@pytest.mark.either_store
def test_an_office_that_names_our_station_is_not_confirmed(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate", confirmed=False)
    station = read_record(our_record(kpk.head)).stations[0]
    first = our_record(ours.head)
    take_records(kpk.head, [first, _naming(ours, station)])
    fingerprint = record_fingerprint(read_record(first).sign)
    with pytest.raises(StationOfAnother):
        confirm_peer(kpk.head, ours.code, fingerprint, "B/1/2026")


@pytest.mark.either_store
def test_nobody_is_confirmed_as_a_second_kpk(office_world: World) -> None:
    """The fingerprint is its own and stands in its letter; that it calls itself KPK does not."""
    kpk, ours, other = office_world("kpk", "inspectorate", "other", confirmed=False)
    confirm(kpk, ours)
    record = read_record(our_record(other.head))
    statement = msgspec.msgpack.encode(msgspec.structs.replace(record, kind="kpk"))
    with other.head.reading() as connection:
        signer = office_signer(other.head, connection)
    said = SignedRecord(statement, signer.sign(RECORD_CONTEXT, statement), b"")
    take_records(ours.head, [said])
    with pytest.raises(ConfirmedAlready):
        confirm_peer(ours.head, other.code, record_fingerprint(record.sign), "B/1/2026")
    with ours.head.reading() as connection:
        assert [each.code for each in monitors(connection)] == [kpk.code]


def test_a_decision_to_match_a_case_tells_nobody_of_it(office_world: World) -> None:
    ours, kpk = office_world("inspectorate", "kpk")
    register = new_case(ours.desk("petugas"))
    restrict(ours.head, register, ("irban",), "disebut dalam laporan")
    share_tokens(ours.head, register, kpk.code, "agar tidak ganda")
    assert not _may_tell(ours, kpk)
    share_summary(ours.head, register, kpk.code, "perlu diketahui")
    assert _may_tell(ours, kpk)


def _may_tell(ours: Linked, to: Linked) -> bool:
    with ours.head.reading() as connection:
        return may_tell(ours.head, connection, connection.execute(select(cases)).one(), to.id)


def test_a_bundle_of_a_great_number_costs_no_time() -> None:
    numbers = _Numbers().with_one(2**62)
    assert numbers.missing() == tuple(range(1, 21))
