"""Runs the commands in process over a real office, as an account whose password stands in a file."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from models.words.clock import Clock, system_clock
from wbs_tui.cli.main import main
from wbs_tui.text.catalogue import use_language
from wbs_tui.vault.passwords import Argon2Parameters

CHEAP = Argon2Parameters(memory_kib=8 * 1024, iterations=1, lanes=1)
PASSWORD = "kata sandi uji coba"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)


@dataclass
class Commands:
    """`run("inbox", user="petugas")` is `wbs inbox` at that account's terminal."""

    clock: Clock
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    folder: Path

    def run(self, *words: object, user: str = "", password: str = PASSWORD) -> Ran:
        self.monkeypatch.setenv("WBS_PASSWORD_FILE", str(self.secret("sandi", password)))
        self.monkeypatch.setenv("WBS_USER", user)
        self.capsys.readouterr()
        code = main([str(word) for word in words], clock=self.clock, new_slots=CHEAP)
        captured = self.capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    def done(self, *words: object, user: str = "") -> Ran:
        """Run what must succeed."""
        ran = self.run(*words, user=user)
        assert ran.code == 0, ran.err
        return ran

    def secret(self, name: str, line: str) -> Path:
        """A file with one line that only its owner can read."""
        path = self.folder / name
        path.touch(mode=0o600)
        path.write_text(line + "\n")
        return path


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No setting of the person who runs the tests; each test begins and ends in Indonesian."""
    for name in ("WBS_STORE", "WBS_USER", "WBS_PASSWORD_FILE", "WBS_NEW_PASSWORD_FILE", "WBS_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WBS_LANG", "id")
    monkeypatch.setenv("WBS_KEYRING", "off")
    monkeypatch.setenv("COLUMNS", "80")
    yield
    use_language("id")


@pytest.fixture
def wbs(office, tmp_path, monkeypatch, capsys) -> Commands:
    """The commands over an office of the test's own."""
    monkeypatch.setenv("WBS_STORE", str(office.location))
    return Commands(office.clock, monkeypatch, capsys, tmp_path)


@pytest.fixture
def bare_wbs(tmp_path, monkeypatch, capsys) -> Commands:
    """The commands where there is no store yet."""
    monkeypatch.setenv("WBS_STORE", f"sqlite:///{tmp_path / 'kantor' / 'office.wbs'}")
    return Commands(system_clock, monkeypatch, capsys, tmp_path)
