"""Offices that exchange: small ones, founded once and copied, whose parcels are handed over in memory.

`office_world` makes them: `kpk, sumsel, batanghari = office_world("kpk", "province", "inspectorate")`.
"""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.tables.exchange import outbox
from models.tables.local import last_uses
from models.words.exchange import OfficeKind
from models.words.office import Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from tests.conftest import CHEAP, PASSWORD, TickingClock
from tests.hubs import RunningHub
from tests.postgres import Server
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore, ServerStore, StoreLocation, locate
from wbs_tui.sync.link.enrolment import enrol, prepare
from wbs_tui.sync.link.hub_place import hub_place
from wbs_tui.sync.offices.deciding import confirm_peer
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.offices.records import our_record, our_records, read_record, record_fingerprint
from wbs_tui.sync.parcels.collecting import collect
from wbs_tui.sync.parcels.opening import is_leased
from wbs_tui.sync.parcels.outbox import waiting
from wbs_tui.sync.parcels.taking import Taken, take
from wbs_tui.sync.wire import encode

CODES = {"kpk": "00", "province": "16", "inspectorate": "1601", "other": "1602"}
"""The offices there can be: KPK, a province, and two of its inspectorates."""
_ROLES = {"petugas": Role.OFFICER, "irban": Role.LEAD, "pemantau": Role.MONITOR}


@dataclass
class Linked:
    """One office of several; `head` (the Inspektur) and `desk(name)` sit at it."""

    kind: str
    location: StoreLocation
    clock: TickingClock
    opened: list[Desk] = field(default_factory=list)
    _desks: dict[str, Desk] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The office's id."""
        return self.head.office.id

    @property
    def code(self) -> str:
        """The office's code."""
        return CODES[self.kind]

    @property
    def head(self) -> Desk:
        """The Inspektur's desk."""
        return self.desk("inspektur")

    def desk(self, name: str) -> Desk:
        """A desk with the account at it: `inspektur`, `petugas`, `irban`, `pemantau` or `admin`."""
        if name not in self._desks:
            self._desks[name] = unlock(self.location, name, PASSWORD, self.clock).desk
            self.opened.append(self._desks[name])
        return self._desks[name]

    def close(self) -> None:
        """Every desk goes home; the next `desk` unlocks anew."""
        for desk in self.opened:
            desk.close()
        self.opened.clear()
        self._desks.clear()


def confirm(first: Linked, second: Linked) -> None:
    """Both have each other's records, and a person at each has compared the fingerprint."""
    for one, other in ((first, second), (second, first)):
        our_record(other.head)
        with other.head.reading() as connection:
            records = our_records(connection)
        assert take_records(one.head, records) == ()
        sign = read_record(records[-1]).sign
        confirm_peer(one.head, other.code, record_fingerprint(sign), "B/1/2026")


def outgoing(sender: Desk, to_office: str, to_station: str = "") -> list[bytes]:
    """The parcels that wait for a recipient, as they cross the wire, in order."""
    with sender.reading() as connection:
        return [
            encode(each.signed)
            for each in waiting(connection)
            if (each.to_office, each.to_station) == (to_office, to_station)
        ]


def hand_over(sender: Desk, receiver: Desk) -> list[Taken]:
    """What the sender has for the receiver's office is collected and taken in; repeats are harmless."""
    collect(sender)
    with receiver.reading() as connection:
        own = own_station(connection)
        to_station = own if is_leased(connection, own) else ""
    return [take(receiver, data) for data in outgoing(sender, receiver.office.id, to_station)]


def exchanged(first: Desk, second: Desk, rounds: int = 2) -> None:
    """Both hand over what they have, so often that receipts arrive too."""
    for _round in range(rounds):
        hand_over(first, second)
        hand_over(second, first)


def unconfirmed(desk: Desk, *parcels: str) -> int:
    """How many of these parcels their recipient has not confirmed."""
    with desk.reading() as connection:
        still = select(outbox.c.id).where(outbox.c.received_at.is_(None), outbox.c.id.in_(parcels))
        return len(connection.execute(still).all())


