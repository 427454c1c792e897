"""The device's secret: kept where the desktop keeps secrets, and never a reason to wait or to fail."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.secret_service import SecretService, running
from wbs_tui.vault import device

STORE, ACCOUNT, OTHER = (f"{n:02d}" * 16 for n in range(1, 4))
PLAINTEXT_KEYRING = """
import sys
from keyring.backend import KeyringBackend
class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username):
        return "c2VjcmV0" * 8
    def set_password(self, service, username, password):
        open(sys.argv[1], "w").write(password)
    def delete_password(self, service, username):
        pass
"""
ASK = """
import sys
from wbs_tui.vault import device
kept = device.remember("01" * 16, "02" * 16, bytes(32))
print(device.find("01" * 16, "02" * 16), kept, device.forget("01" * 16, "02" * 16))
"""


@pytest.fixture(autouse=True)
def keyring_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("WBS_KEYRING", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch) -> Iterator[SecretService]:
    service = SecretService()
    with running(service) as address:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield service


def test_a_secret_is_kept_found_and_forgotten(desktop: SecretService) -> None:
    secret = device.new_secret()
    assert device.remember(STORE, ACCOUNT, secret)
    assert device.find(STORE, ACCOUNT) == secret
    assert device.find(STORE, OTHER) is None
    assert device.find(OTHER, ACCOUNT) is None
    assert device.forget(STORE, ACCOUNT)
    assert device.find(STORE, ACCOUNT) is None
    assert not device.forget(STORE, ACCOUNT)
    assert desktop.items == {}


def test_a_locked_keyring_is_not_asked_to_unlock(desktop: SecretService) -> None:
    desktop.locked = True
    assert device.find(STORE, ACCOUNT) is None
    assert not device.remember(STORE, ACCOUNT, device.new_secret())
    assert not {"Unlock", "CreateCollection", "Prompt"} & set(desktop.calls)


def test_a_keyring_that_never_answers_does_not_hold_up_the_desk(
    desktop: SecretService, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.silent = True
    monkeypatch.setattr(device, "_LONGEST_WAIT", 0.2)
    assert device.find(STORE, ACCOUNT) is None
    assert not device.remember(STORE, ACCOUNT, device.new_secret())


def test_a_keyring_that_refuses_is_as_good_as_none(desktop: SecretService) -> None:
    desktop.refuses = True
    assert device.find(STORE, ACCOUNT) is None
    assert not device.forget(STORE, ACCOUNT)


@pytest.mark.parametrize("kept", [b"bukan base64", b"cGVuZGVr"])
def test_what_is_no_secret_is_not_used(desktop: SecretService, kept: bytes) -> None:
    device.remember(STORE, ACCOUNT, device.new_secret())
    (path,) = desktop.items
    desktop.items[path] = (desktop.items[path][0], kept)
    assert device.find(STORE, ACCOUNT) is None


def test_without_a_desktop_the_password_stands_alone() -> None:
    assert device.find(STORE, ACCOUNT) is None
    assert not device.remember(STORE, ACCOUNT, device.new_secret())
    assert not device.forget(STORE, ACCOUNT)


def test_it_can_be_turned_off(desktop: SecretService, monkeypatch: pytest.MonkeyPatch) -> None:
    device.remember(STORE, ACCOUNT, device.new_secret())
    desktop.calls.clear()
    monkeypatch.setenv("WBS_KEYRING", "off")
    assert device.find(STORE, ACCOUNT) is None
    assert not device.remember(STORE, ACCOUNT, device.new_secret())
    assert desktop.calls == []


def test_no_other_backend_is_used_whatever_the_configuration_says(tmp_path: Path) -> None:
    (tmp_path / "plain_keyring.py").write_text(PLAINTEXT_KEYRING)
    written = tmp_path / "written"
    run = subprocess.run(
        [sys.executable, "-c", ASK, str(written)],
        env={
            "PATH": "",
            "HOME": str(tmp_path),
            "PYTHONPATH": f"{tmp_path}:{Path.cwd()}",
            "PYTHON_KEYRING_BACKEND": "plain_keyring.Keyring",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert (run.stdout, run.stderr) == ("None False False\n", "")
    assert not written.exists()


def test_the_keyring_is_not_imported_before_it_is_asked() -> None:
    looks = (
        "import sys, wbs_tui.vault.device; print('keyring' in sys.modules, 'secretstorage' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", looks], capture_output=True, text=True, check=True)
    assert run.stdout == "False False\n"
