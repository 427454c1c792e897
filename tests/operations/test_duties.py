"""What waits for an account is done when it unlocks, once, and by nobody else."""

import pytest

from tests.accounts.staff import findings, members, view
from tests.cases.at_work import new_case, recorded
from wbs_tui.accounts import removal
from wbs_tui.accounts.administration import disable
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.operations import duties
from wbs_tui.operations.duties import DutyKind
from wbs_tui.text.catalogue import use_language


@pytest.fixture(autouse=True)
def _indonesian():
    use_language("id")


def close_all(office):
    """Everybody leaves his desk."""
    for desk in office.opened:
        desk.close()
    office.opened.clear()


def kinds(desk):
    return [duty.kind for duty in duties.due(desk)]


def test_an_office_in_which_nobody_went_has_nothing_to_do(office):
    for name in ("inspektur", "irban", "petugas", "admin", "auditor"):
        assert duties.due(office.desk(name)) == ()
        assert duties.run(office.desk(name)) == ()


def test_who_went_is_taken_out_and_the_keys_are_wrapped_anew(office):
    recorded(office.desk("petugas"))
    disable(office.desk("admin"), "irban")
    close_all(office)
    head = office.desk("inspektur")
    before = head.store_key
    first, second = duties.due(head)
    assert (first.kind, first.count) == (DutyKind.TAKE_OUT, 2)
    assert "2" in first.text
    assert second.kind is DutyKind.REKEY
    said = duties.run(head)
    assert len(said) == 3
    assert kinds(head) == []
    assert head.store_key != before
    assert office.desk("petugas").store_key == head.store_key
    assert members(head, "identity") == {"inspektur"}
    assert view(head, "irban").left_over == ()
    assert findings(head) == set()


def test_it_waits_for_a_grantor(office):
    disable(office.desk("admin"), "irban")
    for name in ("admin", "petugas", "auditor"):
        desk = office.desk(name)
        assert (kinds(desk), duties.run(desk)) == ([], ())
    assert kinds(office.desk("inspektur")) == [DutyKind.TAKE_OUT, DutyKind.REKEY]


@pytest.mark.file_store
def test_the_store_key_waits_while_the_store_is_open_elsewhere(office):
    """It keys the pages of a file; on a server it keys none, and nobody has to let go of anything."""
    disable(office.desk("admin"), "irban")
    officer, head = office.desk("petugas"), office.desk("inspektur")
    before = head.store_key
    assert "dicoba lagi nanti" in duties.run(head)[-1]
    assert head.store_key == before
    assert kinds(head) == [DutyKind.REKEY]
    assert new_case(officer)
    close_all(office)
    head = office.desk("inspektur")
    assert len(duties.run(head)) == 1
    assert head.store_key != before
    assert findings(head) == set()


def test_a_case_that_somebody_left_is_moved(office):
    register = new_case(office.desk("petugas"))
    recuse(office.desk("petugas"), register, "saudara terlapor")
    head = office.desk("inspektur")
    assert kinds(head) == [DutyKind.MOVE]
    assert len(duties.run(head)) == 1
    assert kinds(head) == []
    assert load_case(head, register).title
    with pytest.raises(NoSuchCase):
        load_case(office.desk("petugas"), register)


def test_a_long_wrapping_says_how_far_it_is(office, monkeypatch):
    monkeypatch.setattr(removal, "BATCH", 2)
    monkeypatch.setattr(duties, "BATCH", 2)
    desk = office.desk("petugas")
    for _ in range(12):
        new_case(desk)
    disable(office.desk("admin"), "irban")
    told = []
    duties.run(office.desk("inspektur"), told.append)
    assert 2 <= len(told) <= 3
    assert told[0].startswith("Membungkus ulang kunci")
