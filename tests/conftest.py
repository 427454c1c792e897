"""A real office in a temporary folder, made once for all tests of a process and copied for each."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from models.tables.local import last_uses
from models.words.office import Office
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from tests.compiled import share_compiled
from tests.postgres import Server, running
from tests.shares import share
from wbs_tui.accounts.access import fingerprint_of, grant
from wbs_tui.accounts.activation import activate
from wbs_tui.accounts.administration import invite
from wbs_tui.accounts.birth import Founding, found_office
from wbs_tui.accounts.session import unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore, StoreLocation, locate
from wbs_tui.vault.passwords import Argon2Parameters

share_compiled()
PASSWORD = "kata sandi uji coba"
CHEAP = Argon2Parameters(memory_kib=8 * 1024, iterations=1, lanes=1)
"""The least that a header may ask for: tests unlock hundreds of times."""
ON_BOTH = (
    "accounts",
    "cases",
    "classify",
    "intake",
    "journal",
    "operations",
    "search",
    "store",
    "sync",
    "test_schema.py",
)
"""Where the tests of services are: they run on SQLite and on PostgreSQL."""
_OFFICES = ("office", "office_world")
"""The fixtures that make them: one office, or several that exchange."""
OFFICERS = {"petugas": Role.OFFICER, "petugas2": Role.OFFICER, "irban": Role.LEAD, "auditor": Role.AUDITOR}


@dataclass
class TickingClock:
    """A clock that stands still until it is told to go on."""

    now: datetime = datetime(2026, 8, 20, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Go on by days, hours, minutes, ..."""
        self.now += timedelta(**by)


@dataclass
class TestOffice:
    """An office: `desk(name)` sits an account down at it."""

    __test__ = False
    location: StoreLocation
    clock: TickingClock
    opened: list[Desk]

    def desk(self, name: str, password: str = PASSWORD) -> Desk:
        """A desk with the account at it, closed when the test ends."""
        desk = unlock(self.location, name, password, self.clock).desk
        self.opened.append(desk)
        return desk


def found(location: StoreLocation, clock: Callable[[], datetime]) -> None:
    """The office `16` with an account per role: the officers are in `office`, `irban` also in `identity`."""
    office = Office(
        "0" * 31 + "1", "16", "Inspektorat Contoh", ZoneInfo("Asia/Jakarta"), IdentityPolicy.CONFIDENTIAL
    )
    founding = Founding(office, "admin", "SK-1/2026", "2026-01-05", "inspektur")
    invitation = found_office(location, founding, PASSWORD, clock, CHEAP)
    activate(location, "inspektur", invitation.code, PASSWORD, clock, CHEAP)
    admin = unlock(location, "admin", PASSWORD, clock).desk
    for name, role in OFFICERS.items():
        activate(location, name, invite(admin, name, role).code, PASSWORD, clock, CHEAP)
    admin.close()
    head = unlock(location, "inspektur", PASSWORD, clock).desk
    for name in OFFICERS:
        grant(head, "office", name, fingerprint_of(head, name))
    grant(head, "identity", "irban", fingerprint_of(head, "irban"))
    with writing(head.engine) as connection:
        connection.execute(last_uses.delete())  # or the real program, in today's time, finds them closed
    head.close()


@pytest.fixture(scope="session", autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """What desks remember outside their stores goes here, never to the folder of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_STATE", str(folder / "shared"))
        yield folder


@pytest.fixture(autouse=True)
def own_state(state_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test works on a copy of the same office: none may remember what another saw of it."""
    monkeypatch.setenv("WBS_STATE", str(state_folder / uuid4().hex))


@pytest.fixture(scope="session")
def founded_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office that has just been founded; copied, never opened."""
    folder = tmp_path_factory.mktemp("founded")
    found(FileStore(folder / "office.wbs"), TickingClock())
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server for all tests of a process that do not stop it."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def founded_database(server: Server) -> str:
    """The database of an office that has just been founded; copied, never opened."""
    name = server.new_database()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        found(locate(server.address(name)), TickingClock())
    return name


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is tested of the services is tested on both databases; but see the marks in pyproject.toml."""
    for offices in _OFFICES:
        if offices in metafunc.fixturenames:
            metafunc.parametrize(offices, _databases(metafunc.definition), indirect=True)


def _databases(test: pytest.Item) -> list[str]:
    area = test.path.relative_to(Path(__file__).parent).parts[0]
    if test.get_closest_marker("server_store"):
        return ["postgresql"]
    both = area in ON_BOTH or test.get_closest_marker("both_stores")
    one = test.get_closest_marker("file_store") or test.get_closest_marker("either_store")
    return ["sqlite", "postgresql"] if both and not one else ["sqlite"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test over many values sees all of them in a file, and on a server a share."""
    of_server: dict[str, list[pytest.Item]] = {}
    for item in items:
        if _is_one_of_many_on_a_server(item):
            of_server.setdefault(item.nodeid.partition("[")[0], []).append(item)
    left = {item.nodeid for group in of_server.values() for item in set(group) - {*share(group, 4)}}
    items[:] = [item for item in items if item.nodeid not in left]


def _is_one_of_many_on_a_server(item: pytest.Item) -> bool:
    given = item.callspec.params if hasattr(item, "callspec") else {}
    alone = item.get_closest_marker("server_store") is not None or len(given) == 1
    return "postgresql" in {given.get(offices) for offices in _OFFICES} and not alone


@pytest.fixture
def office(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TestOffice]:
    """An office of the test's own, in a file or on a server."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    with copied_office(request, tmp_path) as location:
        made = TestOffice(location, TickingClock(), [])
        yield made
        for desk in made.opened:
            desk.close()


@contextmanager
def copied_office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StoreLocation]:
    """A store of one's own where `request.param` says, as long as the block lasts."""
    if request.param == "sqlite":
        folder = tmp_path / "office"
        shutil.copytree(request.getfixturevalue("founded_office"), folder)
        yield FileStore(folder / "office.wbs")
        return
    server = request.getfixturevalue("server")
    name = server.new_database(request.getfixturevalue("founded_database"))
    yield locate(server.address(name))
    server.drop(name)


@pytest.fixture
def password() -> str:
    """The password of every account of `office`."""
    return PASSWORD
