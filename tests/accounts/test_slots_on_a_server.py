"""Slots on a server: several desks change them, and all seal with the key that the store has now."""

import threading

import msgspec
import pytest

from models.words.roles import Role
from tests.accounts.staff import arrive
from tests.cases.at_work import recorded
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.devices import add_device
from wbs_tui.accounts.passwords import change_password
from wbs_tui.accounts.recovery.drill import drill, own_share, renew_shares
from wbs_tui.accounts.rekeying import rekey, rekey_due
from wbs_tui.accounts.session import unlock
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store import server_lock
from wbs_tui.store.errors import StoreBusy
from wbs_tui.store.location import FileStore
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.slots import is_proved, open_slot

pytestmark = pytest.mark.server_store
NEW = "sandi baru yang panjang"


def keys_in_slots(office, **passwords):
    """The store keys that the slots with a password lead to."""
    header = office.location.header.read()
    return {
        open_slot(header.store_id, slot, passwords.get(slot.account_name, PASSWORD)).store_key
        for slot in header.slots
        if slot.kind == "password"
    }


def nothing(_sheets):
    """Deliver to nobody."""


def test_nobody_has_to_leave_for_a_new_key(office):
    others = [office.desk(name) for name in ("petugas2", "irban", "auditor")]
    disable(office.desk("admin"), "petugas")
    head = office.desk("inspektur")
    known = head.store_key
    assert rekey(head)
    assert not rekey_due(head)
    assert keys_in_slots(office) == {head.store_key} != {known}
    for other in others:
        with other.reading() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM accounts").scalar() > 0


def test_who_was_open_before_invites_with_the_new_key(office):
    admin, head = office.desk("admin"), office.desk("inspektur")
    assert rekey(head)
    invited = invite(admin, "baru", Role.OFFICER)
    header = office.location.header.read()
    [waiting] = [slot for slot in header.slots if slot.kind == "invitation"]
    assert is_proved(header.store_id, waiting, head.store_key)
    assert rekey(head)
    arrive(office, invited)
    assert office.desk("baru").store_key == head.store_key == admin_key(office, admin)


def admin_key(office, admin):
    """The key of an open desk, once it has changed something of the slots."""
    change_password(admin, PASSWORD, NEW, CHEAP)
    assert office.desk("admin", NEW).store_key == admin.store_key
    return admin.store_key


def test_who_was_open_before_changes_his_own_slots_for_the_new_key(office):
    desk, other = office.desk("petugas"), office.desk("petugas2")
    head = office.desk("inspektur")
    assert rekey(head)
    change_password(desk, PASSWORD, NEW, CHEAP)
    add_device(other, PASSWORD, alone=True, label="laptop")
    assert keys_in_slots(office, petugas=NEW) == {head.store_key}
    office.desk("petugas", NEW)


def test_the_escrow_that_an_open_desk_makes_opens_the_new_key(office):
    head, irban = office.desk("inspektur"), office.desk("irban")
    assert rekey(irban)
    sheets = renew_shares(head, nothing)
    assert drill(head, sheets.custodian.words, own_share(office.desk("admin")).words, nothing)
    assert head.store_key == irban.store_key


def test_of_two_who_give_it_a_new_key_at_once_one_comes_after_the_other(office):
    desks = [office.desk(name) for name in ("inspektur", "irban", "petugas")]
    told = []
    racers = [threading.Thread(target=lambda at=desk: told.append(rekey(at))) for desk in desks]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert told == [True] * 3
    assert len(keys_in_slots(office)) == 1
    assert office.location.header.read().store_key_number == 4
    assert office.desk("petugas").store_key in {desk.store_key for desk in desks}


def test_an_office_that_gets_a_new_key_while_it_moves_into_a_file_opens_there(office, tmp_path):
    """Under a key that never stood on the server, as the same for everybody."""
    recorded(office.desk("petugas"))
    target, changed = FileStore(tmp_path / "baru" / "office.wbs"), []
    known = {office.desk("irban").store_key}

    def tell(_step, _done, _of):
        if not changed:
            changed.append(rekey(office.opened[-1]))

    move_store(office.location, target, SignIn("inspektur", PASSWORD), office.clock, tell=tell)
    assert changed == [True]
    known.add(office.opened[-1].store_key)
    found = set()
    for name in ("petugas", "irban", "inspektur", "admin"):
        desk = unlock(target, name, PASSWORD, office.clock).desk
        found.add(desk.store_key)
        desk.close()
    assert len(known) == 2
    assert len(found) == 1
    assert found.isdisjoint(known)


def test_a_desk_whose_own_slot_is_spoilt_lets_nobody_in(office):
    """What it would seal would open nothing: nothing is changed, and it is said."""
    admin = office.desk("admin")
    header = office.location.header.read()
    spoilt = tuple(
        msgspec.structs.replace(slot, sealed_store_key=other_of(header, slot).sealed_store_key)
        if slot.account_name == "admin"
        else slot
        for slot in header.slots
    )
    changed = msgspec.structs.replace(header, slots=spoilt)
    office.location.header.write(changed)
    with pytest.raises(Damaged):
        invite(admin, "baru", Role.OFFICER)
    assert office.location.header.read() == changed


def other_of(header, own):
    return next(slot for slot in header.slots if slot.kind == "password" and slot.id != own.id)


def test_who_waits_too_long_for_another_desk_is_told(office, monkeypatch):
    monkeypatch.setattr(server_lock, "_WAIT", "20ms")
    admin = office.desk("admin")
    before = office.location.header.read()
    with office.location.header.lock(), pytest.raises(StoreBusy):
        invite(admin, "baru", Role.OFFICER)
    assert office.location.header.read() == before
    assert invite(admin, "baru", Role.OFFICER)
