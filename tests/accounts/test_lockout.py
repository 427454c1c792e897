"""Wrong passwords make wait, for known and unknown names alike, and nobody for ever."""

import re
import stat

import pytest

from models.words.roles import Role
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.lockout import FREE_TRIES, LockedOut
from wbs_tui.accounts.passwords import change_password
from wbs_tui.store.location import locate
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.errors import WrongPassword

WRONG = "bukan kata sandinya"


def fail(office, name="petugas", times=FREE_TRIES):
    for _time in range(times):
        with pytest.raises(WrongPassword):
            office.desk(name, WRONG)


def seconds(office, name="petugas"):
    with pytest.raises(LockedOut) as locked:
        office.desk(name)
    return locked.value.seconds


def attempts_folder(office):
    """There before anybody has tried to unlock."""
    office.location.attempts.parent.mkdir(parents=True, exist_ok=True)


@pytest.mark.parametrize("name", ["petugas", "tidak.ada"])
def test_after_five_the_name_waits_known_or_not(office, name):
    fail(office, name)
    assert seconds(office, name) == 30
    office.clock.forward(seconds=29)
    assert seconds(office, name) == 1


def test_each_further_try_waits_twice_as_long_up_to_a_quarter_of_an_hour(office):
    fail(office)
    waits = [seconds(office)]
    for _round in range(7):
        office.clock.forward(seconds=waits[-1])
        fail(office, times=1)
        waits.append(seconds(office))
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_the_right_password_clears_it(office):
    fail(office, times=FREE_TRIES - 1)
    office.desk("petugas")
    fail(office, times=FREE_TRIES - 1)
    assert office.desk("petugas")


def test_after_the_wait_the_right_password_is_taken(office):
    fail(office)
    office.clock.forward(seconds=30)
    assert office.desk("petugas")
    fail(office, times=1)
    assert office.desk("petugas")


def test_others_are_not_held_up(office):
    fail(office)
    assert office.desk("petugas2")


def test_spelling_makes_no_new_name(office):
    fail(office, "PETUGAS ", times=3)
    fail(office, "petugas", times=2)
    assert seconds(office, "Petugas") == 30


def test_the_password_is_not_even_looked_at_while_waiting(office):
    fail(office)
    assert seconds(office) == 30
    with pytest.raises(LockedOut):
        office.desk("petugas", WRONG)
    assert seconds(office) == 30


def test_a_clock_set_back_frees_nobody_and_locks_nobody_for_ever(office):
    fail(office)
    office.clock.forward(days=-400)
    assert seconds(office) == 30
    office.clock.forward(seconds=30)
    assert office.desk("petugas")


def test_a_clock_set_back_again_and_again_only_begins_the_wait_anew(office):
    fail(office)
    for _time in range(3):
        office.clock.forward(days=-1)
        assert seconds(office) == 30
        office.clock.forward(seconds=10)
        assert seconds(office) == 20


def test_what_was_tried_yesterday_is_forgotten(office):
    fail(office, times=FREE_TRIES - 1)
    office.clock.forward(days=1)
    fail(office, times=FREE_TRIES - 1)
    assert office.desk("petugas")


def test_the_file_is_its_owners_and_names_nobody(office):
    typed_into_the_wrong_field = "rahasia saya 123"
    fail(office, typed_into_the_wrong_field, times=1)
    content = office.location.attempts.read_bytes()
    assert b"rahasia" not in content
    assert len(content) < 60
    assert stat.S_IMODE(office.location.attempts.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe" * 50,
        b"[" * 60_000,
        b'{"names": 1}',
        b'[{"name": 1, "failures": 9, "at": "kapan"}]',
        b'[{"name": -5, "failures": 9, "at": 1}]',
        b'[{"name": 1, "failures": 99999999999999, "at": 1}]',
    ],
)
def test_a_file_that_is_none_holds_nothing_against_anybody(office, content):
    attempts_folder(office)
    office.location.attempts.write_bytes(content)
    assert office.desk("petugas")
    fail(office)
    assert seconds(office) == 30


def test_a_file_that_lies_locks_nobody_for_longer_than_the_longest_wait(office):
    fail(office)
    lie = re.sub(rb'"failures":\d+,"at":\d+', b'"failures":1000,"at":9999999999999', tried(office))
    assert lie != tried(office)
    office.location.attempts.write_bytes(lie)
    assert seconds(office) == 900
    office.clock.forward(minutes=15)
    assert office.desk("petugas")


def tried(office):
    return office.location.attempts.read_bytes()


@pytest.mark.file_store  # the file that counts is of this computer, wherever the store is: once is enough
def test_many_names_push_nobody_out(office):
    fail(office)
    for number in range(300):
        with pytest.raises(WrongPassword):
            office.desk(f"nama{number}", WRONG)
    assert len(office.location.attempts.read_bytes()) < 20_000
    assert seconds(office) == 30


def test_codes_of_invitations_are_tried_no_more_often(office):
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    for _time in range(FREE_TRIES):
        with pytest.raises(InvitationOver):
            activate(office.location, "baru", new_code(), PASSWORD, office.clock, CHEAP)
    with pytest.raises(LockedOut):
        activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    office.clock.forward(seconds=30)
    assert activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)


def test_at_the_desk_the_old_password_is_guessed_no_faster(office):
    desk = office.desk("petugas")
    for _time in range(FREE_TRIES):
        with pytest.raises(WrongPassword):
            change_password(desk, WRONG, "sandi baru yang panjang", CHEAP)
    with pytest.raises(LockedOut):
        change_password(desk, PASSWORD, "sandi baru yang panjang", CHEAP)


def test_where_nothing_can_be_kept_everybody_works_on(office):
    attempts_folder(office)
    office.location.attempts.mkdir()
    fail(office, times=FREE_TRIES + 1)
    assert office.desk("petugas")


@pytest.mark.server_store
def test_on_a_server_each_computer_counts_for_itself(office, monkeypatch, tmp_path):
    """Else whoever has a login of the server could lock out the whole office."""
    fail(office)
    assert seconds(office) == 30
    monkeypatch.setenv("WBS_STATE", str(tmp_path / "another"))
    here, office.location = office.location, locate(str(office.location))
    assert office.desk("petugas")
    office.location = here
    assert seconds(office) == 30
