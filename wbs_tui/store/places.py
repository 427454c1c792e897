"""Which compartment a restricted case is in: what the charters prove, whatever the case's own row says.

A charter counts when its founder was a member, at its moment, of the compartment that the case was in before:
the office's, or an earlier one of the case. Two that take the case out of the same one contradict each other.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row

from wbs_tui.store.chains import Chain, SigningKeys
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.charters import CHARTER_CONTEXT, Charter, read_charter
from wbs_tui.vault.errors import Damaged, NewerFormat

OFFICE = "office"
IDENTITY = "identity"
CASE = "case"
CASE_IDENTITY = "case_identity"
TAKEN_OUT_OF = {CASE: OFFICE, CASE_IDENTITY: IDENTITY}
"""Where a case is before it has a compartment of its own, by the kind of that one."""


@dataclass(slots=True)
class Places:
    """What the charters of one store prove."""

    of_case: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    """By case, by kind (`case`, `case_identity`): the compartment that it is in."""
    charters: dict[str, Charter] = field(default_factory=dict)
    """By compartment: the charters that count."""
    digests: dict[str, bytes] = field(default_factory=dict)
    """By compartment: SHA-256 of the bytes of its charter."""
    contested: set[str] = field(default_factory=set)
    """Cases of which a charter does not count, or two contradict each other."""
    broken: set[str] = field(default_factory=set)
    """The compartments of those charters."""


def read_places(
    rows: Iterable[Row[Any]], office_id: str, chains: Mapping[str, Chain], keys: SigningKeys
) -> Places:
    """Check every charter, from the first signed to the last; `rows` are those of `compartments`."""
    rows = list(rows)
    reader = _Reader(office_id, chains, keys, {row.kind: row.id for row in rows if not _of_a_case(row)})
    read = [(row, _charter(row)) for row in rows if _of_a_case(row)]
    good = [(row, charter) for row, charter in read if charter is not None and _agrees(row, charter)]
    for row, charter in read:
        if charter is None or not _agrees(row, charter):
            reader.refuse(row.id, row.case_id, None if charter is None else charter.case)
    for row, charter in sorted(good, key=lambda each: (each[1].at, each[0].id)):
        reader.take(row, charter)
    return reader.places


def _of_a_case(row: Row[Any]) -> bool:
    return row.case_id is not None or row.statement is not None or row.kind in TAKEN_OUT_OF


def _charter(row: Row[Any]) -> Charter | None:
    try:
        return read_charter(row.statement)
    except (Damaged, NewerFormat):
        return None


def _agrees(row: Row[Any], charter: Charter) -> bool:
    """Whether the row's columns say what its signed bytes say."""
    columns = (row.id, row.kind, row.case_id, row.parent_id, row.founder_id)
    signed = (charter.compartment, charter.kind, charter.case, charter.parent, charter.founder)
    return columns == signed


class _Reader:
    def __init__(
        self, office_id: str, chains: Mapping[str, Chain], keys: SigningKeys, roots: Mapping[str, str]
    ) -> None:
        self.places = Places()
        self._office_id = office_id
        self._chains = chains
        self._keys = keys
        self._roots = roots
        self._taken_out_of: dict[tuple[str, str], str] = {}
        """By case and parent: the compartment that the case was moved into."""

    def take(self, row: Row[Any], charter: Charter) -> None:
        """Let the charter count, or refuse it."""
        place = (charter.case, charter.parent)
        if not self._is_genuine(row, charter):
            self.refuse(charter.compartment, charter.case)
        elif place in self._taken_out_of:
            self.refuse(charter.compartment, charter.case)
            self.refuse(self._taken_out_of[place], charter.case)
        else:
            self._taken_out_of[place] = charter.compartment
            self.places.charters[charter.compartment] = charter
            self.places.digests[charter.compartment] = hashlib.sha256(row.statement).digest()
            self.places.of_case[charter.case][charter.kind] = charter.compartment

    def refuse(self, compartment_id: str, *case_ids: str | None) -> None:
        """Nothing may be sealed to the compartment, nor anything be written on the cases."""
        self.places.broken.add(compartment_id)
        self.places.contested.update(case_id for case_id in case_ids if case_id is not None)

    def _is_genuine(self, row: Row[Any], charter: Charter) -> bool:
        parent, own = self._chains.get(charter.parent), self._chains.get(charter.compartment)
        key = self._keys.get(charter.founder, {}).get(charter.fingerprint)
        if parent is None or own is None or key is None or charter.office != self._office_id:
            return False
        if not self._may_be_left(charter):
            return False
        founder = parent.member_at(charter.founder, charter.at)
        if founder is None or founder.fingerprint != charter.fingerprint:
            return False
        if own.founded_by != (charter.founder, charter.fingerprint):
            return False
        return verify(key, CHARTER_CONTEXT, row.statement, row.signature)

    def _may_be_left(self, charter: Charter) -> bool:
        """Whether the charter takes the case out of the office's compartment, or one that it was in."""
        earlier = self.places.charters.get(charter.parent)
        if earlier is not None:
            return (earlier.case, earlier.kind) == (charter.case, charter.kind)
        return charter.kind in TAKEN_OUT_OF and charter.parent == self._roots.get(TAKEN_OUT_OF[charter.kind])
