"""Devices: password and this device's secret, or password and recovery code; neither half opens anything."""

import sys
from collections.abc import Iterator

import msgspec
import pytest

from models.words.roles import Role
from tests.accounts.desktops import Desktops, desktops_of
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.devices import add_device, list_devices, new_recovery_code, remove_device
from wbs_tui.accounts.errors import LastDevice, NoKeyring, NoSuchDevice
from wbs_tui.accounts.lockout import FREE_TRIES, LockedOut
from wbs_tui.accounts.passwords import change_password
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.errors import NotActive
from wbs_tui.vault import device
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.errors import Damaged, DeviceSecretMissing, WrongCode, WrongPassword

NEW = "sandi baru yang panjang"


@pytest.fixture
def desktops(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktops]:
    monkeypatch.setattr(sys, "platform", "linux")
    with desktops_of(monkeypatch) as made:
        yield made


@pytest.fixture
def bound(office, desktops):
    """`baru` was activated at the device `kantor`; gives his recovery code."""
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    desktops.sit_at("kantor")
    activated = activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    assert activated.recovery_code is not None
    assert activated.recovery_code not in repr(activated)
    return activated.recovery_code


def enter(office, code=None, password=PASSWORD):
    unlocked = unlock(office.location, "baru", password, office.clock, code)
    office.opened.append(unlocked.desk)
    return unlocked


def kinds(office, name="baru"):
    slots = office.location.header.read().slots
    return sorted((slot.kind, slot.uses_device_secret) for slot in slots if slot.account_name == name)


@pytest.mark.usefixtures("bound")
def test_at_his_device_the_password_is_enough(office):
    unlocked = enter(office)
    assert not unlocked.new_device
    assert kinds(office) == [("password", True), ("recovery", False)]
    [own] = [view for view in list_devices(unlocked.desk) if view.here]
    assert own.kind == "device"
    assert own.label


@pytest.mark.usefixtures("bound")
def test_elsewhere_the_password_alone_opens_nothing(office, desktops):
    for sit in (lambda: desktops.sit_at("rumah"), desktops.sit_without_keyring):
        sit()
        with pytest.raises(DeviceSecretMissing):
            enter(office)


def test_the_code_alone_opens_nothing(office, bound, desktops):
    desktops.sit_at("rumah")
    with pytest.raises(WrongPassword):
        enter(office, bound, "kata sandi orang lain")
    with pytest.raises(WrongPassword):
        enter(office, new_code())
    with pytest.raises(WrongCode):
        enter(office, bound[:-1] + ("0" if bound[-1] != "0" else "1"))


def test_codes_are_tried_no_more_often_than_passwords(office, bound, desktops):
    desktops.sit_at("rumah")
    for _time in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            enter(office, new_code())
    with pytest.raises(LockedOut):
        enter(office, bound)
    office.clock.forward(seconds=30)
    assert enter(office, bound).new_device


@pytest.mark.usefixtures("bound")
def test_the_secret_alone_opens_nothing(office):
    with pytest.raises(WrongPassword):
        enter(office, password="kata sandi orang lain")


@pytest.mark.usefixtures("bound")
def test_a_slot_without_its_secret_is_no_password_slot(office):
    """Whoever writes the header says that the password stands alone: the keys are others."""
    header = office.location.header.read()
    altered = [
        msgspec.structs.replace(slot, uses_device_secret=False) if slot.uses_device_secret else slot
        for slot in header.slots
    ]
    office.location.header.write(msgspec.structs.replace(header, slots=tuple(altered)))
    with pytest.raises(WrongPassword):
        enter(office)


def test_a_new_device_comes_in_with_password_and_code(office, bound, desktops):
    desktops.sit_at("rumah")
    unlocked = enter(office, bound)
    assert unlocked.new_device
    added = add_device(unlocked.desk, PASSWORD, label="rumah")
    assert added.recovery_code is None
    assert added.device.here
    assert not enter(office).new_device
    desktops.sit_at("kantor")
    desk = enter(office).desk
    assert [(view.kind, view.here) for view in list_devices(desk)].count(("device", True)) == 1
    assert len(list_devices(desk)) == 3
    with desk.reading() as connection:
        assert verify_journal(connection).sound


def test_without_a_keyring_only_when_the_owner_says_so(office, bound, desktops):
    desktops.sit_without_keyring()
    desk = enter(office, bound).desk
    before = office.location.header.read()
    with pytest.raises(NoKeyring):
        add_device(desk, PASSWORD)
    assert office.location.header.read() == before
    assert add_device(desk, PASSWORD, alone=True).device.kind == "password"
    assert not enter(office).new_device


@pytest.mark.usefixtures("bound")
def test_a_device_is_not_added_with_another_password(office):
    with pytest.raises(WrongPassword):
        add_device(enter(office).desk, "kata sandi orang lain")


def test_a_keyring_that_keeps_nothing_leaves_the_password_alone(office, desktops):
    """Nothing is made that needs a secret which was not read back."""
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    desktops.sit_at("kantor").locked = True
    assert activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP).recovery_code is None
    assert kinds(office) == [("password", False)]
    assert enter(office)


