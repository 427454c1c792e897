"""A hub that lies loses nothing, leaks nothing, loops nowhere, and is named."""

import hashlib
import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

import msgspec
import pytest
from sqlalchemy import update

from models.tables.exchange import outbox
from models.words.exchange import DeadReason, PeerStatus
from tests.sync.at_hub import HubWorld, at_rest, moved_to
from tests.sync.between import Answer, Between, between, exchanged
from tests.sync.offices import Linked, World, outgoing, unconfirmed
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import HubMisbehaves, NotConfirmed, Offline
from wbs_tui.sync.exchanging import pulling
from wbs_tui.sync.exchanging.exchange import Synced, sync
from wbs_tui.sync.link.enrolment import renew_office_key
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.peers import own_fingerprint, peers
from wbs_tui.sync.offices.records import RECORD_CONTEXT, our_records, read_record
from wbs_tui.sync.parcels import letters
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.protocol import Exchanged, SignedRecord, Waiting
from wbs_tui.sync.wire import Summaries
from wbs_tui.vault.account_keys import AccountKeys

_WORD = Summaries(())
Change = Callable[[Exchanged], Exchanged]


@dataclass
class Lied:
    """KPK behind a hub that lies to it; the province behind an honest one."""

    liar: Between
    kpk: Linked
    sumsel: Linked
    sent: list[str] = field(default_factory=list)
    """What the province has sent to KPK."""

    def sends(self, count: int = 1) -> None:
        """The province sends so many parcels to KPK."""
        for _each in range(count):
            with self.sumsel.head.transaction() as transaction:
                self.sent.append(queue(self.sumsel.head, transaction, self.kpk.id, [_WORD]))
        assert self.push().pushed == count

    def push(self) -> Synced:
        """The province exchanges."""
        return sync(self.sumsel.head)

    def pull(self) -> Synced:
        """KPK exchanges through the liar."""
        return sync(self.kpk.head, wait=_at_once)

    def lies(self, change: Change) -> None:
        """What the hub says to an exchange is changed from now on."""
        self.liar.twist = exchanged(change)

    def settles(self) -> None:
        """The hub is honest again, and everything comes to rest: all has arrived, and both know it."""
        self.liar.honest()
        at_rest(self.kpk, self.sumsel, exchange=lambda each: sync(each.head, wait=_at_once))
        assert unconfirmed(self.sumsel.head, *self.sent) == 0


def _at_once(_seconds: float) -> bool:
    return False


@pytest.fixture
def lied(hub_world: HubWorld) -> Iterator[Lied]:
    hub, (kpk, sumsel) = hub_world("kpk", "province")
    with between(hub) as liar:
        moved_to(kpk, liar.place)
        yield Lied(liar, kpk, sumsel)


def _reasons(lied: Lied) -> list[DeadReason]:
    return [letter.reason for letter in dead_letters(lied.kpk.head)]


def _names_the_hub(lied: Lied, synced: Synced) -> bool:
    return any(lied.liar.url in sentence for sentence in synced.notices)


def _parcels(change: Callable[[list[Waiting]], list[Waiting]]) -> Change:
    """Changes the parcels of an answer."""
    return lambda said: msgspec.structs.replace(said, parcels=tuple(change(list(said.parcels))))


def _bytes(change: Callable[[bytes], bytes]) -> Change:
    """Changes the bytes of each parcel."""
    return _parcels(lambda each: [Waiting(one.position, change(one.parcel)) for one in each])


def test_what_it_drops_is_asked_for_again(lied: Lied) -> None:
    lied.sends(3)
    lied.lies(_parcels(lambda each: [one for number, one in enumerate(each) if number != 1]))
    told = lied.pull()
    assert told.pulled == 2
    assert any("belum tiba" in sentence.lower() for sentence in told.notices)
    lied.push()
    assert unconfirmed(lied.sumsel.head, *lied.sent) == 1
    lied.settles()


@pytest.mark.either_store
def test_the_last_that_it_drops_shows_with_the_next(lied: Lied) -> None:
    lied.sends()
    lied.lies(_parcels(lambda _each: []))
    lied.pull()
    lied.liar.honest()
    lied.sends()
    lied.settles()


def test_what_it_says_to_have_taken_and_lost_goes_out_again_after_days(lied: Lied) -> None:
    with lied.sumsel.head.transaction() as transaction:
        lost = queue(lied.sumsel.head, transaction, lied.kpk.id, [_WORD])
        lied.sent.append(lost)
    with writing(lied.sumsel.head.engine) as connection:  # what is left of it here when the hub threw it away
        connection.execute(update(outbox).where(outbox.c.id == lost).values(hub_at=lied.sumsel.head.now()))
    assert lied.push().pushed == 0
    lied.kpk.clock.forward(days=4)
    lied.settles()


