"""A populated store of schema 0002, made by the program of its day, is migrated and works as before."""

import pytest

from tests.cases.at_work import journal_is_sound, recorded
from tests.conftest import PASSWORD, TestOffice, TickingClock
from tests.migrations.old_stores import assert_shown_as_before, copied, shown
from wbs_tui.accounts.recovery.drill import own_share
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.accounts.session import unlock
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.cases.kept.retention import retention_of
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import evidence
from wbs_tui.cases.steps.drafts import drafts, load_draft
from wbs_tui.store.errors import OlderStore
from wbs_tui.store.keyring import NotLetIn
from wbs_tui.text.errors import CannotUnlock

AT_WORK, APART, RECUSED, HELD = (f"16-2026-00000{number}" for number in range(1, 5))


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The migrated store, ten days later: who stood in for the Inspektur does so no longer."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    location = copied("0002", tmp_path / "old")
    with pytest.raises(OlderStore):
        unlock(location, "petugas", PASSWORD, TickingClock())
    assert upgrade_store(location, "petugas", PASSWORD) == ("0002", "0004")
    clock = TickingClock()
    clock.forward(days=10)
    made = TestOffice(location, clock, [])
    yield made
    for desk in made.opened:
        desk.close()


def test_every_case_opens_as_before(office):
    assert set(shown("0002")) >= {AT_WORK, APART, RECUSED, HELD}
    assert_shown_as_before(office.desk("irban"), "0002")


def test_what_is_kept_from_somebody_stays_so(office):
    with pytest.raises(NoSuchCase):
        load_case(office.desk("petugas2"), APART)
    with pytest.raises(NoSuchCase):
        load_case(office.desk("petugas"), RECUSED)
    with pytest.raises((NotLetIn, NoSuchCase)):
        load_case(office.desk("auditor"), AT_WORK)
    with pytest.raises(CannotUnlock):
        office.desk("pergi")


def test_files_drafts_holds_and_shares_are_there(office):
    officer, lead = office.desk("petugas"), office.desk("irban")
    [released] = [view for view in load_case(lead, AT_WORK).evidence if view.state == "released"]
    assert b"".join(evidence.content(lead, released.id)) == b"isi kuitansi"
    [draft] = drafts(officer)
    assert load_draft(officer, draft.subject) == "belum selesai"
    assert [hold.reason for hold in retention_of(lead, HELD).holds] == ["diminta kejaksaan"]
    assert recovery_status(office.desk("inspektur")).generation == 2
    assert own_share(office.desk("admin")).number == 2


def test_work_goes_on_in_it(office):
    officer = office.desk("petugas")
    assert recorded(officer) == "16-2026-000006"
    assert journal_is_sound(officer)
