"""Going live: until every account and the escrow have opened something, the office is in its trial."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts, compartments, offices, openings
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.recovery.errors import NotReadyToLive
from wbs_tui.accounts.recovery.kinds import OFFICE_LIVE
from wbs_tui.accounts.recovery.status import read_status
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.ordering import by_letters
from wbs_tui.text.catalogue import _

_NO_SEAT = (Role.ESCROW, Role.OUTSIDE)


@dataclass(frozen=True, slots=True)
class LiveState:
    """Whether the office works for good. Times: milliseconds since 1970 UTC."""

    live_at: int | None
    waits_for: tuple[str, ...] = ()
    """Names of accounts that have been let in and have opened nothing there yet."""
    recovery_proven: bool = True

    @property
    def trial(self) -> bool:
        """Whether this is still the trial."""
        return self.live_at is None

    @property
    def ready(self) -> bool:
        """Whether nothing is missing."""
        return not self.waits_for and self.recovery_proven

    def missing(self) -> tuple[str, ...]:
        """What keeps the office from going live, a sentence each."""
        said = [_("{account} belum pernah membuka aksesnya.").format(account=name) for name in self.waits_for]
        if not self.recovery_proven:
            said.append(
                _(
                    "Kunci pemulihan belum terbukti: periksa dua bagian (`wbs recovery check`) atau adakan "
                    "latihan (`wbs recovery drill`)."
                )
            )
        return tuple(said)


def in_trial(desk: Desk) -> bool:
    """Whether the office is still in its trial."""
    with desk.reading() as connection:
        return connection.execute(select(offices.c.live_at)).scalar() is None


def live_state(desk: Desk) -> LiveState:
    """Whether the office is live, and what is missing; cheap once it is."""
    with desk.reading() as connection:
        return _state(connection, desk)


def _state(connection: Connection, desk: Desk) -> LiveState:
    live_at = connection.execute(select(offices.c.live_at)).scalar()
    if live_at is not None:
        return LiveState(live_at)
    return LiveState(None, _waiting(connection, desk), read_status(connection, desk).proven)


def _waiting(connection: Connection, desk: Desk) -> tuple[str, ...]:
    """Whoever is in one of the office's compartments and has opened nothing there with his present key."""
    current = (
        select(accounts.c.id, accounts.c.name, account_keys.c.id.label("key_id"))
        .join(account_keys, account_keys.c.account_id == accounts.c.id)
        .where(
            accounts.c.status == AccountStatus.ACTIVE,
            accounts.c.role.not_in(_NO_SEAT),
            account_keys.c.ended_at.is_(None),
        )
        .order_by(by_letters(accounts.c.name))
    )
    opened = {
        (row.compartment_id, row.account_key_id)
        for row in connection.execute(select(openings.c.compartment_id, openings.c.account_key_id))
    }
    of_office = select(compartments.c.id).where(compartments.c.case_id.is_(None))
    shared = list(connection.execute(of_office).scalars())
    members = desk.keyring.authority.members
    return tuple(
        row.name
        for row in connection.execute(current)
        if any((each, row.id) in members and (each, row.key_id) not in opened for each in shared)
    )


def go_live(desk: Desk) -> None:
    """End the trial, if it has not ended yet. Raises NotPermitted, NotReadyToLive (with what is missing)."""
    desk.require(Operation.OFFICE_SETTINGS)
    with desk.transaction() as transaction:
        state = _state(transaction.connection, desk)
        if state.live_at is not None:
            return
        if not state.ready:
            raise NotReadyToLive(state.missing())
        with transaction.entry(OFFICE_LIVE) as change:
            change.update(offices, desk.office.id, live_at=change.at)
