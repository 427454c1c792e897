"""Kills over an exchange: an office, its leased desk and KPK, over a real hub and by bundles.

Every command is a process of its own; any may be killed. In the end all agree, and nothing is lost or twice.
"""

import random
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from commands import WBS, environment
from sqlalchemy import Connection, select

from models.tables.base import journaled_tables
from models.tables.cases import cases
from models.tables.exchange import foreign_cases, lease_cases, messages, outbox, received
from models.tables.journal import journal
from models.words.classification import Severity
from models.words.clock import system_clock
from models.words.exchange import OfficeKind
from tests.conftest import PASSWORD
from tests.soak.stores import SoakedFile
from tests.sync.at_work import new_case
from tests.sync.offices import CODES, Linked, confirm, found_linked
from tests.warm import Process, start
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.bench.servers import HubServer, hub_server
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.engine import writing
from wbs_tui.sync.desks.leased_desk import open_lease
from wbs_tui.sync.desks.leases import make_lease
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.link.enrolment import enrol
from wbs_tui.sync.link.hub_place import HubPlace, hub_place, set_hub
from wbs_tui.sync.parcels.dead import dead_letters

HOME, DESK, KPK = "inspectorate", "desk", "kpk"
_WHO = {HOME: "inspektur", DESK: "irban", KPK: "inspektur"}
_CASES, _TAKEN = 4, 2
_ROUNDS = 12
_REFUSED = 1
"""The exit code of what the program did not do, and said so."""
_WAITS = 4
_WORD = "kata-"
_KILLED = 0.7
"""The share of commands that are; the first of a kind never, it tells how long they take."""


@dataclass
class Place:
    """A station's store; `marks` tell when somebody writes to it."""

    name: str
    store: SoakedFile
    seen: dict[str, bytes] = field(default_factory=dict)
    """Its journal as it was looked at last: whatever stood there stands for ever."""

    def desk(self) -> Desk:
        """To be closed."""
        return unlock(self.store.location, _WHO[self.name], PASSWORD, system_clock).desk

    def start(self, *words: object) -> Process:
        """Begin a command."""
        return start([WBS, *words], environment(self.store.location, _WHO[self.name], PASSWORD))


@dataclass
class Exchange:
    """What is done and what must hold of it."""

    folder: Path
    chance: random.Random
    places: dict[str, Place]
    registers: dict[str, list[str]]
    """The cases of each place, by their numbers."""
    bundles: list[tuple[str, Path]] = field(default_factory=list)
    """Where each is to be read."""
    kept: list[tuple[str, str]] = field(default_factory=list)
    """Notes that a command said are kept: case and words."""
    done: Counter[str] = field(default_factory=Counter)
    killed: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    pace: dict[str, float] = field(default_factory=dict)
    _made: int = 0

    def run(self, name: str, what: str, *words: object) -> bool:
        """A command that may be killed; whether it said that it is done."""
        self.done[what] += 1
        begun = time.monotonic()
        process = self.places[name].start(*words)
        if what in self.pace and self.chance.random() < _KILLED:
            self._kill(process, self.places[name].store, self.pace[what])
        _out, err = process.communicate()
        if process.returncode == -9:
            self.killed[what] += 1
            return False
        self.pace[what] = time.monotonic() - begun
        if process.returncode not in (0, _REFUSED, _WAITS):
            self.findings.append(f"{what} at {name} ended with {process.returncode}: {err.decode()}")
        return process.returncode == 0

    def _kill(self, process: Process, store: SoakedFile, pace: float) -> None:
        """At any moment of so long as such a command takes, or a moment after one of its writes."""
        ends = time.monotonic() + pace * self.chance.uniform(0.3, 1.3)
        writes = self.chance.choice((None, None, 2, 3, 4, 6))
        before, later = store.marks(), self.chance.random() * 0.01
        while process.poll() is None and time.monotonic() < ends and writes != 0:
            time.sleep(0.001)
            now = store.marks()
            if writes is not None and now != before:
                writes, before = writes - 1, now
        time.sleep(later)
        process.kill()

    # What people do.

    def sync(self, name: str) -> None:
        """With the hub."""
        self.run(name, "sync", "sync")

    def note(self, name: str) -> None:
        """On a case that is there; `name` is the office or its desk."""
        self._made += 1
        words = f"{_WORD}{self._made}"
        file = self.folder / f"catatan{self._made}"
        file.write_text(f"{words} ditulis di {name}.")
        register = self.chance.choice(self.registers[name])
        if self.run(name, "note", "note", register, "--text-file", file):
            self.kept.append((register, words))

    def classify(self, name: str) -> None:
        """The same case may be judged otherwise elsewhere."""
        register, severity = self.chance.choice(self.registers[name]), self.chance.choice((*Severity,)).value
        self.run(name, "classify", "classify", register, "--severity", severity, "--reason", "dampak")

    def write(self, name: str) -> None:
        """A bundle: between the office and its desk, or for KPK."""
        self._made += 1
        path = self.folder / f"bundel{self._made}.wbsb"
        to = DESK if name == HOME and self.chance.random() < 0.7 else {HOME: KPK}.get(name, HOME)
        code = {HOME: CODES[HOME], KPK: CODES[KPK], DESK: f"{CODES[HOME]}/S2"}[to]
        self.run(name, "bundle write", "bundle", "write", path, "--to", code)
        if path.exists():
            self.bundles.append((to, path))  # whole, or it is not there

    def read(self, _name: str) -> None:
        """One of the bundles, which may have been read before."""
        if self.bundles:
            to, path = self.chance.choice(self.bundles[-6:])
            self.run(to, "bundle read", "bundle", "read", path)

    def look(self, name: str) -> None:
        """What is in the journal now has been seen: it may neither change nor go."""
        place = self.places[name]
        with closing(place.desk()) as desk, desk.reading() as connection:
            there = _entries(connection)
        lost = [entry for entry, signed in place.seen.items() if there.get(entry) != signed]
        self.findings += [f"entry {each} is gone at {name}" for each in lost]
        place.seen = there


