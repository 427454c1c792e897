"""What officers meet when a server is not as it should be: one clear sentence, nothing half done.

A server of these tests' own, which they stop and start.
"""

import socket
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy.exc import ProgrammingError

from tests.cases.at_work import new_case
from tests.conftest import PASSWORD, TickingClock, found
from tests.postgres import OWNER, Server, running
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.errors import (
    CommitInDoubt,
    NoSuchDatabase,
    NotADesk,
    ReadOnlyServer,
    ServerRefuses,
    ServerUnreachable,
    StoreBusy,
    UnknownService,
    UnprovenServer,
)
from wbs_tui.store.location import locate
from wbs_tui.vault.errors import NoStore

CLOCK = TickingClock()


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture(scope="module")
def office_there(own_server: Server) -> str:
    """The name of the database of an office that has just been founded; copied, never opened."""
    name = own_server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        found(locate(own_server.address(name)), TickingClock())
    return name


@pytest.fixture
def database(own_server: Server, office_there: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An office of the test's own on that server."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    name = own_server.new_database(office_there)
    yield name
    own_server.drop(name)


def sit_down(address: str, name: str = "petugas"):
    return unlock(locate(address), name, PASSWORD, CLOCK).desk


def test_a_server_that_is_down_when_somebody_unlocks(own_server, database):
    own_server.stop()
    try:
        with pytest.raises(ServerUnreachable) as told:
            sit_down(own_server.address(database))
        assert len(told.value.message.splitlines()) == 1
        assert "Periksa jaringan" in told.value.message
    finally:
        own_server.start()
    with closing(sit_down(own_server.address(database))) as desk:
        assert new_case(desk)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_that_goes_while_somebody_works_and_comes_back(own_server, database, mode):
    with closing(sit_down(own_server.address(database))) as desk:
        first = new_case(desk)
        own_server.stop(mode)
        try:
            with pytest.raises(ServerUnreachable):
                new_case(desk)
        finally:
            own_server.start()
        second = new_case(desk)
        assert int(second[-6:]) == int(first[-6:]) + 1
        with desk.reading() as connection:
            assert verify_journal(connection).sound


def test_a_server_that_was_restarted_between_two_acts_is_not_noticed(own_server, database):
    with closing(sit_down(own_server.address(database))) as desk:
        new_case(desk)
        own_server.stop()
        own_server.start()
        assert new_case(desk)


def test_a_connection_that_ends_in_the_middle_of_an_act_keeps_nothing_of_it(own_server, database):
    with closing(sit_down(own_server.address(database))) as desk:
        with pytest.raises(ServerUnreachable):
            act_and_be_cut(own_server, desk)
        with desk.reading() as connection:
            count = "SELECT count(*) FROM journal WHERE kind = 'account.password_changed'"
            assert connection.exec_driver_sql(count).scalar() == 0
        assert new_case(desk)


def act_and_be_cut(own_server, desk):
    with desk.change("account.password_changed") as change:
        cut(own_server, change.connection)


def read_and_be_cut(own_server, desk):
    with reading(desk.engine) as connection:
        cut(own_server, connection)
        connection.exec_driver_sql("SELECT 1")


def cut(own_server, connection):
    pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
    own_server.admin(f"SELECT pg_terminate_backend({pid}, 5000)")


IN_DOUBT = "mungkin belum tersimpan"


def test_only_a_change_that_was_being_kept_is_said_to_be_in_doubt(own_server, database):
    with closing(sit_down(own_server.address(database))) as desk:
        with pytest.raises(CommitInDoubt, match=IN_DOUBT), writing(desk.engine) as connection:
            cut(own_server, connection)
        with pytest.raises(ServerUnreachable) as told:
            act_and_be_cut(own_server, desk)  # its entry is not even written: nothing was kept
        assert IN_DOUBT not in told.value.message
        with pytest.raises(ServerUnreachable) as told:
            read_and_be_cut(own_server, desk)
        assert IN_DOUBT not in told.value.message
        assert new_case(desk)
    own_server.stop()
    try:
        with pytest.raises(ServerUnreachable) as told:
            sit_down(own_server.address(database))
        assert IN_DOUBT not in told.value.message
    finally:
        own_server.start()


def test_no_more_connections_are_to_be_had(own_server, database):
    own_server.admin("ALTER DATABASE {} CONNECTION LIMIT 0", database)
    with pytest.raises(ServerUnreachable):
        sit_down(own_server.address(database))
    own_server.admin("ALTER DATABASE {} CONNECTION LIMIT -1", database)
    sit_down(own_server.address(database)).close()


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [("account", ServerRefuses), ("database", NoSuchDatabase)],
    ids=["account", "database"],
)
def test_a_wrong_address_is_not_called_a_wrong_password(own_server, database, wrong, trouble):
    address = {
        "account": own_server.address(database, "siapa"),
        "database": own_server.address("tidak_ada"),
    }[wrong]
    with pytest.raises(trouble) as told:
        sit_down(address)
    assert "--store" in told.value.message