def test_repeats_do_nothing(lied: Lied) -> None:
    lied.sends(2)
    lied.lies(
        _parcels(
            lambda each: [Waiting(2 * n + k, one.parcel) for n, one in enumerate(each, 1) for k in (0, 1)]
        )
    )
    assert lied.pull().pulled == 2
    assert _reasons(lied) == []
    lied.settles()


@pytest.mark.either_store
def test_another_order_is_no_matter(lied: Lied) -> None:
    lied.sends(4)

    def turned(each: list[Waiting]) -> list[Waiting]:
        places = [one.position for one in each]
        return [Waiting(*pair) for pair in zip(places, [one.parcel for one in reversed(each)], strict=True)]

    lied.lies(_parcels(turned))
    assert lied.pull().pulled == 4
    lied.settles()


@pytest.mark.either_store
def test_an_endless_repetition_ends(lied: Lied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "_MOST_ANSWERS", 12)
    lied.sends()
    seen: list[Waiting] = []

    def again(said: Exchanged) -> Exchanged:
        seen.extend(said.parcels)
        place = len(lied.liar.asked) + 10
        return msgspec.structs.replace(said, parcels=(Waiting(place, seen[0].parcel),), more=True)

    lied.lies(again)
    told = lied.pull()
    assert told.pulled == 1
    assert _names_the_hub(lied, told)
    lied.settles()


@pytest.mark.either_store
def test_more_without_anything_is_refused(lied: Lied) -> None:
    lied.sends()
    lied.lies(lambda said: msgspec.structs.replace(said, parcels=(), records=(), more=True))
    with pytest.raises(HubMisbehaves):
        lied.pull()
    lied.settles()


@pytest.mark.either_store
def test_positions_that_go_backwards_are_refused(lied: Lied) -> None:
    lied.sends(2)
    lied.lies(_parcels(lambda each: list(reversed(each))))
    with pytest.raises(HubMisbehaves):
        lied.pull()
    assert _reasons(lied) == []
    lied.settles()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data + b"\0",
        lambda _data: b"",
        lambda _data: os.urandom(2000),
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:900] + bytes([data[900] ^ 1]) + data[901:],
    ],
    ids=["cut", "longer", "empty", "noise", "signature", "statement"],
)
def test_a_spoilt_parcel_waits_and_the_true_one_is_fetched(
    lied: Lied, change: Callable[[bytes], bytes]
) -> None:
    lied.sends()
    lied.lies(_bytes(change))
    told = lied.pull()
    assert set(_reasons(lied)) <= {DeadReason.UNREADABLE, DeadReason.BAD_SIGNATURE}
    assert len(_reasons(lied)) == 1
    assert _names_the_hub(lied, told)
    assert unconfirmed(lied.sumsel.head, *lied.sent) == 1
    lied.settles()
    assert len(_reasons(lied)) == 1


def test_noise_without_end_is_not_listened_to(lied: Lied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "_MOST_USELESS", 30)
    monkeypatch.setattr(letters, "MOST_UNPROVEN", 20)
    lied.sends()

    def noise(said: Exchanged) -> Exchanged:
        place = 1000 * len(lied.liar.asked)
        return msgspec.structs.replace(
            said, parcels=tuple(Waiting(place + each, os.urandom(64)) for each in range(10)), more=True
        )

    lied.lies(noise)
    with pytest.raises(HubMisbehaves, match=lied.liar.url):
        lied.pull()
    assert len(_reasons(lied)) == 20
    lied.settles()


def test_positions_that_there_never_were_hide_nothing_for_good(lied: Lied) -> None:
    """What is here already comes again at a position far beyond, so that nothing after it would be seen."""
    lied.sends()
    lied.lies(_parcels(lambda each: [*each, *(Waiting(2**60, one.parcel) for one in each)]))
    assert lied.pull().cursor == 2**60
    lied.liar.honest()
    lied.sends()
    lied.settles()


