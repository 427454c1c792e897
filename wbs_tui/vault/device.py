"""The secret of this device, in the operating system's keyring; without one the password stands alone."""

import base64
import binascii
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")

SECRET_BYTES = 32
_SERVICE = "wbs-tui"
_LONGEST_WAIT = 3.0  # seconds; a keyring that needs more is waiting for someone


def new_secret() -> bytes:
    """32 random bytes."""
    return os.urandom(SECRET_BYTES)


def find(store_id: str, account: str) -> bytes | None:
    """This account's secret for this store, or None when the keyring has none, is locked, or is not there."""
    found = _ask(lambda keyring: keyring.get_password(_SERVICE, _name(store_id, account)))
    if found is None:
        return None
    try:
        secret = base64.b64decode(found, validate=True)
    except binascii.Error:
        return None
    return secret if len(secret) == SECRET_BYTES else None


def remember(store_id: str, account: str, secret: bytes) -> bool:
    """Keep the secret; False when it could not be kept and read back (then make the slot without it)."""
    text = base64.b64encode(secret).decode()
    _ask(lambda keyring: keyring.set_password(_SERVICE, _name(store_id, account), text))
    return find(store_id, account) == secret


def secret_kept(store_id: str, account: str) -> bytes | None:
    """This account's secret on this device, a new one if there is none; None when it cannot be kept.

    One that is there is never replaced: a slot may need it.
    """
    known = find(store_id, account)
    if known is not None:
        return known
    secret = new_secret()
    return secret if remember(store_id, account, secret) else None


def forget(store_id: str, account: str) -> bool:
    """Remove the secret; False when there was none to remove."""
    return _ask(lambda keyring: keyring.delete_password(_SERVICE, _name(store_id, account)) or True) is True


def _name(store_id: str, account: str) -> str:
    return f"{store_id}/{account}"


def _ask(question: Callable[[Any], T]) -> T | None:
    """Put a question to the keyring in a thread of its own: one that hangs cannot hold up the desk."""
    if os.environ.get("WBS_KEYRING", "").casefold() == "off":
        return None
    answer: Future[T | None] = Future()
    threading.Thread(target=_answer, args=(question, answer), daemon=True, name="keyring").start()
    expected = (OSError, *_refusals())  # OSError: the wait is over, or the desktop's bus went away
    try:
        return answer.result(_LONGEST_WAIT)
    except expected:
        return None


def _answer(question: Callable[[Any], T], answer: "Future[T | None]") -> None:
    try:
        keyring = _backend()
        answer.set_result(None if keyring is None else question(keyring))
    except BaseException as error:  # noqa: BLE001 - the asker raises what it does not expect
        answer.set_exception(error)


def _refusals() -> tuple[Any, ...]:
    """What a keyring that is locked, absent or unwilling raises."""
    from keyring.errors import KeyringError

    if sys.platform in ("win32", "darwin"):
        return (KeyringError,)
    from jeepney import DBusErrorResponse  # type: ignore[import-untyped]
    from secretstorage.exceptions import SecretStorageException

    return (KeyringError, SecretStorageException, DBusErrorResponse)


def _backend() -> Any:
    """The operating system's keyring and no other: configuration, plug-ins, `keyrings.alt` are not asked."""
    kind: Any
    try:
        if sys.platform == "win32":
            from keyring.backends import Windows

            kind = Windows.WinVaultKeyring
        elif sys.platform == "darwin":
            from keyring.backends import macOS

            kind = macOS.Keyring
        elif _secret_service_open():
            from keyring.backends import SecretService

            kind = SecretService.Keyring
        else:
            return None
        return kind()
    except (ImportError, RuntimeError):  # RuntimeError: the backend finds itself not viable
        return None


def _secret_service_open() -> bool:
    """Whether the desktop's secret service runs and its default collection is open (unlocking prompts)."""
    import secretstorage

    with contextlib.closing(secretstorage.dbus_init()) as connection:
        if not secretstorage.check_service_availability(connection):
            return False
        return not secretstorage.Collection(connection).is_locked()
