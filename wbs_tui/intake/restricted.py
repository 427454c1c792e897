"""A report about the office itself goes straight into compartments of its own, before it is stored."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.tables.cases import restrictions
from models.words.roles import AccountStatus, Role
from wbs_tui.cases.circle import STAFF, Accused, Circle, circle_of
from wbs_tui.cases.readers.moving import found_for, found_identity_for
from wbs_tui.cases.sealed import RestrictionDetail
from wbs_tui.intake.implicated import Subjects
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.places import CASE
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.ids import new_id

OF_INTAKE = "intake"
"""The origin of a restriction: the report was recognised as it came in."""
_NO_SEAT = (Role.ESCROW, Role.OUTSIDE)


def full_names(connection: Connection) -> dict[str, str]:
    """The full names of those who have an account, by its id."""
    named = select(accounts.c.id, accounts.c.full_name).where(
        accounts.c.full_name.is_not(None),
        accounts.c.status != AccountStatus.DISABLED,
        accounts.c.role.not_in(_NO_SEAT),
    )
    return {row.id: row.full_name for row in connection.execute(named)}


@dataclass(frozen=True, slots=True)
class OwnPlace:
    """The compartments of a case that is being registered."""

    desk: Desk
    case_id: str
    compartment_id: str
    accused: Accused
    circle: Circle

    def write_restriction(self, change: Change, key: CellKey) -> None:
        """The row that says whom the case implicates, sealed to those who read it."""
        row_id = new_id(self.desk.clock)
        detail = RestrictionDetail(
            targets=tuple(sorted(self.accused.targets)), implicated=tuple(sorted(self.circle.implicated))
        )
        change.insert(
            restrictions,
            row_id,
            case_id=self.case_id,
            origin=OF_INTAKE,
            compartment_id=self.compartment_id,
            at=change.at,
            account_id=self.desk.actor.id,
            detail=change.seal(key, restrictions.c.detail, row_id, detail),
        )


def found_own(desk: Desk, change: Change, case_id: str, subjects: Subjects) -> OwnPlace:
    """Found the compartments of a case before anything of it is sealed.

    Somebody of the staff who is not named may be the importer himself: he stays in none of those.
    """
    accused = Accused(subjects.targets, subjects.accounts)
    parent_id = desk.keyring.compartment(OFFICE)
    reads = STAFF not in subjects.targets
    circle = circle_of(desk, change.connection, case_id, parent_id, accused, reads=reads)
    compartment_id = found_for(desk, change, case_id, CASE, parent_id, circle)
    found_identity_for(desk, change, case_id, circle)
    return OwnPlace(desk, case_id, compartment_id, accused, circle)
