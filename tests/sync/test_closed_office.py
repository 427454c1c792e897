"""What the others see of an office that a hub closed, and of one that comes back without its old key."""

import hashlib
import re

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select, update

from models.tables.exchange import exchange_keys, exchange_state
from models.words.exchange import KeyPurpose, OfficeKind, PeerStatus
from tests.hubs import RunningHub, running_hub
from tests.sync.at_work import new_case, proved
from tests.sync.offices import CODES, Linked, World, enrolled_at
from wbs_tui.hub import offices as hub_offices
from wbs_tui.hub.closing import close_office, notary_key
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import ClosedAtHub, HubRefused, OfficeKeyLost, OtherFingerprint
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.link.enrolment import enrol, renew_office_key
from wbs_tui.sync.link.hub_place import hub_place
from wbs_tui.sync.link.notary import take_closures
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.peers import find_peer, own_fingerprint
from wbs_tui.sync.offices.records import RECORD_CONTEXT, our_record, read_record
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.protocol import CLOSURE_CONTEXT, Closure, Exchanged, SignedClosure, SignedRecord
from wbs_tui.vault.account_keys import labelled
from wbs_tui.vault.codes import new_code

pytestmark = pytest.mark.file_store


def status(at: Linked, other: Linked) -> str:
    with at.head.reading() as connection:
        return find_peer(connection, other.code).status


def forget_newest_key(office: Linked) -> None:
    """As in a store that was restored from before the office's key was renewed."""
    chosen = exchange_keys.c.purpose == KeyPurpose.OFFICE
    with writing(office.head.engine) as connection:
        ids = connection.execute(select(exchange_keys.c.id).where(chosen).order_by(exchange_keys.c.id))
        old, new = ids.scalars().all()
        connection.execute(delete(exchange_keys).where(exchange_keys.c.id == new))
        connection.execute(update(exchange_keys).where(exchange_keys.c.id == old).values(ended_at=None))


def comes_back(hub: RunningHub, office: Linked, *, new_key: bool = True) -> str:
    kind, under = OfficeKind.INSPECTORATE, CODES["province"]
    token = hub.add_office(office.code, f"Instansi {office.code}", kind, under)
    return enrol(office.head, hub_place(hub.url, hub.ca), token, kind, under, new_key=new_key)


