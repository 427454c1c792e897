"""Three offices and five stations: KPK, a province, an inspectorate with two leased desks.

Parcels and bundles go between them by whatever way, cut, late, twice and out of order, and each of the five
may die at a commit.
`template` makes them once; each `FiveStations` is a copy of it that lives through some histories, one after
the other, so that hundreds of them run in minutes.
"""

import os
import random
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from itertools import combinations
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as hypothesis_seed
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import event, select

from models.tables.cases import cases
from models.tables.exchange import conflicts, foreign_cases, lease_cases, messages
from models.tables.journal import journal
from models.tables.schema import journaled_tables
from models.words.classification import Severity
from tests.conftest import PASSWORD, TickingClock
from tests.sync.at_work import new_case
from tests.sync.offices import CODES, Linked, confirm, found_linked
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.verification import answer_item
from wbs_tui.journal.conflicts import writes_of
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry, decode
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.loading import SignIn
from wbs_tui.store.location import FileStore
from wbs_tui.store.statements import in_order, written
from wbs_tui.sync.bundles.courier import read_bundle, write_bundle
from wbs_tui.sync.desks.leased_desk import open_lease
from wbs_tui.sync.desks.leases import make_lease
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.parcels.collecting import collect
from wbs_tui.sync.parcels.dead import dead_letters, retry
from wbs_tui.sync.parcels.outbox import waiting
from wbs_tui.sync.parcels.taking import Fate, take
from wbs_tui.sync.talks.remarks import write_foreign_remark, write_remark
from wbs_tui.sync.wire import encode
from wbs_tui.text.errors import Refused, Unreadable, WbsError

OFFICES = {"kpk": "pemantau", "province": "irban", "inspectorate": "inspektur"}
DESKS = {"s2": "petugas", "s3": "irban"}
NAMES = (*OFFICES, *DESKS)
OURS = ("inspectorate", *DESKS)
_SEVERITIES = tuple(Severity)
_ours, _any = st.sampled_from(OURS), st.sampled_from(NAMES)
_number = st.integers(0, 7)
_MORTAL = ("push", "pull", "carry", "report")
_ITEMS = ("what", "who", "where")
_ROUNDS = 30
_LIVES = 5
"""Histories that one copy lives through: the first begins before anything has crossed, the others when all
has."""
_ABOUT_CASES = [
    table
    for table in journaled_tables().values()
    if (table is cases or "case_id" in table.c) and table not in (lease_cases, messages)
]
P = ParamSpec("P")
T = TypeVar("T")


class Killed(BaseException):
    """The process dies here."""


def template(folder: Path) -> Path:
    """The five, founded and acquainted, with five cases of which each desk has two; closed."""
    clock = TickingClock()
    offices = []
    os.environ["WBS_STATE"] = str(folder / "state")
    for number, kind in enumerate(OFFICES, 301):
        (folder / kind).mkdir()
        found_linked(folder / kind, kind, number)
        offices.append(Linked(kind, FileStore(folder / kind / "office.wbs"), clock))
    for first, second in combinations(offices, 2):
        confirm(first, second)
    ours = offices[-1]
    registers = [new_case(ours.head, number, f"Laporan ke-{number} tentang loket.") for number in range(1, 6)]
    until = clock() + timedelta(days=60)
    for name, taken in (("s2", registers[:2]), ("s3", registers[2:4])):
        file = folder / f"{name}.wbsdesk"
        make_lease(ours.head, f"Meja {name}", [DESKS[name]], taken, until, file, "lapangan")
        location = FileStore(folder / name / "office.wbs")
        open_lease(file, location, SignIn(DESKS[name], PASSWORD), clock)
        file.unlink()
    for office in offices:
        office.close()
    return folder


