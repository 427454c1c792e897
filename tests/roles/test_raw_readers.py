"""Keys, not manners: who asks no service reads with his own keys exactly what his seat may read."""

import sys

import pytest
from sqlalchemy import select

from models.tables.accounts import escrows
from models.tables.cases import cases
from tests.roles.acts import ADMIN, AUDITOR, COVER, GRANTED, HEAD, LEAD, MONITOR, OFFICER, OUT, RECUSED
from tests.roles.raw_reader import read_all
from tests.roles.seats import SEATS, sat_down
from wbs_tui.cases.kept.destruction import destroy
from wbs_tui.cases.opening import UNOPENED
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.shares import combine, escrow_keys, normalise

pytestmark = pytest.mark.parametrize("tried", ["sqlite", "postgresql"], indirect=True)
OF_IDENTITY = {
    "reports.identity",
    "reports.raw",
    "evidence.held_description",
    "evidence.held_key",
    "foreign_cases.identity",
    "kept_messages.content",
    "kept_messages.raw",
}
"""The columns that lead to the reporter; every other sealed column is what officers read."""
IN_OFFICE = frozenset({OFFICER, GRANTED, RECUSED, LEAD, HEAD, COVER, AUDITOR})
IN_IDENTITY = frozenset({GRANTED, HEAD, COVER})
NOBODY = frozenset({ADMIN, MONITOR, OUT})
OPEN_CASES = ("past", "held", "decided", "shared", "referable")
UNREPORTED = {"decided", "shared", "referable"}
"""Those that nobody reported."""
READERS = {
    **dict.fromkeys(OPEN_CASES, (IN_OFFICE, IN_IDENTITY)),
    "at_work": (IN_OFFICE - {RECUSED}, IN_IDENTITY),
    "apart": (frozenset({HEAD}), frozenset({HEAD})),
}
"""For each case: who reads its contents, and who reads who reported."""


def read_by(tried, seat):
    with sat_down(tried.location, tried.office, SEATS[seat]) as desk:
        return read_all(desk.location, desk.store_key, desk.office.id, desk.actor.id, desk.account_keys)


def ids(tried):
    """The id of each case by what it is called here."""
    with sat_down(tried.location, tried.office, "inspektur") as desk, desk.reading() as connection:
        rows = connection.execute(select(cases.c.register, cases.c.id)).all()
    by_register = {row.register: row.id for row in rows}
    return {name: by_register[getattr(tried.office, name)] for name in READERS}


@pytest.mark.parametrize("seat", SEATS)
def test_the_keys_of_a_seat_open_exactly_what_it_may_read(seat, tried):
    found = read_by(tried, seat)
    names = ids(tried)
    for column, total in found.cells.items():
        kind = 1 if column in OF_IDENTITY else 0
        may = {names[case] for case, readers in READERS.items() if seat in readers[kind]}
        there = found.by_case.get(column, set()) - {""}
        if column.startswith("foreign_"):
            assert bool(there) == (seat in IN_OFFICE), column
            continue
        assert there <= may, column
        if seat in NOBODY:
            assert found.opened[column] == 0, column
        if there and there == set(names.values()):
            assert found.opened[column] == total, column
    wanted = {names[case] for case, readers in READERS.items() if seat in readers[0]}
    assert found.by_case.get("cases.headline", set()) == wanted
    reported = {
        names[case] for case, readers in READERS.items() if seat in readers[1] and case not in UNREPORTED
    }
    assert found.by_case.get("reports.identity", set()) == reported
    assert bool(found.opened["kept_messages.content"]) == (seat in IN_IDENTITY)
    sys.stdout.write(f"{seat}: {found.told()}\n")
    for column in sorted(found.cells):
        sys.stdout.write(f"    {column}: {found.opened[column]} of {found.cells[column]}\n")


@pytest.mark.parametrize("seat", sorted(set(SEATS) - {ADMIN}))
def test_the_list_names_no_case_that_is_not_there_for_a_seat(seat, tried):
    """A title only to those with its key; a restricted case's number to nobody outside it either."""
    with sat_down(tried.location, tried.office, SEATS[seat]) as desk:
        listed = {row.register: row.title for row in list_cases(desk, InboxQuery())}
    apart = {"at_work", "apart"}
    there = {name for name, readers in READERS.items() if name not in apart or seat in readers[0]}
    assert set(listed) == {getattr(tried.office, name) for name in there}
    opened = {name for name in there if listed[getattr(tried.office, name)] != UNOPENED}
    assert opened == {name for name in there if seat in READERS[name][0]}


@pytest.mark.parametrize("seat", sorted(NOBODY))
def test_who_is_in_no_compartment_opens_no_cell_at_all(seat, tried):
    found = read_by(tried, seat)
    assert found.cells.total() > 60
    assert found.opened.total() == 0
    sys.stdout.write(f"{seat}: {found.told()}\n")


def test_the_store_key_alone_opens_no_cell(tried):
    """Somebody who was never an account here, with the key of the whole database."""
    with sat_down(tried.location, tried.office, "inspektur") as desk:
        found = read_all(
            desk.location, desk.store_key, desk.office.id, new_id(desk.clock), AccountKeys.generate()
        )
    assert found.cells.total() > 60
    assert found.opened.total() == 0
    sys.stdout.write(f"store key alone: {found.told()}\n")


def test_anothers_seals_do_not_open_under_ones_own_name(tried):
    """The Super Admin's keys, under each member's name."""
    with sat_down(tried.location, tried.office, "admin") as admin:
        for name in ("inspektur", "petugas", "pemegang"):
            with sat_down(tried.location, tried.office, name) as member:
                account_id = member.actor.id
            found = read_all(admin.location, admin.store_key, admin.office.id, account_id, admin.account_keys)
            assert found.opened.total() == 0


def test_two_shares_open_everything_but_a_destroyed_case(tried):
    """The way back of the office is no way back to what was destroyed: only why it is gone can be read."""
    first, _admins, paper = tried.office.shares
    keys = escrow_keys(combine(normalise(first), normalise(paper)))
    gone = ids(tried)["past"]
    with sat_down(tried.location, tried.office, "inspektur") as desk:
        with desk.reading() as connection:
            escrow = connection.execute(select(escrows.c.id).where(escrows.c.ended_at.is_(None))).scalar_one()
        before = read_all(desk.location, desk.store_key, desk.office.id, escrow, keys)
        destroy(desk, tried.office.past, "masa simpan lewat")
        after = read_all(desk.location, desk.store_key, desk.office.id, escrow, keys)
    assert before.opened == before.cells
    assert {column for column, found in after.by_case.items() if gone in found} == {"destructions.reason"}
    sys.stdout.write(f"escrow: {before.told()}, then {after.told()}\n")
