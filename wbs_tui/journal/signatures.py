"""Checks signatures beside the thread that reads: OpenSSL needs ten times what reading an entry does."""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple

from wbs_tui.journal.entries import SIGNING_CONTEXT
from wbs_tui.vault.account_keys import verify

_THREADS = max(1, min(3, (os.cpu_count() or 1) - 1))
_AHEAD = 2 * _THREADS
"""How many batches may wait: no more are held in memory."""


class Claim(NamedTuple):
    """An entry that says whose it is; `key`: the one it must be signed with, if there is such a key."""

    entry_id: str
    key: bytes | None
    signed: bytes
    signature: bytes

    def holds(self) -> bool:
        """Whether it is signed with that key."""
        return self.key is not None and verify(self.key, SIGNING_CONTEXT, self.signed, self.signature)


class Signatures:
    """Takes claims in batches, and gives the ids of those that do not hold, in the order they came."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, "signatures")
        self._waiting: deque[Future[list[str]]] = deque()

    def __enter__(self) -> "Signatures":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def check(self, claims: Sequence[Claim]) -> Iterator[str]:
        """Take a batch; gives what is known by now of those before."""
        self._waiting.append(self._pool.submit(_false, claims))
        while len(self._waiting) > _AHEAD:
            yield from self._waiting.popleft().result()

    def rest(self) -> Iterator[str]:
        """What is left, when all have been taken."""
        while self._waiting:
            yield from self._waiting.popleft().result()


def _false(claims: Sequence[Claim]) -> list[str]:
    return [claim.entry_id for claim in claims if not claim.holds()]