def kill_exchange(folder: Path, seed: int, kills: int) -> list[str]:
    """So many kills, then everything is let finish; gives the findings and prints what was done."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hub").mkdir()
    with hub_server(f"sqlite:///{folder / 'hub' / 'hub.db'}", folder / "hub" / "server") as hub:
        world = _made(folder, random.Random(seed), hub)
        sessions = [
            *((Exchange.sync, name) for name in (HOME, DESK, KPK, HOME, DESK)),
            *((act, name) for act in (Exchange.note, Exchange.classify) for name in (HOME, DESK)),
            *((Exchange.write, name) for name in (HOME, DESK)),
            *((Exchange.read, HOME), (Exchange.read, DESK)),
        ]
        while world.killed.total() < kills and not world.findings and world.done.total() < 4 * kills:
            act, name = world.chance.choice(sessions)
            act(world, name)
            world.look(name)
        if world.killed.total() < kills and not world.findings:
            world.findings.append(f"only {world.killed.total()} kills")
        _finish(world)
    print(
        f"exchange seed {seed}: {world.done.total()} commands {dict(world.done)}, of which killed "
        f"{dict(world.killed)}; {len(world.kept)} notes acknowledged, "
        f"{len(world.places[HOME].seen)} entries at the office",
        flush=True,
    )
    return [f"exchange seed {seed}: {each}" for each in world.findings]


def _made(folder: Path, chance: random.Random, hub: HubServer) -> Exchange:
    offices = []
    for number, kind in enumerate((KPK, HOME), 401):
        place = folder / kind / "office"
        place.mkdir(parents=True)
        found_linked(place, kind, number)
        offices.append(Linked(kind, SoakedFile(folder / kind).location, system_clock))
    kpk, home = offices
    confirm(kpk, home)
    hub_at = hub_place(hub.url, hub.authority)
    hub.add_office(CODES["province"], "Provinsi", OfficeKind.PROVINCE, "")
    for office, kind, under in (
        (kpk, OfficeKind.KPK, ""),
        (home, OfficeKind.INSPECTORATE, CODES["province"]),
    ):
        enrol(office.head, hub_at, hub.add_office(office.code, office.code, kind, under), kind, under)
    registers = [new_case(home.head, number, f"Laporan ke-{number} tentang loket.") for number in range(1, 5)]
    _away(folder, home, registers[:_TAKEN], hub_at)
    sync(home.head)
    for office in offices:
        office.close()
    places = {name: Place(name, SoakedFile(folder / name)) for name in (HOME, DESK, KPK)}
    return Exchange(folder, chance, places, {HOME: registers, DESK: registers[:_TAKEN]})


def _away(folder: Path, home: Linked, registers: list[str], hub: HubPlace) -> None:
    """The desk that takes cases along, and reaches the hub too."""
    file = folder / "meja.wbsdesk"
    until = datetime.now(UTC) + timedelta(days=30)
    make_lease(home.head, "Meja", [_WHO[DESK]], registers, until, file, "lapangan")
    location = SoakedFile(folder / DESK).location
    open_lease(file, location, SignIn(_WHO[DESK], PASSWORD), system_clock)
    desk = unlock(location, _WHO[DESK], PASSWORD, system_clock).desk
    with closing(desk), writing(desk.engine) as connection:
        set_hub(connection, hub)


# How it ends.


def _finish(world: Exchange) -> None:
    desks = {name: place.desk() for name, place in world.places.items()}
    try:
        if not _meet(desks):
            world.findings.append(f"they are not done after {_ROUNDS} rounds")
        for name, desk in desks.items():
            world.findings += [f"{name}: {each.reason} waits" for each in dead_letters(desk)]
        _agree(world, desks)
    finally:
        for desk in desks.values():
            desk.close()
    for name, place in world.places.items():
        world.look(name)
        out, err = (verifying := place.start("verify")).communicate()
        if verifying.returncode:
            world.findings.append(f"verify at {name}: {out.decode()} {err.decode()}")


def _meet(desks: dict[str, Desk]) -> bool:
    """Exchanges until nothing is new to anybody."""
    for _round in range(_ROUNDS):
        done = [sync(desk) for desk in desks.values()]
        if not any(each.pushed or each.pulled for each in done):
            return True
    return False


def _agree(world: Exchange, desks: dict[str, Desk]) -> None:
    home, away, kpk = desks[HOME], desks[DESK], desks[KPK]
    with home.reading() as ours, away.reading() as theirs, kpk.reading() as told:
        there = _entries(ours)
        for name in (HOME, DESK):
            missing = [each for each, signed in world.places[name].seen.items() if there.get(each) != signed]
            world.findings += [f"entry {each} of {name} never came home" for each in missing]
        ids = list(theirs.execute(select(cases.c.id).order_by(cases.c.id)).scalars())
        mine, other = _rows(ours, ids), _rows(theirs, ids)
        world.findings += [f"{table} differs at the desk" for table in mine if mine[table] != other[table]]
        heard = select(foreign_cases.c.register, foreign_cases.c.stage, foreign_cases.c.severity)
        stand = select(cases.c.register, cases.c.stage, cases.c.severity)
        if set(told.execute(heard)) != set(ours.execute(stand)):
            world.findings.append("KPK was told otherwise")
        for connection in (ours, theirs, told):
            world.findings += [*_parcels(connection)]
    world.findings += [*_notes(world, home), *_notes(world, away)]


def _entries(connection: Connection) -> dict[str, bytes]:
    return {row.id: row.signed for row in connection.execute(select(journal.c.id, journal.c.signed))}


def _rows(connection: Connection, ids: list[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the journal says of these cases."""
    found = {}
    for name, table in journaled_tables().items():
        key = table.c.id if table is cases else table.c.get("case_id")
        if key is not None and table not in (lease_cases, messages):
            rows = connection.execute(select(table).where(key.in_(ids)).order_by(table.c.id))
            found[name] = [tuple(row) for row in rows]
    return found


