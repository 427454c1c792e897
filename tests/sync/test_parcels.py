"""A parcel goes from office to office once, whatever the way does to it."""

import msgspec
import pytest
from sqlalchemy import update

from models.tables.exchange import exchange_keys
from models.tables.exchange import peers as peers_table
from models.words.exchange import DeadReason, KeyPurpose, OfficeKind, PeerStatus
from tests.restored import begin_restored_station
from tests.sync.at_work import proved
from tests.sync.offices import Linked, World, confirm, exchanged, hand_over, outgoing, unconfirmed
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import NotConfirmed, OtherFingerprint, TooLargeToSend
from wbs_tui.sync.link.enrolment import equip_station, prepare, renew_office_key
from wbs_tui.sync.offices.deciding import block_peer, confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.keys import station_signer
from wbs_tui.sync.offices.peers import monitors, own_fingerprint, peers, read_peers
from wbs_tui.sync.offices.records import RECORD_CONTEXT, our_record, our_records, read_record
from wbs_tui.sync.parcels.dead import dead_letters, retry
from wbs_tui.sync.parcels.outbox import parted, queue
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.protocol import SignedRecord
from wbs_tui.sync.wire import (
    LARGEST_PARCEL,
    PARCEL_CONTEXT,
    Item,
    Receipt,
    SharedCase,
    SharedText,
    SignedParcel,
    Summaries,
    Summary,
    encode,
    read_items,
    read_parcel,
    read_signed,
)
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import padded

_WORD = Summaries(())


def _sent(sender: Linked, to: Linked, *items: Item) -> tuple[str, bytes]:
    """The id and the bytes of a parcel."""
    with sender.head.transaction() as transaction:
        parcel = queue(sender.head, transaction, to.id, items or [_WORD])
    return parcel, outgoing(sender.head, to.id)[-1]


def _reasons(office: Linked) -> list[DeadReason]:
    return [letter.reason for letter in dead_letters(office.head)]


def _signed_by(sender: Linked, data: bytes, **changes: object) -> bytes:
    """The parcel with something changed, and signed by the very station again."""
    statement = msgspec.msgpack.encode(
        msgspec.structs.replace(read_parcel(read_signed(data).statement), **changes)
    )
    with sender.head.reading() as connection:
        signature = station_signer(sender.head, connection).sign(PARCEL_CONTEXT, statement)
    return encode(SignedParcel(statement, signature))


