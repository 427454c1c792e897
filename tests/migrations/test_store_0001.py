"""A populated store of schema 0001, made by the program of its day, is migrated and works as before."""

from importlib import import_module
from pathlib import Path

import pytest

from migrations.office import versions
from tests.cases.at_work import journal_is_sound, new_case, recorded
from tests.conftest import CHEAP, PASSWORD, TestOffice, TickingClock
from tests.migrations.old_stores import assert_shown_as_before, contents, copied, shown, store_key_of
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import disable, invite
from wbs_tui.accounts.recovery.drill import drill, own_share, renew_shares
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.accounts.session import unlock
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import evidence
from wbs_tui.cases.steps.drafts import drafts, load_draft
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.intake.kept import list_kept
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.duties import reminders
from wbs_tui.store.engine import open_engine, writing
from wbs_tui.store.errors import DamagedStore, OlderStore
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.store.schema import VERSIONS
from wbs_tui.text.errors import CannotUnlock

SHOWN = shown("0001")
ACCOUNTS = ("admin", "inspektur", "petugas", "petugas2", "irban", "auditor")
LATER = {"days": 3}
"""The store was left on 22 August 2026; the tests come to it after that."""


@pytest.fixture
def old(tmp_path, monkeypatch):
    monkeypatch.setenv("WBS_KEYRING", "off")
    return copied("0001", tmp_path / "old")


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


@pytest.fixture
def store_key(old):
    return store_key_of(old)


def test_an_old_store_says_that_it_wants_to_be_migrated(old):
    assert old.header.read().schema == "0001"
    with pytest.raises(OlderStore) as told:
        unlock(old, "petugas", PASSWORD, TickingClock())
    assert "wbs migrate" in told.value.message


def test_every_case_opens_as_before(office):
    assert_shown_as_before(office.desk("irban"), "0001")
    assert sum(len(before["history"]) for before in SHOWN.values()) > 60


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
