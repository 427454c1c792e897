"""Fills a store with any number of sealed, journalled cases, in bulk: what the benchmark opens.

The rows, cells, wraps and entries are those that intake writes; only nothing is looked up between them.
"""

import os
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, insert, select

from models.tables.cases import cases, classifications, reports
from models.tables.journal import journal, store_facts
from models.tables.local import key_wraps
from models.words.classification import Origin, Severity
from models.words.stages import ENDED, Stage
from wbs_tui.cases.kinds import REPORT_RECEIVED
from wbs_tui.cases.sealed import ClassificationDetail, Headline, ReportContent, ReportIdentity
from wbs_tui.journal.clock import next_clock
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import FORMAT, GENESIS, Entry, RowEffect
from wbs_tui.journal.transaction import latest, signed_row
from wbs_tui.operations.demo_texts import MATTERS, PLACES
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.vault.cells import CellKey, CellPlace, seal_struct
from wbs_tui.vault.ids import new_id

BATCH = 2000
_CATEGORIES = ("village_funds", "procurement", "illegal_levies", "gratification", "discipline", "social_aid")
_STAGES = (*Stage,)
_MINUTE = 60_000
_DAY = 24 * 60 * _MINUTE


@dataclass(slots=True)
class _Head:
    """Where the store's journal stands."""

    station: str
    sequence: int
    clock: int
    previous: bytes
    revision: int


def generate(
    desk: Desk, count: int, progress: Callable[[int], None] = lambda _done: None, seed: int = 7
) -> None:
    """Add cases that arrived evenly over the last two years, through an account in both compartments."""
    generator = _Generator(desk, random.Random(seed))  # noqa: S311 - the same store every time
    for first in range(0, count, BATCH):
        with desk.transaction() as transaction:
            generator.write(transaction.connection, first, min(BATCH, count - first), count)
        progress(min(first + BATCH, count))


