"""Every page of a store's database and of its log, opened with the store key: free pages and old frames too.

SQLCipher 4 with a raw key: pages of 4096 bytes, AES-256-CBC; the last 80 of each are its IV (16) and HMAC
(64); the first 16 of the file are the salt. The log holds the same pages behind a header of 24 bytes each.
"""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
_RESERVED = 80
_SALT = 16
_LOG_HEADER = 32
_FRAME_HEADER = 24


def raw_pages(database: Path, store_key: bytes) -> bytes:
    """What stands in the database file and in its log, one page after the other."""
    log = database.with_name(f"{database.name}-wal")
    opened = [
        _opened(page, store_key, first=number == 0)
        for number, page in enumerate(_cut(database.read_bytes(), PAGE))
    ]
    if log.exists():
        frames = _cut(log.read_bytes()[_LOG_HEADER:], _FRAME_HEADER + PAGE)
        opened += [
            _opened(frame[_FRAME_HEADER:], store_key, first=int.from_bytes(frame[:4]) == 1)
            for frame in frames
        ]
    return b"".join(opened)


def _cut(content: bytes, size: int) -> list[bytes]:
    return [content[at : at + size] for at in range(0, len(content) - size + 1, size)]


def _opened(page: bytes, key: bytes, *, first: bool) -> bytes:
    sealed = page[_SALT if first else 0 : PAGE - _RESERVED]
    iv = page[PAGE - _RESERVED :][:16]
    decryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
    return decryptor.update(sealed) + decryptor.finalize()
