"""A small box: version byte 1, nonce (12), AES-256-GCM ciphertext with its tag (16), bound to a context."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey

KEY_BYTES = 32
_VERSION = 1
_NONCE = 12
_TAG = 16


def seal_box(aead: AESGCM, plaintext: bytes, context: str) -> bytes:
    """Seal a few bytes under a key, bound to the context."""
    nonce = os.urandom(_NONCE)
    return b"\x01" + nonce + aead.encrypt(nonce, plaintext, context.encode())


def open_box(aead: AESGCM, box: bytes, context: str, what: str) -> bytes:
    """Open a box; `what` names it in messages. Raises NewerFormat, Damaged (too short) or WrongKey."""
    check_version(box, _VERSION, what)
    if len(box) < 1 + _NONCE + _TAG:
        raise Damaged(what)
    try:
        return aead.decrypt(box[1 : 1 + _NONCE], box[1 + _NONCE :], context.encode())
    except InvalidTag as error:
        raise WrongKey(what) from error


def check_version(sealed: bytes, known: int, what: str) -> None:
    """The first byte is the version: 1 to `known` is ours, more is newer, 0 or nothing is damage."""
    if not sealed or sealed[0] == 0:
        raise Damaged(what)
    if sealed[0] > known:
        raise NewerFormat(what)
