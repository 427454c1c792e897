"""Bytes to text, whatever the sender says they are."""

import codecs
from functools import lru_cache

_FALLBACK = "cp1252"  # what "ANSI" and a wrongly named Latin-1 are in practice
_LONGEST_CHARSET = 40
# Encodings of names and of source code, not of text: quadratic, or with a meaning for backslashes.
_NOT_FOR_TEXT = frozenset(
    {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"}
)
_SINGLE_BYTE = frozenset({"ascii", "iso8859-1", "cp1252"})


def decode_text(data: bytes, charset: str | None = None) -> str:
    """Text in `charset` when that is known and right, else as UTF-8, else as Windows-1252; never an error.

    UTF-8 that is called Latin-1 is a common mistake of senders: what is valid UTF-8 is read as such.
    """
    for candidate in (_codec(charset), "utf-8"):
        if candidate and not (candidate in _SINGLE_BYTE and not data.isascii()):
            try:
                return data.decode(candidate)
            except UnicodeError:
                continue
    return data.decode(_FALLBACK, errors="replace")


def decode_eight_bit(value: str) -> str:
    """A header in which the parser let raw bytes stand as surrogates, as text."""
    return value if value.isascii() else decode_text(value.encode("utf-8", errors="surrogateescape"))


@lru_cache(maxsize=256)
def _codec(charset: str | None) -> str | None:
    """The codec's own name, or None for one that is unknown or is no encoding of text."""
    if not charset or len(charset) > _LONGEST_CHARSET or not charset.isascii():
        return None
    try:
        codec = codecs.lookup(charset)
        "".encode(codec.name)  # refuses what turns bytes into bytes, such as zlib
    except (LookupError, ValueError):
        return None
    return None if codec.name in _NOT_FOR_TEXT else codec.name
