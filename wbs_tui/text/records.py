"""What bytes on disk and wire are read into.

msgspec works a type out when it first decodes one, and lets another thread see it half worked out: two that
decoded their first of a type at once ended the interpreter (SIGSEGV, msgspec 0.22). No type is decoded that
has not been through here.
"""

import threading
from functools import cache
from typing import TypeVar

import msgspec

Type = TypeVar("Type")
_WORKING_OUT = threading.Lock()


def ready(type_: Type) -> Type:
    """The type, once it is worked out with all that it holds: any number of threads may decode it now."""
    _work_out(type_)
    return type_


@cache
def _work_out(type_: object) -> None:
    with _WORKING_OUT:
        msgspec.msgpack.Decoder(type_)
