"""What is true of an office after it came out of a backup: what was taken away since stays away."""

from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import select

from models.tables.cases import destructions
from models.tables.journal import stations
from models.tables.local import key_wraps
from models.words.roles import Role
from tests.cases.at_work import new_case, recorded, to_clarification
from tests.cases.years_later import years_later
from tests.conftest import CHEAP, PASSWORD
from tests.operations.places import ADMIN, HEAD, at_desk, empty_place
from tests.store.kept_files import kept
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import AccountExpired
from wbs_tui.accounts.passwords import change_password
from wbs_tui.cases.destroyed import CaseDestroyed
from wbs_tui.cases.kept.destruction import destroy
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.destroyed_notes import notes_folder
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.backup import make_backup
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.restore import restore
from wbs_tui.store.backup_file import read_backup
from wbs_tui.store.pins import RolledBack
from wbs_tui.text.errors import Unreadable
from wbs_tui.vault.errors import WrongPassword

REASON = "masa simpan lewat, berita acara 7/2037"


@pytest.fixture
def elsewhere(tmp_path, request):
    with empty_place(request, "sqlite", tmp_path) as location:
        yield location


def findings(desk):
    with desk.reading() as connection:
        return verify_journal(connection).bad


@pytest.fixture
def destroyed_since(office, tmp_path):
    """A backup, the number of a case that was destroyed after it, and the notes of that."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    register = recorded(officer)
    to_clarification(officer, head, register)
    answer(officer, register, "Sudah ditindaklanjuti.")
    advance(head, register, "closed", "selesai", result="proven", closure="repayment")
    years_later(office)
    head = office.desk("inspektur")
    made = make_backup(head, tmp_path / "cadangan")
    store_id = office.location.header.read().store_id
    destroy(head, register, REASON)
    return read_backup(made.path), register, notes_folder(store_id, head.actor.id, head.account_keys)


def assert_gone(desk, register):
    with pytest.raises(CaseDestroyed, match="dipulihkan dari cadangan sebelum itu"):
        load_case(desk, register)
    with desk.reading() as connection:
        wraps = connection.execute(select(key_wraps).where(key_wraps.c.case_id.is_not(None))).all()
    assert wraps == []
    assert kept(desk) == {}
    assert findings(desk) == []


@pytest.mark.parametrize("who", [HEAD, ADMIN], ids=["inspektur", "super admin"])
def test_a_case_that_was_destroyed_since_is_destroyed_again(office, elsewhere, destroyed_since, who):
    backup, register, _notes = destroyed_since
    restored = restore(backup, elsewhere, who, office.clock)
    assert (restored.destroyed_again, restored.notes_ignored) == (1, 0)
    with at_desk(elsewhere, office) as desk:
        assert_gone(desk, register)


@pytest.mark.file_store
def test_another_computer_knows_of_it_only_by_the_notes(
    office, elsewhere, destroyed_since, monkeypatch, tmp_path, request
):
    backup, register, notes = destroyed_since
    monkeypatch.setenv("WBS_STATE", str(tmp_path / uuid4().hex))
    assert restore(backup, elsewhere, HEAD, office.clock).destroyed_again == 0
    with at_desk(elsewhere, office) as desk:
        assert load_case(desk, register).reports
    with empty_place(request, "sqlite", tmp_path / "lagi") as third:
        restored = restore(backup, third, HEAD, office.clock, destroyed=[notes])
        assert restored.destroyed_again == 1
        with at_desk(third, office) as desk:
            assert_gone(desk, register)


@pytest.mark.file_store
def test_a_note_that_no_one_of_the_office_signed_destroys_nothing(
    office, elsewhere, destroyed_since, monkeypatch, tmp_path
):
    backup, register, notes = destroyed_since
    [note] = notes.iterdir()
    said = msgspec.msgpack.decode(note.read_bytes())
    monkeypatch.setenv("WBS_STATE", str(tmp_path / uuid4().hex))
    forged, broken = tmp_path / "palsu", tmp_path / "rusak"
    forged.write_bytes(msgspec.msgpack.encode({**said, "signature": bytes(64)}))
    broken.write_bytes(note.read_bytes()[:-1])
    with pytest.raises(Unreadable, match="catatan pemusnahan"):
        restore(backup, elsewhere, HEAD, office.clock, destroyed=[broken])
    restored = restore(backup, elsewhere, HEAD, office.clock, destroyed=[forged])
    assert (restored.destroyed_again, restored.notes_ignored) == (0, 1)
    with at_desk(elsewhere, office) as desk:
        assert load_case(desk, register).reports


@pytest.mark.file_store
def test_a_note_is_the_signed_entry_and_stays_when_the_store_is_gone(office, destroyed_since):
    _backup, register, notes = destroyed_since
    with office.desk("auditor").reading() as connection:
        [row] = connection.execute(select(destructions)).all()
    [note] = notes.iterdir()
    assert note.name == row.case_id
    assert note.stat().st_mode & 0o777 == 0o600
    assert register.encode() not in note.read_bytes()
    assert REASON.encode() not in note.read_bytes()
    note.unlink()
    office.desk("petugas")
    assert [path.name for path in notes.iterdir()] == [row.case_id]


def test_who_restored_works_on_and_who_saw_more_is_told(office, elsewhere, tmp_path):
    """A grant since the backup: the one who restored took this store on purpose, the others are warned."""
    head, lead = office.desk("inspektur"), office.desk("irban")
    made = make_backup(head, tmp_path / "cadangan")
    grant(head, "identity", "petugas", fingerprint_of(head, "petugas"))
    lead.close()
    office.desk("irban").close()
    head.close()
    office.desk("inspektur").close()
    restored = restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    assert restored.access_older
    with at_desk(elsewhere, office) as desk:
        assert desk.keyring.refusal is None
        grant(desk, "identity", "petugas2", fingerprint_of(desk, "petugas2"))
        assert findings(desk) == []
    with at_desk(elsewhere, office, "irban") as desk:
        assert isinstance(desk.keyring.refusal, RolledBack)
        assert "dipulihkan dari cadangan" in desk.keyring.refusal.message


@pytest.mark.file_store
def test_the_days_in_a_backup_close_nobodys_account(office, elsewhere, tmp_path):
    """But those before count on: who had not come for two months comes within the third, or not again."""
    for name in ("petugas2", "irban"):
        office.desk(name)
    office.clock.forward(days=60)
    for name in ("petugas", "irban"):
        office.desk(name)
    made = make_backup(office.desk("inspektur"), tmp_path / "cadangan")
    office.clock.forward(days=200)
    restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    for days in (0, 40):
        office.clock.forward(days=days)
        for name in ("irban", "petugas"):
            with at_desk(elsewhere, office, name):
                pass
    with pytest.raises(AccountExpired):
        at_desk(elsewhere, office, "petugas2")


def test_a_backup_opens_by_the_passwords_of_its_time(office, elsewhere, tmp_path):
    head = office.desk("inspektur")
    made = make_backup(head, tmp_path / "cadangan")
    change_password(head, PASSWORD, "kata sandi yang baru sekali", CHEAP)
    with pytest.raises(WrongPassword):
        restore(
            read_backup(made.path),
            elsewhere,
            SignIn("inspektur", "kata sandi yang baru sekali"),
            office.clock,
        )
    restore(read_backup(made.path), elsewhere, HEAD, office.clock)
    with at_desk(elsewhere, office) as desk:
        assert findings(desk) == []


def test_a_restored_store_is_backed_up_and_restored_like_any_other(office, elsewhere, tmp_path, request):
    """Every time a station of its own, and the first entries at it are what they are at any station."""
    officer = office.desk("petugas")
    register = new_case(officer)
    made = make_backup(officer, tmp_path / "cadangan")
    restore(read_backup(made.path), elsewhere, ADMIN, office.clock)
    with at_desk(elsewhere, office, "admin") as admin:
        invite(admin, "baru", Role.OFFICER)
        assert findings(admin) == []
    with at_desk(elsewhere, office, "petugas") as desk:
        write_note(desk, register, "Sesudah dipulihkan.")
        again = make_backup(desk, tmp_path / "cadangan kedua")
    with empty_place(request, "postgresql", tmp_path) as third:
        restore(read_backup(again.path), third, HEAD, office.clock)
        with at_desk(third, office, "petugas") as desk:
            assert findings(desk) == []
            assert [line.sentence for line in history(desk, register)][-1]
            with desk.reading() as connection:
                rows = connection.execute(select(stations).order_by(stations.c.number)).all()
    assert [row.reason for row in rows] == ["founded", "restored", "restored"]
    assert [row.after_station for row in rows] == [None, rows[0].id, rows[1].id]