def test_what_is_queued_arrives_once(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _parcel, data = _sent(sumsel, kpk)
    assert take(kpk.head, data).fate is Fate.TAKEN
    assert take(kpk.head, data).fate is Fate.REPEATED
    assert _reasons(kpk) == []
    assert proved(kpk.head)
    assert proved(sumsel.head)


def test_a_receipt_tells_the_sender_and_two_offices_fall_silent(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    parcels = [_sent(sumsel, kpk)[0] for _each in range(3)]
    assert unconfirmed(sumsel.head, *parcels) == 3
    exchanged(sumsel.head, kpk.head, rounds=3)
    assert unconfirmed(sumsel.head, *parcels) == 0
    before = len(outgoing(sumsel.head, kpk.id)), len(outgoing(kpk.head, sumsel.id))
    exchanged(sumsel.head, kpk.head, rounds=3)
    assert (len(outgoing(sumsel.head, kpk.id)), len(outgoing(kpk.head, sumsel.id))) == before


def test_only_its_recipient_is_told_what_a_parcel_holds(office_world: World) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    _parcel, data = _sent(ours, kpk)
    assert b"summaries" not in data
    assert take(sumsel.head, data).fate is Fate.WAITING
    assert _reasons(sumsel) == [DeadReason.NOT_FOR_US]


def test_two_parcels_under_one_number_are_named_and_the_first_stands(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _parcel, data = _sent(sumsel, kpk)
    other_id = _signed_by(sumsel, data, id="f" * 32)
    other_bytes = _signed_by(sumsel, data, at=7)
    assert take(kpk.head, data).fate is Fate.TAKEN
    for twice in (other_id, other_bytes):
        told = take(kpk.head, twice)
        assert told.fate is Fate.WAITING
        assert told.doubt is not None
        assert told.doubt.reason is DeadReason.EQUIVOCATION
        assert "Instansi 16" in told.doubt.detail


@pytest.mark.either_store
def test_nobody_signs_for_another_station(office_world: World) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    _parcel, data = _sent(sumsel, kpk)
    assert take(kpk.head, _signed_by(ours, data)).fate is Fate.WAITING
    assert _reasons(kpk) == [DeadReason.BAD_SIGNATURE]
    assert take(kpk.head, data).fate is Fate.TAKEN


def test_what_a_stranger_sends_waits_until_he_is_confirmed(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province", confirmed=False)
    our_record(kpk.head)
    with kpk.head.reading() as connection:
        of_kpk = our_records(connection)
    take_records(sumsel.head, of_kpk)
    with pytest.raises(NotConfirmed), sumsel.head.transaction() as transaction:
        queue(sumsel.head, transaction, kpk.id, [_WORD])
    with pytest.raises(OtherFingerprint):
        confirm_peer(sumsel.head, "00", "12345 " * 8, "B/1/2026")
    confirm_peer(sumsel.head, "00", own_fingerprint(kpk.head).replace(" ", ""), "B/1/2026")
    parcel, data = _sent(sumsel, kpk)
    assert take(kpk.head, data).fate is Fate.WAITING
    assert _reasons(kpk) == [DeadReason.UNKNOWN_SENDER]
    confirm(kpk, sumsel)
    assert retry(kpk.head) == 1
    assert _reasons(kpk) == []
    exchanged(kpk.head, sumsel.head)
    assert unconfirmed(sumsel.head, parcel) == 0


def test_of_a_blocked_office_nothing_is_taken(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    block_peer(kpk.head, "16")
    _parcel, data = _sent(sumsel, kpk)
    assert take(kpk.head, data).fate is Fate.WAITING
    assert _reasons(kpk) == [DeadReason.NOT_CONFIRMED]
    confirm(kpk, sumsel)
    assert retry(kpk.head) == 1


@pytest.mark.either_store
def test_an_office_that_renews_its_key_stays_confirmed(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    fingerprint = renew_office_key(sumsel.head)
    with sumsel.head.reading() as connection:
        told = take_records(kpk.head, our_records(connection))
    assert any(fingerprint in sentence for sentence in told)
    [known] = peers(kpk.head)
    assert (known.status, known.fingerprint) == (PeerStatus.CONFIRMED, fingerprint)
    assert take(kpk.head, _sent(sumsel, kpk)[1]).fate is Fate.TAKEN
    assert proved(sumsel.head)


@pytest.mark.either_store
def test_a_confirmed_office_that_calls_itself_kpk_is_not_believed(office_world: World) -> None:
    ours, other = office_world("inspectorate", "other")
    prepare(other.head, OfficeKind.KPK)
    our_record(other.head)
    with other.head.reading() as connection:
        told = take_records(ours.head, our_records(connection))
    assert any("KPK" in sentence for sentence in told)
    with ours.head.reading() as connection:
        assert monitors(connection) == ()
    with pytest.raises(NotConfirmed), ours.head.transaction() as transaction:
        queue(ours.head, transaction, other.id, [_WORD])


def test_a_restored_office_is_heard_at_its_new_station(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    begin_restored_station(sumsel.head)
    assert equip_station(sumsel.head)
    our_record(sumsel.head)
    with sumsel.head.reading() as connection:
        assert take_records(kpk.head, our_records(connection)) == ()
    parcel, data = _sent(sumsel, kpk)
    assert read_parcel(read_signed(data).statement).number == 1
    hand_over(sumsel.head, kpk.head)
    exchanged(sumsel.head, kpk.head)
    assert unconfirmed(sumsel.head, parcel) == 0
    assert proved(sumsel.head)


def _summary(number: int, register: str) -> Summary:
    return Summary(
        case=f"{number:032x}",
        register=register,
        ref=bytes(16),
        clock=1,
        stage="received",
        stage_entered_at=0,
        category="pungli",
        severity="light",
        received_at=0,
    )


def test_much_goes_in_several_parcels_each_below_the_limit(office_world: World) -> None:
    kpk, sumsel = office_world("kpk", "province")
    rows = tuple(_summary(number, f"16-2026-{number:06}") for number in range(30_000))
    with sumsel.head.transaction() as transaction:
        queue(sumsel.head, transaction, kpk.id, [Summaries(rows)])
    sent = outgoing(sumsel.head, kpk.id)
    assert len(sent) > 1
    assert all(len(data) <= LARGEST_PARCEL for data in sent)
    numbers = [read_parcel(read_signed(data).statement).number for data in sent]
    assert numbers == list(range(1, len(sent) + 1))


def test_the_parts_of_a_list_are_all_of_it_in_order() -> None:
    rows = tuple(_summary(number, "x" * (number % 24 + 1)) for number in range(500))
    batches = list(parted([Summaries(rows), _WORD], most=4000))
    assert len(batches) > 10
    items = [item for batch in batches for item in batch]
    assert [row for item in items if isinstance(item, Summaries) for row in item.rows] == list(rows)
    assert all(sum(len(msgspec.msgpack.encode(item)) for item in batch) <= 4000 for batch in batches)


def test_what_cannot_be_parted_is_refused() -> None:
    text = SharedText(kind="note", at=0, text="x" * 5000)
    case = SharedCase(summary=_summary(1, "x"), referral=False, reason="", title="", texts=(text,))
    with pytest.raises(TooLargeToSend):
        list(parted([case], most=4000))


def test_an_item_of_a_later_version_keeps_no_other_waiting() -> None:
    word = {"type": "summaries", "rows": []}
    later = {"type": "hologram", "of": "a case"}
    broken = {"type": "receipt", "station": 7}
    found = read_items(msgspec.msgpack.encode({"version": 1, "items": [word, later, broken]}))
    assert [getattr(item, "newer", None) for item in found] == [None, True, False]


def test_the_size_of_a_parcel_tells_little() -> None:
    sizes = {len(padded(bytes(number))) for number in range(100_000, 110_000)}
    assert len(sizes) <= 6


def test_a_receipt_of_an_impostor_confirms_nothing(office_world: World) -> None:
    """Another office says that it has what was sent to KPK."""
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    parcel, data = _sent(ours, kpk)
    station = read_parcel(read_signed(data).statement).station
    _parcel, lie = _sent(sumsel, ours, Receipt(station=station, up_to=10))
    assert take(ours.head, lie).fate is Fate.TAKEN
    assert unconfirmed(ours.head, parcel) == 1


def test_a_record_put_in_by_hand_is_sealed_to_by_nobody(office_world: World) -> None:
    """Who can write a server's rows gives KPK a key of his own, and its genuine fingerprint beside it."""
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    with ours.head.reading() as connection:
        genuine = {each.id: each for each in read_peers(connection)}
    record = read_record(genuine[sumsel.id].signed)
    mine = AccountKeys.generate()
    statement = msgspec.msgpack.encode(
        msgspec.structs.replace(record, office=kpk.id, code="00", sign=mine.public().sign)
    )
    forged = SignedRecord(statement, mine.sign(RECORD_CONTEXT, statement))
    with writing(ours.head.engine) as connection:
        row = peers_table.c.id == kpk.id
        connection.execute(update(peers_table).where(row).values(record=msgspec.msgpack.encode(forged)))
    with pytest.raises(NotConfirmed), ours.head.transaction() as transaction:
        queue(ours.head, transaction, kpk.id, [_WORD])
    assert take(ours.head, _sent(kpk, ours)[1]).fate is Fate.WAITING
    with pytest.raises(OtherFingerprint):
        confirm_peer(ours.head, "00", genuine[kpk.id].fingerprint, "B/1/2026")


def test_a_station_key_put_in_by_hand_is_not_vouched_for(office_world: World) -> None:
    (ours,) = office_world("inspectorate")
    before = our_record(ours.head)
    with writing(ours.head.engine) as connection:
        stations = exchange_keys.c.purpose != KeyPurpose.OFFICE
        connection.execute(update(exchange_keys).where(stations).values(public=bytes(32)))
    assert our_record(ours.head) == before