@dataclass
class Station:
    """A desk at one of the five; `desk` sits down anew after it died."""

    name: str
    location: FileStore
    account: str
    clock: TickingClock
    true: TickingClock
    """The latest time that any clock has shown; `clock` may be behind it."""
    _desk: Desk | None = None
    _until: int | None = None
    """Commits until it dies."""
    _after: bool = False
    at_work: bool = False
    """Only then it dies: not when the test looks at it."""

    @property
    def desk(self) -> Desk:
        if self._desk is None:
            self._desk = unlock(self.location, self.account, PASSWORD, self.clock).desk
            event.listen(self._desk.engine, "commit", self._on_commit)
            event.listen(self._desk.engine, "begin", self._on_begin)
        return self._desk

    def die_at(self, commit: int, *, after: bool) -> None:
        """Die at the commit of this number from now (0: not at all), before it is done or just after."""
        self._until, self._after = commit or None, after

    def _on_commit(self, _connection: Any) -> None:
        if self._until is None or not self.at_work:
            return
        self._until -= 1
        if self._until == 0 and not self._after:
            self._until = None
            raise Killed

    def _on_begin(self, _connection: Any) -> None:
        if self._after and self._until == 0 and self.at_work:
            self._until = None
            raise Killed

    def died(self) -> None:
        """Nothing is tidied up: what was open is gone."""
        if self._desk is not None:
            self._desk.engine.dispose()
            self._desk.use.close()
        self._desk, self._until = None, None

    def entries(self) -> dict[str, bytes]:
        """By id: the signed bytes of its journal."""
        with self.desk.reading() as connection:
            return {row.id: row.signed for row in connection.execute(select(journal.c.id, journal.c.signed))}


def _lived(act: Callable[Concatenate["FiveStations", P], T]) -> Callable[Concatenate["FiveStations", P], T]:
    """What went wrong tells all that was lived through before it."""

    @wraps(act)
    def lived(self: "FiveStations", *args: P.args, **named: P.kwargs) -> T:
        self.life.append(f"{act.__name__}{args}")
        try:
            return act(self, *args, **named)
        except Exception as error:
            self.spoilt = True
            error.add_note("lived through: " + "; ".join(self.life))
            raise

    return lived


