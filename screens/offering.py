"""What a leased desk is offered: only what it may do there. The home store greys what a role may not do."""

from typing import TYPE_CHECKING

from wbs_tui.actions import Action

if TYPE_CHECKING:
    from wbs_tui.journal.desk import Desk

_REVEAL = "identity.reveal"
"""Done with keys that a lease takes along only when it was decided so."""


def is_offered(desk: "Desk | None", action: Action) -> bool:
    """Whether the action is told of at this desk at all; whoever sits there."""
    if desk is None or desk.lease is None:
        return True
    if action.at_home or (action.operation == _REVEAL and not desk.lease.identity):
        return False
    return action.operation is None or desk.lease.allows(action.operation, desk.now())
