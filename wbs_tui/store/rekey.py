"""Gives the database another key: every page is written anew, in one transaction of SQLCipher."""

from contextlib import closing

import sqlcipher3.dbapi2 as sqlcipher

from wbs_tui.store.errors import translated
from wbs_tui.store.file_engine import keyed_connection
from wbs_tui.store.location import FileStore


def rekey_database(location: FileStore, old: bytes, new: bytes) -> None:
    """Re-key it (32 bytes each). Cut off anywhere, it opens with one of the two, whole.

    Nobody else may have it open. Raises StoreBusy, DiskFull, DamagedStore; then it has its old key.
    """
    with translated(), closing(keyed_connection(location, old)) as connection:
        # A writer that does not let go makes the pragma fail with words that do not say so.
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA rekey = \"x'{new.hex()}'\"")
    with translated(), closing(keyed_connection(location, new)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _overwrite_old_pages(connection)


def _overwrite_old_pages(connection: sqlcipher.Connection) -> None:
    """Bring all new pages into the file, and leave none of the old in the log."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
