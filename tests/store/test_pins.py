"""What an account saw of the histories of access: an older store, whole in itself, is not sealed to."""

import json
import os
import stat
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete

from models.tables.accounts import compartments, epochs, grants, seed_seals
from tests.cases.at_work import new_case
from tests.copies import brought_back, copied
from tests.store.forging import member, put_case_compartment
from tests.store.test_places import CASE_ID, moved
from tests.store.turned_back import turned_back
from wbs_tui.accounts.access import fingerprint_of as shown
from wbs_tui.accounts.access import grant, revoke
from wbs_tui.accounts.compartments import CompartmentWriter, found_compartment, member_of, signer_of
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.operations.doctor import examine
from wbs_tui.operations.health.check import Health
from wbs_tui.store.keyring import BrokenCompartment, MovedCase
from wbs_tui.store.pins import DamagedPins, Pins, RolledBack, Seen, pins_of
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey

VECTORS = Path(__file__).parents[1] / "vault" / "vectors" / "pins.json"


def pins(desk):
    """The account's file on this computer."""
    [store_id] = {path.parent.name for path in Path(os.environ["WBS_STATE"]).glob("*/*.pins")}
    return pins_of(store_id, desk.office.id, desk.actor.id, desk.account_keys)


def seals(desk):
    """Whether the desk still records a case."""
    return bool(new_case(desk))


def health(desk):
    """What `wbs doctor` says of the notes."""
    return {check.id: check.health for check in examine(desk)}["remembered"]


def seen(office, *names):
    """Each of these accounts sits down once, and sees what there is."""
    for name in names:
        with office.desk(name).reading():
            pass


def test_a_revocation_that_is_taken_back_whole_is_missed(office):
    """With its epoch, its seals and the journal's end; nothing has been sealed for the epoch since."""
    head = office.desk("inspektur")
    with turned_back(office.desk("admin")):
        revoke(head, "office", "petugas")
        seen(office, "petugas2")
    desk = office.desk("petugas2")
    assert desk.keyring.authority.findings == []
    with pytest.raises(RolledBack, match=str(pins(desk).path)):
        seals(desk)
    assert list_cases(desk, InboxQuery()) is not None
    assert health(desk) is Health.BAD


def test_a_running_desk_misses_it_too(office):
    desk, head = office.desk("petugas2"), office.desk("inspektur")
    with turned_back(office.desk("admin")):
        revoke(head, "office", "petugas")
        assert seals(desk)
        with desk.reading():
            pass
    with pytest.raises(RolledBack):  # what it has written itself is gone from the journal
        seals(desk)


def test_an_older_copy_of_the_whole_store_is_missed(office, tmp_path):
    older = copied(str(office.location), tmp_path, "older")
    revoke(office.desk("inspektur"), "office", "petugas")
    seen(office, "petugas2")
    for desk in office.opened:
        desk.close()
    brought_back(str(office.location), older)
    with pytest.raises(RolledBack):
        seals(office.desk("petugas2"))


def test_whoever_sees_a_store_for_the_first_time_trusts_it(office, monkeypatch, tmp_path):
    """What remains: on a new computer nothing is remembered."""
    head = office.desk("inspektur")
    with turned_back(office.desk("admin")):
        revoke(head, "office", "petugas")
        seen(office, "petugas2")
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "new"))
    assert seals(office.desk("petugas2"))


def test_an_office_founded_anew_by_somebody_else_is_missed(office):
    """Every compartment away, and others in their place whose founder is the Super Admin."""
    seen(office, "petugas")
    admin = office.desk("admin")
    with admin.transaction() as transaction:
        for table in (seed_seals, grants, epochs, compartments):
            transaction.connection.execute(delete(table))
        with transaction.entry("access.granted") as change:
            himself = member_of(change.connection, admin.actor.id)
            for kind in ("office", "identity"):
                found_compartment(change, admin.clock, signer_of(admin), kind, founder=himself)
    desk = office.desk("petugas")
    assert desk.keyring.authority.broken == set()
    with pytest.raises(RolledBack):
        desk.keyring.seed(desk.keyring.compartment("office"))


def test_a_case_whose_compartment_is_taken_away_whole_is_missed(office):
    """Else what is written next would go to the implicated again."""
    with turned_back(office.desk("admin")):
        moved(office.desk("irban"))
        seen(office, "petugas2")
    desk = office.desk("petugas2")
    with pytest.raises(RolledBack):
        desk.keyring.seed(desk.keyring.compartment("office"))


def test_a_charter_from_before_that_was_not_there_is_not_believed(office):
    """Somebody who was taken out signs, as of a time when he was in."""
    office.clock.forward(minutes=1)
    backdated = office.desk("petugas").now()
    office.clock.forward(minutes=1)
    desk = office.desk("petugas")
    revoke(office.desk("inspektur"), "office", "petugas")
    seen(office, "petugas2")
    with office.desk("admin").transaction() as transaction:
        his = put_case_compartment(
            transaction.connection,
            desk,
            member(transaction.connection, "petugas"),
            desk.account_keys,
            case=CASE_ID,
            parent=desk.keyring.compartment("office"),
            at=backdated,
        )
    reader = office.desk("petugas2")
    with pytest.raises(MovedCase):
        reader.keyring.check_place(CASE_ID, his)
    with pytest.raises(MovedCase):
        reader.keyring.check_place(CASE_ID, reader.keyring.compartment("office"))
    with pytest.raises(BrokenCompartment):
        reader.keyring.seed(his)
    assert seals(reader)


