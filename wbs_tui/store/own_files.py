"""Small files of one account on one computer, outside every store, that are sealed for the account alone."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.boxes import open_box, seal_box
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.files import finish, sync_folder, temporary_beside
from wbs_tui.vault.statements import read_statement

_LARGEST = 1 << 24


def own_path(store_id: str, account_id: str, keys: AccountKeys, ending: str) -> Path:
    """Where such a file lies: in `WBS_STATE`, else the user's folder for state. New keys begin anew."""
    chosen = os.environ.get("WBS_STATE")
    folder = Path(chosen).expanduser().absolute() if chosen else user_state_path("wbs")
    mark = hashlib.sha256(keys.public().sign).hexdigest()[:8]
    return folder / store_id / f"{account_id}-{mark}.{ending}"


@dataclass(frozen=True, slots=True)
class OwnFile:
    """One such file: a statement in a box with a label of its own."""

    path: Path
    label: str
    what: str
    """What it is, in messages; marked with `N_`."""

    def read(self, own: CellKey, versions: Mapping[int, type[Any]]) -> Any:
        """The struct that it holds; None when there is no file.

        Raises OSError, Damaged, NewerFormat, WrongKey.
        """
        try:
            with self.path.open("rb") as file:
                sealed = file.read(_LARGEST)
        except (FileNotFoundError, NotADirectoryError):
            return None
        return read_statement(open_box(own.aead, sealed, self.label, self.what), versions, self.what)

    def write(self, own: CellKey, statement: bytes) -> None:
        """Replace the file whole, for its owner alone; raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with temporary_beside(self.path) as (file, temporary):
            file.write(seal_box(own.aead, statement, self.label))
            finish(file)
            temporary.replace(self.path)
        sync_folder(self.path.parent)
