"""Drafts that could not be kept in the store: they wait on this computer, sealed, until it is back.

One file for each subject, in a folder of the account's own beside what it remembers of the store. Its name is
a digest; subject, words and moment are sealed under the account's own key.
"""

import hashlib
from pathlib import Path

import msgspec

from wbs_tui.journal.desk import Desk
from wbs_tui.store.errors import disk_errors_named
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.boxes import open_box, seal_box
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.files import finish, sync_folder, temporary_beside
from wbs_tui.vault.statements import read_statement

_VERSION = 1
_HELD = N_("Rancangan yang disimpan di komputer ini")
_ENDING = ".draft"


class Held(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One draft that waits; `at`: UTC milliseconds."""

    version: int = _VERSION
    subject: str
    body: str | None
    """None: the draft is to be forgotten."""
    at: int


class HeldDrafts:
    """Those of the account at a desk, on this computer."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._folder = desk.keyring.beside(".drafts")

    def hold(self, subject: str, body: str | None) -> None:
        """Keep the words, or that the draft is to be forgotten. Raises DiskFull, StoreUnreachable."""
        held = Held(subject=subject, body=body, at=self._desk.now())
        with disk_errors_named():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            target = self._path(subject)
            with temporary_beside(target) as (file, temporary):
                file.write(seal_box(self._desk.keyring.own.aead, msgspec.msgpack.encode(held), self._label))
                finish(file)
                temporary.replace(target)
            sync_folder(self._folder)

    def of(self, subject: str) -> Held | None:
        """What waits under a subject; None when nothing does, or it does not open."""
        return self._read(self._path(subject))

    def all(self) -> tuple[Held, ...]:
        """Everything that waits."""
        with disk_errors_named():
            paths = sorted(self._folder.glob(f"*{_ENDING}")) if self._folder.is_dir() else []
        return tuple(held for held in map(self._read, paths) if held is not None)

    def forget(self, subject: str) -> None:
        """The store holds what is newer."""
        with disk_errors_named():
            self._path(subject).unlink(missing_ok=True)

    def _path(self, subject: str) -> Path:
        return self._folder / f"{hashlib.sha256(subject.encode()).hexdigest()}{_ENDING}"

    @property
    def _label(self) -> str:
        return joined("wbs-held-draft-v1", self._desk.office.id, self._desk.actor.id)

    def _read(self, path: Path) -> Held | None:
        """A file that does not open stays where it is: it may be of a newer version of the program."""
        with disk_errors_named():
            try:
                sealed = path.read_bytes()
            except FileNotFoundError:
                return None
        try:
            plain = open_box(self._desk.keyring.own.aead, sealed, self._label, _HELD)
            held: Held = read_statement(plain, {_VERSION: Held}, _HELD)
        except (Damaged, NewerFormat, WrongKey):
            return None
        return held
