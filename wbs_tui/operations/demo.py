"""A throw-away office to look around in: an account per role, and as many synthetic cases as asked for."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import event, select

from models.tables.accounts import accounts
from models.words.clock import Clock, system_clock, to_millis
from models.words.office import Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.last_use import day_of, write_use
from wbs_tui.accounts.recovery.drill import check_share, own_share
from wbs_tui.accounts.recovery.escrow import Deliver
from wbs_tui.accounts.recovery.golive import go_live
from wbs_tui.accounts.recovery.shares import ShareSheets, page
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.demo_cases import HEAD, LEAD, OFFICER, DemoClock, add_cases
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.store.location import FileStore
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import Argon2Parameters
from wbs_tui.vault.secret_files import write_secret_file

PASSWORD = "demo demo demo"  # noqa: S105 - printed on purpose; the office holds nothing real
ADMIN = "admin"
INVITED = {
    OFFICER: Role.OFFICER,
    "petugas2": Role.OFFICER,
    LEAD: Role.LEAD,
    "auditor": Role.AUDITOR,
    "pemantau": Role.MONITOR,
}
ROLES = {ADMIN: Role.SUPER_ADMIN, HEAD: Role.INSPECTOR, **INVITED}
_READERS = (OFFICER, "petugas2", LEAD, "auditor", "pemantau")
_AGE = timedelta(days=180)
_CHEAP = Argon2Parameters(memory_kib=8 * 1024, iterations=1, lanes=1)
"""Everybody knows the password: nothing is gained by making a guess at it dear."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Where the office is, and who can log in with PASSWORD."""

    location: FileStore
    accounts: tuple[tuple[str, Role], ...]


def make_demo(
    folder: Path, cases: int, clock: Clock = system_clock, parameters: Argon2Parameters | None = None
) -> Demo:
    """Found a demonstration office in the folder, or take the one that is there, and add synthetic cases."""
    location = FileStore(folder / "office.wbs")
    new = not location.header.exists()
    if new:
        _found(location, clock, parameters or _CHEAP)
    if cases:
        with quick_desks(location, DemoClock(clock())) as (desks, demo_clock):
            add_cases(desks, demo_clock, cases, clock().astimezone(UTC))
    if new:
        _check_shares(location, clock)
    return Demo(location, tuple(ROLES.items()))


def _found(location: FileStore, clock: Clock, parameters: Argon2Parameters) -> None:
    """As an office is born, half a year ago: each owner activates his account, the Inspektur lets them in."""
    then = DemoClock(clock() - _AGE)
    office = Office(
        new_id(clock), "16", "Inspektorat Contoh", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL
    )
    founding = Founding(office, ADMIN, "SK-DEMO/1", then().date().isoformat(), HEAD)
    invitation = found_office(location, founding, PASSWORD, then, parameters)
    activate(location, HEAD, invitation.code, PASSWORD, then, parameters, deliver=_kept_in(location))
    with closing(unlock(location, ADMIN, PASSWORD, then).desk) as admin:
        codes = {name: invite(admin, name, role).code for name, role in INVITED.items()}
    for name, code in codes.items():
        activate(location, name, code, PASSWORD, then, parameters)
    with closing(unlock(location, HEAD, PASSWORD, then).desk) as head:
        for name in _READERS:
            grant(head, OFFICE, name, fingerprint_of(head, name))
        grant(head, IDENTITY, LEAD, fingerprint_of(head, LEAD))
    for name in _READERS:
        unlock(location, name, PASSWORD, then).desk.close()
    with closing(unlock(location, HEAD, PASSWORD, then).desk) as head:
        for sheet in sheets(location):
            check_share(head, sheet.read_text(encoding="utf-8"))
        go_live(head)
        _were_here(head, day_of(to_millis(clock())))


def _check_shares(location: FileStore, clock: Clock) -> None:
    """The month's check of the shares was held just now: nobody is reminded of it at his first look."""
    with closing(unlock(location, HEAD, PASSWORD, clock).desk) as head:
        for sheet in sheets(location):
            check_share(head, sheet.read_text(encoding="utf-8"))
    with closing(unlock(location, ADMIN, PASSWORD, clock).desk) as admin:
        check_share(admin, own_share(admin).words)


def _were_here(desk: Desk, day: int) -> None:
    """Nobody's account closes for want of use: all of them were here on this day."""
    with writing(desk.engine) as connection:
        for account_id in connection.execute(select(accounts.c.id)).scalars().all():
            write_use(connection, account_id, day)


def _kept_in(location: FileStore) -> Deliver:
    """The two sheets lie beside the store: this office protects nobody, and its shares can be tried out."""

    def write(made: ShareSheets) -> None:
        for sheet in made.every:
            write_secret_file(location.folder / sheet.file_name, page(sheet))

    return write


def sheets(location: FileStore) -> list[Path]:
    """The files with the shares of the Inspektur and of the custodian."""
    return sorted(location.folder.glob("bagian-*.txt"))


@contextmanager
def quick_desks(location: FileStore, clock: DemoClock) -> Iterator[tuple[dict[str, Desk], DemoClock]]:
    """The desks that work the cases. Nothing here would be missed, so no write waits for the disk."""
    with ExitStack() as stack:
        desks = {
            name: stack.enter_context(closing(unlock(location, name, PASSWORD, clock).desk))
            for name in (OFFICER, LEAD, HEAD)
        }
        for desk in desks.values():
            desk.engine.dispose()
            event.listen(desk.engine, "connect", _do_not_wait)
        yield desks, clock


def _do_not_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")


def demo_folder(now: datetime, parent: Path) -> Path:
    """A folder of its own for an office that nobody will keep."""
    return parent / f"wbs-demo-{now:%Y%m%d-%H%M%S}"
