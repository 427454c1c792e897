"""What an engine knows of its store besides how to connect: carried as an option of every connection."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from wbs_tui.store.location import StoreLocation

BESIDE = "beside"
"""What the option `writes` says for a transaction that takes no turn among the writers."""
_ADDRESS, _FOLDER = "wbs_address", "wbs_folder"


def place_of(location: StoreLocation) -> Mapping[str, Any]:
    """The options for an engine over this store."""
    return {_ADDRESS: str(location), _FOLDER: location.folder}


def address_of(connection: Connection) -> str:
    """The address of the store that the connection is to."""
    return str(connection.get_execution_options()[_ADDRESS])


def folder_of(connection: Connection) -> Path:
    """Where this computer keeps what it needs for that store; made if it is not there."""
    folder: Path = connection.get_execution_options()[_FOLDER]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