def found_linked(folder: Path, kind: str, number: int) -> None:
    """An office in a folder; as `found_at`."""
    found_at(FileStore(folder / "office.wbs"), kind, number)


def found_at(location: StoreLocation, kind: str, number: int) -> None:
    """An office of four accounts that has keys for the exchange; nobody knows it yet."""
    clock = TickingClock()
    office = Office(
        f"{number:032x}",
        CODES[kind],
        f"Instansi {CODES[kind]}",
        ZoneInfo("Asia/Jakarta"),
        IdentityPolicy.CONFIDENTIAL,
    )
    founding = Founding(office, "admin", "SK-1/2026", "2026-01-05", "inspektur")
    invitation = found_office(location, founding, PASSWORD, clock, CHEAP)
    activate(location, "inspektur", invitation.code, PASSWORD, clock, CHEAP)
    admin = unlock(location, "admin", PASSWORD, clock).desk
    for name, role in _ROLES.items():
        activate(location, name, invite(admin, name, role).code, PASSWORD, clock, CHEAP)
    admin.close()
    head = unlock(location, "inspektur", PASSWORD, clock).desk
    for name in _ROLES:
        grant(head, "office", name, fingerprint_of(head, name))
    grant(head, "identity", "irban", fingerprint_of(head, "irban"))
    words = {"kpk": OfficeKind.KPK, "province": OfficeKind.PROVINCE}
    below = "" if kind in words else CODES["province"]
    prepare(head, words.get(kind, OfficeKind.INSPECTORATE), below)
    with writing(head.engine) as connection:
        connection.execute(last_uses.delete())  # or the real program, in today's time, finds them closed
    head.close()


class Stores(Protocol):
    """Where offices of a database are made and copied."""

    def new(self) -> StoreLocation:
        """A place for one."""

    def copy(self, kept: StoreLocation) -> StoreLocation:
        """Another like the one that nobody has open."""

    def remove(self, copy: StoreLocation) -> None:
        """It is needed no more."""


@dataclass
class Files:
    """Each in a folder of its own."""

    folder: Path
    made: int = 0

    def new(self) -> FileStore:
        """A folder for one."""
        self.made += 1
        place = self.folder / str(self.made)
        place.mkdir()
        return FileStore(place / "office.wbs")

    def copy(self, kept: StoreLocation) -> FileStore:
        """The folder, copied."""
        place = self.new()
        shutil.copytree(kept.folder, place.folder, dirs_exist_ok=True)
        return place

    def remove(self, copy: StoreLocation) -> None:
        """It goes with the folder of all."""


@dataclass
class Databases:
    """Each in a database of its own, on one server."""

    server: Server

    def new(self) -> ServerStore:
        """An empty database."""
        return self._at(self.server.new_database())

    def copy(self, kept: StoreLocation) -> ServerStore:
        """The database, copied file by file."""
        return self._at(self.server.new_database(_database(kept)))

    def remove(self, copy: StoreLocation) -> None:
        """Away with the database."""
        self.server.drop(_database(copy))

    def _at(self, name: str) -> ServerStore:
        place = locate(self.server.address(name))
        assert isinstance(place, ServerStore)
        return place


def _database(place: StoreLocation) -> str:
    return urlsplit(str(place)).path.removeprefix("/")


Prepare = Callable[..., None]
"""What is done to new offices before they are kept."""