@dataclass
class FiveStations:
    """A copy of the five, and the ways between them."""

    folder: Path
    chance: random.Random
    stations: dict[str, Station] = field(default_factory=dict)
    mailboxes: dict[tuple[str, str], list[bytes]] = field(default_factory=lambda: defaultdict(list))
    """What a hub or courier holds, by office and station."""
    bundles: list[tuple[str, Path]] = field(default_factory=list)
    """For whom, and the file."""
    life: list[str] = field(default_factory=list)
    """What was done, from the first history on."""
    spoilt: bool = False
    histories: int = 0
    before: set[str] = field(default_factory=set)
    """Edits of the histories before this one."""
    edits: list[Entry] = field(default_factory=list)
    knew: dict[str, frozenset[str]] = field(default_factory=dict)
    meant: dict[str, tuple[str, int]] = field(default_factory=dict)
    """What an edit was to say, by its entry."""
    said: list[str] = field(default_factory=list)
    """Ids of remarks that were acknowledged."""
    deaths: int = 0
    _count: int = 0

    def __post_init__(self) -> None:
        os.environ["WBS_STATE"] = str(self.folder / "state")
        true = TickingClock()
        true.forward(hours=1)
        for name in NAMES:
            location = FileStore(self.folder / name / "office.wbs")
            account = {**OFFICES, **DESKS}[name]
            self.stations[name] = Station(name, location, account, TickingClock(true.now), true)

    def close(self) -> None:
        for station in self.stations.values():
            station.died()

    def begin(self) -> None:
        """The next history: all have met, and everything was checked."""
        self.histories += 1
        self.life.append(f"history {self.histories}")
        self.before.update(each.id for each in self.edits)
        self.edits, self.knew, self.meant, self.deaths = [], {}, {}, 0

    @_lived
    def pass_time(self, seconds: float) -> None:
        """For everybody."""
        for station in self.stations.values():
            station.clock.forward(seconds=seconds)
            station.true.now = max(station.true.now, station.clock.now)

    @_lived
    def jump(self, name: str, seconds: float) -> None:
        """Its clock runs apart from now on."""
        station = self.stations[name]
        station.clock.forward(seconds=seconds)
        station.true.now = max(station.true.now, station.clock.now)

    def surviving(self, name: str, act: Callable[[Desk], object]) -> Any:
        """Do something there; gives None when it was refused, or it died of it."""
        station = self.stations[name]
        station.at_work = True
        try:
            return act(station.desk)
        except Killed:
            self.deaths += 1
            station.died()
        except WbsError as error:
            if not _is_refusal(error):
                raise
        finally:
            station.at_work = False
        return None

    # What people do.

    @_lived
    def edit(self, name: str, what: str, number: int, value: int) -> None:
        """Change something of a case at a station of the inspectorate."""
        register = self._register(name, number)
        if register is not None:
            self._edit(name, what, register, value)

    @_lived
    def edit_same(self, name: str, what: str, number: int, value: int) -> None:
        """The same case wherever it is, if it is there: one that a desk has taken along."""
        with self.stations["s2"].desk.reading() as connection:
            away = connection.execute(select(cases.c.register).order_by(cases.c.id)).scalars().all()
        with self.stations[name].desk.reading() as connection:
            here = set(connection.execute(select(cases.c.register)).scalars())
        register = away[number % 2]
        if register in here:
            self._edit(name, what, register, value)

    def _edit(self, name: str, what: str, register: str, value: int) -> None:
        before = self.stations[name].entries()
        done = self.surviving(name, lambda desk: _EDITS[what](desk, register, value))
        if done is None:
            return
        for entry_id, signed in self.stations[name].entries().items():
            if entry_id not in before:
                entry = decode(signed)
                self.edits.append(entry)
                self.knew[entry.id] = frozenset(before)
                self.meant[entry.id] = (what, value)

    @_lived
    def report(self, name: str) -> None:
        """Somebody comes with a new report."""
        self._count += 1
        number, station = 100 + self._count, self.stations[name]
        before = station.entries()
        if self.surviving(name, lambda desk: new_case(desk, number, f"Laporan lapangan {number}.")):
            new = {each: signed for each, signed in station.entries().items() if each not in before}
            self.edits += [decode(signed) for signed in new.values()]
            self.knew |= dict.fromkeys(new, frozenset(before))

    @_lived
    def remark(self, name: str, number: int) -> None:
        """One office says something to another about a case."""
        register = self._register("inspectorate", number)
        self._count += 1
        text = f"Pesan {self._count}"
        if name == "inspectorate":
            said = self.surviving(name, lambda desk: write_remark(desk, str(register), CODES["kpk"], text))
        else:
            said = self.surviving(name, lambda desk: write_foreign_remark(desk, str(register), text))
        if said is not None:
            self.said.append(said)

    @_lived
    def share(self, number: int) -> None:
        """The Inspektur shares a case with the province."""
        register = self._register("inspectorate", number)
        self.surviving(
            "inspectorate", lambda desk: share_case(desk, str(register), CODES["province"], "koordinasi")
        )

    def _register(self, name: str, number: int) -> str | None:
        """A case that the station has."""
        asked = select(cases.c.register).order_by(cases.c.id)
        with self.stations[name].desk.reading() as connection:
            found = connection.execute(asked).scalars().all()
        return found[number % len(found)] if found else None

    # What ways do.

    @_lived
    def push(self, name: str) -> None:
        """Everything that waits is on its way, once more when it was before."""
        self._push(name, set())

    def _push(self, name: str, gone: set[str]) -> None:
        """All but what has `gone` already, by its id."""

        def act(desk: Desk) -> None:
            collect(desk)
            with desk.reading() as connection:
                for each in waiting(connection):
                    if each.id not in gone:
                        self.mailboxes[each.to_office, each.to_station].append(encode(each.signed))
                        gone.add(each.id)

        self.surviving(name, act)

    @_lived
    def pull(self, name: str, share: float) -> None:
        """Some of what is there arrives, in any order, some of it twice; it may arrive again later."""
        there = list(self.mailboxes[self._address(name)])
        picked = [each for each in there if self.chance.random() < share]
        picked += [each for each in picked if self.chance.random() < 0.2]
        self.chance.shuffle(picked)
        for data in picked:
            if self.surviving(name, lambda desk, data=data: take(desk, data)) is None:
                return

    @_lived
    def carry(self, name: str, to: str) -> None:
        """Write a bundle; it lies there until somebody reads it, or nobody does."""
        self._count += 1
        path = self.folder / f"{self._count}.age"
        home = name in OFFICES and to in OFFICES
        target = {"s2": "1601/S2", "s3": "1601/S3"}.get(to) if name == "inspectorate" else None
        if home:
            target = CODES[to]
        elif name in DESKS and to == "inspectorate":
            target = CODES["inspectorate"]
        if target is None or name == to:
            return
        if self.surviving(name, lambda desk: write_bundle(desk, path, target)):
            self.bundles.append((to, path))

    @_lived
    def read(self, number: int) -> None:
        """Read one of the bundles, which may have been read before."""
        if self.bundles:
            to, path = self.bundles[number % len(self.bundles)]
            self.surviving(to, lambda desk: read_bundle(desk, path))

    def _address(self, name: str) -> tuple[str, str]:
        desk = self.stations[name].desk
        return desk.office.id, desk.lease.station if desk.lease is not None else ""

    # How it ends.

    @_lived
    def meet(self) -> None:
        """Everything reaches everybody, until nothing is new."""
        for station in self.stations.values():
            station.die_at(0, after=False)
            station.clock.now = station.true.now + timedelta(minutes=20)
        order, gone = self.chance.sample(NAMES, len(NAMES)), set[str]()
        for number in range(_ROUNDS):
            for name in order:
                if self._arrives(name) or number == 0:
                    self._push(name, gone)
            if not any(self.mailboxes.values()):
                return
        raise AssertionError(f"they are not done after {_ROUNDS} rounds")

    def _arrives(self, name: str) -> bool:
        """Whether anything of what lay there for the station was new to it."""
        there = self.mailboxes.pop(self._address(name), [])
        if not there:
            return False
        desk = self.stations[name].desk
        fates = {take(desk, data).fate for data in there}
        assert Fate.DROPPED not in fates, name
        return retry(desk) > 0 or fates != {Fate.REPEATED}

    @_lived
    def check(self) -> int:
        """All agree, nothing is lost, every crossing is shown; how many conflicts there are."""
        for name, station in self.stations.items():
            assert dead_letters(station.desk) == (), name
        self._check_entries()
        self._check_tables()
        found = self._check_conflicts()
        self._check_others()
        for name in self.chance.sample(NAMES, self.chance.choice((0, 0, 1, 2))):
            self._check_alone(name)
        return found

    def _check_alone(self, name: str) -> None:
        """Its journal proves its tables, and who asks it once more hears nothing new."""
        desk = self.stations[name].desk
        with desk.reading() as connection:
            assert verify_journal(connection).bad == [], name
            said = [each.id for each in waiting(connection)]
        collect(desk)
        with desk.reading() as connection:
            assert [each.id for each in waiting(connection)] == said, name

    def _check_entries(self) -> None:
        home = self.stations["inspectorate"].entries()
        lost = [each.kind for each in self.edits if each.id not in home]
        assert lost == [], "acknowledged, and gone"
        assert self.before <= home.keys(), "acknowledged long ago, and gone"
        for name in DESKS:
            for entry_id, signed in self.stations[name].entries().items():
                assert home[entry_id] == signed, name

    def _check_tables(self) -> None:
        home = self._rows("inspectorate")
        for name in DESKS:
            mine = self._cases_at(name)
            assert _of_cases(self._rows(name), mine) == _of_cases(home, mine), name
        with self.stations["inspectorate"].desk.reading() as connection:
            numbers = connection.execute(select(cases.c.running).order_by(cases.c.running)).scalars().all()
        assert numbers == list(range(1, len(numbers) + 1)), "numbers without gaps and doubles"

    def _cases_at(self, name: str) -> frozenset[str]:
        with self.stations[name].desk.reading() as connection:
            return frozenset(connection.execute(select(cases.c.id)).scalars())

    def _rows(self, name: str) -> dict[str, list[tuple[str | None, tuple[Any, ...]]]]:
        """By table that is about cases: each row with its case."""
        found = {}
        with self.stations[name].desk.reading() as connection:
            for table in _ABOUT_CASES:
                place = list(table.c).index(table.c.id if table is cases else table.c.case_id)
                rows = connection.exec_driver_sql(written(connection, in_order, table))
                found[str(table.name)] = [(row[place], tuple(row)) for row in rows]
        return found

    def _check_conflicts(self) -> int:
        with self.stations["inspectorate"].desk.reading() as connection:
            rows = connection.execute(select(conflicts.c.first_entry, conflicts.c.second_entry))
            told = {frozenset(row) for row in rows}
        silent = [
            (one.kind, self.meant.get(one.id), other.kind, self.meant.get(other.id))
            for one, other in combinations(self.edits, 2)
            if self._crossed(one, other) and frozenset((one.id, other.id)) not in told
        ]
        assert silent == [], silent
        return len(told)

    def _crossed(self, one: Entry, other: Entry) -> bool:
        if one.id in self.knew[other.id] or other.id in self.knew[one.id]:
            return False
        if _meaning(self.meant.get(one.id)) == _meaning(self.meant.get(other.id)):
            return False
        values = {write.field: write.value for write in writes_of(one)}
        return any(write.field in values and values[write.field] != write.value for write in writes_of(other))

    def _check_others(self) -> None:
        """KPK and the province know what became of each report; what was said has arrived."""
        with self.stations["inspectorate"].desk.reading() as connection:
            rows = connection.execute(select(cases.c.id, cases.c.register, cases.c.stage, cases.c.severity))
            ours = {tuple(row) for row in rows}
        heard: set[str] = set()
        for name in ("kpk", "province"):
            with self.stations[name].desk.reading() as connection:
                told = select(*(foreign_cases.c[each] for each in ("id", "register", "stage", "severity")))
                assert {tuple(row) for row in connection.execute(told)} == ours, name
                heard.update(connection.execute(select(messages.c.id)).scalars())
        with self.stations["inspectorate"].desk.reading() as connection:
            here = set(connection.execute(select(messages.c.id)).scalars())
        assert set(self.said) <= heard & here


