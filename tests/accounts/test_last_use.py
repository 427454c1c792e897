"""An account that nobody uses closes by itself; the two who could open it again do not."""

import pytest
from sqlalchemy import select

from models.tables.local import last_uses
from models.words.roles import Role
from tests.conftest import CHEAP, PASSWORD
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.errors import AccountExpired
from wbs_tui.store.engine import writing

DAY = 24 * 60 * 60_000


def last_use(desk):
    with desk.reading() as connection:
        query = select(last_uses.c.at).where(last_uses.c.account_id == desk.actor.id)
        return connection.execute(query).scalars().all()


def test_the_day_is_kept_and_no_more(office):
    desk = office.desk("petugas")
    office.clock.forward(hours=5)
    office.desk("petugas")
    assert last_use(desk) == [desk.now() - desk.now() % DAY]
    office.clock.forward(days=3)
    desk = office.desk("petugas")
    assert last_use(desk) == [desk.now() - desk.now() % DAY]


def test_an_account_that_nobody_used_for_ninety_days_is_closed(office):
    office.desk("petugas")
    office.clock.forward(days=90)
    office.desk("admin")
    assert office.desk("petugas")
    office.clock.forward(days=91)
    office.desk("admin")
    with pytest.raises(AccountExpired, match="Super Admin"):
        office.desk("petugas")


def test_an_office_that_stood_still_or_a_wrong_clock_closes_nobody(office):
    office.desk("petugas")
    office.desk("admin")
    office.clock.forward(days=4000)
    assert office.desk("petugas")


def test_it_closes_for_whoever_never_came_after_the_activation(office):
    code = invite(office.desk("admin"), "baru", Role.OFFICER).code
    activate(office.location, "baru", code, PASSWORD, office.clock, CHEAP)
    office.clock.forward(days=91)
    office.desk("admin")
    with pytest.raises(AccountExpired):
        office.desk("baru")


@pytest.mark.parametrize("name", ["admin", "inspektur"])
def test_those_who_open_it_again_are_never_closed(office, name):
    office.desk(name)
    office.clock.forward(days=4000)
    office.desk("petugas")
    assert office.desk(name)


def test_the_office_says_how_long(office):
    office.location.policy.mkdir(parents=True)
    (office.location.policy / "limits.toml").write_text("[unused_days]\nvalue = 7\n")
    office.desk("petugas")
    office.clock.forward(days=8)
    office.desk("admin")
    with pytest.raises(AccountExpired, match="7 hari"):
        office.desk("petugas")


def test_a_store_of_an_earlier_version_closes_nobody(office):
    desk = office.desk("admin")
    with writing(desk.engine) as connection:
        connection.execute(last_uses.delete())
    office.clock.forward(days=400)
    office.desk("admin")
    assert last_use(office.desk("petugas")) != []
