"""What must hold of an office after any kill: the journal proves it, and nothing is half done."""

import importlib
from collections import defaultdict
from contextlib import closing, suppress

from sqlalchemy import Connection, func, select

from models.tables.cases import cases, evidence, kept_messages, reports, transitions
from models.tables.journal import journal
from models.words.clock import system_clock
from tests.soak.sessions import Soak
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.verify import verify_journal
from wbs_tui.vault.errors import WrongPassword

for _domain in ("accounts", "cases", "intake"):
    importlib.import_module(f"wbs_tui.{_domain}.kinds")  # a kind that nobody registered does not prove


def examined(soak: Soak) -> list[str]:
    """Everything that is not as it must be, in words."""
    found = [*_accounts(soak)]
    desk = unlock(soak.location, "petugas", soak.password("petugas"), system_clock).desk
    with closing(desk), desk.reading() as connection:
        found += [f"verify: {each.what} {each.place}" for each in verify_journal(connection).bad]
        found += [*_numbers(connection), *_stages(connection), *_counts(connection)]
        found += _files(desk, connection)
        found += soak.ledger.unkept(desk, connection)
    return found


def _accounts(soak: Soak) -> list[str]:
    """Every account that was active opens with one of its passwords; the right one is remembered."""
    found = []
    soak.location.header.read()
    for name, known in soak.passwords.items():
        right = [each for each in known if _opens(soak, name, each)]
        if len(right) == 1:
            soak.passwords[name] = right
        else:
            found.append(f"account {name}: {len(right)} of {len(known)} passwords open it")
    return found


def _opens(soak: Soak, name: str, password: str) -> bool:
    with suppress(WrongPassword):
        unlock(soak.location, name, password, system_clock).desk.close()
        return True
    return False


def _numbers(connection: Connection) -> list[str]:
    """1, 2, 3, ... in every year."""
    years = defaultdict(list)
    for row in connection.execute(select(cases.c.year, cases.c.running).order_by(cases.c.running)):
        years[row.year].append(row.running)
    return [
        f"register numbers of {year}: {running}"
        for year, running in years.items()
        if running != list(range(1, len(running) + 1))
    ]


def _stages(connection: Connection) -> list[str]:
    """Each case is where its last step led, in the order of the journal: a clock may have gone back."""
    steps = (
        select(transitions.c.case_id, transitions.c.to_stage)
        .join(journal, journal.c.id == transitions.c.entry_id)
        .where(transitions.c.proposed.is_(False))
        .order_by(journal.c.revision)
    )
    last = {row.case_id: row.to_stage for row in connection.execute(steps)}
    rows = connection.execute(select(cases.c.id, cases.c.stage))
    return [f"case {row.id} in {row.stage}" for row in rows if row.stage != last.get(row.id, "received")]


def _counts(connection: Connection) -> list[str]:
    counted = select(reports.c.case_id, func.count()).group_by(reports.c.case_id)
    per_case = dict(connection.execute(counted).all())  # type: ignore[arg-type]
    rows = connection.execute(select(cases.c.id, cases.c.reports))
    return [f"case {row.id} counts {row.reports}" for row in rows if per_case.get(row.id) != row.reports]


def _files(desk: Desk, connection: Connection) -> list[str]:
    named = set(connection.execute(select(evidence.c.id)).scalars())
    for table in (reports, kept_messages):
        named |= set(connection.execute(select(table.c.raw_file)).scalars()) - {None}
    return [f"file {each} is gone" for each in sorted(named - desk.evidence_files.held(named))]
