"""Killed anywhere in `wbs init` or `wbs activate`: it is done, or it can be done again."""

from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.accounts import accounts
from models.words.roles import Role
from tests.accounts.cut_off import founding
from tests.conftest import CHEAP, PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.errors import StoreExists, UnfinishedStore
from wbs_tui.store.location import FileStore, locate
from wbs_tui.vault.errors import NoStore

CUT_OFF = Path(__file__).with_name("cut_off.py")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_place(request, tmp_path):
    """The address of a place where there is no office yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.wbs'}"
        return
    server = request.getfixturevalue("server")
    name = server.new_database()
    yield server.address(name)
    server.drop(name)


def sound(desk):
    with desk.reading() as connection:
        return verify_journal(connection).sound


def opened(location, name):
    return unlock(location, name, PASSWORD, TickingClock()).desk


def test_a_founding_that_was_cut_off_can_be_done_again(empty_place, tmp_path, monkeypatch):
    begun, points = 0, 0
    for point, location in cut_stores(CUT_OFF, ["found"], empty_place, tmp_path, monkeypatch):
        try:
            opened(location, "admin").close()
        except (UnfinishedStore, NoStore) as error:
            begun += isinstance(error, UnfinishedStore)
            founding(location)
        assert activated(location, tmp_path / str(point) / "code"), point
        desk = opened(location, "admin")
        assert sound(desk), point
        desk.close()
        points += 1
    assert 0 < begun < points


def activated(location, code):
    return activate(location, "inspektur", code.read_text(), PASSWORD, TickingClock(), CHEAP).founded


def test_what_stands_there_is_never_founded_over(tmp_path):
    location = FileStore(tmp_path / "a" / "office.wbs")
    code = tmp_path / "code"
    founding(location, code)
    before = location.database.read_bytes(), location.header.path.read_bytes()
    with pytest.raises(StoreExists):
        founding(location, code)
    assert (location.database.read_bytes(), location.header.path.read_bytes()) == before
    location.header.path.unlink()
    with pytest.raises(StoreExists):
        founding(location, code)
    location.header.path.write_bytes(b"{}")
    with pytest.raises(StoreExists):
        founding(location, code)
    assert location.database.read_bytes() == before[0]


def test_an_invitation_that_could_not_be_delivered_founds_nothing(empty_place, tmp_path):
    location, code = locate(empty_place), tmp_path / "code"
    code.mkdir()
    with pytest.raises(IsADirectoryError):
        founding(location, code)
    code.rmdir()
    founding(location, code)
    assert activated(location, code)


def test_an_activation_that_was_cut_off_is_done_or_can_be_done_again(office, tmp_path, monkeypatch):
    admin = office.desk("admin")
    code = invite(admin, "baru", Role.OFFICER).code
    admin.close()
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / "code").write_text(code)
    done, points = 0, 0
    for point, location in cut_stores(CUT_OFF, ["activate"], str(office.location), cut, monkeypatch):
        try:
            activate(location, "baru", code, PASSWORD, TickingClock(), CHEAP)
        except InvitationOver:
            done += 1
        desk = opened(location, "baru")
        assert sound(desk)
        with desk.reading() as connection:
            status = connection.execute(select(accounts.c.status).where(accounts.c.name == "baru")).scalar()
        desk.close()
        kinds = [slot.kind for slot in location.header.read().slots if slot.account_name == "baru"]
        assert (status, kinds) == ("active", ["password"]), point
        points += 1
    assert 0 < done < points
