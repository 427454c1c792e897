"""The administrator of an office's PostgreSQL reads no case, and rewrites no history unseen."""

# ruff: noqa: S608 - the names of tables are our own

import subprocess
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import msgspec
import psycopg
import pytest
from commands import WBS, environment
from sqlalchemy import select

from models.tables.base import metadata
from models.tables.journal import journal
from models.words.roles import Role
from tests.attacks.own_house import House
from tests.attacks.scan import Scanner, planted
from tests.attacks.test_canaries import REGISTER, report
from tests.cases.at_work import complete_checklist, new_case, recorded
from tests.cases.told import Told, following
from tests.conftest import PASSWORD
from tests.postgres import binaries
from tests.restored import begin_restored_station
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.rekeying import rekey
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kept.confirming_numbers import confirm_last_number
from wbs_tui.cases.numbers.numbering import NumbersOnHold
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.live import Herald
from wbs_tui.cases.steps.drafts import save_draft
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.backup_file import BrokenBackup, read_backup
from wbs_tui.store.engine import open_engine, owning, reading, writing
from wbs_tui.store.errors import ServerRefuses
from wbs_tui.store.location import FileStore, locate
from wbs_tui.store.server_header import write_rows
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.slots import make_invitation_slot, open_slot, seal_slot

pytestmark = pytest.mark.server_store
DESK = "meja_petugas"
"""A login of the database's as the office's administrator makes one for each desk."""
HIS = bytes(range(32))
"""A store key that the server's administrator has thought of."""


