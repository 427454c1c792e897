"""Activation: the owner of an account makes its keys, under a password that only he types."""

import msgspec
from sqlalchemy import Engine, select

from models.tables.accounts import accounts, compartments
from models.words.clock import Clock, to_millis
from models.words.office import Actor, Office
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.birth import write_keys
from wbs_tui.accounts.compartments import Member, Signer, found_compartment
from wbs_tui.accounts.errors import InvitationOver
from wbs_tui.accounts.kinds import ACCOUNT_ACTIVATED
from wbs_tui.accounts.offices import read_office, refuse_unfinished
from wbs_tui.accounts.views import Activated
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.engine import open_engine, reading, writing
from wbs_tui.store.keyring import IDENTITY, OFFICE, Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import check_version
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.errors import WrongPassword
from wbs_tui.vault.header import Header, header_lock, read_header, write_header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import Argon2Parameters, check_new_password
from wbs_tui.vault.slots import Slot, find_slots, make_password_slot, open_slot

TOKENS = "tokens"
"""The office's own key for look-ups by message id and file hash."""


def activate(
    location: StoreLocation,
    name: str,
    code: str,
    password: str,
    clock: Clock,
    parameters: Argon2Parameters | None = None,
) -> Activated:
    """Make the account's keys. The Inspektur's first activation makes the office's compartments.

    Raises InvitationOver, WrongCode, WeakPassword and what opening a store raises.
    """
    check_new_password(password)
    with header_lock(location.header):
        header = read_header(location.header)
        refuse_unfinished(header)
        invitation, store_key = _open_invitation(header, name, code, to_millis(clock()))
        keys = AccountKeys.generate()
        slot = make_password_slot(
            store_id=header.store_id,
            slot_id=new_id(clock),
            account_id=invitation.account_id,
            account_name=invitation.account_name,
            password=password,
            store_key=store_key,
            account_keys=keys,
            created_at=to_millis(clock()),
            parameters=parameters,
        )
        engine = open_engine(location, store_key)
        try:
            return _exchange(location, engine, header, invitation, slot, keys, clock)
        finally:
            engine.dispose()


def _exchange(
    location: StoreLocation,
    engine: Engine,
    header: Header,
    invitation: Slot,
    slot: Slot,
    keys: AccountKeys,
    clock: Clock,
) -> Activated:
    """First the slot, then the rows, then away with the code: cut off anywhere, one of the two lets in."""
    check_version(engine)
    _check_invited(engine, invitation)
    others = tuple(known for known in header.slots if known.account_id != invitation.account_id)
    write_header(location.header, _with_slots(header, (*others, invitation, slot)))
    founded = _write_account(engine, invitation, keys, clock)
    write_header(location.header, _with_slots(header, (*others, slot)))
    return Activated(invitation.account_name, fingerprint(keys.public()), founded)


def _with_slots(header: Header, slots: tuple[Slot, ...]) -> Header:
    return msgspec.structs.replace(header, slots=slots)


def _open_invitation(header: Header, name: str, code: str, now: int) -> tuple[Slot, bytes]:
    for slot in find_slots(header.slots, name):
        if slot.kind != "invitation" or slot.expired(now):
            continue
        try:
            opened = open_slot(header.store_id, slot, code)
        except WrongPassword:
            continue
        if opened.store_key is not None:
            return slot, opened.store_key
    raise InvitationOver


def _check_invited(engine: Engine, invitation: Slot) -> None:
    with reading(engine) as connection:
        status = connection.execute(
            select(accounts.c.status).where(accounts.c.id == invitation.account_id)
        ).scalar()
    if status != AccountStatus.INVITED:
        raise InvitationOver


def _write_account(engine: Engine, invitation: Slot, keys: AccountKeys, clock: Clock) -> bool:
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
            if founds:
                _found_compartments(change, office, actor, keys, clock)
    return founds


def _found_compartments(
    change: Change, office: Office, actor: Actor, keys: AccountKeys, clock: Clock
) -> None:
    """The office's two compartments, and its own key for tokens, wrapped for the first."""
    public = keys.public()
    founder = Member(actor.id, actor.key_id, public.seal, fingerprint(public))
    keyring = Keyring(office.id, actor.id, keys)
    signer = Signer(actor.id, keys, keyring)
    for kind in (OFFICE, IDENTITY):
        found_compartment(change, clock, signer, kind, founder=founder)
    keyring.load(change.connection)
    keyring.make_key(change.connection, clock, TOKENS, keyring.compartment(OFFICE), None)