def _of_cases(
    rows: dict[str, list[tuple[str | None, tuple[Any, ...]]]], ids: frozenset[str]
) -> dict[str, list[tuple[Any, ...]]]:
    return {table: [row for case_id, row in there if case_id in ids] for table, there in rows.items()}


def _is_refusal(error: WbsError) -> bool:
    """A rule said no, as it may: everything else is a fault."""
    return isinstance(error, Refused) and not isinstance(error, Unreadable)


def _classify(desk: Desk, register: str, value: int) -> str:
    severity = _SEVERITIES[value % len(_SEVERITIES)]
    return decide(desk, register, Decision(severity=severity, reason=f"menurut {value}"))


def _answer(desk: Desk, register: str, value: int) -> str:
    item, answer = _ITEMS[value % len(_ITEMS)], ("yes", "no")[value % 2]
    return answer_item(desk, register, item, answer, f"jawaban {value}")


def _meaning(meant: tuple[str, int] | None) -> tuple[str, int] | None:
    """Two that say the same do not contradict each other; why is no part of it."""
    if meant is not None and meant[0] == "classify":
        return meant[0], meant[1] % len(_SEVERITIES)
    return meant


def _note(desk: Desk, register: str, value: int) -> str:
    return write_note(desk, register, f"Catatan {value}.")