def test_what_came_to_nothing_is_not_remembered(office):
    """The disk is full when the revocation is kept: the history goes on as if it had never been."""
    head = office.desk("inspektur")
    with pytest.raises(ZeroDivisionError):
        revoke_and_fail(head)
    assert seals(head)
    revoke(head, "office", "petugas")
    assert seals(office.desk("inspektur"))


def revoke_and_fail(head):
    with head.transaction() as transaction, transaction.entry("access.revoked") as change:
        compartment_id = head.keyring.compartment("office")
        who = member(change.connection, "petugas").account_id
        CompartmentWriter(change, head.clock, signer_of(head), compartment_id).take_out(who)
        head.keyring.load(change.connection)
        head.keyring.refresh(change.connection)
        raise ZeroDivisionError


@pytest.mark.parametrize("spoilt", ["empty", "byte", "cut", "newer", "of another"])
def test_a_spoilt_file_is_not_trusted_again_in_silence(office, spoilt):
    seen(office, "petugas", "petugas2")
    desk = office.desk("petugas")
    path = pins(desk).path
    whole = path.read_bytes()
    changed = {
        "empty": b"",
        "byte": whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
        "cut": whole[:-1],
        "newer": b"\x02" + whole[1:],
        "of another": pins(office.desk("petugas2")).path.read_bytes(),
    }[spoilt]
    path.write_bytes(changed)
    again = office.desk("petugas")
    with pytest.raises(DamagedPins, match=str(path)):
        seals(again)
    assert list_cases(again, InboxQuery()) is not None
    assert path.read_bytes() == changed
    path.unlink()
    assert seals(office.desk("petugas"))


def test_the_file_is_its_owners_alone_and_shows_nothing(office):
    seen(office, "petugas")
    desk = office.desk("petugas")
    path = pins(desk).path
    content = path.read_bytes()
    assert content[0] == 1
    for kind in ("office", "identity"):
        assert desk.keyring.compartment(kind).encode() not in content
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_is_written_only_when_there_is_more_to_remember(office):
    seen(office, "petugas")
    path = pins(office.desk("petugas")).path
    before = path.read_bytes()
    seen(office, "petugas")
    assert path.read_bytes() == before
    revoke(office.desk("inspektur"), "office", "petugas2")
    seen(office, "petugas")
    assert path.read_bytes() != before


def test_a_folder_that_cannot_be_written_stops_nobody(office, monkeypatch, tmp_path):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "a file"))
    desk = office.desk("petugas")
    with desk.reading():
        pass
    assert desk.keyring.unpinned
    assert health(desk) is Health.NOTE
    assert seals(office.desk("petugas"))


def test_new_keys_begin_anew(office):
    desk = office.desk("petugas")
    store = ("0" * 32, desk.office.id, desk.actor.id)
    assert pins_of(*store, desk.account_keys).path != pins_of(*store, AccountKeys.generate()).path


def test_a_broken_history_is_not_remembered(office):
    seen(office, "petugas2")
    path = pins(office.desk("petugas2")).path
    before = path.read_bytes()
    head = office.desk("inspektur")
    revoke(head, "office", "petugas")
    grant(head, "office", "petugas", shown(head, "petugas"))
    with office.desk("admin").transaction() as transaction:
        transaction.connection.execute(delete(epochs).where(epochs.c.number == 2))
    seen(office, "petugas2")
    assert path.read_bytes() == before


def test_the_file_is_what_the_page_of_formats_says(tmp_path, monkeypatch):
    known = json.loads(VECTORS.read_text(encoding="utf-8"))
    seen_then = {name: known["seen"][name] for name in ("number", "at")}
    links = {name: bytes.fromhex(known["seen"][name]) for name in ("link", "charter")}
    path = tmp_path / "known.pins"
    path.write_bytes(bytes.fromhex(known["file"]))
    own = CellKey("0" * 32, bytes.fromhex(known["key"]))
    there = Pins(path, known["store"], "16", known["account"])
    assert there.read(own) == {"05" * 16: Seen(**seen_then, **links)}
    for other in (("0" * 32, "16", known["account"]), (known["store"], "17", known["account"])):
        with pytest.raises(DamagedPins):
            Pins(path, *other).read(own)
    nonce = bytes.fromhex(known["file"])[1:13]
    monkeypatch.setattr("wbs_tui.vault.boxes.os.urandom", lambda size: nonce[:size])
    there.write(own, there.read(own))
    assert path.read_bytes() == bytes.fromhex(known["file"])
