"""What the doctor says of a PostgreSQL server: a sound one, and each thing that can be wrong with it."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from models.words.clock import system_clock
from tests.conftest import PASSWORD, found
from tests.postgres import running
from wbs_tui.accounts.session import unlock
from wbs_tui.operations.doctor import examine
from wbs_tui.operations.health.check import Health
from wbs_tui.store.location import locate

NEW_OFFICE = {"recovery", "trial", "backup", "verified", "server_checksums"}
"""The tests' server has no checksums of its pages."""


@pytest.fixture(scope="module")
def durable():
    """A server that keeps what it acknowledges."""
    with running(quick=False) as server:
        server.admin("CREATE ROLE petugas_db LOGIN")
        yield server


@pytest.fixture(scope="module")
def founded(durable):
    """The database of an office of today."""
    name = durable.new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        found(locate(durable.address(name)), system_clock)
    durable.admin("GRANT wbs_desk TO petugas_db")
    return name


@pytest.fixture
def database(durable, founded, monkeypatch):
    """A copy of it."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    name = durable.new_database(founded)
    yield name
    durable.drop(name)


@pytest.fixture
def examined(durable, database):
    """The checks, as an account of the server that is only a member of the desks' role, or another."""

    def look(user="petugas_db", clock=system_clock):
        desk = unlock(locate(durable.address(database, user)), "petugas", PASSWORD, clock).desk
        try:
            return {check.id: check for check in examine(desk) if check.health is not Health.GOOD}
        finally:
            desk.close()

    return look


def test_a_sound_server_is_well(examined):
    assert set(examined()) == NEW_OFFICE


def test_who_owns_the_tables_is_told_to_work_as_somebody_else(examined):
    noted = examined("wbs_owner")["server_owner"]
    assert noted.health is Health.NOTE
    assert "wbs_desk" in noted.do


@pytest.mark.parametrize(
    ("statement", "check_id"),
    [
        ("GRANT UPDATE ON journal TO wbs_desk", "server_rights"),
        ("GRANT UPDATE (signed) ON journal TO wbs_desk", "server_rights"),
        ("GRANT TRUNCATE ON journal TO wbs_desk", "server_rights"),
        ("REVOKE INSERT ON journal FROM wbs_desk", "server_rights"),
        ("GRANT SELECT ON cases TO PUBLIC", "server_public"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "server_public"),
        ("CREATE RULE quiet AS ON INSERT TO read_marks DO INSTEAD NOTHING", "server_triggers"),
        ("ALTER TABLE journal ENABLE ROW LEVEL SECURITY; "
         "CREATE POLICY all_of_it ON journal USING (true)", "server_triggers"),
        ("UPDATE pg_index SET indisvalid = false "
         "WHERE indexrelid = 'ix_journal_clock'::regclass", "integrity"),
        ("UPDATE pg_database SET datcollversion = 'older' WHERE datname = current_database()", "server_text"),
    ],
)  # fmt: skip
def test_what_somebody_changed_in_the_database(durable, database, examined, statement, check_id):
    durable.admin(statement, database=database)
    checks = examined()
    assert checks[check_id].health is Health.BAD
    assert checks[check_id].do


def test_a_desks_role_that_may_become_the_owner(durable, examined):
    durable.admin("REVOKE wbs_desk FROM wbs_owner")
    durable.admin("GRANT wbs_owner TO wbs_desk")
    try:
        assert examined()["server_rights"].health is Health.BAD
    finally:
        durable.admin("REVOKE wbs_owner FROM wbs_desk")
        durable.admin("GRANT wbs_desk TO wbs_owner")


@pytest.mark.parametrize(
    ("setting", "check_id", "health"),
    [
        ("statement_timeout = '5min'", "server_limits", Health.NOTE),
        ("idle_session_timeout = '1h'", "server_limits", Health.NOTE),
    ],
)
def test_settings_that_an_account_was_given(durable, examined, setting, check_id, health):
    durable.admin(f"ALTER ROLE petugas_db SET {setting}")
    try:
        check = examined()[check_id]
        assert check.health is health
        assert setting.partition(" ")[0] in check.found
    finally:
        durable.admin("ALTER ROLE petugas_db RESET ALL")


def test_an_account_with_few_connections(durable, examined):
    durable.admin("ALTER ROLE petugas_db CONNECTION LIMIT 5")
    try:
        assert examined()["server_room"].health is Health.NOTE
    finally:
        durable.admin("ALTER ROLE petugas_db CONNECTION LIMIT -1")


def test_a_clock_that_is_not_the_servers(examined):
    checks = examined(clock=lambda: system_clock() + timedelta(hours=1))
    assert checks["server_clock"].health is Health.BAD
    assert "60 menit di depan" in checks["server_clock"].found


def test_a_server_that_is_no_longer_mended(durable, database):
    desk = unlock(locate(durable.address(database)), "petugas", PASSWORD, system_clock).desk
    later = dataclasses.replace(desk, clock=lambda: datetime(2040, 1, 1, tzinfo=UTC))
    checks = {check.id: check for check in examine(later)}
    desk.close()
    assert checks["server_version"].health is Health.BAD
