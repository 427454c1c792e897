"""Offices that exchange, to measure on: one of many cases, KPK and a province. Founded once, kept, copied."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import event

from models.words.clock import system_clock
from models.words.exchange import OfficeKind
from models.words.office import Office
from models.words.reports import IdentityPolicy
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.bench.generate import generate
from wbs_tui.operations.bench.stores import CHEAP_SLOTS, make_room
from wbs_tui.operations.demo import PASSWORD
from wbs_tui.store.location import FileStore
from wbs_tui.store.schema import VERSIONS
from wbs_tui.sync.link.enrolment import prepare
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.records import our_record, read_record, record_fingerprint
from wbs_tui.text.catalogue import _
from wbs_tui.vault.ids import new_id

HEAD = "inspektur"
_BYTES_A_CASE = 8_000


@dataclass(frozen=True, slots=True)
class Member:
    """An office that takes part."""

    folder: Path
    code: str
    kind: OfficeKind
    under: str = ""

    @property
    def location(self) -> FileStore:
        """Its store."""
        return FileStore(self.folder / "office.wbs")

    @property
    def name(self) -> str:
        """As the hub's operator calls it."""
        return f"Instansi {self.code}"

    def head(self) -> Desk:
        """The Inspektur's desk; to be closed."""
        return unlock(self.location, HEAD, PASSWORD, system_clock).desk


def members(folder: Path) -> tuple[Member, ...]:
    """KPK, the province, and last the office with the cases."""
    return (
        Member(folder / "kpk", "00", OfficeKind.KPK),
        Member(folder / "province", "16", OfficeKind.PROVINCE),
        Member(folder / "office", "1601", OfficeKind.INSPECTORATE, "16"),
    )


def exchanging_offices(
    folder: Path, kept: Path, count: int, tell: Callable[[str], None]
) -> tuple[Member, ...]:
    """Copies in `folder` of the kept three, which have confirmed each other. Raises Refused."""
    made = kept / f"exchange-{count}-schema-{VERSIONS[-1]}"
    if not made.exists():
        make_room(kept, count * _BYTES_A_CASE)
        partial = made.with_name(made.name + ".part")
        shutil.rmtree(partial, ignore_errors=True)
        _make(members(partial), count, tell)
        partial.rename(made)
    shutil.copytree(made, folder)
    return members(folder)


def _make(offices: tuple[Member, ...], count: int, tell: Callable[[str], None]) -> None:
    for office in offices:
        _found(office)
    for one, other in permutations(offices, 2):
        _confirm(one, other)
    with _quick(offices[-1]) as head:
        tell(_("Membuat penyimpanan: {done} dari {count} kasus").format(done=0, count=count))
        generate(head, count)


def _found(office: Member) -> None:
    office.folder.mkdir(parents=True)
    zone = ZoneInfo("Asia/Jakarta")
    words = Office(new_id(system_clock), office.code, office.name, zone, IdentityPolicy.CONFIDENTIAL)
    founding = Founding(words, "admin", "SK-1/2026", "2026-01-05", HEAD)
    invitation = found_office(office.location, founding, PASSWORD, system_clock, CHEAP_SLOTS)
    activate(office.location, HEAD, invitation.code, PASSWORD, system_clock, CHEAP_SLOTS)
    with closing(office.head()) as head:
        prepare(head, office.kind, office.under)


def _confirm(one: Member, other: Member) -> None:
    """As if a letter with the fingerprint had come."""
    with closing(other.head()) as theirs, closing(one.head()) as ours:
        record = our_record(theirs)
        take_records(ours, [record])
        confirm_peer(ours, other.code, record_fingerprint(read_record(record).sign), "B/1/2026")


@contextmanager
def _quick(office: Member) -> Iterator[Desk]:
    """Nothing here would be missed: no write waits for the disk."""
    with closing(office.head()) as head:
        head.engine.dispose()
        event.listen(head.engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous = OFF"))
        yield head
