"""A populated store of schema 0003, made by the program of its day, is migrated and works as before."""

from datetime import timedelta

import pytest

from tests.cases.at_work import journal_is_sound, recorded
from tests.conftest import PASSWORD, TestOffice, TickingClock
from tests.migrations.old_stores import assert_shown_as_before, copied, shown
from wbs_tui.accounts.session import unlock
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.cases.identity.identity_policy import current_identity_policy
from wbs_tui.cases.kept.confirming_numbers import numbers
from wbs_tui.cases.kept.retention import retention_of
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps import evidence
from wbs_tui.cases.steps.drafts import drafts, load_draft
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.errors import OlderStore
from wbs_tui.store.location import FileStore
from wbs_tui.sync.desks.leased_desk import open_lease
from wbs_tui.sync.desks.leases import make_lease

AT_WORK, APART, HELD, DECIDING = (f"16-2026-00000{number}" for number in range(1, 5))
AFTER = "16-2026-000010"
"""The first that was recorded when the store had been restored, and 000009 confirmed as the last."""


@pytest.fixture
def office(tmp_path, monkeypatch):
    """The migrated store, ten days later: who stood in for the Inspektur does so no longer."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    location = copied("0003", tmp_path / "old")
    with pytest.raises(OlderStore):
        unlock(location, "petugas", PASSWORD, TickingClock())
    assert upgrade_store(location, "petugas", PASSWORD) == ("0003", "0004")
    clock = TickingClock()
    clock.forward(days=10)
    made = TestOffice(location, clock, [])
    yield made
    for desk in made.opened:
        desk.close()


def test_every_case_opens_as_before(office):
    assert set(shown("0003")) == {AT_WORK, APART, HELD, DECIDING, AFTER}
    assert_shown_as_before(office.desk("irban"), "0003")


def test_what_is_kept_from_somebody_stays_so(office):
    with pytest.raises(NoSuchCase):
        load_case(office.desk("petugas2"), APART)


def test_files_drafts_holds_numbers_and_settings_are_there(office):
    officer, lead = office.desk("petugas"), office.desk("irban")
    [released] = [view for view in load_case(lead, AT_WORK).evidence if view.state == "released"]
    assert b"".join(evidence.content(lead, released.id)) == b"isi kuitansi"
    [draft] = drafts(officer)
    assert load_draft(officer, draft.subject) == "belum selesai"
    assert [hold.reason for hold in retention_of(lead, HELD).holds] == ["diminta kejaksaan"]
    assert (numbers(officer).on_hold, numbers(officer).last) == (False, AFTER)
    assert current_identity_policy(officer) == "open"


def test_it_proves_both_of_its_stations(office):
    with office.desk("petugas").reading() as connection:
        report = verify_journal(connection)
    assert report.bad == []
    assert [station.number for station in report.stations] == [1, 2]


def test_work_goes_on_in_it(office):
    officer = office.desk("petugas")
    assert recorded(officer) == "16-2026-000011"
    assert journal_is_sound(officer)


def test_a_desk_elsewhere_takes_its_cases_along(office, tmp_path):
    """What schema 0004 is for, on entries of the programs before it."""
    lead, until = office.desk("irban"), office.clock() + timedelta(days=5)
    file = tmp_path / "meja.wbsdesk"
    made = make_lease(lead, "Meja", ["petugas"], [AT_WORK, AFTER], until, file, "desa tanpa jaringan")
    assert made.lease.mark == "S3"
    place = FileStore(tmp_path / "meja" / "office.wbs")
    open_lease(file, place, SignIn("petugas", PASSWORD), office.clock)
    desk = TestOffice(place, office.clock, office.opened).desk("petugas")
    assert load_case(desk, AT_WORK).title == load_case(lead, AT_WORK).title
    assert recorded(desk) == "S3-0001"
    assert journal_is_sound(desk)
