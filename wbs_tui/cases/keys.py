"""The keys of a case: what officers read goes under its content key, who reported under its identity key."""

from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.store.places import CASE_IDENTITY
from wbs_tui.vault.cells import CellKey

CONTENT_KEY = "content"
IDENTITY_KEY = "identity"


def content_key(desk: Desk, connection: Connection, case_id: str, compartment_id: str) -> CellKey:
    """The key for the next write of contents; inside a transaction that writes, for it may be a new one.

    Raises MovedCase when the row of `cases` names another compartment than the charters prove.
    """
    desk.keyring.check_place(case_id, compartment_id)
    return desk.keyring.writing_key(connection, desk.clock, CONTENT_KEY, compartment_id, case_id)


def identity_key(desk: Desk, connection: Connection, case_id: str) -> CellKey:
    """The key for what leads to the reporter; whoever is not let in gets a new one that he cannot reopen.

    Raises MovedCase when nobody can say where the case belongs.
    """
    compartment_id = identity_compartment(desk, case_id)
    desk.keyring.check_place(case_id, compartment_id, CASE_IDENTITY)
    return desk.keyring.writing_key(connection, desk.clock, IDENTITY_KEY, compartment_id, case_id)


def identity_compartment(desk: Desk, case_id: str) -> str:
    """Where the case's identity is: the office's `identity`, or one of its own."""
    own = desk.keyring.compartment_of_case(case_id, CASE_IDENTITY)
    return own or desk.keyring.compartment(IDENTITY)


def reads_identity(desk: Desk, case_id: str) -> bool:
    """Whether the account holds the grant for who reported this case."""
    return desk.keyring.is_member(identity_compartment(desk, case_id))


def new_content_key(desk: Desk, connection: Connection, case_id: str, compartment_id: str) -> CellKey:
    """The first content key of a new case, or of a case in a new compartment."""
    return desk.keyring.make_key(connection, desk.clock, CONTENT_KEY, compartment_id, case_id)


def new_identity_key(desk: Desk, connection: Connection, case_id: str) -> CellKey:
    """The first identity key of a new case."""
    compartment_id = identity_compartment(desk, case_id)
    return desk.keyring.make_key(connection, desk.clock, IDENTITY_KEY, compartment_id, case_id)
