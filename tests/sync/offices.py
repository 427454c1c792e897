"""Offices that exchange: small ones, founded once and copied, whose parcels are handed over in memory.

`office_world` makes them: `kpk, sumsel, batanghari = office_world("kpk", "province", "inspectorate")`.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
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
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore
from wbs_tui.sync.link.enrolment import enrol, prepare
from wbs_tui.sync.link.hub_place import hub_place
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.offices.peers import confirm_peer, take_records
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
    location: FileStore
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


World = Callable[..., tuple[Linked, ...]]


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
    """An office of four accounts that has keys for the exchange; nobody knows it yet."""
    clock = TickingClock()
    location = FileStore(folder / "office.wbs")
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


@pytest.fixture(scope="session")
def founded_linked(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of an office of a kind that has just been founded; copied, never opened."""
    made: dict[str, Path] = {}

    def founded(kind: str) -> Path:
        if kind not in made:
            made[kind] = tmp_path_factory.mktemp(f"linked-{kind}")
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("WBS_KEYRING", "off")
                found_linked(made[kind], kind, list(CODES).index(kind) + 101)
        return made[kind]

    return founded


@pytest.fixture
def office_world(
    founded_linked: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[World]:
    """Makes offices of these kinds, each confirmed by each (`confirmed=False`: strangers), on one clock."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    made: list[Linked] = []

    def make(*kinds: str, confirmed: bool = True) -> tuple[Linked, ...]:
        clock = TickingClock()
        for kind in kinds:
            folder = tmp_path / kind
            shutil.copytree(founded_linked(kind), folder)
            made.append(Linked(kind, FileStore(folder / "office.wbs"), clock))
        if confirmed:
            for index, first in enumerate(made):
                for second in made[index + 1 :]:
                    confirm(first, second)
        return tuple(made)

    yield make
    for each in made:
        each.close()


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
