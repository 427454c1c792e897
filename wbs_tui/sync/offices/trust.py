"""Which record of another office a person's confirmation stands for, sealed by who took it in.

Whoever has a server's database can write its rows, but not cells under this office's key: a record that was
put in by hand is trusted by nobody, and nothing is sealed to its keys.
"""

import hashlib

from sqlalchemy import Connection

from models.tables.exchange import exchange_state
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.errors import WbsError
from wbs_tui.vault.cells import CellPlace, open_struct, seal_struct

_NAME = "trust:"


def note_trust(desk: Desk, connection: Connection, office_id: str, statement: bytes) -> None:
    """This record counts. Raises NotEnrolled for who does not hold the office's key."""
    digest = hashlib.sha256(statement).digest()
    cell = seal_struct(exchange_cell_key(desk, connection), _place(desk, office_id), digest)
    write_state(connection, _NAME + office_id, cell)


def is_trusted(desk: Desk, connection: Connection, office_id: str, statement: bytes) -> bool:
    """Whether this very record was taken in by an account of the office as one that counts."""
    cell = read_state(connection, _NAME + office_id, bytes)
    if cell is None:
        return False
    try:
        key = exchange_cell_key(desk, connection)
        digest = open_struct(lambda _key_id: key, _place(desk, office_id), cell, bytes)
    except WbsError:  # a cell of no key of ours, or a changed one: nobody of the office has said it
        return False
    return digest == hashlib.sha256(statement).digest()


def _place(desk: Desk, office_id: str) -> CellPlace:
    return CellPlace(desk.office.id, str(exchange_state.name), "value", _NAME + office_id)
