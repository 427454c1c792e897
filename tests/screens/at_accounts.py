"""What the tests of the Accounts screen share: standing on an account, filling fields, reading it."""

import re

from textual.pilot import Pilot
from textual.widgets import Input

from screens.base import DeskScreen
from screens.dialogs.duties import DutiesDialog
from screens.widgets.account_table import AccountTable
from tests.screens.seated import seen, settled


def stand_on(pilot: Pilot[None], name: str) -> None:
    table = pilot.app.screen.query_one(AccountTable)
    names = [account.name for account in table.accounts]
    table.move_cursor(row=names.index(name))


def put(pilot: Pilot[None], field: str, value: str) -> None:
    pilot.app.screen.query_one(f"#{field}", Input).value = value


def flat(pilot: Pilot[None]) -> str:
    """What stands on the terminal as one line, frames left out."""
    return " ".join(re.sub("[│╭╮╰╯─]", " ", seen(pilot)).split())


async def done(pilot: Pilot[None]) -> None:
    """The act has ended, and the list is read again."""
    await settled(pilot)
    assert isinstance(pilot.app.screen, DeskScreen | DutiesDialog)
