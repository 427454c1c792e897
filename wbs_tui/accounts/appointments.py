"""By which decree the Super Admin holds his office, and who the Inspektur is."""

from dataclasses import dataclass

from models.words.roles import Role
from wbs_tui.accounts.handover import Decree
from wbs_tui.accounts.standing import holder
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.errors import DamagedStore


@dataclass(frozen=True, slots=True)
class Appointment:
    """The Super Admin and his decree."""

    account_id: str
    name: str
    decree: Decree | None
    """None where no number was ever written down."""
    head: str
    """The Inspektur's account name."""


def appointment(desk: Desk) -> Appointment:
    """Who is Super Admin, by which decree. Raises NotPermitted, DamagedStore."""
    desk.require(Operation.ACCOUNT_LIST)
    with desk.reading() as connection:
        admin, head = holder(connection, Role.SUPER_ADMIN), holder(connection, Role.INSPECTOR)
    if admin is None or head is None:
        raise DamagedStore
    decree = None
    if admin.decree_number:
        decree = Decree(admin.decree_number, admin.decree_date, admin.decree_signer, admin.decree_start)
    return Appointment(admin.id, admin.name, decree, head.name)
