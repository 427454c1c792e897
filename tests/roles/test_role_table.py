"""Who may do what: every seat tries every operation, over a real office, below the screens."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.words.roles import Role
from tests.roles import (
    acts_among_offices,
    acts_apart,
    acts_by_courier,
    acts_of_exchange,
    acts_of_leases,
    acts_of_merging,
    acts_on_cases,
    acts_on_office,
)
from tests.roles.acts import Act, Tried
from tests.roles.seated import Seated, entries, what_does_not_prove
from tests.roles.seats import SEATS, sat_down
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.book import load
from wbs_tui.policy.operations import Operation

ACTS = (
    *acts_on_cases.ACTS,
    *acts_apart.ACTS,
    *acts_on_office.ACTS,
    *acts_of_leases.ACTS,
    *acts_of_merging.ACTS,
    *acts_among_offices.ACTS,
    *acts_of_exchange.ACTS,
    *acts_by_courier.ACTS,
)
PACKAGES = (
    "wbs_tui.cases",
    "wbs_tui.accounts",
    "wbs_tui.intake",
    "wbs_tui.operations",
    "wbs_tui.search",
    "wbs_tui.sync",
)
TABLE = [(act, seat) for act in ACTS for seat in SEATS]
ON_A_SERVER = [(act, tuple(SEATS)[number % len(SEATS)]) for number, act in enumerate(ACTS)][::4]
WRITES = re.compile(r"desk\.transaction\(|desk\.change\(|work_on\(|changing_slots\(|writing\(|\.require\(")
WITHIN = {
    "wbs_tui.cases.steps.work": "opens the transaction that every service on a case is made in",
    "wbs_tui.accounts.slot_changes": "opens the transaction that services on accounts are made in",
    "wbs_tui.accounts.last_use": "the account's own day of use, at unlock",
    "wbs_tui.accounts.openings": "the account's own first opening, at unlock",
    "wbs_tui.operations.bench.generate": "fills a store that only `wbs bench` measures",
}
"""Modules of which services are made; no screen and no command calls them."""
OF_AN_EXCHANGE = frozenset(
    {
        "wbs_tui.sync.talks.answering.take_over_files",
        "wbs_tui.sync.link.enrolment.equip_station",
        "wbs_tui.sync.parcels.files.keep_file",
        "wbs_tui.sync.duplicates.matches.pull_matches",
        "wbs_tui.sync.desks.merged.number_waiting",
        "wbs_tui.sync.parcels.receipts.collect_receipts",
        "wbs_tui.sync.offices.records.our_record",
        "wbs_tui.sync.offices.records.adopt",
        "wbs_tui.sync.offices.records.recover",
        "wbs_tui.sync.offices.records.rejoin",
        "wbs_tui.sync.offices.deciding.close_peer",
        "wbs_tui.sync.link.notary.take_closures",
        "wbs_tui.sync.talks.referral.collect_progress",
        "wbs_tui.sync.exchanging.run.note",
        "wbs_tui.sync.outgoing.sharing.collect_documents",
        "wbs_tui.sync.outgoing.summaries.collect_summaries",
        "wbs_tui.sync.parcels.taking.take",
        "wbs_tui.sync.parcels.taking.take_again",
    }
)
"""What an exchange by hub or courier does, which is in the table itself: nobody calls these alone."""


def with_names(pairs: Iterable[tuple[Act, str]]) -> pytest.MarkDecorator:
    """A test of each act by each seat."""
    given = [pytest.param(act, seat, id=f"{act.name}-{seat}") for act, seat in pairs]
    return pytest.mark.parametrize(("act", "seat"), given)


def does(act: Act, desk: Desk, tried: Tried) -> None:
    """Who may, does, and the journal proves it."""
    before = entries(desk)
    act.run(desk, tried)
    assert entries(desk) == before or what_does_not_prove(desk) == []


def is_refused(act: Act, seat: str, desk: Desk, tried: Tried) -> None:
    """Who may not is refused in the very way, and nothing stays."""
    before, expected = entries(desk), act.expected(seat)
    assert expected is not None
    with pytest.raises(expected) as told:
        act.run(desk, tried)
    assert type(told.value) is expected
    assert entries(desk) == before


@with_names((act, seat) for act, seat in TABLE if act.expected(seat) is None)
def test_who_may(act: Act, seat: str, tried: Tried) -> None:
    """On a copy of the office of the test's own."""
    with sat_down(tried.location, tried.office, SEATS[seat]) as desk:
        does(act, desk, tried)


@with_names((act, seat) for act, seat in TABLE if act.expected(seat) is not None)
def test_who_may_not(act: Act, seat: str, all_seated: Seated, tmp_path: Path) -> None:
    """In one office, which stays as it was (`all_seated` looks at it in the end)."""
    is_refused(act, seat, all_seated.desk(SEATS[seat]), replace(all_seated.tried, folder=tmp_path))


@pytest.mark.parametrize("tried", ["postgresql"], indirect=True)
@with_names(ON_A_SERVER)
def test_it_is_the_same_on_a_server(act: Act, seat: str, tried: Tried) -> None:
    """A share of the table: what decides stands above the databases."""
    with sat_down(tried.location, tried.office, SEATS[seat]) as desk:
        if act.expected(seat) is None:
            does(act, desk, tried)
        else:
            is_refused(act, seat, desk, tried)


def test_the_table_has_every_operation() -> None:
    tried = {operation for act in ACTS for operation in act.operations}
    assert tried == set(Operation)


def test_the_shipped_policy_says_what_the_table_says() -> None:
    """An act that names its operation is allowed to exactly the roles of its seats."""
    seats = {
        "super admin": Role.SUPER_ADMIN,
        "officer": Role.OFFICER,
        "team lead": Role.LEAD,
        "inspector": Role.INSPECTOR,
        "auditor": Role.AUDITOR,
        "monitor": Role.MONITOR,
    }
    roles = load().policy.roles
    for act in ACTS:
        for operation in act.operations:
            allowed = {seat for seat, role in seats.items() if roles.allows(role, operation)}
            assert allowed == act.roles & seats.keys(), act.name


def test_the_table_has_every_service_that_writes_or_asks_permission() -> None:
    tried = {service for act in ACTS for service in act.services}
    missing = [
        f"{service.__module__}.{service.__name__}"
        for service in services()
        if service not in tried and service.__module__ not in WITHIN
    ]
    assert [name for name in missing if name not in OF_AN_EXCHANGE] == []
    assert set(missing) >= OF_AN_EXCHANGE


def services() -> Iterator[Callable[..., Any]]:
    """Every public function that takes a desk first and writes, or asks whether the role may."""
    for package in map(importlib.import_module, PACKAGES):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                own = inspect.isfunction(value) and value.__module__ == module.__name__
                if own and not name.startswith("_") and _is_service(value):
                    yield value


def _is_service(function: Callable[..., Any]) -> bool:
    takes_desk = next(iter(inspect.signature(function).parameters), "") == "desk"
    return takes_desk and bool(WRITES.search(inspect.getsource(function)))


def test_there_is_no_seat_for_the_escrow_and_the_province(tried: Tried) -> None:
    """Nobody logs in as either: they have keys and no password."""
    with sat_down(tried.location, tried.office, "admin") as desk:
        slots = desk.location.header.read().slots
    seated = {slot.account_name for slot in slots if slot.kind in ("password", "invitation", "recovery")}
    assert {slot.kind for slot in slots if slot.account_name not in seated} == {"escrow"}
