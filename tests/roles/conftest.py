"""The office of the role table: made once on each database, copied for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from tests.conftest import PASSWORD, TickingClock
from tests.postgres import Server
from tests.roles.acts import Tried
from tests.roles.seated import Seated, stays
from tests.roles.seats import make_office, read_office
from wbs_tui.operations.loading import SignIn
from wbs_tui.operations.moving import move_store
from wbs_tui.store.location import FileStore, locate


@contextmanager
def _undisturbed(state: Path) -> Iterator[None]:
    """While the office is made nothing is asked of this system's keyring, nor remembered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(state))
        yield
    shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def whole_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with somebody in every seat; copied, never opened."""
    folder = tmp_path_factory.mktemp("seats")
    with _undisturbed(folder / "state"):
        make_office(FileStore(folder / "office.wbs"), folder)
    return folder


@pytest.fixture(scope="session")
def whole_database(server: Server, whole_office: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database to which the same office has moved."""
    folder, name = tmp_path_factory.mktemp("moved"), server.new_database()
    shutil.copytree(whole_office, folder / "office")
    clock = TickingClock(datetime.fromisoformat(read_office(whole_office).now))
    with _undisturbed(folder / "state"):
        source, target = FileStore(folder / "office" / "office.wbs"), locate(server.address(name))
        move_store(source, target, SignIn("inspektur", PASSWORD), clock)
    return name


@pytest.fixture(scope="session")
def all_seated(whole_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seated]:
    """Everybody at his desk in one copy of it, where only what is refused is tried."""
    folder = tmp_path_factory.mktemp("seated") / "office"
    shutil.copytree(whole_office, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(folder / "state"))
        with stays(Tried(read_office(folder), FileStore(folder / "office.wbs"), folder)) as seated:
            yield seated


@pytest.fixture
def tried(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tried]:
    """A copy of it of the test's own: in a file, unless the test is given `postgresql`."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    folder = tmp_path / "office"
    if getattr(request, "param", "sqlite") == "sqlite":
        shutil.copytree(request.getfixturevalue("whole_office"), folder)
        yield Tried(read_office(folder), FileStore(folder / "office.wbs"), folder)
        return
    server: Server = request.getfixturevalue("server")
    name = server.new_database(request.getfixturevalue("whole_database"))
    folder.mkdir()
    yield Tried(read_office(request.getfixturevalue("whole_office")), locate(server.address(name)), folder)
    server.drop(name)