def test_nothing_is_sealed_to_a_closed_office_and_it_is_said(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        sync(ours.head)
        close_office(hub.hub, "00", "pindah")
        [notice] = sync(ours.head).notices
        assert notice.startswith("00 ")
        assert "ditutup" in notice
        assert "pindah" in notice
        assert sync(ours.head).notices == ()
        with ours.head.reading() as connection:
            known = find_peer(connection, kpk.code)
        assert known.status == PeerStatus.CLOSED
        assert known.closure is not None
        assert known.closure.reason == "pindah"
        with pytest.raises(ClosedAtHub, match=r"ditutup hub .*: pindah"):
            share_case(ours.head, register, "00", "koordinasi")
        assert proved(ours.head)


def test_what_waits_for_a_closed_office_is_kept_and_said_so(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        sync(ours.head)
        share_case(ours.head, register, "00", "koordinasi")
        close_office(hub.hub, "00", "pindah")
        for _time in range(2):
            said = sync(ours.head).notices[-1]
            assert re.search(r"menunggu \d+ paket: kantor itu ditutup hub .*: pindah", said)


def test_a_letter_outranks_what_a_hub_said_before_however_often_it_repeats_it(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        sync(ours.head)
        close_office(hub.hub, "00", "pindah")
        sync(ours.head)
        confirm_peer(ours.head, "00", own_fingerprint(kpk.head), "B/9/2026")
        with writing(ours.head.engine) as connection:
            heard = exchange_state.c.name.startswith("directory:")
            connection.execute(delete(exchange_state).where(heard))
        assert sync(ours.head).notices == ()
        assert status(ours, kpk) == PeerStatus.CONFIRMED


def test_a_hub_closes_nobody_under_another_key_than_it_first_named(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        place = hub_place(hub.url, hub.ca)
        with writing(hub.hub.engine) as connection:
            pinned = notary_key(connection)
    statement = msgspec.msgpack.encode(Closure(office=kpk.id, code="00", number=9, at=1, reason="dusta"))
    other = Ed25519PrivateKey.generate()
    signed = SignedClosure(statement, other.sign(labelled(CLOSURE_CONTEXT, statement)))
    for notary in (other.public_key().public_bytes_raw(), pinned, b""):
        [sentence] = take_closures(ours.head, place, Exchanged(closures=((1, signed),), notary=notary))
        assert "diabaikan" in sentence
    assert status(ours, kpk) == PeerStatus.CONFIRMED


def test_an_office_that_still_has_its_key_comes_back_and_a_person_confirms_it_anew(
    office_world: World,
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        for office in (ours, kpk):
            sync(office.head)
        close_office(hub.hub, ours.code, "pindah server")
        sync(kpk.head)
        before = own_fingerprint(ours.head)
        assert comes_back(hub, ours, new_key=False) == before
        sync(kpk.head)
        assert status(kpk, ours) == PeerStatus.SEEN
        confirm_peer(kpk.head, ours.code, before, "B/3/2026")
        assert sync(ours.head).notices == ()
        assert proved(kpk.head)


def test_a_refused_enrolment_changes_nothing_and_a_wrong_province_is_mended_by_closing(
    office_world: World,
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        sync(ours.head)
        before = our_record(ours.head)
        place, kind = hub_place(hub.url, hub.ca), OfficeKind.INSPECTORATE
        hub.add_office("33", "Provinsi lain", OfficeKind.PROVINCE)
        for under in ("", "33"):
            with pytest.raises(HubRefused):
                enrol(ours.head, place, new_code(), kind, under)
            assert our_record(ours.head) == before
        close_office(hub.hub, ours.code, "provinsinya keliru")
        sync(kpk.head)
        enrol(ours.head, place, hub.add_office(ours.code, "Instansi", kind, "33"), kind, "33")
        sync(kpk.head)
        with kpk.head.reading() as connection:
            seen = find_peer(connection, ours.code)
        assert (seen.under, seen.status) == ("33", PeerStatus.SEEN)
        assert proved(ours.head)


def test_without_its_key_it_does_not_come_back_unawares(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        renew_office_key(ours.head)
        sync(ours.head)
        forget_newest_key(ours)
        close_office(hub.hub, ours.code, "dipulihkan dari cadangan lama")
        with pytest.raises(OfficeKeyLost):
            comes_back(hub, ours, new_key=False)


def test_a_key_that_is_lost_again_before_anybody_compared_a_letter_can_be_confirmed(
    office_world: World,
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        for office in (ours, kpk):
            sync(office.head)
        fingerprint = ""
        for letter in ("server terbakar", "dan sekali lagi"):
            close_office(hub.hub, ours.code, letter)
            fingerprint = comes_back(hub, ours)
            assert fingerprint in " ".join(sync(kpk.head).notices)
        with writing(kpk.head.engine) as connection:
            connection.execute(delete(exchange_state).where(exchange_state.c.name.startswith("directory:")))
        assert sync(kpk.head).notices == ()
        assert confirm_peer(kpk.head, ours.code, fingerprint, "B/2/2026").fingerprint == fingerprint
        sync(ours.head)
        assert sync(kpk.head).notices == ()
        assert status(kpk, ours) == PeerStatus.CONFIRMED


def test_who_steals_the_code_is_trusted_by_nobody_and_the_office_comes_back(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    thief = Ed25519PrivateKey.generate()
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        for office in (ours, kpk):
            sync(office.head)
        close_office(hub.hub, ours.code, "kunci hilang")
        stolen = hub.add_office(ours.code, "Instansi", OfficeKind.INSPECTORATE, CODES["province"])
        known = our_record(ours.head)
        claim = msgspec.structs.replace(
            read_record(known),
            number=read_record(known).number + 1,
            previous=hashlib.sha256(known.statement).digest(),
            sign=thief.public_key().public_bytes_raw(),
        )
        statement = msgspec.msgpack.encode(claim)
        forged = SignedRecord(statement, thief.sign(labelled(RECORD_CONTEXT, statement)), b"")
        hub_offices.enrol(hub.hub, stolen, forged)
        sync(kpk.head)
        assert status(kpk, ours) != PeerStatus.CONFIRMED
        close_office(hub.hub, ours.code, "kodenya dicuri")
        fingerprint = comes_back(hub, ours)
        assert fingerprint in " ".join(sync(kpk.head).notices)
        confirm_peer(kpk.head, ours.code, fingerprint, "B/2/2026")
        assert sync(ours.head).notices == ()
        assert status(kpk, ours) == PeerStatus.CONFIRMED


def test_a_lost_office_key_is_a_mismatch_until_a_letter_is_compared(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    with running_hub(clock=kpk.clock) as hub:
        enrolled_at(hub, kpk, ours)
        for office in (ours, kpk, ours, kpk):
            sync(office.head)
        close_office(hub.hub, ours.code, "kunci hilang")
        fingerprint = comes_back(hub, ours)
        notices = " ".join(sync(kpk.head).notices)
        assert fingerprint in notices
        assert status(kpk, ours) != PeerStatus.CONFIRMED
        share_case(ours.head, register, "00", "koordinasi")
        sync(ours.head)
        assert sync(kpk.head).dead > 0
        with pytest.raises(OtherFingerprint):
            confirm_peer(kpk.head, ours.code, "1" * 40, "B/2/2026")
        assert confirm_peer(kpk.head, ours.code, fingerprint, "B/2/2026").fingerprint == fingerprint
        assert sync(kpk.head).dead == 0
        assert status(kpk, ours) == PeerStatus.CONFIRMED
        assert proved(kpk.head)
        assert proved(ours.head)
