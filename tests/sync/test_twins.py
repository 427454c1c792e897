"""The same matter at two offices is found by tokens; who is told of it, KPK or the province decides."""

import random
from datetime import UTC, datetime

import pytest

from models.words.exchange import MatchState, MessageKind
from tests.sync.at_hub import HubWorld
from tests.sync.at_work import new_case, proved
from tests.sync.offices import Linked, World, exchanged
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.sync.duplicates.matches import AlreadyDecided, NoSuchMatch, NotConcerned, decide_match, matches
from wbs_tui.sync.duplicates.minhash import BANDS, LEAST_SHINGLES, band_tokens
from wbs_tui.sync.duplicates.token_keys import keys_of_now, quarter_of
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.outgoing.sharing import share_tokens
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.talks.remarks import remarks
from wbs_tui.sync.wire import TokenKey

SECRET = b"k" * 32
WORDS = [f"kata{number}" for number in range(3000)]
ROAD = (
    "Kepala dinas menerima uang dari rekanan proyek jalan lingkar selatan tahun 2025, pekerjaan tidak sesuai "
    "kontrak, aspal hanya tiga sentimeter, dan pembayaran seratus persen dilakukan sebelum serah terima "
    "pekerjaan. Saksi melihat penyerahan uang di rumah makan dekat kantor bupati pada bulan Maret."
)


def changed(text: str, share: float, chance: random.Random) -> str:
    return " ".join(chance.choice(WORDS) if chance.random() < share else word for word in text.split())


def equal(one: tuple[bytes, ...], other: tuple[bytes, ...]) -> int:
    return sum(first == second for first, second in zip(one, other, strict=False))


def test_alike_texts_share_tokens_and_others_none() -> None:
    chance = random.Random(11)
    texts = [" ".join(chance.choices(WORDS, k=120)) for _number in range(300)]
    tokens = [band_tokens(SECRET, text) for text in texts]
    found = sum(
        equal(tokens[number], band_tokens(SECRET, changed(text, 0.05, chance))) >= 2
        for number, text in enumerate(texts)
    )
    strangers = sum(equal(one, other) >= 2 for place, one in enumerate(tokens) for other in tokens[:place])
    print(f"{found} of 300 with one word in twenty changed; {strangers} of 44,850 strangers")
    assert found >= 285
    assert strangers == 0


def test_layout_and_case_of_letters_do_not_matter_and_the_key_does() -> None:
    one = band_tokens(SECRET, ROAD)
    assert len(one) == BANDS
    assert {len(token) for token in one} == {16}
    assert band_tokens(SECRET, ROAD.upper().replace(" ", "\n ")) == one
    assert equal(one, band_tokens(b"x" * 32, ROAD)) == 0


def test_what_is_too_short_has_none() -> None:
    assert band_tokens(SECRET, "") == ()
    assert band_tokens(SECRET, " ".join(WORDS[:LEAST_SHINGLES])) == ()
    assert band_tokens(SECRET, " ".join(WORDS[: LEAST_SHINGLES + 1])) != ()


def test_a_quarter_has_its_name() -> None:
    names = [quarter_of(datetime(2026, month, 1, tzinfo=UTC)) for month in range(1, 13)]
    assert names == [f"2026-Q{number}" for number in (1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4)]


def twice(office: Linked, number: int = 1) -> str:
    return new_case(office.desk("petugas"), number, ROAD)


