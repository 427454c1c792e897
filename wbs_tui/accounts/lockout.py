"""Wrong passwords make wait: after five for a name 30 seconds, then twice as long, up to 15 minutes.

Kept beside the header, so that it holds for screens and commands alike. Names are kept as 16 bits of a hash:
what was typed into the wrong field cannot be read from it. It is a brake on somebody at the desk; whoever
takes the header away with him guesses at the speed of Argon2id.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from models.words.clock import Clock, to_millis
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.store.location import StoreLocation
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, StoreTrouble
from wbs_tui.text.records import ready
from wbs_tui.vault.account_slots import folded
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.files import finish, temporary_beside
from wbs_tui.vault.header import header_lock

FREE_TRIES = 5
_FIRST_WAIT = 30_000  # milliseconds
_LONGEST_WAIT = 15 * 60_000
_FORGOTTEN_AFTER = 24 * 60 * 60_000
_MOST_FAILURES = 1000
_MOST_NAMES = 256
_LARGEST_FILE = 64 * 1024


class LockedOut(CannotUnlock):
    """Too many wrong passwords for this name; `seconds` is how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(still_waiting(seconds))
        self.seconds = seconds


def still_waiting(seconds: int) -> str:
    """What an officer is told while he has to wait."""
    return _("Terlalu banyak percobaan yang salah. Tunggu {time} menit lagi, lalu coba lagi.").format(
        time=f"{seconds // 60}:{seconds % 60:02d}"
    )


class _Tried(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Wrong tries for one name, the last of them `at` (UTC milliseconds)."""

    name: int
    failures: int
    at: int

    def until(self) -> int:
        """When the next try is taken."""
        if self.failures < FREE_TRIES:
            return self.at
        doublings = min(self.failures - FREE_TRIES, 10)
        return self.at + min(_FIRST_WAIT << doublings, _LONGEST_WAIT)


@contextmanager
def attempt(location: StoreLocation, name: str, clock: Clock) -> Iterator[None]:
    """A try to get in as `name`, known or not: a wrong one counts, a right one clears. Raises LockedOut."""
    tries = _Tries(location.attempts, to_millis(clock()))
    mark = _mark(location, name)
    tries.refuse_early(mark)
    try:
        yield
    except (WrongPassword, InvitationOver):
        tries.count(mark)
        raise
    tries.clear(mark)


def _mark(location: StoreLocation, name: str) -> int:
    text = f"wbs-attempts-v1|{location.name}|{folded(name)}"
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:2], "big")


class _Tries:
    """The file of wrong tries, as of `now`. A disk that refuses to keep it stops nobody from working."""

    def __init__(self, path: Path, now: int) -> None:
        self._path = path
        self._now = now

    def refuse_early(self, mark: int) -> None:
        """Raise LockedOut while the name has to wait."""
        tried = self._read().get(mark)
        if tried is None:
            return
        if tried.at > self._now and not self._put(self._from_now(tried)):
            return  # the clock was set back, and what is on the disk would lock for ever
        left = self._from_now(tried).until() - self._now
        if left > 0:
            raise LockedOut(-(-left // 1000))

    def _from_now(self, tried: _Tried) -> _Tried:
        """A try in the future was made before the clock was set back: its wait begins now, once."""
        return msgspec.structs.replace(tried, at=min(tried.at, self._now))

    def count(self, mark: int) -> None:
        """One more wrong try."""
        with suppress(StoreTrouble), header_lock(self._path):
            known = self._read()
            failures = min(known[mark].failures + 1 if mark in known else 1, _MOST_FAILURES)
            self._write(known | {mark: _Tried(mark, failures, self._now)})

    def clear(self, mark: int) -> None:
        """The right password: nothing is held against the name."""
        if mark not in self._read():
            return
        with suppress(StoreTrouble), header_lock(self._path):
            known = self._read()
            known.pop(mark, None)
            self._write(known)

    def _put(self, tried: _Tried) -> bool:
        with suppress(StoreTrouble), header_lock(self._path):
            return self._write(self._read() | {tried.name: tried})
        return False

    def _read(self) -> dict[int, _Tried]:
        """What is held against whom; a file that is no such file holds nothing."""
        try:
            with self._path.open("rb") as file:
                listed = msgspec.json.decode(file.read(_LARGEST_FILE), type=ready(list[_Tried]))
        except (OSError, msgspec.DecodeError, RecursionError):
            return {}
        return {tried.name: tried for tried in listed[:_MOST_NAMES] if self._counts(tried)}

    def _counts(self, tried: _Tried) -> bool:
        plausible = 0 <= tried.name < 2**16 and 0 < tried.failures <= _MOST_FAILURES
        return plausible and tried.at + _FORGOTTEN_AFTER > self._now

    def _write(self, known: dict[int, _Tried]) -> bool:
        """Keep the names with the most wrong tries: who floods the file with names frees none."""
        kept = sorted(known.values(), key=lambda tried: (-tried.failures, -tried.at))[:_MOST_NAMES]
        try:
            with temporary_beside(self._path) as (file, temporary):
                file.write(msgspec.json.encode(kept))
                finish(file)
                temporary.replace(self._path)
        except OSError:
            return False
        return True
