"""A clock that jumps: a day back, an hour on, over the end of a year, while several accounts write."""

import random
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from sqlalchemy import select

from models.tables.cases import cases
from models.tables.journal import journal
from models.words.clock import from_millis
from tests.conftest import PASSWORD
from tests.soak.examine import examined
from tests.soak.reporting import report
from tests.soak.sessions import Soak
from tests.soak.stores import soaked
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.text.errors import Refused

WRONG = (timedelta(), timedelta(days=-1), timedelta(hours=-1), timedelta(minutes=3))
"""By how much the clock may be wrong."""
STEPS = (timedelta(), timedelta(seconds=1), timedelta(minutes=20), timedelta(hours=7))
"""By how much it is later with each act."""
LATEST_DUE = timedelta(days=120)
USERS = ("petugas", "petugas2", "irban")
ROUND = 10
"""Acts of one session."""


class WrongClock:
    """Runs with the time, and is wrong by another amount now and then; counts how often it went back."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.back = 0
        self._true = datetime(datetime.now(UTC).year, 12, 31, 10, tzinfo=UTC)
        self._wrong = timedelta()

    def __call__(self) -> datetime:
        return self._true + self._wrong

    def goes_on(self) -> None:
        """It is later, and the clock may have been set."""
        before = self()
        self._true += self.chance.choice(STEPS)
        if self.chance.random() < 0.4:
            self._wrong = self.chance.choice(WRONG)
        self.back += self() < before


def jump(folder: Path, database: str, seed: int, acts: int) -> list[str]:
    """Gives the findings. It begins on the last day of a year: the clock crosses its end both ways."""
    chance = random.Random(seed)
    with soaked(database, folder) as store:
        soak = Soak(folder, store, chance)
        clock, refused = WrongClock(chance), 0
        for _round in range(max(1, acts // ROUND)):
            with closing(unlock(soak.location, chance.choice(USERS), PASSWORD, clock).desk) as desk:
                for _act in range(ROUND):
                    clock.goes_on()
                    refused += not _acted(desk, chance)
        title = f"{database} seed {seed}"
        findings = [f"clock on {title}: {each}" for each in (*_in_order(soak, clock), *examined(soak))]
    print(f"clock on {title}: {acts} acts, {clock.back} jumps back, {refused} refused by a rule", flush=True)
    return findings


def _acted(desk: Desk, chance: random.Random) -> bool:
    """Something any officer does; a rule may refuse it."""
    with suppress(Refused):
        registers = [(row.register, row.stage) for row in list_cases(desk, InboxQuery())]
        if len(registers) < 3 or chance.random() < 0.3:
            report(desk, "Jam")
        elif chance.random() < 0.5:
            write_note(desk, chance.choice(registers)[0], "telaah")
        else:
            register, stage = chance.choice(registers)
            advance(desk, register, {"received": "verification"}.get(stage, "completion"), "pindah")
        return True
    return False


def _in_order(soak: Soak, clock: WrongClock) -> list[str]:
    """The journal's clock goes on with every entry, no number is doubled, every case is due after it came."""
    with (
        closing(unlock(soak.location, "petugas", PASSWORD, clock).desk) as desk,
        desk.reading() as connection,
    ):
        clocks = list(connection.execute(select(journal.c.clock).order_by(journal.c.revision)).scalars())
        rows = connection.execute(select(cases)).all()
    found = [
        f"the journal's clock went back to {from_millis(wall_millis(later))}"
        for earlier, later in pairwise(clocks)
        if later <= earlier
    ]
    if len({row.register for row in rows}) != len(rows):
        found.append("a register number was given twice")
    for row in rows:
        due = None if row.due_at is None else from_millis(row.due_at) - from_millis(row.received_at)
        if due is not None and not timedelta() < due < LATEST_DUE:
            found.append(f"{row.register} is due {due} after it was received")
    return found