@pytest.fixture
def superuser(office, server):
    """A connection that may do everything to the office's database."""
    address = server.address(database_of(office), "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


@pytest.fixture
def desk_login(office, server):
    """A connection of a desk's own account, outside the program."""
    server.admin("CREATE ROLE {} LOGIN IN ROLE wbs_desk", DESK)
    with psycopg.connect(server.address(database_of(office), DESK), autocommit=True) as connection:
        yield connection
    server.admin("DROP ROLE {}", DESK)


def database_of(office):
    return urlsplit(str(office.location)).path.removeprefix("/")


def findings(office, name="auditor"):
    """What `wbs verify` names."""
    with closing(office.desk(name)) as desk, desk.reading() as connection:
        return {(found.what, found.place) for found in verify_journal(connection).bad}


# --- reading ---------------------------------------------------------------------------------------------


def test_all_that_he_can_dump_and_log_holds_no_word_of_a_case(office, server, superuser, password, tmp_path):
    """The whole database, its slots and files among it, and every statement with its values in the log."""
    superuser.execute(f"ALTER DATABASE {database_of(office)} SET log_statement = 'all'")
    superuser.execute(f"ALTER DATABASE {database_of(office)} SET log_parameter_max_length = -1")
    words = planted("badan", "nama", "judul", "berkas", "isi", "surel", "catatan", "alasan", "rancangan")
    words |= {"telepon": "081298765430042", "nik": "1504021203850002"}
    mail = report(words, tmp_path / "masuk" / "lapor.eml")
    house = House(tmp_path / "luar")
    environ = environment(office.location, "irban", password, **house.environment())
    for command in (("import", str(mail)), ("evidence", "release", REGISTER, "1")):
        subprocess.run([WBS, *command], env=environ, cwd=house.working, check=True, capture_output=True)
    desk = office.desk("petugas")
    advance(desk, REGISTER, "verification", f"alasan {words['alasan']}")
    write_note(desk, REGISTER, f"Catatan {words['catatan']}")
    save_draft(desk, "note:x", words["rancangan"])
    scanner = Scanner(words)
    dumped = subprocess.run(
        [binaries() / "pg_dump", "--inserts", server.address(database_of(office), "postgres")],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    log = (server.folder / "log").read_bytes()
    assert b"INSERT INTO public.evidence_chunks" in dumped
    assert b"execute" in log
    assert b"INSERT INTO" in log
    assert scanner.in_bytes(dumped, "the dump") + scanner.in_bytes(log, "the log") == []


# --- rewriting -------------------------------------------------------------------------------------------


@pytest.fixture
def worked(office):
    """Cases with rows of many kinds, entries by several, and everybody has looked since."""
    officer = office.desk("petugas")
    for register in (recorded(officer), new_case(officer)):
        advance(officer, register, "verification", "mulai")
        complete_checklist(officer, register)
        write_note(officer, register, "Telaah.")
    assert findings(office) == set()
    return office


REWRITTEN = {
    "its bytes": "UPDATE journal SET signed = set_byte(signed, 40, get_byte(signed, 40) # 1)",
    "its signature": "UPDATE journal SET signature = set_byte(signature, 3, get_byte(signature, 3) # 1)",
    "who made it": "UPDATE journal SET actor = (SELECT id FROM accounts WHERE name = 'auditor')",
    "its kind": "UPDATE journal SET kind = 'case.opened'",
    "the entry itself": "DELETE FROM journal",
    "its place": "UPDATE journal SET sequence = 9000, revision = 9000",
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_every_entry_that_he_rewrites_is_named(worked, superuser, what):
    count = superuser.execute("SELECT count(*) FROM journal").fetchone()[0]
    for place in (3, count // 2, count - 2):
        found = "SELECT id FROM journal WHERE sequence = %s"
        entry_id = superuser.execute(found, (place,)).fetchone()[0]
        superuser.execute("BEGIN")
        superuser.execute("SET LOCAL session_replication_role = replica")
        kept = superuser.execute("SELECT * FROM journal WHERE id = %s", (entry_id,)).fetchone()
        superuser.execute(f"{REWRITTEN[what]} WHERE id = %s", (entry_id,))
        superuser.execute("COMMIT")
        assert findings(worked) != set(), place
        superuser.execute("DELETE FROM journal WHERE id = %s", (entry_id,))
        superuser.execute(f"INSERT INTO journal VALUES ({marks(kept)})", kept)
        assert findings(worked) == set()


def test_a_tail_that_he_cuts_off_whole_is_missed(worked, superuser):
    """With every row that it explains: what accounts remember stands on their computers."""
    officer = worked.desk("petugas2")
    rows = superuser.execute("SELECT max(sequence) FROM journal").fetchone()[0]
    with officer.reading():
        register = new_case(officer)
    officer.close()
    superuser.execute("DELETE FROM cases WHERE register = %s", (register,))
    superuser.execute("DELETE FROM journal WHERE sequence > %s", (rows,))
    with pytest.raises(WbsError, match="dipotong"):
        new_case(worked.desk("petugas2"))


def tables_with_rows(superuser):
    """The journaled tables that have rows here; without the one row of the office nobody unlocks at all."""
    names = sorted(name for name, table in metadata.tables.items() if "entry_id" in table.c)
    return [
        name
        for name in names
        if name != "offices" and superuser.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()
    ]


def test_every_row_that_he_takes_away_or_ascribes_to_another_entry_is_named(worked, superuser):
    tried = 0
    superuser.execute("SET session_replication_role = replica")
    with closing(worked.desk("petugas2")) as desk:
        for name in tables_with_rows(superuser):
            row_id = superuser.execute(f"SELECT max(id) FROM {name}").fetchone()[0]
            kept = superuser.execute(f"SELECT * FROM {name} WHERE id = %s", (row_id,)).fetchone()
            for change in (f"DELETE FROM {name}", f"UPDATE {name} SET entry_id = repeat('0', 32)"):
                superuser.execute(f"{change} WHERE id = %s", (row_id,))
                with reading(desk.engine) as connection:
                    named = {(found.what, found.place) for found in verify_journal(connection).bad}
                assert ("row", f"{name}/{row_id}") in named, change
                superuser.execute(f"DELETE FROM {name} WHERE id = %s", (row_id,))
                superuser.execute(f"INSERT INTO {name} VALUES ({marks(kept)})", kept)
                tried += 1
    assert tried > 20
    assert findings(worked) == set()
    print(f"{tried} changes of rows")


def marks(row):
    return ", ".join(["%s"] * len(row))


def test_slots_that_he_changes_open_nothing_for_anybody_else(office, superuser):
    """He gives the officer's slot the Super Admin's name, and the other way round."""
    bodies = superuser.execute("SELECT id, account_id, body FROM slots").fetchall()
    admin = office.desk("admin").actor.id
    officer = office.desk("petugas").actor.id
    for slot_id, account_id, body in bodies:
        if account_id in (admin, officer):
            other = officer if account_id == admin else admin
            changed = bytes(body).replace(account_id.encode(), other.encode())
            superuser.execute(
                "UPDATE slots SET account_id = %s, body = %s WHERE id = %s", (other, changed, slot_id)
            )
    for name in ("admin", "petugas"):
        with pytest.raises(WbsError):
            office.desk(name)
    assert office.desk("petugas2")


def test_a_slot_that_he_spoils_stops_whoever_would_let_in_others(office, superuser):
    head = office.desk("inspektur")
    superuser.execute("UPDATE slots SET body = '\\x7b7d' WHERE account_id = %s", (head.actor.id,))
    with pytest.raises(WbsError, match="cadangan"):
        rekey(head)


def with_a_key_of_his_own(office, superuser):
    """His store key in everybody's slots, and an invitation of his to whoever is waited for; his code."""
    header, code = office.location.header.read(), new_code()
    [waits] = [slot for slot in header.slots if slot.kind == "invitation"]
    public = dict(superuser.execute("SELECT account_id, seal_public FROM account_keys").fetchall())
    own = make_invitation_slot(
        store_id=header.store_id,
        slot_id=waits.id,
        account_id=waits.account_id,
        account_name=waits.account_name,
        code=code,
        store_key=HIS,
        created_at=waits.created_at,
        expires_at=waits.expires_at,
    )
    slots = [
        own if slot is waits else seal_slot(header.store_id, slot, bytes(public[slot.account_id]), HIS)
        for slot in header.slots
    ]
    with superuser.transaction():
        write_rows(superuser, msgspec.structs.replace(header, slots=tuple(slots)))
    return code


@pytest.fixture
def under_his_key(office, superuser):
    """The Inspektur's desk, which cannot tell that the store key is the administrator's; his code."""
    invite(office.desk("admin"), "baru", Role.OFFICER)
    recorded(office.desk("petugas"))
    code = with_a_key_of_his_own(office, superuser)
    desk = office.desk("inspektur")
    assert desk.store_key == HIS
    return desk, code


def keys_that_he_has(header, code):
    """His own, and what his invitation leads to."""
    led = [
        open_slot(header.store_id, slot, code).store_keys
        for slot in header.slots
        if slot.kind == "invitation"
    ]
    return [HIS, *(key for keys in led for key in keys)]


def test_a_backup_does_not_open_by_a_store_key_that_he_planted(office, under_his_key, tmp_path):
    """But for everybody of the office: also for who never met the planted key."""
    head, code = under_his_key
    make_backup(head, tmp_path / "cadangan.wbsbackup")
    backup = read_backup(tmp_path / "cadangan.wbsbackup")
    with pytest.raises(BrokenBackup):
        backup.key_that_opens(keys_that_he_has(backup.header, code))
    found = set()
    for slot in backup.header.slots:
        if slot.kind == "password":
            opened = open_slot(backup.header.store_id, slot, PASSWORD)
            found.add(backup.key_that_opens(opened.store_keys))
    assert len(found) == 1
    assert {slot.account_id for slot in backup.header.slots} == {
        slot.account_id for slot in office.location.header.read().slots if slot.kind != "invitation"
    }


def test_an_office_that_leaves_his_server_leaves_a_planted_store_key_behind(office, under_his_key, tmp_path):
    _head, code = under_his_key
    target = FileStore(tmp_path / "baru" / "office.wbs")
    move_store(office.location, target, SignIn("inspektur", PASSWORD), office.clock)
    for key in keys_that_he_has(target.header.read(), code):
        with pytest.raises(WbsError), closing_engine(target, key) as engine, reading(engine) as connection:
            connection.execute(select(journal.c.id)).all()
    for name in ("admin", "inspektur", "petugas"):
        with closing(unlock(target, name, PASSWORD, office.clock).desk) as desk:
            assert desk.store_key != HIS


@contextmanager
def closing_engine(location, key):
    engine = open_engine(location, key)
    try:
        yield engine
    finally:
        engine.dispose()


# --- numbers, and who is there ---------------------------------------------------------------------------


def planted_mark(office, superuser, running, reason):
    """A row that says, in the Inspektur's name, which number was the last."""
    station = superuser.execute("SELECT value FROM store_facts WHERE name = 'station'").fetchone()[0]
    head = superuser.execute("SELECT id FROM accounts WHERE role = 'inspector'").fetchone()[0]
    entry = superuser.execute("SELECT id FROM journal ORDER BY clock DESC LIMIT 1").fetchone()[0]
    superuser.execute(
        "INSERT INTO number_marks (id, entry_id, station, year, running, at, account_id, reason) "
        "VALUES (%s, %s, %s, %s, %s, 0, %s, %s)",
        (station, entry, station, office.clock().year, running, head, reason),
    )


def test_a_planted_word_on_the_last_number_releases_none(office, superuser):
    desk = office.desk("petugas")
    new_case(desk)
    begin_restored_station(office.desk("admin"))
    planted_mark(office, superuser, 0, b"x")
    with pytest.raises(NumbersOnHold):
        new_case(desk)
    confirm_last_number(office.desk("irban"), "16-2026-000004", "buku agenda")
    assert new_case(desk) == "16-2026-000005"
    superuser.execute("UPDATE number_marks SET running = 900")
    with pytest.raises(NumbersOnHold):
        new_case(desk)


def test_a_planted_word_on_the_last_number_leaves_no_gap(office, superuser):
    desk = office.desk("petugas")
    new_case(desk)
    planted_mark(office, superuser, 899_999, b"x")
    assert new_case(desk) == "16-2026-000002"


SET_BACK = {
    "why the station began": "UPDATE stations SET reason = 'founded'",
    "that it began at all": "DELETE FROM stations",
    "where the store writes": "UPDATE store_facts SET value = first.station FROM "
    "(SELECT station FROM journal ORDER BY clock LIMIT 1) AS first WHERE name = 'station'",
}


@pytest.mark.parametrize("what", SET_BACK)
def test_rows_that_he_sets_back_to_before_a_restore_release_no_number(office, superuser, what):
    desk = office.desk("petugas")
    register = new_case(desk)
    begin_restored_station(office.desk("admin"))
    superuser.execute(SET_BACK[what])
    with pytest.raises(NumbersOnHold):
        new_case(desk)
    write_note(desk, register, "Telaah.")
    assert findings(office) != set()


def test_the_facts_of_the_place_that_he_changes_are_noticed_or_change_nothing(office, superuser):
    """The header says in clear which office and which key it is; the rows and the slots know better."""
    fact = superuser.execute("SELECT value FROM store_facts WHERE name = 'header'").fetchone()[0]
    header = msgspec.json.decode(fact)
    changes = {
        "store_id": "0" * 32,
        "schema": "founding",
        "version": 9,
        "store_key_number": 99,
        "rekey_due": True,
        "office_code": "99",
    }
    told = {}
    for name, value in changes.items():
        changed = msgspec.json.encode({**header, name: value}).decode()
        superuser.execute("UPDATE store_facts SET value = %s WHERE name = 'header'", (changed,))
        try:
            told[name] = new_case(office.desk("petugas"))
        except WbsError:
            told[name] = None
    refused = {name for name, register in told.items() if register is None}
    assert refused == {"store_id", "schema", "version"}
    superuser.execute("UPDATE store_facts SET value = %s WHERE name = 'header'", (fact,))
    assert findings(office) == set()


def test_who_is_said_to_be_there_since_no_time_ends_nobodys_program(office, superuser):
    officer, lead = office.desk("petugas"), office.desk("irban")
    case_id = load_case(officer, recorded(officer)).id
    with following(lead) as told:
        herald = Herald(officer, Told())
        for number, since in enumerate((2**62, -(2**62))):
            superuser.execute(
                "INSERT INTO presence (id, account_id, case_id, since, seen_at) VALUES (%s, %s, %s, %s, %s)",
                (f"{number:032}", officer.actor.id, case_id, since, officer.now()),
            )
        herald.start()
        herald.open(case_id)
        told.wait_for(lambda: [each.account for each in told.present] == ["petugas"])
        herald.stop()


# --- a desk's own account --------------------------------------------------------------------------------

FORBIDDEN = [
    "UPDATE journal SET kind = kind",
    "DELETE FROM journal",
    "TRUNCATE journal",
    "TRUNCATE journal, cases CASCADE",
    "ALTER TABLE journal ADD COLUMN x int",
    "ALTER TABLE journal DISABLE TRIGGER ALL",
    "ALTER TABLE cases DROP COLUMN stage",
    "ALTER TABLE journal OWNER TO CURRENT_USER",
    "DROP TABLE journal",
    "DROP INDEX uq_accounts_only_one",
    "CREATE TABLE lain (x int)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER t BEFORE INSERT ON journal EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE RULE r AS ON INSERT TO journal DO INSTEAD NOTHING",
    "CREATE POLICY p ON journal USING (false)",
    "SET ROLE wbs_owner",
    "SET SESSION AUTHORIZATION wbs_owner",
    "SET session_replication_role = replica",
    "INSERT INTO alembic_version VALUES ('0001')",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM alembic_version",
    "COMMENT ON TABLE journal IS 'x'",
]


def succeeds(connection, statement):
    try:
        connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True


def test_a_desks_account_cannot_rewrite_history_nor_become_who_can(office, desk_login):
    for role in ("NONE", "wbs_desk"):
        desk_login.execute(f"SET ROLE {role}")
        desk_login.execute("GRANT UPDATE, DELETE ON journal TO PUBLIC")  # which does nothing, with a warning
        assert [statement for statement in FORBIDDEN if succeeds(desk_login, statement)] == []
    with office.desk("auditor").reading() as connection:
        assert connection.execute(select(journal.c.id)).first() is not None


def test_the_program_is_no_more_than_a_desk_even_for_who_owns_the_tables(office):
    """The account that founds may work too; the program has put its rights aside."""
    desk = office.desk("petugas")
    with desk.reading() as connection:
        who = connection.exec_driver_sql("SELECT current_user, session_user").one()
    assert tuple(who) == ("wbs_desk", "wbs_owner")
    for statement in ("DELETE FROM journal", "DROP TABLE journal", "TRUNCATE cases"):
        with pytest.raises(ServerRefuses):
            run(desk, statement)


def run(desk, statement):
    with writing(desk.engine) as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.usefixtures("desk_login")
def test_who_has_a_desks_account_works_with_it_and_gets_no_further(office, server):
    place = locate(server.address(database_of(office), DESK))
    with closing(unlock(place, "petugas", PASSWORD, office.clock).desk) as desk:
        assert new_case(desk)
        with pytest.raises(ServerRefuses), owning(desk.engine) as connection:
            connection.exec_driver_sql("DELETE FROM journal")
