"""Whoever signs an entry is the author of what it writes on a case, and changes no words of another."""

from models.tables.schema import journaled_tables
from wbs_tui.journal.entries import Entry, RowEffect

_AUTHORS = {
    name: "account_id"
    for name, table in journaled_tables().items()
    if {"account_id", "case_id"} <= set(table.c.keys())
} | {"reports": "recorded_by", "evidence": "added_by"}
"""By table: the column that says who wrote the row."""
_CHANGES = {
    "evidence": frozenset({"state", "description", "released_key"}),
    "legal_holds": frozenset({"lifted_at", "lifted_by", "reason"}),
    "messages": frozenset({"state", "answered_at"}),
    "recommendations": frozenset({"status"}),
    "recusals": frozenset({"moved_at"}),
    "referrals": frozenset(
        {"state", "answered_at", "register", "stage", "result", "closure", "told_at", "answer"}
    ),
    "shares": frozenset({"ended_at", "ended_by"}),
}
"""By table: what may change of a row after it was written; nothing of the others."""
_NUMBER = frozenset({"register", "year", "running"})
_REGISTERED = _NUMBER | {"channel", "received_at"}
"""What stays of a case for good; but a provisional number gives way to one of the register."""


MERGED = "exchange.merged"
"""The kind of entry with which the home store takes in what a desk brought, and numbers its new cases."""
_ONLY_BY = {
    **dict.fromkeys(("stage", "stage_entered_at", "result", "closure", "ended_at"), "case.advanced"),
    **dict.fromkeys(("compartment_id", "restricted"), "case.restricted"),
}
"""By column of a case that changes by one kind of entry alone: that kind."""


def is_its_authors(entry: Entry) -> bool:
    """Whether everything that the entry writes is in its signer's name, and on the case that it is about."""
    return all(_fits(entry, effect) for effect in entry.effects)


def _fits(entry: Entry, effect: RowEffect) -> bool:
    if effect.table == "cases":
        new = effect.operation == "insert"
        return effect.row_id == entry.case_id and (new or _may_change(entry.kind, effect))
    author = _AUTHORS.get(effect.table)
    if author is None:
        return True
    if effect.operation == "update":
        enders = (effect.values.get(name, entry.actor) for name in ("lifted_by", "ended_by"))
        return all(ender == entry.actor for ender in enders) and effect.values.keys() <= _CHANGES.get(
            effect.table, frozenset()
        )
    return (effect.values.get(author), effect.values.get("case_id")) == (entry.actor, entry.case_id)


def _may_change(kind: str, effect: RowEffect) -> bool:
    fixed = _REGISTERED - _NUMBER if kind == MERGED else _REGISTERED
    return fixed.isdisjoint(effect.values) and all(
        _ONLY_BY.get(column, kind) == kind for column in effect.values
    )