def _parcels(connection: Connection) -> list[str]:
    """Numbers 1, 2, 3, ... from each station to each recipient: none twice, none left out."""
    sent, arrived = Counter[tuple[str, str, str]](), Counter[str]()
    greatest: dict[object, int] = {}
    for row in connection.execute(select(outbox)):
        way = (row.station, row.to_office, row.to_station)
        sent[way] += 1
        greatest[way] = max(greatest.get(way, 0), row.number)
    for row in connection.execute(select(received)):
        arrived[row.station] += 1
        greatest[row.station] = max(greatest.get(row.station, 0), row.number)
    counted = {**sent, **arrived}
    return [
        f"{count} parcels up to {greatest[way]}" for way, count in counted.items() if count != greatest[way]
    ]


def _notes(world: Exchange, desk: Desk) -> list[str]:
    """Each acknowledged note once; none twice, acknowledged or not."""
    there: Counter[str] = Counter()
    registers = world.registers[DESK if desk.lease is not None else HOME]
    for register in registers:
        there.update(note.body.split()[0] for note in load_case(desk, register).notes)
    kept = [words for register, words in world.kept if register in registers]
    found = [f"{words} is gone" for words in kept if there[words] == 0]
    return found + [f"{words} is there {count} times" for words, count in there.items() if count > 1]
