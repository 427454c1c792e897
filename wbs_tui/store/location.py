"""Where an office's store is: one address, from which the file, its header and its evidence folder follow."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse
from wbs_tui.vault.header import header_path

_SCHEME = "sqlite:///"


@dataclass(frozen=True, slots=True)
class StoreLocation:
    """An office's store in a folder of its own: the database, its header and its evidence."""

    database: Path

    @property
    def header(self) -> Path:
        """The file with the key slots."""
        return header_path(self.database)

    @property
    def attempts(self) -> Path:
        """The file that counts wrong passwords."""
        return self.database.with_name(self.database.name + ".attempts")

    @property
    def use(self) -> Path:
        """The file by whose lock a process shows that it has the store open."""
        return self.database.with_name(self.database.name + ".use")

    @property
    def evidence(self) -> Path:
        """The folder of sealed evidence files."""
        return self.database.with_name(self.database.name + ".evidence")

    @property
    def policy(self) -> Path:
        """The folder in which the office overrides policy files."""
        return self.database.with_name("policy")

    def __str__(self) -> str:
        return _SCHEME + str(self.database)


def locate(url: str | None, environment: Mapping[str, str] = os.environ) -> StoreLocation:
    """The store that `--store`, else `WBS_STORE`, else the user's data folder names; raises WrongUse."""
    chosen = url or environment.get("WBS_STORE") or _SCHEME + str(user_data_path("wbs") / "office.wbs")
    if not chosen.startswith(_SCHEME) or len(chosen) == len(_SCHEME):
        raise WrongUse(_("Alamat penyimpanan tidak dikenal. Tulis sqlite:///LETAK-BERKAS."))
    return StoreLocation(Path(chosen.removeprefix(_SCHEME)).expanduser().absolute())
