"""Removal: what is due after somebody has gone, and that a grantor's next session brings it to its end."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.tables.accounts import epochs, seed_seals
from models.tables.local import key_wraps
from models.words.roles import Role
from tests.accounts.staff import arrive, findings, members, row_of, view
from tests.cases.at_work import new_cases, recorded
from tests.conftest import PASSWORD, TickingClock
from tests.cut_copies import cut_stores
from wbs_tui.accounts.administration import change_role, disable, reset
from wbs_tui.accounts.removal import due_here, run_rotation, stale_here
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.store.engine import writing

CUT_OFF = Path(__file__).with_name("cut_off.py")


def due(desk):
    with desk.reading() as connection:
        desk.keyring.load(connection)
        return due_here(desk, connection)


def stale(desk):
    with desk.reading() as connection:
        return stale_here(desk, connection)


def old_wraps(desk, kind):
    """How many keys of a compartment are wrapped for an epoch before the latest."""
    compartment_id = desk.keyring.compartment(kind)
    with desk.reading() as connection:
        return desk.keyring.stale_wraps(connection, compartment_id)


def sealed_to(desk, name, kind):
    """The epochs of a compartment whose seed is sealed to an account."""
    query = (
        select(epochs.c.number)
        .join(seed_seals, seed_seals.c.epoch_id == epochs.c.id)
        .where(
            epochs.c.compartment_id == desk.keyring.compartment(kind),
            seed_seals.c.account_id == row_of(desk, name).id,
        )
    )
    with desk.reading() as connection:
        return set(connection.execute(query).scalars())


@pytest.fixture
def gone(office):
    """An office with cases whose `irban`, who was in both compartments, has been disabled."""
    desk = office.desk("petugas")
    registers = [*(recorded(desk) for _ in range(3)), *new_cases(desk, [{"title": "Jalan"}] * 8)]
    disable(office.desk("admin"), "irban")
    office.clock.forward(minutes=1)
    return office, registers


def test_at_a_grantors_next_session_who_has_gone_is_out_and_every_key_is_wrapped_anew(gone):
    office, registers = gone
    head = office.desk("inspektur")
    told = []
    done = run_rotation(head, lambda made, every: told.append((made, every)))
    assert done.taken_out == 2
    assert done.wraps == told[-1][0] == told[-1][1] > len(registers)
    assert (old_wraps(head, "office"), old_wraps(head, "identity")) == (0, 0)
    assert sealed_to(head, "irban", "office") == {1}
    assert 2 in sealed_to(head, "petugas", "office")
    assert view(head, "irban").left_over == ()
    for register in registers:
        assert load_case(office.desk("petugas2"), register).title
    assert reveal(head, registers[0], "uji").reports[0].name == "Siti Pelapor"
    assert findings(head) == set()


def test_it_is_done_once(gone):
    office, _registers = gone
    head = office.desk("inspektur")
    run_rotation(head)
    assert (due(head), stale(head)) == ({}, ())
    again = run_rotation(head)
    assert (again.taken_out, again.wraps) == (0, 0)


@pytest.mark.parametrize("name", ["petugas", "auditor", "admin"])
def test_nothing_of_it_runs_for_who_may_not_grant(gone, name):
    office, _registers = gone
    desk = office.desk(name)
    assert (due(desk), stale(desk)) == ({}, ())
    before = findings(office.desk("inspektur"))
    done = run_rotation(desk)
    assert (done.taken_out, done.wraps) == (0, 0)
    head = office.desk("inspektur")
    assert set(due(head)) == {head.keyring.compartment(kind) for kind in ("office", "identity")}
    assert before == findings(head) == set()


def test_what_is_written_before_the_rotation_is_read_by_those_who_stay(gone):
    office, _registers = gone
    register = recorded(office.desk("petugas"))
    run_rotation(office.desk("inspektur"))
    later = recorded(office.desk("petugas"))
    for each in (register, later):
        assert load_case(office.desk("petugas2"), each).title


def test_a_reset_accounts_old_place_goes_before_its_new_key_comes(office):
    invitation = reset(office.desk("admin"), "petugas")
    arrive(office, invitation)
    office.clock.forward(minutes=1)
    head = office.desk("inspektur")
    assert run_rotation(head).taken_out == 1
    assert view(head, "petugas").left_over == ()
    assert view(head, "petugas").waits_for == ("inspektur",)
    assert findings(head) == set()


def test_a_role_that_may_not_know_reporters_is_taken_out_of_identity_alone(office):
    change_role(office.desk("admin"), "irban", Role.AUDITOR)
    head = office.desk("inspektur")
    assert run_rotation(head).taken_out == 1
    assert "irban" not in members(head, "identity")
    assert "irban" in members(head, "office")
    assert not office.desk("irban").keyring.may_open("identity")


def test_a_spoilt_wrap_holds_nothing_up(gone):
    office, _registers = gone
    head = office.desk("inspektur")
    with head.reading() as connection:
        spoilt = connection.execute(
            select(func.min(key_wraps.c.key_id)).where(key_wraps.c.case_id.is_not(None))
        ).scalar()
    with writing(head.engine) as connection:
        here = key_wraps.c.key_id == spoilt
        wrap = connection.execute(select(key_wraps.c.wrap).where(here)).scalar_one()
        connection.execute(key_wraps.update().where(here).values(wrap=b"\1" + wrap))
    run_rotation(head)
    assert old_wraps(head, "office") + old_wraps(head, "identity") == 1
    assert stale(head) == ()


def test_killed_anywhere_it_goes_on_where_it_was(gone, tmp_path, monkeypatch):
    office, registers = gone
    for desk in office.opened:
        desk.close()
    with closing(office.desk("inspektur")) as head, head.reading() as connection:
        every = connection.execute(select(func.count()).select_from(key_wraps)).scalar_one()
    half_done = 0
    copies = cut_stores(CUT_OFF, ["rotate"], str(office.location), tmp_path / "cut", monkeypatch)
    for _point, location in copies:
        reader = unlock(location, "petugas2", PASSWORD, TickingClock()).desk
        assert [load_case(reader, register).title for register in registers]
        assert findings(reader) == set()
        reader.close()
        head = unlock(location, "inspektur", PASSWORD, office.clock).desk
        wraps = run_rotation(head).wraps
        half_done += 0 < wraps < every
        assert (due(head), stale(head), old_wraps(head, "office"), old_wraps(head, "identity")) == (
            {},
            (),
            0,
            0,
        )
        assert findings(head) == set()
        head.close()
    assert half_done > 0
