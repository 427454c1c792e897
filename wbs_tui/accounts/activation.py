"""Activation: the owner of an account makes its keys, under a password that only he types."""

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from sqlalchemy import Engine, select

from models.tables.accounts import accounts, compartments
from models.words.clock import Clock, to_millis
from models.words.office import Actor
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.birth import write_keys
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.first_session import found_office_compartments
from wbs_tui.accounts.first_slots import FirstSlots, first_slots
from wbs_tui.accounts.kinds import ACCOUNT_ACTIVATED
from wbs_tui.accounts.last_use import day_of, write_use
from wbs_tui.accounts.lockout import attempt
from wbs_tui.accounts.offices import read_office, refuse_unfinished
from wbs_tui.accounts.recovery.escrow import Deliver, Renewed, StoreAccess
from wbs_tui.accounts.views import Activated
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.engine import open_with_one_of, reading, writing
from wbs_tui.store.in_use import InUse
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import check_version
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.account_slots import find_slots
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.header import Header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import Argon2Parameters, check_new_password
from wbs_tui.vault.slots import Slot, open_slot


def activate(
    location: StoreLocation,
    name: str,
    code: str,
    password: str,
    clock: Clock,
    parameters: Argon2Parameters | None = None,
    *,
    deliver: Deliver = lambda _sheets: None,
    bind: bool = True,
) -> Activated:
    """Make the account's keys. The Inspektur's first activation makes the office's compartments and escrow.

    `deliver` is then given the sheets of the shares while nothing is kept yet. With `bind` the password opens
    only on this device, where its system keeps a secret for us, and elsewhere with the recovery code that is
    given back. Raises InvitationOver, WrongCode, WeakPassword, LockedOut and what opening a store raises.
    """
    check_new_password(password)
    refuse_unfinished(location.header.read())
    use = InUse(location.use)
    try:
        with location.header.lock():
            header = location.header.read()
            with attempt(location, name, clock):
                invitation, store_keys = _open_invitation(header, name, code, to_millis(clock()))
            engine, key = open_with_one_of(location, store_keys)
            try:
                check_version(engine)
                _check_invited(engine, invitation)
                keys = AccountKeys.generate()
                own = first_slots(
                    header.store_id, invitation, password, key.current, keys, clock, parameters, bind=bind
                )
                made = _Making(location, engine, header, invitation, keys, key.current, clock)
                return made.exchange(own, deliver)
            finally:
                engine.dispose()
    finally:
        use.close()


@dataclass(frozen=True, slots=True)
class _Making:
    """An account on its way from a code to its own slots."""

    location: StoreLocation
    engine: Engine
    header: Header
    invitation: Slot
    keys: AccountKeys
    store_key: bytes = field(repr=False)
    clock: Clock

    def exchange(self, own: FirstSlots, deliver: Deliver) -> Activated:
        """First the slots, then the rows, then away with the code: cut off anywhere, one of them lets in."""
        self._write(self.invitation, *own.slots)

        def keep(renewed: Renewed) -> None:
            deliver(renewed.sheets)
            self._write(self.invitation, *own.slots, renewed.slot)

        access = StoreAccess(self.header.store_id, self.store_key)
        role, founded = _write_account(self.engine, self.invitation, self.keys, self.clock, access, keep)
        self._write(*own.slots, *(() if founded is None else (founded.slot,)))
        return Activated(
            self.invitation.account_name,
            fingerprint(self.keys.public()),
            founded is not None,
            role,
            None if founded is None else founded.sheets,
            own.recovery_code,
        )

    def _write(self, *slots: Slot) -> None:
        """The header with these as the account's slots."""
        others = tuple(slot for slot in self.header.slots if slot.account_id != self.invitation.account_id)
        self.location.header.write(msgspec.structs.replace(self.header, slots=(*others, *slots)))


def _open_invitation(header: Header, name: str, code: str, now: int) -> tuple[Slot, tuple[bytes, ...]]:
    for slot in find_slots(header.slots, name):
        if slot.kind != "invitation" or slot.expired(now):
            continue
        try:
            opened = open_slot(header.store_id, slot, code)
        except WrongPassword:
            continue
        return slot, opened.store_keys
    raise InvitationOver


def _check_invited(engine: Engine, invitation: Slot) -> None:
    with reading(engine) as connection:
        status = connection.execute(
            select(accounts.c.status).where(accounts.c.id == invitation.account_id)
        ).scalar()
    if status != AccountStatus.INVITED:
        raise InvitationOver


def _write_account(
    engine: Engine,
    invitation: Slot,
    keys: AccountKeys,
    clock: Clock,
    access: StoreAccess,
    keep: Callable[[Renewed], None],
) -> tuple[Role, Renewed | None]:
    """The rows, and their account's role; for the Inspektur's first activation the escrow too, kept in the
    header before they are."""
    with writing(engine) as connection:
        office = read_office(connection)
        role = Role(
            connection.execute(
                select(accounts.c.role).where(accounts.c.id == invitation.account_id)
            ).scalar_one()
        )
        actor = Actor(invitation.account_id, invitation.account_name, role, new_id(clock))
        born = connection.execute(select(compartments.c.id).limit(1)).first() is not None
        founds = role is Role.INSPECTOR and not born
        transaction = Transaction(connection, Keyring(office.id, actor.id, keys), office, actor, keys, clock)
        with transaction.entry(ACCOUNT_ACTIVATED) as change:
            write_keys(change, actor.id, actor.key_id, keys)
            change.update(accounts, actor.id, status=AccountStatus.ACTIVE, activated_at=change.at)
            write_use(connection, actor.id, day_of(change.at))
            founded = found_office_compartments(change, transaction, access) if founds else None
        if founded is not None:
            keep(founded)
    return role, founded
