"""Signed statements: MessagePack maps with a version, read by the struct of that version."""

from collections.abc import Mapping
from typing import Any

import msgspec

from wbs_tui.text.records import ready
from wbs_tui.vault.errors import Damaged, NewerFormat


class _Envelope(msgspec.Struct, frozen=True):
    version: int


def read_statement(statement: bytes, versions: Mapping[int, type[Any]], what: str) -> Any:
    """The struct of the version that the bytes name; `what` names it in messages.

    Raises NewerFormat, or Damaged for bytes that are no such statement.
    """
    try:
        version = msgspec.msgpack.decode(statement, type=ready(_Envelope)).version
        if version > max(versions):
            raise NewerFormat(what)
        return msgspec.msgpack.decode(statement, type=ready(versions[version]))
    except (msgspec.MsgspecError, UnicodeDecodeError, TypeError, KeyError, RecursionError) as error:
        raise Damaged(what) from error
