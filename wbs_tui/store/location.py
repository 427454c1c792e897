"""Where an office's store is: one address, from which the database, its slots and its folders follow."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from platformdirs import user_data_path, user_state_path

from wbs_tui.store.file_header import FileHeader
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse
from wbs_tui.vault.header import header_path

if TYPE_CHECKING:
    from wbs_tui.store.server_header import ServerHeader

_FILE = "sqlite:///"
_SERVERS = ("postgresql://", "postgres://")
_SECRETS = ("password", "sslpassword")


@dataclass(frozen=True, slots=True)
class FileStore:
    """An office's store in a folder of its own: the database, its header and its evidence."""

    database: Path

    @property
    def header(self) -> FileHeader:
        """The file with the key slots."""
        return FileHeader(header_path(self.database))

    @property
    def attempts(self) -> Path:
        """The file that counts wrong passwords."""
        return self._beside(".attempts")

    @property
    def use(self) -> Path:
        """The file by whose lock a process shows that it has the store open."""
        return self._beside(".use")

    @property
    def evidence(self) -> Path:
        """The folder of sealed evidence files."""
        return self._beside(".evidence")

    @property
    def caches(self) -> Path:
        """The folder of the accounts' own caches."""
        return self._beside(".caches")

    @property
    def policy(self) -> Path:
        """The folder in which the office overrides policy files."""
        return self.database.with_name("policy")

    @property
    def folder(self) -> Path:
        """Where this computer keeps what it needs for the store: here, all of it."""
        return self.database.parent

    @property
    def name(self) -> str:
        """What tells this store from another in the same folder."""
        return self.database.name

    def _beside(self, ending: str) -> Path:
        return self.database.with_name(self.database.name + ending)

    def __str__(self) -> str:
        return _FILE + str(self.database)


@dataclass(frozen=True, slots=True)
class ServerStore:
    """An office's store on a PostgreSQL server; a folder of this computer holds what is not shared."""

    address: str
    """As libpq takes it, without a password."""
    folder: Path

    @property
    def header(self) -> "ServerHeader":
        """The key slots, in rows."""
        from wbs_tui.store.server_header import ServerHeader  # its driver takes a while to load

        return ServerHeader(self.address)

    @property
    def attempts(self) -> Path:
        """The file that counts wrong passwords on this computer."""
        return self.folder / "attempts"

    @property
    def use(self) -> Path:
        """The file by whose lock a process of this computer shows that it has the store open."""
        return self.folder / "use"

    @property
    def caches(self) -> Path:
        """The folder of the accounts' own caches."""
        return self.folder / "caches"

    @property
    def policy(self) -> Path:
        """The folder in which the office overrides policy files, on every computer alike."""
        return self.folder / "policy"

    @property
    def name(self) -> str:
        """What tells this store from another: its folder is its own."""
        return self.folder.name

    def __str__(self) -> str:
        return self.address


StoreLocation = FileStore | ServerStore


def locate(url: str | None, environment: Mapping[str, str] = os.environ) -> StoreLocation:
    """The store that `--store`, else `WBS_STORE`, else the user's data folder names; raises WrongUse."""
    chosen = url or environment.get("WBS_STORE") or _FILE + str(user_data_path("wbs") / "office.wbs")
    if chosen.startswith(_SERVERS):
        return _server(chosen, environment)
    if not chosen.startswith(_FILE) or len(chosen) == len(_FILE):
        raise WrongUse(
            _(
                "Alamat penyimpanan tidak dikenal. Tulis sqlite:///LETAK-BERKAS, atau "
                "postgresql://AKUN@SERVER/BASISDATA tanpa kata sandi."
            )
        )
    return FileStore(Path(chosen.removeprefix(_FILE)).expanduser().absolute())


def _server(address: str, environment: Mapping[str, str]) -> ServerStore:
    """A password in an address stands in the list of processes, in histories and in logs."""
    try:
        parts = urlsplit(address)
        secret = parts.password is not None or any(name in parse_qs(parts.query) for name in _SECRETS)
    except ValueError as error:
        raise WrongUse(_("Alamat server tidak dapat dibaca. Periksa --store.")) from error
    if secret:
        raise WrongUse(
            _(
                "Jangan menulis kata sandi di alamat server. Pakai berkas ~/.pgpass, berkas layanan "
                "(service=NAMA), atau sertifikat."
            )
        )
    state = environment.get("WBS_STATE")
    folder = Path(state).expanduser().absolute() if state else user_state_path("wbs")
    mark = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return ServerStore(address, folder / "servers" / mark)