class _Generator:
    def __init__(self, desk: Desk, chance: random.Random) -> None:
        self._desk = desk
        self._chance = chance
        self._office = desk.keyring.compartment(OFFICE)
        self._identity = desk.keyring.compartment(IDENTITY)
        self._accounts = (desk.actor.id, None, None)

    def write(self, connection: Connection, first: int, number: int, total: int) -> None:
        """One batch: rows by table, then each table's in one call to the driver."""
        head = _head(connection)
        rows: dict[Table, list[dict[str, object]]] = {
            table: [] for table in (cases, reports, classifications, key_wraps, journal)
        }
        last = connection.execute(
            select(cases.c.running)
            .where(cases.c.year == self._year())
            .order_by(cases.c.running.desc())
            .limit(1)
        ).scalar()
        for place in range(number):
            running = (last or 0) + place + 1
            age = int((total - first - place) / total * 730 * _DAY)
            self._case(rows, head, running, self._desk.now() - age)
        for table, written in rows.items():
            connection.execute(insert(table), written)

    def _year(self) -> int:
        return self._desk.clock().astimezone(self._desk.office.zone).year

    def _case(self, rows: dict[Table, list[dict[str, object]]], head: _Head, running: int, at: int) -> None:
        case_id, entry_id = new_id(self._desk.clock), new_id(self._desk.clock)
        content, content_wrap = self._desk.keyring.wrapped_key(
            self._desk.clock, "content", self._office, case_id
        )
        identity, identity_wrap = self._desk.keyring.wrapped_key(
            self._desk.clock, "identity", self._identity, case_id
        )
        effects = tuple(self._effects(case_id, running, at, content, identity))
        for effect in effects:
            table = next(each for each in (cases, reports, classifications) if each.name == effect.table)
            rows[table].append({**effect.values, "id": effect.row_id, "entry_id": entry_id})
        rows[key_wraps] += [content_wrap, identity_wrap]
        rows[journal].append(self._entry(head, entry_id, case_id, at, effects))

    def _entry(
        self, head: _Head, entry_id: str, case_id: str, at: int, effects: tuple[RowEffect, ...]
    ) -> dict[str, object]:
        head.sequence += 1
        head.clock = next_clock(head.clock, at)
        entry = Entry(
            format=FORMAT,
            id=entry_id,
            office=self._desk.office.id,
            station=head.station,
            sequence=head.sequence,
            clock=head.clock,
            kind=REPORT_RECEIVED,
            case_id=case_id,
            actor=self._desk.actor.id,
            actor_key=self._desk.actor.key_id,
            previous=head.previous,
            replaces=(),
            effects=effects,
        )
        row = signed_row(entry, self._desk.account_keys)
        head.previous = row["hash"]
        head.revision += 1
        return {**row, "revision": head.revision}

    def _seal(self, key: CellKey, table: str, column: str, row_id: str, value: object) -> bytes:
        return seal_struct(key, CellPlace(self._desk.office.id, table, column, row_id), value)

    def _effects(
        self, case_id: str, running: int, at: int, content: CellKey, identity: CellKey
    ) -> Iterator[RowEffect]:
        chance = self._chance
        matter, place = chance.choice(MATTERS), chance.choice(PLACES)
        blanks = {"place": f"{place} {running % 997}", "amount": "Rp87.500.000", "year": 2026}
        title, text = matter.title.format(**blanks), matter.text.format(**blanks)
        stage, category = chance.choice(_STAGES), chance.choice(_CATEGORIES)
        severity = chance.choice((*Severity,))
        yield self._case_effect(case_id, running, at, content, title, stage, category, severity)
        report_id, row_id = new_id(self._desk.clock), new_id(self._desk.clock)
        reporter = ReportIdentity(name=f"Pelapor {running}", phone="0812-0000-0000")
        yield RowEffect(
            "insert",
            "reports",
            report_id,
            {
                "case_id": case_id,
                "channel": "web",
                "joined": "first",
                "received_at": at,
                "recorded_at": at,
                "recorded_by": self._desk.actor.id,
                "message_token": os.urandom(16),
                "content_token": os.urandom(16),
                "sender_token": None,
                "content": self._seal(
                    content, "reports", "content", report_id, ReportContent(title=title, text=text)
                ),
                "identity": self._seal(identity, "reports", "identity", report_id, reporter),
                "raw": None,
                "raw_file": None,
            },
        )
        detail = ClassificationDetail(jurisdiction="inspectorate", supervisory="supervisory", confidence=0.7)
        yield RowEffect(
            "insert",
            "classifications",
            row_id,
            {
                "case_id": case_id,
                "origin": Origin.SYSTEM.value,
                "category": category,
                "severity": severity.value,
                "at": at,
                "account_id": self._desk.actor.id,
                "corrects": None,
                "detail": self._seal(content, "classifications", "detail", row_id, detail),
            },
        )

    def _case_effect(
        self,
        case_id: str,
        running: int,
        at: int,
        content: CellKey,
        title: str,
        stage: Stage,
        category: str,
        severity: Severity,
    ) -> RowEffect:
        chance, office = self._chance, self._desk.office
        ended = stage in ENDED
        headline = Headline(title=title, jurisdiction="inspectorate")
        values = {
            "register": f"{office.code}-{self._year()}-{running:06}",
            "year": self._year(),
            "running": running,
            "channel": "web",
            "stage": stage.value,
            "stage_entered_at": at,
            "category": category,
            "severity": severity.value,
            "supervisory": "supervisory",
            "classified": True,
            "identity_policy": office.identity_policy.value,
            "received_at": at,
            "last_report_at": at,
            "due_at": None if ended else at + chance.randint(1, 700) * _DAY,
            "due_clock": None if ended else "verification",
            "assigned_to": chance.choice(self._accounts),
            "reports": 1,
            "evidence": 0,
            "result": None,
            "closure": None,
            "answered_at": None,
            "ended_at": at if ended else None,
            "compartment_id": self._office,
            "headline": self._seal(content, "cases", "headline", case_id, headline),
        }
        return RowEffect("insert", "cases", case_id, values)


def _head(connection: Connection) -> _Head:
    station = connection.execute(
        select(store_facts.c.value).where(store_facts.c.name == "station")
    ).scalar_one()
    newest = (
        select(journal.c.sequence, journal.c.clock, journal.c.hash)
        .where(journal.c.station == station)
        .order_by(journal.c.sequence.desc())
        .limit(1)
    )
    row = connection.execute(newest).one_or_none()
    revision = latest(connection, journal.c.revision)
    if row is None:
        return _Head(station, 0, 0, GENESIS, revision)
    return _Head(station, row.sequence, row.clock, row.hash, revision)
