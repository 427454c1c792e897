"""Edits of a case that crossed: each is shown, and decided or left for later."""

from functools import partial
from typing import TYPE_CHECKING

from screens.dialogs.conflict import ConflictDialog
from wbs_tui.sync.conflicts.conflict_views import conflicts
from wbs_tui.sync.conflicts.settling import settle
from wbs_tui.text.catalogue import _

if TYPE_CHECKING:
    from screens.base import DeskScreen


async def settle_conflicts(screen: "DeskScreen", register: str | None = None) -> int:
    """Ask about every conflict of a case, or of all; how many were settled. One that is left ends it."""
    desk = screen.desk
    waiting = await screen.call(lambda: conflicts(desk, register))
    if not waiting:
        screen.tell(_("Tidak ada perubahan yang bertabrakan."))
    settled = 0
    for each in waiting:
        kept = await screen.app.push_screen_wait(ConflictDialog(each, desk.office.zone))
        if kept is None:
            break
        await screen.call(partial(settle, desk, each.id, kept.entry, kept.reason))
        settled += 1
    return settled
