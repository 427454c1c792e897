"""A header of version 1 opens as it did, and becomes one of today's slot by slot."""

import json

import pytest

from tests.accounts.old_headers import write_as_version_1
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.passwords import change_password
from wbs_tui.vault.errors import DamagedHeader, WrongPassword

pytestmark = pytest.mark.file_store


@pytest.fixture
def old(office):
    write_as_version_1(office.location.header.path, PASSWORD)
    return office


def version(office):
    return json.loads(office.location.header.path.read_bytes())["version"]


def slot_of(office, name):
    return next(s for s in office.location.header.read().slots if s.account_name == name)


def test_it_opens_and_gets_todays_form_when_its_owner_unlocks(old):
    assert version(old) == 1
    assert old.desk("petugas")
    assert version(old) == 2
    mine, other = slot_of(old, "petugas"), slot_of(old, "petugas2")
    assert (mine.wrapped_store_key, mine.next_store_key) == (None, None)
    assert mine.sealed_store_key is not None
    assert other.wrapped_store_key is not None
    assert old.desk("petugas")
    assert old.desk("petugas2")


def test_a_password_is_changed_in_it(old):
    desk = old.desk("petugas")
    write_as_version_1(old.location.header.path, PASSWORD)
    change_password(desk, PASSWORD, "sandi baru yang panjang", CHEAP)
    assert slot_of(old, "petugas").sealed_store_key is not None
    assert old.desk("petugas", "sandi baru yang panjang")
    with pytest.raises(WrongPassword):
        old.desk("petugas")


def test_every_flipped_bit_of_it_is_noticed(old):
    whole = old.location.header.path.read_bytes()
    for place in range(0, len(whole), 37):
        broken = bytearray(whole)
        broken[place] ^= 1 << place % 8
        old.location.header.path.write_bytes(broken)
        with pytest.raises(DamagedHeader):
            old.location.header.read()


def test_it_takes_no_field_of_today(old):
    document = json.loads(old.location.header.path.read_bytes())
    document["rekey_due"] = False
    old.location.header.path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    with pytest.raises(DamagedHeader):
        old.location.header.read()
