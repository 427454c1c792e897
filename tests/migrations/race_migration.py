"""A process of its own that migrates a store: ADDRESS. Says `ready`, waits, and says what came of it."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

import alembic.command  # noqa: F401 - it takes long to load, and the race is about what comes after

from tests.conftest import PASSWORD
from tests.migrations.old_stores import opened
from wbs_tui.accounts.upgrade import upgrade_store
from wbs_tui.store.engine import reading
from wbs_tui.store.location import FileStore, StoreLocation, locate
from wbs_tui.store.migrate import migrate
from wbs_tui.store.schema import stored_version


def migrated(location: StoreLocation) -> object:
    """In a file the versions before and after; on a server the version after."""
    if isinstance(location, FileStore):
        return upgrade_store(location, "petugas", PASSWORD)
    with opened(location) as engine:
        migrate(engine)
        with reading(engine) as connection:
            return stored_version(connection)


def main() -> None:
    location = locate(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(migrated(location)))


if __name__ == "__main__":
    main()