def test_a_service_that_this_computer_does_not_know_is_not_called_a_lost_network():
    with pytest.raises(UnknownService, match="pg_service"):
        sit_down("postgresql://?service=tidak_ada")


def test_an_empty_database_is_no_office_yet(own_server):
    name = own_server.new_database()
    with pytest.raises(NoStore, match="wbs init"):
        sit_down(own_server.address(name))
    own_server.drop(name)


def test_the_servers_password_comes_from_a_file_that_is_no_argument(
    own_server, database, tmp_path, monkeypatch
):
    own_server.admin("CREATE ROLE bersandi LOGIN PASSWORD 'sandi server' IN ROLE wbs_desk")
    rules = own_server.data / "pg_hba.conf"
    before = rules.read_text()
    passwords, services = tmp_path / "pgpass", tmp_path / "services"
    monkeypatch.setenv("PGPASSFILE", str(passwords))
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    passwords.touch(mode=0o600)
    services.write_text(f"[kantor]\nhost={own_server.folder}\nuser=bersandi\ndbname={database}\n")
    try:
        rules.write_text("local all bersandi scram-sha-256\n" + before)
        own_server.admin("SELECT pg_reload_conf()")
        for line in ("", f"*:*:{database}:bersandi:bukan itu"):
            passwords.write_text(line)
            with pytest.raises(ServerRefuses, match="pgpass"):
                sit_down(own_server.address(database, "bersandi"))
        passwords.write_text(f"*:*:{database}:bersandi:sandi server")
        for address in (own_server.address(database, "bersandi"), "postgresql://?service=kantor"):
            with closing(sit_down(address)) as desk:
                assert new_case(desk)
    finally:
        rules.write_text(before)
        own_server.admin("SELECT pg_reload_conf()")
        own_server.admin("DROP ROLE bersandi")


def test_who_is_no_member_of_the_desks_role_is_told_which(own_server, database):
    own_server.admin("CREATE ROLE tamu LOGIN")
    with pytest.raises(NotADesk, match="GRANT wbs_desk TO"):
        sit_down(own_server.address(database, "tamu"))
    own_server.admin("ALTER ROLE tamu NOINHERIT")
    own_server.admin("GRANT wbs_desk TO tamu")
    with closing(sit_down(own_server.address(database, "tamu"))) as desk:
        assert new_case(desk)
    own_server.admin("DROP ROLE tamu")


def test_a_server_that_only_follows_another_is_read_and_not_written(own_server, database):
    with closing(sit_down(own_server.address(database))) as desk:
        register = new_case(desk)
    standby = own_server.data / "standby.signal"
    own_server.stop()
    standby.touch()
    standby.chmod(0o666)
    own_server.start()
    try:
        with closing(sit_down(own_server.address(database))) as desk:
            with desk.reading() as connection:
                assert connection.exec_driver_sql("SELECT register FROM cases").scalar() == register
            with pytest.raises(ReadOnlyServer):
                new_case(desk)
    finally:
        own_server.stop()
        standby.unlink()
        own_server.start()


def test_who_waits_too_long_for_his_turn_to_write_is_told(own_server, database, monkeypatch):
    short = "wbs_tui.store.server_engine._BEGIN_TO_WRITE"
    with (
        closing(sit_down(own_server.address(database))) as desk,
        closing(sit_down(own_server.address(database), "petugas2")) as other,
        writing(other.engine),
    ):
        from wbs_tui.store import server_engine

        monkeypatch.setattr(short, server_engine._BEGIN_TO_WRITE.replace("'20s'", "'20ms'"))
        with pytest.raises(StoreBusy):
            new_case(desk)
        with reading(desk.engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM cases").scalar() == 0


@pytest.mark.enable_socket
def test_a_server_without_tls_is_not_talked_to_when_the_address_asks_for_it(own_server, database):
    port = free_port()
    own_server.stop()
    plain = dict(own_server.settings)
    own_server.settings |= {"listen_addresses": "127.0.0.1", "port": str(port)}
    own_server.start()
    try:
        address = f"postgresql://{OWNER}@127.0.0.1:{port}/{database}"
        for mode in ("require", "verify-full&sslrootcert=/dev/null"):
            with pytest.raises(UnprovenServer, match="sslrootcert"):
                sit_down(f"{address}?sslmode={mode}")
        sit_down(f"{address}?sslmode=disable").close()
    finally:
        own_server.stop()
        own_server.settings = plain
        own_server.start()


def free_port() -> int:
    """One that nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_a_fault_of_the_program_is_not_called_a_fault_of_the_server(own_server, database):
    """What the driver itself finds wrong is no trouble of the network."""
    with closing(sit_down(own_server.address(database))) as desk, pytest.raises(ProgrammingError):
        read_wrongly(desk)


def read_wrongly(desk):
    with reading(desk.engine) as connection:
        connection.exec_driver_sql("SELECT %s, %s", (1,))
