"""What a courier carries: whole or not at all, for one desk alone, as often as one likes."""

import random
import shutil
import subprocess
import threading
from pathlib import Path

import pyrage
import pytest

from models.words.exchange import PeerStatus
from tests.sync.offices import Linked, World, unconfirmed
from wbs_tui.sync.bundles.bundle_file import (
    BUNDLE_CONTEXT,
    FORMAT,
    BrokenBundle,
    BundleForOthers,
    Cover,
    Directory,
    NoBundleKey,
    OneParcel,
    read_bundle_file,
    write_bundle_file,
)
from wbs_tui.sync.bundles.courier import BundleToOthers, UnknownCourier, read_bundle, write_bundle
from wbs_tui.sync.offices.deciding import block_peer
from wbs_tui.sync.offices.keys import age_identity, age_recipients, own_station, station_signer
from wbs_tui.sync.offices.peers import peers
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.wire import Receipt, Remark
from wbs_tui.text.errors import Refused, Unreadable

_NOTHING = Receipt(station="0" * 32, up_to=0)


def _queue(sender: Linked, to: Linked, parcels: int = 1) -> None:
    for _each in range(parcels):
        with sender.head.transaction() as transaction:
            queue(sender.head, transaction, to.id, [_NOTHING])


def _identity(office: Linked) -> str:
    with office.head.reading() as connection:
        return age_identity(office.head, connection)


