"""Invitations: a one-time code that lets the owner of an account in to make its keys."""

from datetime import timedelta

from models.words.clock import Clock, to_millis
from wbs_tui.accounts.views import Invitation
from wbs_tui.vault.codes import new_code
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.slots import Slot, make_invitation_slot

VALID_FOR = timedelta(days=14)


def new_invitation(
    store_id: str, store_key: bytes, account_id: str, name: str, clock: Clock
) -> tuple[Invitation, Slot]:
    """A fresh code for an account, and the slot that it opens until it is used or two weeks have passed."""
    code = new_code()
    now = to_millis(clock())
    expires_at = now + int(VALID_FOR.total_seconds() * 1000)
    slot = make_invitation_slot(
        store_id=store_id,
        slot_id=new_id(clock),
        account_id=account_id,
        account_name=name,
        code=code,
        store_key=store_key,
        created_at=now,
        expires_at=expires_at,
    )
    return Invitation(name, code, expires_at), slot
