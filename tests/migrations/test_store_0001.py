"""A populated store of schema 0001, made by the program of its day, is migrated and works as before."""

import json
import shutil
import subprocess
import sys
from contextlib import closing
from importlib import import_module
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import inspect, select, text

from migrations.office import versions
from tests.cases.at_work import journal_is_sound, new_case, recorded
from tests.conftest import CHEAP, PASSWORD, TestOffice, TickingClock
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.recovery.drill import drill, own_share, renew_shares
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.accounts.session import unlock
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.cases import evidence
from wbs_tui.cases.detail import load_case
from wbs_tui.cases.drafts import drafts, load_draft
from wbs_tui.cases.history import history
from wbs_tui.cases.identity import reveal
from wbs_tui.cases.inbox import InboxQuery, list_cases
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.notes import write_note
from wbs_tui.cases.stages import advance
from wbs_tui.intake.kept import list_kept
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.duties import reminders
from wbs_tui.store.engine import open_engine, reading, writing
from wbs_tui.store.errors import DamagedStore, OlderStore
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.store.location import FileStore
from wbs_tui.store.schema import VERSIONS, stored_version
from wbs_tui.text.errors import CannotUnlock

STORE = Path(__file__).with_name("store_0001")
CUT = Path(__file__).with_name("cut_migration.py")
SHOWN = json.loads((STORE / "shown.json").read_text())
ACCOUNTS = ("admin", "inspektur", "petugas", "petugas2", "irban", "auditor")
LATER = {"days": 3}
"""The store was left on 22 August 2026; the tests come to it after that."""