def test_it_carries_what_waits_and_is_harmless_twice(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _queue(sumsel, kpk, 3)
    written = write_bundle(sumsel.head, tmp_path / "first.age", kpk.code)
    assert (written.number, written.parcels, written.to) == (1, 3, kpk.code)
    found = read_bundle(kpk.head, tmp_path / "first.age")
    assert (found.taken, found.again, found.waiting, found.missing, found.repeated) == (3, 0, (), (), False)
    assert sumsel.code in found.sender
    again = read_bundle(kpk.head, tmp_path / "first.age")
    assert (again.taken, again.again, again.repeated) == (0, 3, True)
    assert dead_letters(kpk.head) == ()


def test_receipts_come_back_by_courier_and_nothing_is_carried_twice(
    office_world: World, tmp_path: Path
) -> None:
    first, second = office_world("inspectorate", "other")
    with second.head.transaction() as transaction:
        remark = Remark(id="1" * 32, kind="comment", case="2" * 32, owner=first.id, at=1, by="x", text="y")
        sent = queue(second.head, transaction, first.id, [remark])
    write_bundle(second.head, tmp_path / "there.age", first.code)
    read_bundle(first.head, tmp_path / "there.age")
    write_bundle(first.head, tmp_path / "back.age", second.code)
    read_bundle(second.head, tmp_path / "back.age")
    assert unconfirmed(second.head, sent) == 0
    assert write_bundle(second.head, tmp_path / "empty.age", first.code).parcels == 0


def test_a_lost_one_is_named_and_the_next_brings_all_of_it(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    for number in (1, 2, 3):
        _queue(sumsel, kpk)
        write_bundle(sumsel.head, tmp_path / f"{number}.age", kpk.code)
    first, third = (read_bundle(kpk.head, tmp_path / f"{number}.age") for number in (1, 3))
    assert (first.missing, third.missing) == ((), (2,))
    assert (third.taken, third.again) == (2, 1), "the third brings what the second did"
    late = read_bundle(kpk.head, tmp_path / "2.age")
    assert (late.missing, late.taken, late.again) == ((), 0, 2)


@pytest.mark.either_store
def test_nobody_else_opens_it_and_it_shows_no_sender(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel, third = office_world("kpk", "province", "inspectorate")
    _queue(sumsel, kpk)
    path = tmp_path / "one.age"
    write_bundle(sumsel.head, path, kpk.code)
    with pytest.raises(BundleForOthers):
        read_bundle(third.head, path)
    data = path.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert not any(mark.encode() in data for mark in (sumsel.id, kpk.id, sumsel.code + " "))


@pytest.mark.either_store
def test_the_standard_tool_opens_it_with_the_receivers_key(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _queue(sumsel, kpk)
    path = tmp_path / "one.age"
    write_bundle(sumsel.head, path, kpk.code)
    plain = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(_identity(kpk))])
    tool = shutil.which("age")
    if tool is not None:
        key = tmp_path / "key"
        key.write_text(_identity(kpk) + "\n")
        opened = subprocess.run([tool, "-d", "-i", key, path], capture_output=True, check=True)
        assert opened.stdout == plain
    assert sumsel.id.encode() in plain


@pytest.mark.either_store
def test_cut_anywhere_or_changed_anywhere_nothing_of_it_is_read(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _queue(sumsel, kpk, 2)
    path, broken = tmp_path / "one.age", tmp_path / "broken.age"
    write_bundle(sumsel.head, path, kpk.code)
    data = path.read_bytes()
    chance = random.Random(5)
    tried = 0
    for _try in range(30):
        cut = data[: chance.randrange(len(data))]
        place = chance.randrange(len(data))
        changed = data[:place] + bytes([data[place] ^ (1 << chance.randrange(8))]) + data[place + 1 :]
        for spoilt in (cut, changed, data + b"x"):
            broken.write_bytes(spoilt)
            with pytest.raises(Unreadable):
                read_bundle(kpk.head, broken)
            tried += 1
    print(f"{tried} broken bundles")
    assert dead_letters(kpk.head) == ()
    assert read_bundle(kpk.head, path).taken == 2


@pytest.mark.either_store
def test_a_forged_one_is_refused_and_says_whose_it_claims_to_be(office_world: World, tmp_path: Path) -> None:
    """Whoever knows the recipient's public key can encrypt to it; only the station can sign."""
    kpk, sumsel, forger = office_world("kpk", "province", "inspectorate")
    with sumsel.head.reading() as connection:
        station = own_station(connection)
    with kpk.head.reading() as connection:
        recipient = age_recipients(connection)[own_station(connection)]
    with forger.head.reading() as connection:
        signer = station_signer(forger.head, connection)
    cover = Cover(FORMAT, "3" * 32, sumsel.id, station, kpk.id, "", 1, 1)
    path = tmp_path / "forged.age"
    write_bundle_file(
        path,
        recipient,
        [cover, Directory(()), OneParcel(b"x")],
        lambda each: signer.sign(BUNDLE_CONTEXT, each),
    )
    with pytest.raises(UnknownCourier, match=sumsel.code):
        read_bundle(kpk.head, path)
    assert dead_letters(kpk.head) == ()


@pytest.mark.either_store
def test_a_bundle_passed_on_to_another_is_refused(office_world: World, tmp_path: Path) -> None:
    """Its receiver encrypts what he got to a third: the cover says whom it was for."""
    kpk, sumsel, third = office_world("kpk", "province", "inspectorate")
    _queue(sumsel, kpk)
    path, passed_on = tmp_path / "one.age", tmp_path / "passed-on.age"
    write_bundle(sumsel.head, path, kpk.code)
    plain = pyrage.decrypt(path.read_bytes(), [pyrage.x25519.Identity.from_str(_identity(kpk))])
    with third.head.reading() as connection:
        recipient = age_recipients(connection)[own_station(connection)]
    passed_on.write_bytes(pyrage.encrypt(plain, [pyrage.x25519.Recipient.from_str(recipient)]))
    with pytest.raises(BundleToOthers):
        read_bundle(third.head, passed_on)


def test_from_who_is_blocked_nothing_is_read(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _queue(sumsel, kpk)
    write_bundle(sumsel.head, tmp_path / "one.age", kpk.code)
    block_peer(kpk.head, sumsel.code)
    assert [each.status for each in peers(kpk.head)] == [PeerStatus.BLOCKED]
    with pytest.raises(UnknownCourier):
        read_bundle(kpk.head, tmp_path / "one.age")


@pytest.mark.either_store
def test_what_is_there_is_never_overwritten(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    path = tmp_path / "one.age"
    path.write_bytes(b"an officer's own")
    with pytest.raises(Refused):
        write_bundle(sumsel.head, path, kpk.code)
    assert path.read_bytes() == b"an officer's own"
    assert write_bundle(sumsel.head, tmp_path / "two.age", kpk.code).number == 1, "no number is lost by it"


@pytest.mark.either_store
def test_a_file_that_is_none_has_its_words(office_world: World, tmp_path: Path) -> None:
    [kpk] = office_world("kpk")
    path = tmp_path / "none.age"
    for data in (b"", b"not a bundle", b"age-encryption.org/v1\n", b"\x00" * 5000):
        path.write_bytes(data)
        with pytest.raises(BrokenBundle):
            read_bundle(kpk.head, path)
    with pytest.raises(Unreadable, match="missing"):
        read_bundle(kpk.head, tmp_path / "missing.age")


@pytest.mark.either_store
def test_a_reader_that_stops_half_way_leaves_no_thread(office_world: World, tmp_path: Path) -> None:
    kpk, sumsel = office_world("kpk", "province")
    _queue(sumsel, kpk, 5)
    path = tmp_path / "one.age"
    write_bundle(sumsel.head, path, kpk.code)
    with read_bundle_file(path, _identity(kpk)) as frames:
        assert isinstance(next(frames), Cover)
    assert "bundle" not in {thread.name for thread in threading.enumerate()}


def test_a_recipient_whose_record_names_no_key_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoBundleKey):
        write_bundle_file(tmp_path / "one.age", "age1\x1b[31mnone", [], lambda digest: digest)
    assert list(tmp_path.iterdir()) == []
