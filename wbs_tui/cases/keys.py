"""The keys of a case: what officers read goes under its content key, who reported under its identity key."""

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.vault.cells import CellKey

CONTENT_KEY = "content"
IDENTITY_KEY = "identity"


def content_key(desk: Desk, connection: Connection, case_id: str, compartment_id: str) -> CellKey:
    """The key for the next write of contents; inside a transaction that writes, for it may be a new one."""
    return desk.keyring.writing_key(connection, desk.clock, CONTENT_KEY, compartment_id, case_id)


def identity_key(desk: Desk, connection: Connection, case_id: str) -> CellKey:
    """The key for what leads to the reporter; whoever is not let in gets a new one that he cannot reopen."""
    compartment_id = desk.keyring.compartment(IDENTITY)
    return desk.keyring.writing_key(connection, desk.clock, IDENTITY_KEY, compartment_id, case_id)


def new_content_key(desk: Desk, connection: Connection, case_id: str, compartment_id: str) -> CellKey:
    """The first content key of a new case."""
    return desk.keyring.make_key(connection, desk.clock, CONTENT_KEY, compartment_id, case_id)