_EDITS: dict[str, Callable[[Desk, str, int], object]] = {
    "classify": _classify,
    "answer": _answer,
    "note": _note,
}
EDITS = tuple(sorted(_EDITS))


@dataclass
class Played:
    """What was tried."""

    histories: int = 0
    edits: int = 0
    deaths: int = 0
    conflicts: int = 0

    def __str__(self) -> str:
        return (
            f"{self.histories} histories, {self.edits} edits, {self.deaths} deaths at a commit, "
            f"{self.conflicts} conflicts shown"
        )


class _Copies:
    """Copies of the template, each for some histories."""

    def __init__(self, made: Path, seed: int) -> None:
        self._made, self._seed = made, seed
        self._place = Path(tempfile.mkdtemp(prefix="histories-", dir=made.parent)) / "five"
        self._now: FiveStations | None = None

    def begin(self) -> FiveStations:
        """Five stations for one more history."""
        if self._now is None or self._now.spoilt or self._now.histories == _LIVES:
            self.end()
            shutil.copytree(self._made, self._place)
            self._now = FiveStations(self._place, random.Random(self._seed))
        self._now.begin()
        return self._now

    def end(self) -> None:
        """Nothing is left."""
        if self._now is not None:
            self._now.close()
            shutil.rmtree(self._place)
            self._now = None


