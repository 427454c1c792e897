"""Which cases are not there for an account: one answer for every list, count and look-up.

A case in a compartment of its own is there only for that compartment's members, and a case from which an
officer has recused himself is gone for him at once. Nobody else's cases are ever hidden, so an office without
such cases asks one question that an index answers with nothing.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, TextClause, bindparam, text, true

from models.tables.cases import cases
from wbs_tui.journal.desk import Desk
from wbs_tui.store.places import CASE

NOT_HIDDEN = "c.id NOT IN :hidden"
"""For statements in plain text over `cases c`; `with_hidden` binds it."""

OF_THEIR_OWN = text(
    "SELECT id, compartment_id FROM cases WHERE restricted "
    "UNION ALL SELECT case_id, NULL FROM recusals WHERE account_id = :me"
)
"""Cases in a compartment of their own, and those that `:me` has left: both few, each by its index."""


def hidden_cases(desk: Desk, connection: Connection) -> frozenset[str]:
    """The ids of the cases that are not there for the account at the desk, by the grants of now.

    By their rows, and by the charters whatever the rows say: those are signed.
    """
    found = connection.execute(OF_THEIR_OWN, {"me": desk.actor.id})
    hidden = {row.id for row in found if not _is_let_in(desk, row.compartment_id)}
    for case_id, places in desk.keyring.authority.of_case.items():
        if CASE in places and not desk.keyring.is_member(places[CASE]):
            hidden.add(case_id)
    return frozenset(hidden)


def _is_let_in(desk: Desk, compartment_id: str | None) -> bool:
    return compartment_id is not None and desk.keyring.is_member(compartment_id)


def is_hidden(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether a row of `cases` is not there for the account: he gets the words of an unknown number."""
    return not desk.keyring.is_member(case.compartment_id) or case.id in hidden_cases(desk, connection)


def shown(desk: Desk, connection: Connection) -> ColumnElement[bool]:
    """The condition for statements that select from `cases`."""
    hidden = hidden_cases(desk, connection)
    return cases.c.id.not_in(sorted(hidden)) if hidden else true()


def with_hidden(statement: str) -> TextClause:
    """The statement in plain text, ready to be given `hidden` as a list where it asks for it."""
    made = text(statement)
    return made.bindparams(bindparam("hidden", expanding=True)) if NOT_HIDDEN in statement else made
