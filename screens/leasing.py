"""Cases of a list are lent to a desk elsewhere; read only when somebody asks for it."""

from collections.abc import Sequence

from models.words.rows import CaseRow
from screens.base import DeskScreen
from screens.dialogs.make_lease import MakeLeaseDialog
from screens.dialogs.said import SaidDialog
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.sync.desks.lease_telling import of_made
from wbs_tui.text.catalogue import _


async def lease_cases(screen: DeskScreen, rows: Sequence[CaseRow]) -> bool:
    """Ask what a desk elsewhere needs, make its file and say what to do with it; True when it was made."""
    accounts = await screen.call(lambda: assignable(screen.desk))
    made = await screen.app.push_screen_wait(MakeLeaseDialog(screen.desk, rows, accounts))
    if made is None:
        return False
    title = _("Meja {mark} {name}").format(mark=made.lease.mark, name=made.lease.name)
    await screen.app.push_screen_wait(SaidDialog(title, "\n".join(of_made(made))))
    return True