def test_kpk_is_told_and_decides_who_is(hub_world: HubWorld) -> None:
    _hub, (kpk, sumsel, ours, other) = hub_world("kpk", "province", "inspectorate", "other")
    first, second = twice(ours), twice(other)
    for office in (ours, other):
        sync(office.head)
    notices = sync(kpk.head).notices
    assert any("tampak sama" in said for said in notices)
    [match] = matches(kpk.head)
    assert {match.first.register, match.second.register} == {first, second}
    assert (match.bands, match.state) == (BANDS, MatchState.WAITING)
    with pytest.raises(NotPermitted):
        decide_match(kpk.desk("petugas"), match.id, [ours.code], "x", "y")
    with pytest.raises(NotConcerned):
        decide_match(kpk.head, match.id, [sumsel.code], "x", "y")
    with pytest.raises(NoSuchMatch):
        decide_match(kpk.head, "0" * 32, [], "", "y")
    decide_match(kpk.head, match.id, [ours.code], "Hubungi kami tentang perkara ini.", "keduanya sama")
    with pytest.raises(AlreadyDecided):
        decide_match(kpk.head, match.id, [other.code], "x", "y")
    for office in (kpk, ours, other, sumsel):
        sync(office.head)
    told = remarks(ours.head, first)
    assert [(each.kind, each.text) for each in told] == [
        (MessageKind.DUPLICATE, "Hubungi kami tentang perkara ini.")
    ]
    assert remarks(other.head, second) == ()
    assert matches(ours.head) == matches(other.head) == ()
    [seen] = matches(sumsel.head)
    assert seen.state == MatchState.WAITING, "the province decides for itself"
    for office in (kpk, sumsel, ours, other):
        assert dead_letters(office.head) == ()
        assert proved(office.head)


def test_a_restricted_case_gives_none_until_a_decision_names_all_who_would_be_told(
    hub_world: HubWorld,
) -> None:
    _hub, (kpk, sumsel, ours, other) = hub_world("kpk", "province", "inspectorate", "other")
    first, _second = twice(ours), twice(other)
    restrict(ours.head, first, ("irban",), "disebut")
    for office in (ours, other):
        sync(office.head)
    sync(kpk.head)
    assert matches(kpk.head) == ()
    share_tokens(ours.head, first, kpk.code, "agar tidak ganda")
    sync(ours.head)
    sync(kpk.head)
    assert matches(kpk.head) == (), "the province would be told too"
    share_tokens(ours.head, first, sumsel.code, "agar tidak ganda")
    sync(ours.head)
    sync(kpk.head)
    assert len(matches(kpk.head)) == 1


@pytest.mark.either_store
def test_a_case_that_is_restricted_later_takes_its_tokens_back(hub_world: HubWorld) -> None:
    _hub, (kpk, _sumsel, ours, other) = hub_world("kpk", "province", "inspectorate", "other")
    first = twice(ours)
    sync(ours.head)
    restrict(ours.head, first, ("irban",), "disebut")
    sync(ours.head)
    twice(other)
    sync(other.head)
    sync(kpk.head)
    assert matches(kpk.head) == ()


@pytest.mark.either_store
def test_nothing_new_says_nothing_to_the_hub(hub_world: HubWorld) -> None:
    _hub, (kpk, _sumsel, ours, _other) = hub_world("kpk", "province", "inspectorate", "other")
    twice(ours)
    for _round in range(2):
        sync(ours.head)
        sync(kpk.head)
    assert sync(ours.head).trips <= 2


def test_only_kpk_gives_keys(office_world: World) -> None:
    kpk, sumsel, ours = office_world("kpk", "province", "inspectorate")
    forged = TokenKey(
        id="a" * 32, quarter="2026-Q1", starts_at=1_767_225_600_000, ends_at=1_774_915_200_000, secret=SECRET
    )
    with sumsel.head.transaction() as transaction:
        queue(sumsel.head, transaction, ours.id, [forged])
    exchanged(sumsel.head, ours.head)
    assert [each.reason for each in dead_letters(ours.head)] == ["refused"]
    with ours.head.reading() as connection:
        assert keys_of_now(ours.head, connection) == ()
    exchanged(kpk.head, ours.head)
    with ours.head.reading() as connection:
        [key] = keys_of_now(ours.head, connection)
    with kpk.head.reading() as connection:
        assert keys_of_now(kpk.head, connection) == (key,)


@pytest.mark.either_store
def test_around_the_turn_of_a_quarter_both_keys_run(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    kpk.clock.now = datetime(2027, 3, 25, tzinfo=UTC)
    exchanged(kpk.head, ours.head)
    with ours.head.reading() as connection:
        assert [key.quarter for key in keys_of_now(ours.head, connection)] == ["2027-Q1", "2027-Q2"]
    kpk.clock.now = datetime(2027, 5, 1, tzinfo=UTC)
    with ours.head.reading() as connection:
        assert [key.quarter for key in keys_of_now(ours.head, connection)] == ["2027-Q2"]