def copied(folder):
    """The store as it was left, readable by its owner alone, as it lay on that disk."""
    shutil.copytree(STORE, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return FileStore(folder / "office.wbs")


@pytest.fixture
def old(tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    return copied(tmp_path / "old")


@pytest.fixture
def office(old):
    """The migrated store as an office of a test."""
    assert upgrade_store(old, "petugas", PASSWORD) == ("0001", VERSIONS[-1])
    clock = TickingClock()
    clock.forward(**LATER)
    made = TestOffice(old, clock, [])
    yield made
    for desk in made.opened:
        desk.close()


@pytest.fixture(scope="session")
def store_key(tmp_path_factory):
    """What opens the database of every copy."""
    location = copied(tmp_path_factory.mktemp("key") / "old")
    upgrade_store(location, "petugas", PASSWORD)
    with closing(unlock(location, "petugas", PASSWORD, TickingClock()).desk) as desk:
        return desk.store_key


def contents(location, store_key):
    """Every row of every table that a store of schema 0001 has, with its version."""
    engine = open_engine(location, store_key)
    try:
        with reading(engine) as connection:
            names = sorted(inspect(connection).get_table_names())
            tables = {
                name: connection.execute(select(text("*")).select_from(text(name))).all() for name in names
            }
            return stored_version(connection), {
                name: sorted(map(repr, rows)) for name, rows in tables.items()
            }
    finally:
        engine.dispose()


def test_an_old_store_says_that_it_wants_to_be_migrated(old):
    assert old.header.read().schema == "0001"
    with pytest.raises(OlderStore) as told:
        unlock(old, "petugas", PASSWORD, TickingClock())
    assert "wbs migrate" in told.value.message


def test_every_case_opens_as_before(office):
    desk = office.desk("irban")
    rows = list_cases(desk, InboxQuery(sort="register"))
    assert [row.register for row in rows] == list(SHOWN)
    for register, before in SHOWN.items():
        now = msgspec.to_builtins(load_case(desk, register))
        before["case"]["checklist"] = [
            kept_of(item, now["checklist"]) for item in before["case"]["checklist"]
        ]
        now["checklist"] = [item for item in now["checklist"] if item["answer"]]
        assert_still(before["case"], now, register)
        assert_still(before["history"], msgspec.to_builtins(history(desk, register)), register)
    assert sum(len(before["history"]) for before in SHOWN.values()) > 60


def kept_of(item, items):
    """An answered item with the words that the policy of today gives it."""
    today = next(each for each in items if each["id"] == item["id"])
    return {**today, **item}


def assert_still(before, now, where):
    """Everything that was shown is shown; later programs may show more."""
    if isinstance(before, dict):
        for name, value in before.items():
            if name != "overdue":
                assert_still(value, now[name], f"{where}.{name}")
    elif isinstance(before, list):
        assert len(before) == len(now), where
        for number, pair in enumerate(zip(before, now, strict=True)):
            assert_still(*pair, f"{where}[{number}]")
    else:
        assert before == now, where


def test_files_identities_and_drafts_open_as_before(office):
    register = list(SHOWN)[-1]
    officer, lead = office.desk("petugas"), office.desk("irban")
    opened = {
        view.name: b"".join(evidence.content(lead, view.id))
        for view in load_case(lead, register).evidence
        if view.state == "released"
    }
    assert opened == {"kuitansi.pdf": b"isi kuitansi", "berita acara.txt": b"Berita acara klarifikasi.\n"}
    assert [each.name for each in reveal(lead, register, "memeriksa").reports] == ["Siti Pelapor"]
    [draft] = drafts(officer)
    assert load_draft(officer, draft.subject) == "belum selesai"
    assert len(list_kept(lead)) == 1


def test_every_account_comes_in_and_who_was_taken_out_stays_out(office):
    for name in ACCOUNTS:
        assert office.desk(name).actor.name == name
    with pytest.raises(CannotUnlock):
        office.desk("pergi")
    left = next(iter(SHOWN))
    with pytest.raises((NotLetIn, NoSuchCase)):
        load_case(office.desk("petugas2"), left)


def test_the_journal_from_before_proves_itself_with_the_columns_of_now(office):
    with office.desk("auditor").reading() as connection:
        report = verify_journal(connection)
    assert (report.bad, report.replay_equal) == ([], True)
    assert report.entries > 60


def test_work_goes_on_in_it(office):
    officer, head, admin = office.desk("petugas"), office.desk("inspektur"), office.desk("admin")
    register = recorded(officer)
    assert register == "16-2026-000011"
    advance(officer, register, "verification", "mulai")
    write_note(officer, "16-2026-000005", "Lanjutan sesudah pembaruan.")
    new_case(officer, "Baru")
    code = invite(admin, "petugas3", "officer").code
    activate(office.location, "petugas3", code, PASSWORD, office.clock, CHEAP)
    grant(head, "office", "petugas3", fingerprint_of(head, "petugas3"))
    assert load_case(office.desk("petugas3"), "16-2026-000005").notes[-1].body.startswith("Lanjutan")
    disable(admin, "petugas2")
    assert journal_is_sound(head)


def test_a_second_migration_changes_nothing(office, store_key):
    before = contents(office.location, store_key)
    assert upgrade_store(office.location, "petugas", PASSWORD) == (VERSIONS[-1], VERSIONS[-1])
    assert contents(office.location, store_key) == before


def test_a_migration_that_is_killed_leaves_the_old_store_or_the_new_one(tmp_path, store_key, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    copied(tmp_path / "source")
    before = contents(copied(tmp_path / "before"), store_key)
    ran = subprocess.run(
        [sys.executable, str(CUT), str(tmp_path / "source"), str(tmp_path)], capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    sys.stdout.write(f"{told['steps']} steps, killed at {len(told['killed'])}\n")
    found = set()
    for point in told["killed"]:
        location = FileStore(tmp_path / str(point) / "office.wbs")
        version, tables = contents(location, store_key)
        found.add(version)
        if version == "0001":
            assert (version, tables) == before, point
        upgrade_store(location, "petugas", PASSWORD)
        with closing(unlock(location, "petugas", PASSWORD, TickingClock()).desk) as desk:
            assert journal_is_sound(desk), point
            assert len(list_cases(desk, InboxQuery())) == len(SHOWN), point
    assert found == {VERSIONS[0], VERSIONS[-1]}


def test_a_step_that_fails_leaves_the_old_store(old, store_key):
    """Two who hold the one office of Inspektur: the last step, which forbids it, fails."""
    engine = open_engine(old, store_key)
    with writing(engine) as connection:
        connection.exec_driver_sql("UPDATE accounts SET role = 'inspector' WHERE name = 'irban'")
    engine.dispose()
    before = contents(old, store_key)
    with pytest.raises(DamagedStore):
        upgrade_store(old, "petugas", PASSWORD)
    assert contents(old, store_key) == before
    assert before[0] == "0001"
    assert old.header.read().schema == "0001"


def test_there_is_no_way_back_to_an_older_schema(capsys):
    names = [path.stem for path in Path(versions.__path__[0]).glob("v*.py")]
    assert len(names) == len(VERSIONS)
    for name in names:
        assert not hasattr(import_module(f"migrations.office.versions.{name}"), "downgrade")
    main = import_module("wbs_tui.cli.main").main
    assert main(["migrate", "--help"]) == 0
    assert "tidak ada jalan kembali" in " ".join(capsys.readouterr().out.split())


def test_an_office_of_an_earlier_version_is_told_to_make_its_first_escrow_and_can(office):
    head = office.desk("inspektur")
    assert recovery_status(head).generation is None
    assert [sentence for sentence in reminders(head) if "wbs recovery renew" in sentence]
    sheets = renew_shares(head, lambda _sheets: None)
    second = own_share(office.desk("admin"))
    assert (recovery_status(head).generation, second.number) == (1, 2)
    drill(head, sheets.custodian.words, second.words, lambda _sheets: None)
    assert recovery_status(head).drilled_at == head.now()
    assert journal_is_sound(head)
