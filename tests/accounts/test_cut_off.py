"""Killed anywhere in `wbs init` or `wbs activate`: it is done, or it can be done again."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.accounts import accounts
from models.words.roles import Role
from tests.accounts.cut_off import founding
from tests.conftest import CHEAP, PASSWORD, TickingClock
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.errors import StoreExists, UnfinishedStore
from wbs_tui.store.location import FileStore
from wbs_tui.vault.errors import NoStore

CUT_OFF = Path(__file__).with_name("cut_off.py")


def killed_at_each_step(what, folder):
    ran = subprocess.run([sys.executable, str(CUT_OFF), what, str(folder)], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    sys.stdout.write(f"{what}: {told['steps']} steps, killed at {len(told['killed'])}\n")
    return told["killed"]


def sound(desk):
    with desk.reading() as connection:
        return verify_journal(connection).sound


def opened(location, name):
    return unlock(location, name, PASSWORD, TickingClock()).desk


def test_a_founding_that_was_cut_off_can_be_done_again(tmp_path):
    killed = killed_at_each_step("found", tmp_path)
    assert len(killed) > 20
    begun = 0
    for point in killed:
        folder = tmp_path / str(point)
        location = FileStore(folder / "office.wbs")
        try:
            opened(location, "admin").close()
        except (UnfinishedStore, NoStore) as error:
            begun += isinstance(error, UnfinishedStore)
            founding(folder)
        assert activated(location, tmp_path / f"{point}.code"), point
        desk = opened(location, "admin")
        assert sound(desk), point
        desk.close()
    assert 5 < begun < len(killed)


def activated(location, code):
    return activate(location, "inspektur", code.read_text(), PASSWORD, TickingClock(), CHEAP).founded


def test_what_stands_there_is_never_founded_over(tmp_path):
    founding(tmp_path / "a")
    location = FileStore(tmp_path / "a" / "office.wbs")
    before = location.database.read_bytes(), location.header.path.read_bytes()
    with pytest.raises(StoreExists):
        founding(tmp_path / "a")
    assert (location.database.read_bytes(), location.header.path.read_bytes()) == before
    location.header.path.unlink()
    with pytest.raises(StoreExists):
        founding(tmp_path / "a")
    location.header.path.write_bytes(b"{}")
    with pytest.raises(StoreExists):
        founding(tmp_path / "a")
    assert location.database.read_bytes() == before[0]


def test_an_invitation_that_could_not_be_delivered_founds_nothing(tmp_path):
    (tmp_path / "a.code").mkdir()
    with pytest.raises(IsADirectoryError):
        founding(tmp_path / "a")
    (tmp_path / "a.code").rmdir()
    founding(tmp_path / "a")
    assert activated(FileStore(tmp_path / "a" / "office.wbs"), tmp_path / "a.code")


def test_an_activation_that_was_cut_off_is_done_or_can_be_done_again(office, tmp_path):
    admin = office.desk("admin")
    code = invite(admin, "baru", Role.OFFICER).code
    admin.close()
    (tmp_path / "code").write_text(code)
    done = 0
    killed = killed_at_each_step("activate", tmp_path)
    for point in killed:
        location = FileStore(tmp_path / str(point) / "office.wbs")
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
    assert 0 < done < len(killed)
