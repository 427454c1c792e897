"""Years go by in an office whose people keep coming to work, so that no account closes unused."""

from sqlalchemy import select

from models.tables.accounts import accounts
from tests.conftest import TestOffice
from wbs_tui.accounts.last_use import day_of, write_use
from wbs_tui.store.engine import writing

TEN_YEARS = 3653


def years_later(office: TestOffice, days: int = TEN_YEARS + 10) -> None:
    """Go on by so many days; everybody was here on the last of them."""
    office.clock.forward(days=days)
    head = office.desk("inspektur")
    with writing(head.engine) as connection:
        for account_id in connection.execute(select(accounts.c.id)).scalars().all():
            write_use(connection, account_id, day_of(head.now()))
