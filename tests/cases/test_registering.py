"""Register numbers: no gaps, no doubles, in office time, whoever else is writing."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from models.tables.cases import cases
from tests.cases.at_work import journal_is_sound, new_case, new_cases
from tests.conftest import PASSWORD
from tests.warm import start
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases

WRITER = Path(__file__).with_name("writer.py")


def numbers(desk):
    with desk.reading() as connection:
        rows = connection.execute(select(cases.c.register).order_by(cases.c.year, cases.c.running))
        return [row.register for row in rows]


def test_numbers_run_from_one_within_the_year_of_office_time(office):
    officer = office.desk("petugas")
    office.clock.now = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)  # 23.59 WIB
    assert [new_case(officer), new_case(officer)] == ["16-2026-000001", "16-2026-000002"]
    office.clock.forward(minutes=2)
    assert new_case(officer) == "16-2027-000001"


def test_a_number_that_was_rolled_back_is_given_again(office):
    officer = office.desk("petugas")
    new_case(officer)
    with pytest.raises(RuntimeError, match="disk"):
        _registers_and_fails(officer)
    assert new_case(officer) == "16-2026-000002"
    assert journal_is_sound(officer)


def _registers_and_fails(desk):
    def cut_off():
        yield {"title": "Pertama"}
        raise RuntimeError("disk")

    new_cases(desk, cut_off())


def test_a_new_case_is_as_its_report_says(office):
    officer = office.desk("petugas")
    received = datetime(2026, 8, 19, 20, 0, tzinfo=UTC)
    register = new_case(
        officer, "Pungli", channel="email", received_at=received, identity_policy="anonymous", evidence=3
    )
    case = load_case(officer, register)
    assert (case.title, case.channel, case.stage, case.identity_policy) == (
        "Pungli",
        "email",
        "received",
        "anonymous",
    )
    assert (case.category, case.severity, case.classified) == ("village_funds", "medium", False)
    assert case.classifications[0].reasons[0].text == "dana desa"
    assert case.received_at == received
    assert case.due_at == datetime(2026, 8, 20, 16, 59, 59, 999000, tzinfo=UTC)
    (row,) = list_cases(officer, InboxQuery())
    assert (row.evidence, row.reports) == (3, 1)


def test_two_processes_that_register_at_once_leave_no_gap_and_no_double(office):
    command = [sys.executable, WRITER, "register", office.location]
    writers = [start([*command, name, 25], asks=True) for name in ("petugas", "irban")]
    for writer in writers:
        writer.stdin.write(f"{PASSWORD}\n".encode())
    assert [(writer.communicate()[1], writer.wait()) for writer in writers] == [(b"", 0), (b"", 0)]
    desk = office.desk("inspektur")
    assert numbers(desk) == [f"16-2026-{number:06}" for number in range(1, 51)]
    assert journal_is_sound(desk)
