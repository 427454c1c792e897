"""Two processes that migrate the same store at once, again and again, from every old schema."""

import json
import random
import shutil
import sys
from contextlib import closing
from pathlib import Path

from models.words.clock import system_clock
from tests.cases.at_work import journal_is_sound
from tests.conftest import PASSWORD
from tests.migrations.old_stores import OLD, copied, put_on_server, shown, take_along
from tests.postgres import running
from tests.warm import start
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.store.location import StoreLocation, locate
from wbs_tui.store.schema import VERSIONS

RACER = Path(__file__).parents[1] / "migrations" / "race_migration.py"
AT_ONCE = 2


def race_migrations(folder: Path, seed: int, rounds: int) -> list[str]:
    """In files and on a server in turn; gives the findings."""
    chance = random.Random(seed)
    findings: list[str] = []
    with running() as server:
        for number in range(rounds):
            version = chance.choice(OLD)
            source = copied(version, folder / str(number))
            findings += _raced(source, version)
            shutil.rmtree(folder / str(number))
            source = copied(version, folder / str(number))
            database = locate(server.address(server.new_database()))
            put_on_server(source, str(database), version)
            findings += _raced(database, version, source)
    print(
        f"migrating at once, seed {seed}: {rounds} files and {rounds} databases, each by {AT_ONCE} processes"
    )
    return findings


def _raced(location: StoreLocation, version: str, source: StoreLocation | None = None) -> list[str]:
    """Every racer must find the store at today's schema; then it must prove itself and show its cases."""
    racers = [start([sys.executable, RACER, location], asks=True) for _racer in range(AT_ONCE)]
    for racer in racers:
        racer.stdout.readline()
    for racer in racers:
        racer.stdin.close()  # type: ignore[union-attr]
    ends = [racer.communicate() for racer in racers]
    findings = [f"migrating {location}: {err.decode()}" for _out, err in ends if err]
    told = [json.loads(out) for out, _err in ends if out]
    findings += [f"migrating {location}: {each}" for each in told if VERSIONS[-1] not in each]
    if source is not None:
        take_along(source, location)
    with closing(unlock(location, "irban", PASSWORD, system_clock).desk) as desk:
        if not journal_is_sound(desk) or len(list_cases(desk, InboxQuery())) != len(shown(version)):
            findings.append(f"migrating {location}: the store does not prove itself")
    return findings
