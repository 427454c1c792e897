"""What opens for nobody any more is named, and what only opens for others is counted."""

import pytest
from sqlalchemy import delete, select, update

from models.tables.cases import cases
from models.tables.local import key_wraps
from tests.cases.at_work import new_case, recorded
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import writing


def proved(desk):
    with desk.reading() as connection:
        return verify_journal(connection, keyring=desk.keyring)


def test_a_wrap_that_was_taken_away_is_named(office):
    """The administrator of a server, or whoever holds the store key, destroys a case and says nothing."""
    officer, head = office.desk("petugas"), office.desk("inspektur")
    new_case(officer), recorded(officer)
    assert proved(head).sound
    with writing(officer.engine) as connection:
        case_id = connection.execute(select(cases.c.id).order_by(cases.c.running)).scalars().first()
        connection.execute(delete(key_wraps).where(key_wraps.c.case_id == case_id))
    for desk in (officer, head):
        named = {(finding.what, finding.place) for finding in proved(desk).bad}
        assert ("keyless", f"cases/{case_id}") in named
        assert {what for what, _place in named} == {"keyless"}


def test_what_only_others_open_is_no_finding(office):
    officer, admin = office.desk("petugas"), office.desk("admin")
    recorded(officer)
    for desk in (officer, admin):
        report = proved(desk)
        assert report.sound
        assert report.unopened > 0


@pytest.mark.parametrize("noise", [bytes(80), b"\x01\x01" + bytes(80), b"\x02\x03" + bytes(80)])
def test_a_wrap_that_noise_stands_in_the_place_of_is_named(office, noise):
    officer, head = office.desk("petugas"), office.desk("inspektur")
    recorded(officer)
    with writing(officer.engine) as connection:
        key_id = connection.execute(
            select(key_wraps.c.key_id).where(key_wraps.c.purpose == "content")
        ).scalar()
        connection.execute(update(key_wraps).where(key_wraps.c.key_id == key_id).values(wrap=noise))
    for desk in (officer, head):
        assert [(each.what, each.place) for each in proved(desk).bad] == [("wrap", f"key_wraps/{key_id}")]
