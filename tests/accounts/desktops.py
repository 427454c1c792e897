"""Devices with a keyring each: an officer goes from one to the other."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from tests.vault.secret_service import SecretService, running


class Desktops:
    """`sit_at("rumah")` makes that device's keyring the one that the program finds."""

    def __init__(self, patch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self._patch = patch
        self._stack = stack
        self._addresses: dict[str, str] = {}
        self.services: dict[str, SecretService] = {}

    def sit_at(self, name: str) -> SecretService:
        """The keyring of this device."""
        if name not in self._addresses:
            self.services[name] = SecretService()
            self._addresses[name] = self._stack.enter_context(running(self.services[name]))
        self._patch.delenv("WBS_KEYRING", raising=False)
        self._patch.setenv("DBUS_SESSION_BUS_ADDRESS", self._addresses[name])
        return self.services[name]

    def sit_without_keyring(self) -> None:
        """A device that keeps no secrets."""
        self._patch.setenv("WBS_KEYRING", "off")


@contextmanager
def desktops_of(patch: pytest.MonkeyPatch) -> Iterator[Desktops]:
    """The devices of one test."""
    with ExitStack() as stack:
        yield Desktops(patch, stack)