def test_what_is_for_others_is_not_applied(lied: Lied, office_world: World) -> None:
    lied.sends()
    *_both, batanghari = office_world("inspectorate")
    with batanghari.head.transaction() as transaction:
        queue(batanghari.head, transaction, lied.sumsel.id, [_WORD])
    [strange] = outgoing(batanghari.head, lied.sumsel.id)
    lied.lies(_parcels(lambda each: [*each, Waiting(each[-1].position + 1, strange)]))
    told = lied.pull()
    assert _reasons(lied) == [DeadReason.NOT_FOR_US]
    assert _names_the_hub(lied, told)
    lied.settles()


def test_the_key_of_a_confirmed_office_is_not_swapped(lied: Lied) -> None:
    """The hub shows a later record of the province, under a key of its own: it is blocked and named."""
    lied.lies(lambda said: msgspec.structs.replace(said, records=((99, _forged(lied)),)))
    told = lied.pull()
    assert any("diblokir" in sentence and "Instansi 16" in sentence for sentence in told.notices)
    [sumsel] = peers(lied.kpk.head)
    assert sumsel.status == PeerStatus.BLOCKED
    with pytest.raises(NotConfirmed), lied.kpk.head.transaction() as transaction:
        queue(lied.kpk.head, transaction, lied.sumsel.id, [_WORD])
    lied.liar.honest()
    lied.sends()
    lied.pull()
    assert _reasons(lied) == [DeadReason.NOT_CONFIRMED]
    confirm_peer(lied.kpk.head, "16", sumsel.fingerprint, "B/2/2026")
    lied.settles()
    assert _reasons(lied) == []


def _forged(lied: Lied) -> SignedRecord:
    """What the province might say next, if the key were its own."""
    with lied.sumsel.head.reading() as connection:
        newest = our_records(connection)[-1]
    said = read_record(newest)
    keys = AccountKeys.generate()
    statement = msgspec.msgpack.encode(
        msgspec.structs.replace(
            said,
            number=said.number + 1,
            previous=hashlib.sha256(newest.statement).digest(),
            sign=keys.public().sign,
        )
    )
    signature = keys.sign(RECORD_CONTEXT, statement)
    return SignedRecord(statement, signature, signature)


def test_a_record_that_is_kept_back_blocks_until_it_comes(lied: Lied) -> None:
    for _each in range(2):
        renew_office_key(lied.sumsel.head)
        lied.push()
    lied.lies(lambda said: msgspec.structs.replace(said, records=said.records[-1:]))
    assert any("diblokir" in sentence for sentence in lied.pull().notices)
    lied.liar.honest()
    lied.pull()
    [sumsel] = peers(lied.kpk.head)
    assert sumsel.status == PeerStatus.CONFIRMED
    assert sumsel.fingerprint == own_fingerprint(lied.sumsel.head)
    lied.settles()


@pytest.mark.either_store
@pytest.mark.parametrize("status", [301, 404, 200, 500])
def test_no_answer_of_the_protocol_is_told_and_nothing_is_lost(lied: Lied, status: int) -> None:
    lied.sends()
    lied.liar.twist = lambda _method, _path, answer: Answer(status, {"location": "https://x"}, answer.body)
    with pytest.raises(HubMisbehaves, match=lied.liar.url):
        lied.pull()
    lied.settles()


@pytest.mark.either_store
def test_a_packed_answer_is_not_unpacked(lied: Lied) -> None:
    lied.sends()
    packed = zlib.compress(bytes(50_000_000))
    lied.liar.twist = lambda _method, _path, answer: Answer(
        200, {**answer.headers, "content-encoding": "deflate"}, packed
    )
    with pytest.raises(HubMisbehaves):
        lied.pull()
    lied.settles()


@pytest.mark.parametrize("reached", [True, False], ids=["answer", "request"])
@pytest.mark.parametrize("nth", range(4))
def test_a_connection_that_is_cut_at_any_request_loses_nothing(
    lied: Lied, nth: int, *, reached: bool
) -> None:
    """KPK has something to fetch, to confirm and to send; each of its requests is cut off once."""
    lied.sends(2)
    with lied.kpk.head.transaction() as transaction:
        own = queue(lied.kpk.head, transaction, lied.sumsel.id, [_WORD])
    before = len(lied.liar.asked)

    def is_its_turn() -> bool:
        return len(lied.liar.asked) - before == nth + 1

    if reached:
        lied.liar.twist = lambda _method, _path, answer: None if is_its_turn() else answer
    else:
        lied.liar.swallow = lambda _method, _path: is_its_turn()
    for _try in range(3):
        with suppress(Offline):
            sync(lied.kpk.head, wait=lambda _seconds: True)
    lied.settles()
    assert unconfirmed(lied.kpk.head, own) == 0
    assert _reasons(lied) == []