def play_histories(made: Path, count: int, seed: int) -> Played:
    """Let hypothesis think of so many histories, and check the end of each."""
    played, copies = Played(), _Copies(made, seed)

    class Histories(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = copies.begin()

        @rule(name=_ours, what=st.sampled_from(EDITS), number=_number, value=st.integers(0, 11))
        def edit(self, name: str, what: str, number: int, value: int) -> None:
            self.world.edit(name, what, number, value)

        @rule(first=_ours, second=_ours, what=st.sampled_from(EDITS), number=_number, value=st.integers(0, 5))
        def two_edit(self, first: str, second: str, what: str, number: int, value: int) -> None:
            """The same field, perhaps of the same case, perhaps apart."""
            self.world.edit_same(first, what, number, value)
            self.world.edit_same(second, what, number, value + 1)

        @rule(name=_ours)
        def report(self, name: str) -> None:
            self.world.report(name)

        @rule(name=st.sampled_from(sorted(OFFICES)), number=_number)
        def remark(self, name: str, number: int) -> None:
            self.world.remark(name, number)

        @rule(number=_number)
        def share(self, number: int) -> None:
            self.world.share(number)

        @rule(name=_any)
        def push(self, name: str) -> None:
            self.world.push(name)

        @rule(name=_any, share=st.sampled_from((0.3, 0.7, 1.0)), order=st.integers(0, 99))
        def pull(self, name: str, share: float, order: int) -> None:
            self.world.chance.seed(order)
            self.world.pull(name, share)

        @rule(name=_any, to=_any)
        def carry(self, name: str, to: str) -> None:
            self.world.carry(name, to)

        @rule(number=_number)
        def read(self, number: int) -> None:
            self.world.read(number)

        @rule(name=_any, commit=st.integers(1, 5), after=st.booleans(), act=st.sampled_from(_MORTAL))
        def die(self, name: str, commit: int, after: bool, act: str) -> None:
            """It dies while it is at work."""
            self.world.stations[name].die_at(commit, after=after)
            if act == "push":
                self.world.push(name)
            elif act == "pull":
                self.world.pull(name, 1.0)
            elif act == "carry":
                self.world.carry(name, "inspectorate" if name != "inspectorate" else "s2")
            elif name in OURS:
                self.world.report(name)

        @rule(seconds=st.integers(0, 3600))
        def pass_time(self, seconds: int) -> None:
            self.world.pass_time(seconds)

        @rule(name=_any, seconds=st.sampled_from((-86_400, -240, 240, 3_600)))
        def jump(self, name: str, seconds: int) -> None:
            """A clock runs apart: by minutes, an hour ahead, a day back."""
            self.world.jump(name, seconds)

        def teardown(self) -> None:
            try:
                self.world.chance.seed(played.histories)
                self.world.meet()
                played.conflicts += self.world.check()
            finally:
                played.histories += 1
                played.edits += len(self.world.edits)
                played.deaths += self.world.deaths

    wanted = settings(
        max_examples=count,
        stateful_step_count=14,
        deadline=None,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(hypothesis_seed(seed)(Histories), settings=wanted)
    finally:
        copies.end()
    return played


@contextmanager
def five_stations_made(folder: Path) -> Iterator[Path]:
    """The template, in memory where there is room for it: hundreds of copies are no work for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made there is the test's own
    place = memory if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM else folder
    kept = {name: os.environ.get(name) for name in ("WBS_STATE", "WBS_KEYRING")}
    with tempfile.TemporaryDirectory(prefix="wbs-five-", dir=place) as made:
        os.environ["WBS_KEYRING"] = "off"
        try:
            (Path(made) / "template").mkdir()
            yield template(Path(made) / "template")
        finally:
            for name, value in kept.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


_ROOM = 1 << 30
