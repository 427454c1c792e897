"""A worked office, made once for all tests of a process, and the forger's way into a copy of it."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, ColumnElement, Engine, delete, select, update

from models.tables.journal import journal
from tests.attacks.worked_office import work_cases
from tests.conftest import PASSWORD, TestOffice, TickingClock
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.engine import open_engine, reading, writing
from wbs_tui.store.location import FileStore


@pytest.fixture(scope="session")
def worked_folder(founded_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with two cases at follow-up; copied, never changed."""
    folder = tmp_path_factory.mktemp("worked") / "office"
    shutil.copytree(founded_office, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(tmp_path_factory.mktemp("state")))
        work_cases(TestOffice(FileStore(folder / "office.wbs"), TickingClock(), []))
    return folder


@pytest.fixture
def worked(worked_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestOffice]:
    """A worked office of the test's own, a day later."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    shutil.copytree(worked_folder, tmp_path / "office")
    clock = TickingClock()
    clock.forward(days=1)
    made = TestOffice(FileStore(tmp_path / "office" / "office.wbs"), clock, [])
    yield made
    for desk in made.opened:
        desk.close()


@dataclass(frozen=True)
class Forger:
    """Somebody who has the store key, and writes behind the program's back."""

    office: TestOffice
    engine: Engine

    def write(self, sql: str, *values: object) -> None:
        """Run a statement of his own."""
        with writing(self.engine) as connection:
            connection.exec_driver_sql(sql, values)

    def rows(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Read whatever he likes."""
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, values)]

    def values(self, column: Column[Any]) -> list[tuple[str, Any]]:
        """Id and value of the column in every row, in the order of the ids."""
        table = column.table
        with reading(self.engine) as connection:
            rows = connection.execute(select(table.c.id, column).order_by(table.c.id))
            return [(row[0], row[1]) for row in rows]

    def put(self, column: Column[Any], row_id: str, value: object) -> None:
        """Change one value of one row."""
        statement = update(column.table).where(column.table.c.id == row_id).values({column: value})
        with writing(self.engine) as connection:
            connection.execute(statement)

    def cut(self, where: ColumnElement[bool]) -> list[dict[str, Any]]:
        """Take rows out of the journal; gives them."""
        with writing(self.engine) as connection:
            rows = [dict(row._mapping) for row in connection.execute(select(journal).where(where))]
            connection.execute(delete(journal).where(where))
        return rows

    def put_back(self, rows: list[dict[str, Any]]) -> None:
        """Put rows into the journal again."""
        with writing(self.engine) as connection:
            connection.execute(journal.insert(), rows)

    def findings(self) -> set[tuple[str, str]]:
        """What `wbs verify` names."""
        with reading(self.engine) as connection:
            return {(found.what, found.place) for found in verify_journal(connection).bad}


@pytest.fixture
def forger(worked: TestOffice) -> Iterator[Forger]:
    """The store key, as `petugas2` has it, an officer without the identity grant."""
    with closing(unlock(worked.location, "petugas2", PASSWORD, worked.clock).desk) as desk:
        engine = open_engine(worked.location, desk.store_key)
    yield Forger(worked, engine)
    engine.dispose()
