"""Recovery when somebody is gone: two shares let the Inspektur in, give his office on, or invite him anew.

The escrow itself signs what is done with it. Once the Inspektur can read, he makes the next generation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Engine, select

from models.tables.accounts import accounts, compartments
from models.words.clock import Clock
from models.words.office import Actor, Office
from models.words.recovery import ShareEvent
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.compartments import CompartmentWriter, Member, Signer, member_of, signer_of
from wbs_tui.accounts.ended_keys import end_covers_of, end_keys_of
from wbs_tui.accounts.handover import Decree
from wbs_tui.accounts.invitations import new_invitation
from wbs_tui.accounts.offices import read_office, refuse_other_store, refuse_unfinished
from wbs_tui.accounts.recovery.drill import look_anew, renew_at
from wbs_tui.accounts.recovery.errors import IsHead, NothingToRecover, OnlyForHead, SharesOpenNothing
from wbs_tui.accounts.recovery.escrow import Deliver
from wbs_tui.accounts.recovery.kinds import RECOVERY_USED
from wbs_tui.accounts.recovery.share_proofs import Opened, put_together
from wbs_tui.accounts.recovery.shares import ShareSheets
from wbs_tui.accounts.slot_changes import SlotChange, changing_slots
from wbs_tui.accounts.standing import holder
from wbs_tui.accounts.views import Invitation
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import open_with_one_of, writing
from wbs_tui.store.errors import DamagedStore
from wbs_tui.store.in_use import InUse
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import check_version
from wbs_tui.store.store_key import StoreKey
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.errors import WrongKey
from wbs_tui.vault.header import Header, without_accounts
from wbs_tui.vault.shares import SameShareTwice, combine, escrow_keys, normalise
from wbs_tui.vault.slots import Slot, open_escrow_slot

KeptFrom = Callable[[Desk, Connection, str], frozenset[str]]
"""The cases that an account must not read, as the keys of the desk that it is given show it."""


def recover(desk: Desk, first: str, second: str, deliver: Deliver, kept_from: KeptFrom) -> ShareSheets:
    """Let the Inspektur, who has made new keys, into every compartment again, and split anew.

    He gets nothing of the cases that he is kept from, as far as the escrow's keys show them. Raises
    NotPermitted, OnlyForHead, NothingToRecover, NoEscrow, WrongShare; then nothing is changed.
    """
    desk.require(Operation.RECOVERY_USE)
    with changing_slots(desk) as (transaction, slots):
        if _own_role(transaction.connection, desk) != Role.INSPECTOR:
            raise OnlyForHead
        recovery = _Recovery(desk, transaction.connection, slots, deliver, kept_from)
        sheets = recovery.run((first, second), lambda _change: None)
    look_anew(desk)
    return sheets


def take_over(
    desk: Desk, first: str, second: str, decree: Decree, deliver: Deliver, kept_from: KeptFrom
) -> ShareSheets:
    """Make the account at the desk the Inspektur, by decree and two shares; the one who was it is out.

    The desk is of no use afterwards. Raises as `recover`, and IsHead.
    """
    desk.require(Operation.RECOVERY_USE)
    with changing_slots(desk) as (transaction, slots):
        connection = transaction.connection
        if _own_role(connection, desk) == Role.INSPECTOR:
            raise IsHead
        old = holder(connection, Role.INSPECTOR)

        def stand_in(change: Change) -> None:
            if old is not None:
                change.update(accounts, old.id, status=AccountStatus.DISABLED, disabled_at=change.at)
                end_keys_of(change, old.id)
                end_covers_of(change, old.id)
                slots.without.add(old.id)
            end_covers_of(change, desk.actor.id)
            change.update(accounts, desk.actor.id, role=Role.INSPECTOR, **decree.columns())

        leaving = () if old is None else (old.id,)
        recovery = _Recovery(desk, connection, slots, deliver, kept_from)
        return recovery.run((first, second), stand_in, leaving)


def _own_role(connection: Connection, desk: Desk) -> Role:
    """The account's own: who stands in for the Inspektur is not he."""
    return Role(
        connection.execute(select(accounts.c.role).where(accounts.c.id == desk.actor.id)).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class _Recovery:
    """What both ways for an account that is logged in have in common."""

    desk: Desk
    connection: Connection
    slots: SlotChange
    deliver: Deliver
    kept_from: KeptFrom

    def run(
        self,
        shares: tuple[str, str],
        appoint: Callable[[Change], None],
        leaving: tuple[str, ...] = (),
    ) -> ShareSheets:
        """First the escrow's entry, then the next generation by who is let in."""
        desk, connection = self.desk, self.connection
        desk.keyring.load(connection)
        opened = put_together(connection, desk.keyring, desk.office.id, *shares)
        escrow = opened.signer(connection, desk.office.id)
        me = member_of(connection, desk.actor.id)
        missing = self._missing(escrow, me)
        if not missing:
            raise NothingToRecover
        with by_escrow(connection, desk.office, opened, escrow, desk.clock).entry(RECOVERY_USED) as change:
            opened.note(change, desk.clock, me.account_id, ShareEvent.USED)
            appoint(change)
            for compartment_id in missing:
                self._let_in(change, escrow, compartment_id, me, leaving)
        renewed = renew_at(desk, connection, self.slots, (signer_of(desk), escrow))
        self.deliver(renewed.sheets)
        return renewed.sheets

    def _missing(self, escrow: Signer, me: Member) -> list[str]:
        """Where the escrow is, the account may not grant for good, and it is not kept from."""
        as_escrow = replace(self.desk, keyring=escrow.keyring)
        kept = self.kept_from(as_escrow, self.connection, me.account_id)
        rows = self.connection.execute(select(compartments.c.id, compartments.c.case_id))
        closed = {row.id for row in rows if row.case_id in kept}
        members = escrow.keyring.authority.members
        own = {each: members.get((each, me.account_id)) for each in escrow.keyring.member_compartments()}
        return sorted(
            each
            for each, membership in own.items()
            if each not in closed
            and (membership is None or not membership.can_grant or membership.until is not None)
        )

    def _let_in(
        self, change: Change, escrow: Signer, compartment_id: str, me: Member, leaving: tuple[str, ...]
    ) -> None:
        writer = CompartmentWriter(change, self.desk.clock, escrow, compartment_id)
        writer.let_in(me, can_grant=True)
        inside = escrow.keyring.authority.granted_in(compartment_id)
        if out := [account_id for account_id in leaving if account_id in inside]:
            writer.take_out(*out)


def by_escrow(
    connection: Connection, office: Office, opened: Opened, escrow: Signer, clock: Clock
) -> Transaction:
    """Entries that the escrow signs."""
    member = opened.generation.member
    actor = Actor(member.account_id, opened.generation.name, Role.ESCROW, member.key_id)
    return Transaction(connection, escrow.keyring, office, actor, opened.keys, clock)


def reset_head(
    location: StoreLocation,
    first: str,
    second: str,
    clock: Clock,
    deliver: Callable[[Invitation, ZoneInfo], None],
) -> Invitation:
    """With two shares and nobody logged in: a new invitation for the Inspektur, whose key and slots end.

    He reads nothing with it before he has recovered with two shares in his own session. `deliver` is given
    the code, and the office's zone, before anything is kept. Raises WrongShare, NoEscrow and what opening a
    store raises.
    """
    one, other = normalise(first), normalise(second)
    if one == other:
        raise SameShareTwice
    keys = escrow_keys(combine(one, other))
    refuse_unfinished(location.header.read())
    use = InUse(location.use)
    try:
        with location.header.lock():
            header = location.header.read()
            escrow_id, store_keys = _store_keys(header, keys)
            engine, key = open_with_one_of(location, store_keys)
            try:
                check_version(engine)
                reset = _Reset(location, engine, key, header, clock, escrow_id, keys)
                return reset.run(one, other, deliver)
            finally:
                engine.dispose()
    finally:
        use.close()


def _store_keys(header: Header, keys: AccountKeys) -> tuple[str, tuple[bytes, ...]]:
    """The escrow's account and what its slot holds; raises SharesOpenNothing."""
    for slot in header.slots:
        if slot.kind == "escrow":
            try:
                return slot.account_id, open_escrow_slot(header.store_id, slot, keys).store_keys
            except WrongKey:
                continue
    raise SharesOpenNothing


@dataclass(frozen=True, slots=True)
class _Reset:
    """The Inspektur's account on its way to a new invitation."""

    location: StoreLocation
    engine: Engine
    key: StoreKey
    header: Header
    clock: Clock
    escrow_id: str
    escrow_keys: AccountKeys

    def run(self, first: str, second: str, deliver: Callable[[Invitation, ZoneInfo], None]) -> Invitation:
        """The entry, signed by the escrow, and the header before and after it is kept."""
        with writing(self.engine) as connection:
            refuse_other_store(connection, self.header)
            office, head = read_office(connection), holder(connection, Role.INSPECTOR)
            if head is None:
                raise DamagedStore
            keyring = Keyring(office.id, self.escrow_id, self.escrow_keys)
            keyring.load(connection)
            opened = put_together(connection, keyring, office.id, first, second)
            escrow = opened.signer(connection, office.id)
            with by_escrow(connection, office, opened, escrow, self.clock).entry(RECOVERY_USED) as change:
                opened.note(change, self.clock, escrow.account_id, ShareEvent.USED)
                change.update(accounts, head.id, status=AccountStatus.INVITED)
                end_keys_of(change, head.id)
                end_covers_of(change, head.id)
            invitation, slot = new_invitation(
                self.header.store_id, self.key.current, head.id, head.name, self.clock
            )
            deliver(invitation, office.zone)
            self._write(self.header, slot)
        self._write(without_accounts(self.header, {head.id}), slot)
        return invitation

    def _write(self, header: Header, new: Slot) -> None:
        whole = msgspec.structs.replace(header, slots=(*header.slots, new))
        self.location.header.write(whole)
