"""Evidence of another office's case, written out: the journal says who did so and why before it is there."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import disclosures
from models.tables.exchange import foreign_files
from models.words.exchange import FileState
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import EXPORT
from wbs_tui.cases.exchange_kinds import FOREIGN_EXPORTED
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import ForeignFile, Words
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import CASE, OFFICE
from wbs_tui.sync.foreign_cases.foreign_views import (
    FileNotHere,
    NoSuchForeign,
    find_foreign,
    refuse_destroyed_foreign,
)
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.ids import new_id


def export_foreign(desk: Desk, file_id: str, target: Path, reason: str) -> Path:
    """Write a file of a shared case in the clear to a new file or into a folder; gives the path.

    Raises NotPermitted, ReasonMissing, NoSuchForeign, NotLetIn, FileNotHere, Refused (something is there
    already), StoreTrouble.
    """
    desk.require(Operation.MONITOR_READ)
    desk.require(Operation.EVIDENCE_EXPORT)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        connection = transaction.connection
        row = _file(desk, connection, file_id)
        opener = Opener(desk, connection)
        about = opener.must_open(foreign_files.c.description, row.id, row.description, ForeignFile)
        path = target / about.name if target.is_dir() else target
        if path.exists():
            raise Refused(_("{name} sudah ada dan tidak ditimpa. Pilih nama lain.").format(name=path.name))
        with transaction.entry(FOREIGN_EXPORTED) as change:
            row_id, place = new_id(desk.clock), desk.keyring.compartment_of_case(row.foreign_id, CASE)
            key = desk.keyring.make_key(  # who took what and why outlives the case
                connection, desk.clock, "disclosure", place or desk.keyring.compartment(OFFICE), None
            )
            change.insert(
                disclosures,
                row_id,
                what=EXPORT,
                subject_id=row.id,
                at=change.at,
                account_id=desk.actor.id,
                reason=change.seal(key, disclosures.c.reason, row_id, Words(text=given)),
            )
    desk.evidence_files.export(about.key, row.id, path)
    return path


def _file(desk: Desk, connection: Connection, file_id: str) -> Row[Any]:
    """The row of a file that has arrived, of a case that is there for the account."""
    row = connection.execute(select(foreign_files).where(foreign_files.c.id == file_id)).one_or_none()
    if row is None:
        raise NoSuchForeign
    refuse_destroyed_foreign(connection, find_foreign(desk, connection, row.foreign_id))
    if row.state != FileState.HERE:
        raise FileNotHere
    return row
