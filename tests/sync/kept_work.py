"""What tests begin with, done once for a process: their office is then brought to where that led."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TestOffice
from tests.copies import brought_back, copied
from tests.sync.desks_apart import Apart, apart, sit_away
from wbs_tui.store.location import FileStore

_DESK = "meja"


@dataclass
class KeptWork:
    """Copies of offices, and of the desk that is away from each, by what was done there."""

    folder: Path
    _known: dict[str, tuple[str, Any]] = field(default_factory=dict)

    def __call__(self, office: TestOffice, place: Path, name: str, work: Callable[[], Any]) -> Any:
        """What the work gave; the office, and the desk in `place`, are as it left them. Nobody sits there."""
        key = f"{name}_{'file' if isinstance(office.location, FileStore) else 'server'}"
        if key in self._known:
            store, given = self._known[key]
            brought_back(str(office.location), store)
            if (self.folder / key / _DESK).exists():
                shutil.copytree(self.folder / key / _DESK, place / _DESK)
            return given
        given = work()
        for desk in office.opened:
            desk.close()
        office.opened.clear()
        self._known[key] = (copied(str(office.location), self.folder, key), given)
        if (place / _DESK).exists():
            shutil.copytree(place / _DESK, self.folder / key / _DESK)
        return given


@pytest.fixture(scope="session")
def kept_work(tmp_path_factory: pytest.TempPathFactory) -> KeptWork:
    """For all tests of a process."""
    return KeptWork(tmp_path_factory.mktemp("work"))


Set = Callable[..., Apart]


@pytest.fixture
def set_apart(kept_work: KeptWork, office: TestOffice, tmp_path: Path) -> Set:
    """As `apart`: an office and a desk of it, and what was done at both since."""

    def made(name: str = "apart", since: Callable[[Apart], None] = lambda _made: None, **given: Any) -> Apart:
        def work() -> str:
            made = apart(office, tmp_path, **given)
            since(made)
            return made.register

        register = kept_work(office, tmp_path, name, work)
        head, home = office.desk("irban" if given.get("identity") else "inspektur"), office.desk("petugas2")
        desk = sit_away(office, tmp_path, given.get("accounts", ("petugas",))[0])
        return Apart(office, tmp_path, home, head, desk, register)

    return made