def test_a_device_that_was_taken_away_opens_nothing_more(office, bound, desktops):
    desktops.sit_at("rumah")
    home = add_device(enter(office, bound).desk, PASSWORD).device
    desktops.sit_at("kantor")
    remove_device(enter(office).desk, home.slot_id)
    desktops.sit_at("rumah")
    with pytest.raises(DeviceSecretMissing):
        enter(office)
    again = add_device(enter(office, bound).desk, PASSWORD).device
    assert again.here
    assert enter(office)


def test_taking_away_the_own_device_forgets_its_secret(office, bound, desktops):
    desk = enter(office).desk
    [own] = [view for view in list_devices(desk) if view.here]
    remove_device(desk, own.slot_id)
    assert desktops.services["kantor"].items == {}
    assert enter(office, bound).new_device


@pytest.mark.usefixtures("bound")
def test_the_last_way_in_stays(office):
    desk = enter(office).desk
    first, second = list_devices(desk)
    remove_device(desk, first.slot_id)
    with pytest.raises(LastDevice):
        remove_device(desk, second.slot_id)


@pytest.mark.usefixtures("bound")
def test_the_super_admin_sees_and_takes_away_any_device_an_officer_only_his_own(office):
    other, admin, own = office.desk("petugas"), office.desk("admin"), enter(office).desk
    assert {view.account for view in list_devices(other)} == {"petugas"}
    of_new = [view for view in list_devices(admin) if view.account == "baru"]
    assert len(of_new) == 2
    for slot_id in (of_new[0].slot_id, "0" * 32, office.location.header.read().slots[0].id):
        with pytest.raises(NoSuchDevice):
            remove_device(other, slot_id)
    remove_device(admin, of_new[0].slot_id)
    assert len(list_devices(own)) == 1


def test_the_escrows_slot_is_no_device(office):
    admin = office.desk("admin")
    [escrow] = [slot for slot in office.location.header.read().slots if slot.kind == "escrow"]
    with pytest.raises(NoSuchDevice):
        remove_device(admin, escrow.id)


def test_a_new_code_ends_the_old_one(office, bound, desktops):
    code = new_recovery_code(enter(office).desk, PASSWORD)
    desktops.sit_at("rumah")
    with pytest.raises(WrongPassword):
        enter(office, bound)
    assert enter(office, code).new_device


def test_a_new_password_holds_on_every_device_and_with_the_code(office, bound, desktops):
    desktops.sit_at("rumah")
    add_device(enter(office, bound).desk, PASSWORD)
    change_password(enter(office).desk, PASSWORD, NEW, CHEAP)
    for place in ("rumah", "kantor"):
        desktops.sit_at(place)
        assert not enter(office, password=NEW).new_device
        with pytest.raises(WrongPassword):
            enter(office)
    desktops.sit_at("pinjaman")
    assert enter(office, bound, NEW).new_device
    with pytest.raises(WrongPassword):
        enter(office, bound)


def test_a_slot_of_another_account_opens_nothing_for_it(office):
    """Whoever writes the header gives his slot another's name and id: it is bound to its own account."""
    header = office.location.header.read()
    [victim] = [slot for slot in header.slots if slot.account_name == "irban"]
    mine = next(slot for slot in header.slots if slot.account_name == "petugas")
    renamed = msgspec.structs.replace(mine, account_name="irban")
    moved = msgspec.structs.replace(renamed, account_id=victim.account_id)
    others = tuple(slot for slot in header.slots if slot.id not in (victim.id, mine.id))
    for slot, refusal in ((moved, WrongPassword), (renamed, None)):
        office.location.header.write(msgspec.structs.replace(header, slots=(*others, slot)))
        if refusal:
            with pytest.raises(refusal):
                office.desk("irban")
        else:
            assert office.desk("irban").actor.name == "petugas"


def test_a_swapped_store_key_is_damage_and_opens_nothing(office):
    header = office.location.header.read()
    mine, other = (
        next(slot for slot in header.slots if slot.account_name == name) for name in ("petugas", "petugas2")
    )
    swapped = msgspec.structs.replace(mine, sealed_store_key=other.sealed_store_key)
    slots = tuple(swapped if slot.id == mine.id else slot for slot in header.slots)
    office.location.header.write(msgspec.structs.replace(header, slots=slots))
    with pytest.raises(Damaged):
        office.desk("petugas")
    assert office.desk("petugas2")


def test_a_device_from_an_old_header_is_in_again_until_it_is_seen(office, bound, desktops):
    """The header is not signed: whoever puts an old one back undoes the removal of a device, no more.

    The password is needed all the same; for an account that was disabled the database says no.
    """
    desktops.sit_at("rumah")
    home = add_device(enter(office, bound).desk, PASSWORD).device
    desktops.sit_at("kantor")
    old = office.location.header.read()
    remove_device(enter(office).desk, home.slot_id)
    office.location.header.write(old)
    desktops.sit_at("rumah")
    assert home.slot_id in [view.slot_id for view in list_devices(enter(office).desk)]
    disable(office.desk("admin"), "baru")
    office.location.header.write(old)
    with pytest.raises(NotActive):
        enter(office)


@pytest.mark.usefixtures("bound", "desktops")
def test_the_secret_that_is_there_is_never_replaced(office):
    store = office.location.header.read().store_id
    account = enter(office).desk.actor.id
    secret = device.find(store, account)
    assert secret is not None
    assert device.secret_kept(store, account) == secret
    add_device(enter(office).desk, PASSWORD)
    assert device.find(store, account) == secret
    assert kinds(office) == [("password", True), ("recovery", False)]
