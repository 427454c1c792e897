"""With which roles an account decides on a case: its own, and where the Inspektur is kept out also his."""

from typing import Any

from sqlalchemy import Connection, Row

from models.words.roles import Role
from wbs_tui.accounts.standing import holder
from wbs_tui.cases.circle import kept_out
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.stages import Edge
from wbs_tui.store.places import CASE


def roles_in(desk: Desk, connection: Connection, case: Row[Any]) -> frozenset[Role]:
    """The roles of the account at the desk within a case.

    Where the Inspektur is kept out of it, a lead among its readers takes his decisions; each says so.
    """
    own = frozenset({desk.actor.role})
    return own | {Role.INSPECTOR} if stands_in(desk, connection, case) else own


def stands_in(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether the account takes the Inspektur's decisions in this case, because he is kept out of it."""
    return desk.actor.role is Role.LEAD and _is_without_head(desk, connection, case)


def decides(desk: Desk, connection: Connection, case: Row[Any], edge: Edge) -> bool:
    """Whether the account takes this step in this case, rather than only propose it."""
    if desk.actor.role in edge.roles:
        return True
    return not roles_in(desk, connection, case).isdisjoint(edge.roles)


def _is_without_head(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether the case is in a compartment of its own that its sealed list keeps the Inspektur out of."""
    if not case.restricted or desk.keyring.compartment_of_case(case.id, CASE) is None:
        return False
    head = holder(connection, Role.INSPECTOR)
    return head is not None and head.id in kept_out(desk, connection, case.id)
