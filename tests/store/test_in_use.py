"""Who has a store open keeps a new key off it; who dies does not."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from wbs_tui.store import in_use
from wbs_tui.store.errors import StoreBusy
from wbs_tui.store.in_use import InUse
from wbs_tui.store.store_key import StoreKey

HOLD = """
import sys
from pathlib import Path
from wbs_tui.store.in_use import InUse
held = InUse(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "office.wbs.use"


def test_many_hold_it_and_nobody_of_them_is_alone(path: Path) -> None:
    first, second = InUse(path), InUse(path)
    with first.alone() as alone:
        assert not alone
    second.close()
    with first.alone() as alone:
        assert alone
    first.close()


def test_nobody_comes_in_while_somebody_is_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_use, "_LONGEST_WAIT", 0.0)
    first = InUse(path)
    with first.alone() as alone:
        assert alone
        with pytest.raises(StoreBusy):
            InUse(path)
    second = InUse(path)
    with second.alone() as alone:
        assert not alone
    first.close()
    second.close()


def test_who_was_refused_keeps_his_share(path: Path) -> None:
    first, second = InUse(path), InUse(path)
    for one, other in ((first, second), (second, first)):
        with one.alone() as alone:
            assert not alone
        with other.alone() as alone:
            assert not alone
    first.close()
    second.close()


def test_a_process_that_was_killed_holds_nothing(path: Path) -> None:
    mine = InUse(path)
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with mine.alone() as alone:
            assert not alone
        other.kill()
    with mine.alone() as alone:
        assert alone
    mine.close()


def test_where_no_lock_can_be_kept_nobody_is_ever_alone(tmp_path: Path) -> None:
    (tmp_path / "bukan folder").touch()
    reader = InUse(tmp_path / "bukan folder" / "office.wbs.use")
    with reader.alone() as alone:
        assert not alone
    reader.close()


def test_a_key_changes_only_when_nobody_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wbs_tui.store.store_key._LONGEST_WAIT", 0.0)
    key = StoreKey(bytes(32))
    key.begin()
    with key.changing() as quiet:
        assert not quiet
    key.end()
    with key.changing() as quiet:
        assert quiet


def test_whoever_comes_while_it_changes_waits_and_finds_the_new_one() -> None:
    key, found = StoreKey(b"a" * 32), []

    def use() -> None:
        key.begin()
        found.append(key.current)
        key.end()

    with key.changing() as quiet:
        assert quiet
        user = threading.Thread(target=use)
        user.start()
        key.current = b"b" * 32
    user.join()
    assert found == [b"b" * 32]
    assert repr(key) == "<StoreKey>"
