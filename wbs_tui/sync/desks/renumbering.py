"""Two places may give two files of a case the same number: the later one gets the next free number."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, select

from models.tables.cases import evidence
from wbs_tui.cases.keys import content_key
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import EvidenceDescription
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry
from wbs_tui.journal.transaction import Change


def numbers_to_change(
    desk: Desk, connection: Connection, case: Row[Any], inserted: list[Entry]
) -> dict[str, EvidenceDescription]:
    """By file that was inserted: what is said of it under a number that no other file of the case has.

    Nothing where this account does not read the case: who does finds the files by their ids.
    """
    new = {
        effect.row_id
        for entry in inserted
        for effect in entry.effects_on(evidence.name)
        if effect.operation == "insert"
    }
    if not new or not desk.keyring.is_member(case.compartment_id):
        return {}
    rows = connection.execute(
        select(evidence).where(evidence.c.case_id == case.id).order_by(evidence.c.received_at, evidence.c.id)
    ).all()
    opener = Opener(desk, connection)
    opener.fetch(row.description for row in rows)
    said = {
        row.id: opener.open(evidence.c.description, row.id, row.description, EvidenceDescription)
        for row in rows
    }
    known = {row_id: about for row_id, about in said.items() if about is not None}
    return _renumbered(known, new) if len(known) == len(said) else {}


def _renumbered(said: dict[str, EvidenceDescription], new: set[str]) -> dict[str, EvidenceDescription]:
    taken = {about.number for row_id, about in said.items() if row_id not in new}
    changed: dict[str, EvidenceDescription] = {}
    for row_id, about in said.items():
        if row_id not in new:
            continue
        if about.number in taken:
            number = max(*taken, *(each.number for each in said.values())) + 1
            changed[row_id] = about = msgspec.structs.replace(about, number=number)
        taken.add(about.number)
    return changed


def write_numbers(
    desk: Desk, change: Change, case: Row[Any], numbered: dict[str, EvidenceDescription]
) -> None:
    """Seal what is said of the files anew, within the entry that takes in the desk's work."""
    if not numbered:
        return
    key = content_key(desk, change.connection, case.id, case.compartment_id)
    for row_id, about in numbered.items():
        sealed = change.seal(key, evidence.c.description, row_id, about)
        change.update(evidence, row_id, description=sealed)