@dataclass
class Kept:
    """Offices of one database, founded and confirmed once for a process; copied, never opened."""

    stores: Stores
    folder: Path
    _known: dict[tuple[str, ...], tuple[StoreLocation, ...]] = field(default_factory=dict)

    def strangers(self, *kinds: str) -> list[StoreLocation]:
        """Copies of offices of these kinds; none knows another."""
        return [self.stores.copy(self._founded(kind)) for kind in kinds]

    def confirmed(self, *kinds: str) -> list[StoreLocation]:
        """Copies of offices of these kinds that have all confirmed each other."""
        if len(kinds) == 1:
            return self.strangers(*kinds)
        return self.prepared("confirmed", self.strangers, all_confirmed, *kinds)

    def prepared(
        self, name: str, before: Callable[..., list[StoreLocation]], prepare: Prepare, *kinds: str
    ) -> list[StoreLocation]:
        """Copies of offices that this has been done to, whichever comes first of their kinds."""
        order = tuple(sorted(kinds))
        if (name, *order) not in self._known:
            with self._apart(name, *order):
                clock = TickingClock()
                made = [Linked(*each, clock) for each in zip(order, before(*order), strict=True)]
                prepare(*made)
                for office in made:
                    office.close()
            self._known[name, *order] = tuple(office.location for office in made)
        kept = dict(zip(order, self._known[name, *order], strict=True))
        return [self.stores.copy(kept[kind]) for kind in kinds]

    def _founded(self, kind: str) -> StoreLocation:
        if (kind,) not in self._known:
            with self._apart(kind):
                place = self.stores.new()
                found_at(place, kind, list(CODES).index(kind) + 101)
            self._known[kind,] = (place,)
        return self._known[kind,][0]

    @contextmanager
    def _apart(self, *names: str) -> Iterator[None]:
        """What these offices remember on this computer is nothing to the tests."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("WBS_KEYRING", "off")
            patch.setenv("WBS_STATE", str(self.folder / "state" / "-".join(names)))
            yield


def all_confirmed(*offices: Linked) -> None:
    """Each has confirmed each."""
    for first, second in combinations(offices, 2):
        confirm(first, second)


@dataclass
class World:
    """Makes offices of these kinds, each confirmed by each (`confirmed=False`: strangers), on one clock."""

    kept: Kept
    clock: TickingClock = field(default_factory=TickingClock)
    made: list[Linked] = field(default_factory=list)

    def __call__(self, *kinds: str, confirmed: bool = True) -> tuple[Linked, ...]:
        """All that there are now, the new ones last."""
        if confirmed and not self.made:
            return self.moved_in(kinds, self.kept.confirmed(*kinds))
        known = len(self.made)
        made = self.moved_in(kinds, self.kept.strangers(*kinds))
        if confirmed:
            for number, office in enumerate(made[known:], known):
                for other in made[:number]:
                    confirm(other, office)
        return made

    def moved_in(self, kinds: Sequence[str], places: Sequence[StoreLocation]) -> tuple[Linked, ...]:
        """Offices at these places are of this world."""
        self.made += [Linked(*each, self.clock) for each in zip(kinds, places, strict=True)]
        return tuple(self.made)

    def end(self) -> None:
        """Everybody goes home, and the stores are needed no more."""
        for each in self.made:
            each.close()
            self.kept.stores.remove(each.location)


@pytest.fixture(scope="session")
def founded_linked(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Kept]:
    """By the name of a database: the offices that were founded there."""
    made: dict[str, Kept] = {}

    def kept(database: str) -> Kept:
        if database not in made:
            folder = tmp_path_factory.mktemp("linked")
            on_server = database == "postgresql"
            stores = Databases(request.getfixturevalue("server")) if on_server else Files(folder)
            made[database] = Kept(stores, folder)
        return made[database]

    return kept


@pytest.fixture
def office_world(
    request: pytest.FixtureRequest,
    founded_linked: Callable[[str], Kept],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[World]:
    """The offices of a test, in files or on a server."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    world = World(founded_linked(getattr(request, "param", "sqlite")))
    yield world
    world.end()


def enrolled_at(hub: RunningHub, *offices: Linked) -> None:
    """The offices join a hub, each with a token of its operator."""
    kinds = {"kpk": OfficeKind.KPK, "province": OfficeKind.PROVINCE}
    place = hub_place(hub.url, hub.ca)
    if all(office.kind != "province" for office in offices):  # the hub knows it, though it has not come yet
        hub.add_office(CODES["province"], "Provinsi", OfficeKind.PROVINCE)
    offices = tuple(sorted(offices, key=lambda office: office.kind != "province"))
    for office in offices:
        kind = kinds.get(office.kind, OfficeKind.INSPECTORATE)
        under = CODES["province"] if kind is OfficeKind.INSPECTORATE else ""
        token = hub.add_office(office.code, f"Instansi {office.code}", kind, under)
        enrol(office.head, place, token, kind, under)
