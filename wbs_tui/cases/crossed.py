"""Cases in which edits of two places crossed: how many wait for a decision, and how the history tells it."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import Column, Connection, select

from models.tables.cases import cases
from models.tables.exchange import conflicts
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.authorship import MERGED
from wbs_tui.journal.entries import Entry
from wbs_tui.text.catalogue import _, n_

SETTLED = "conflict.settled"
"""The kind of entry with which somebody decides which of two edits stands."""


def crossed(connection: Connection, case_ids: Collection[str]) -> Counter[str]:
    """Of these cases: how many of their fields wait for a decision."""
    if not case_ids:
        return Counter()
    fields = (
        select(conflicts.c.case_id, conflicts.c.subject, conflicts.c.row_id, conflicts.c.field)
        .where(conflicts.c.case_id.in_(case_ids), conflicts.c.settled_at.is_(None))
        .distinct()
    )
    return Counter(row.case_id for row in connection.execute(fields))


def _merged(_connection: Connection, entry: Entry) -> str:
    said = [_("Pekerjaan meja lain digabungkan.")]
    found = len(
        {tuple(each.values.get(name) for name in _FIELD) for each in entry.effects_on(conflicts.name)}
    )
    if found:
        said.append(n_("{count} perubahan bertabrakan menunggu keputusan.", found).format(count=found))
    for effect in entry.effects_on(cases.name):
        if "register" in effect.values:
            said.append(_("Kasus diberi nomor {register}.").format(register=effect.values["register"]))
    return " ".join(said)


def _settled(_connection: Connection, _entry: Entry) -> str:
    return _("Perubahan yang bertabrakan diputuskan: satu yang berlaku, yang lain tetap tercatat.")


_FIELD = ("subject", "row_id", "field")
SENTENCES: Mapping[str, Callable[[Connection, Entry], str]] = {MERGED: _merged, SETTLED: _settled}
DETAIL: Mapping[str, tuple[Column[bytes], type[Any]]] = {SETTLED: (conflicts.c.reason, Words)}
