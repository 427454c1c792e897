"""The office of the role table: made once, copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.roles.acts import Tried
from tests.roles.seats import copied, make_office, read_office


@pytest.fixture(scope="session")
def whole_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with somebody in every seat; copied, never opened."""
    folder = tmp_path_factory.mktemp("seats")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WBS_KEYRING", "off")
        patch.setenv("WBS_STATE", str(folder / "state"))
        make_office(folder)
    shutil.rmtree(folder / "state", ignore_errors=True)
    return folder


@pytest.fixture
def tried(whole_office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tried:
    """A copy of it of the test's own."""
    monkeypatch.setenv("WBS_KEYRING", "off")
    folder = copied(whole_office, tmp_path / "office")
    return Tried(read_office(folder), folder)
