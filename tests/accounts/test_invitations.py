"""A code lets one person in, once, for two weeks."""

import threading

import msgspec
import pytest

from models.words.roles import Role
from tests.accounts.cut_off import founding
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.location import FileStore
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.slots import open_slot


@pytest.fixture
def code(office):
    return invite(office.desk("admin"), "baru", Role.OFFICER).code


def enter(office, code, name="baru"):
    return activate(office.location, name, code, PASSWORD, office.clock, CHEAP)


def test_a_code_works_once(office, code):
    assert enter(office, code).account == "baru"
    with pytest.raises(InvitationOver):
        enter(office, code)
    assert office.desk("baru")


def test_a_code_ends_after_two_weeks(office, code):
    office.clock.forward(days=14)
    with pytest.raises(InvitationOver):
        enter(office, code)


def test_a_code_is_for_one_account(office, code):
    with pytest.raises(InvitationOver):
        enter(office, code, "petugas")


def test_a_disabled_account_is_not_activated(office, code):
    disable(office.desk("admin"), "baru")
    with pytest.raises(InvitationOver):
        enter(office, code)


def test_of_two_who_have_the_code_one_gets_in(office, code):
    told = []

    def race():
        try:
            told.append(enter(office, code).account)
        except WbsError as error:
            told.append(type(error))

    racers = [threading.Thread(target=race) for _racer in range(3)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(map(str, told)) == sorted(map(str, ["baru", InvitationOver, InvitationOver]))


def test_a_used_code_that_was_left_behind_is_taken_away_at_the_next_unlock(office, code):
    before = office.location.header.read()
    [left] = [slot for slot in before.slots if slot.kind == "invitation"]
    enter(office, code)
    now = office.location.header.read()
    office.location.header.write(msgspec.structs.replace(now, slots=(*now.slots, left)))
    assert open_slot(now.store_id, left, code).store_key is not None
    office.desk("petugas")
    kinds = [slot.kind for slot in office.location.header.read().slots]
    assert sorted(kinds) == ["escrow", *["password"] * 7]


def test_an_invitation_that_waits_is_left_alone(office, code):
    office.desk("petugas")
    assert enter(office, code)


@pytest.mark.file_store
def test_a_header_of_another_store_opens_nothing(office, tmp_path):
    """The slots are of another office: the key in them is not this database's."""
    founding(FileStore(tmp_path / "lain" / "office.wbs"), tmp_path / "code")
    office.location.header.path.write_bytes((tmp_path / "lain" / "office.wbs.header").read_bytes())
    before = office.location.database.read_bytes()
    with pytest.raises(DamagedStore):
        office.desk("admin")
    assert office.location.database.read_bytes() == before


def test_a_header_from_an_old_backup_lets_nobody_back_in(office):
    old = office.location.header.read()
    disable(office.desk("admin"), "petugas")
    office.location.header.write(old)
    with pytest.raises(WbsError, match="tidak aktif"):
        office.desk("petugas")


def test_a_wrong_password_changes_nothing(office):
    before = office.location.header.read()
    with pytest.raises(WrongPassword):
        office.desk("petugas", "bukan ini sama sekali")
    assert office.location.header.read() == before
