"""Unlocking: name and password open the header's slot, the store, the account's keys and its compartments."""

from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, select

from models.tables.accounts import account_keys, accounts
from models.words.clock import Clock, to_millis
from models.words.office import Actor
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.last_use import use_account
from wbs_tui.accounts.lockout import attempt
from wbs_tui.accounts.offices import read_office, refuse_other_store, refuse_unfinished
from wbs_tui.accounts.openings import note_openings
from wbs_tui.accounts.proved import refuse_unsigned_accounts, signed_ends
from wbs_tui.accounts.standing import stands_in
from wbs_tui.accounts.upkeep import tend_header
from wbs_tui.journal.anchored import Anchored
from wbs_tui.journal.anchors import Anchors, anchors_of
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.destroyed_notes import remember_destructions
from wbs_tui.journal.leased import lease_here, lease_id
from wbs_tui.policy.book import load
from wbs_tui.policy.parts import PolicyProblem
from wbs_tui.policy.workdays import WorkingCalendar
from wbs_tui.store.engine import open_with_one_of, reading
from wbs_tui.store.errors import NotActive
from wbs_tui.store.in_use import InUse
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.moved import refuse_moved
from wbs_tui.store.pins import Pins, pins_of
from wbs_tui.store.schema import check_version
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault import device
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.account_slots import find_slots, open_account
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.header import Header
from wbs_tui.vault.slot_secrets import mark_of
from wbs_tui.vault.slots import OpenedSlot, Slot


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened desk, and what the officer should know about the office's policy files."""

    desk: Desk
    policy_problems: tuple[PolicyProblem, ...]
    new_device: bool = False
    """Whether the recovery code let in: this device is not one of the account's yet."""


def unlock(
    location: StoreLocation, name: str, password: str, clock: Clock, recovery_code: str | None = None
) -> Unlocked:
    """Open the store for an account. Takes the time of one password derivation (150 to 250 ms).

    Raises NoStore, DamagedHeader, WrongPassword, WrongCode, LockedOut, DeviceSecretMissing, NotActive,
    AccountExpired, NewerStore, OlderStore, StoreMoved, DamagedStore, UnfinishedStore, StoreBusy.
    """
    refuse_unfinished(location.header.read())
    use = InUse(location.use)
    try:
        header = location.header.read()  # the one before may be from before a re-key
        slot, opened = enter(location, header, name, password, clock, recovery_code)
        desk, problems = _open_desk(location, header, slot, opened, clock, use)
    except BaseException:
        use.close()
        raise
    try:
        _arrive(desk, header)
    except BaseException:
        desk.close()
        raise
    return Unlocked(desk, problems, new_device=slot.kind == "recovery")


def enter(
    location: StoreLocation,
    header: Header,
    name: str,
    password: str,
    clock: Clock,
    recovery_code: str | None = None,
) -> tuple[Slot, OpenedSlot]:
    """The slot that opens and what it held; wrong tries are counted. Raises as `unlock` does."""
    secret = device_secret(header, name)
    with attempt(location, name, clock):
        slot, opened = open_account(header.store_id, header.slots, name, password, secret, recovery_code)
    if not opened.store_keys or opened.account_keys is None:
        raise Damaged(name)
    return slot, opened


def device_secret(header: Header, name: str) -> bytes | None:
    """This device's secret for the account, if one of its slots is this device's."""
    slots = [slot for slot in find_slots(header.slots, name) if slot.uses_device_secret]
    if not slots:
        return None
    secret = device.find(header.store_id, slots[0].account_id)
    if secret is None:
        return None
    marks = [mark_of(secret, slot.place(header.store_id, "mark")) for slot in slots]
    return secret if any(slot.secret_mark == mark for slot, mark in zip(slots, marks, strict=True)) else None


def _open_desk(
    location: StoreLocation, header: Header, slot: Slot, opened: OpenedSlot, clock: Clock, use: InUse
) -> tuple[Desk, tuple[PolicyProblem, ...]]:
    assert opened.account_keys is not None  # noqa: S101 - `enter` gives no other
    engine, key = open_with_one_of(location, opened.store_keys)
    try:
        check_version(engine)
        with reading(engine) as connection:
            refuse_other_store(connection, header)
            refuse_moved(connection)
            place_id = lease_id(connection) or header.store_id
        seat = Seat(location, place_id, slot.account_id, opened.account_keys, clock, use)
        return sit_down(seat, engine, key)
    except BaseException:
        engine.dispose()
        raise


def _arrive(desk: Desk, header: Header) -> None:
    """What every unlock does besides."""
    desk.anchored.recall()
    with desk.reading() as connection:
        desk.anchored.arrive(connection, signed_ends)
    use_account(desk)
    with suppress(StoreTrouble):  # a folder that cannot be written: another desk will do it
        tend_header(desk, header)
    if desk.lease is None:
        note_openings(desk)
    with suppress(OSError):  # a folder that cannot be written: the account's own notes say so
        remember_destructions(desk)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits down at which store."""

    location: StoreLocation
    store_id: str
    """By it this computer's own notes are kept apart: at a leased desk the lease's id."""
    account_id: str
    keys: AccountKeys = field(repr=False)
    clock: Clock
    use: InUse
    pinned: bool = True
    """Whether the store is held against what the account saw of it before: not when it is being restored."""

    def pins(self, office_id: str) -> Pins:
        """What the account saw of it before."""
        return pins_of(self.store_id, office_id, self.account_id, self.keys)

    def anchors(self, office_id: str) -> Anchors:
        """How far he saw its journal before."""
        return anchors_of(self.store_id, office_id, self.account_id, self.keys)


def sit_down(seat: Seat, engine: Engine, key: StoreKey) -> tuple[Desk, tuple[PolicyProblem, ...]]:
    """A desk over an open store, and what is wrong with its policy files. Raises NotActive, DamagedStore."""
    keys, clock = seat.keys, seat.clock
    with reading(engine) as connection:
        office = read_office(connection)
    keyring = Keyring(office.id, seat.account_id, keys, seat.pins(office.id) if seat.pinned else None)
    keyring.recall()
    with reading(engine) as connection:
        actor = _actor(connection, seat.account_id, keys, to_millis(clock()))
        lease = lease_here(connection)
        keyring.load(connection)
    loaded = load(seat.location.policy)
    desk = Desk(
        location=seat.location,
        engine=engine,
        office=office,
        actor=actor,
        account_keys=keys,
        keyring=keyring,
        policy=loaded.policy,
        calendar=WorkingCalendar(loaded.policy.calendar, office.zone),
        clock=clock,
        key=key,
        use=seat.use,
        anchored=Anchored(seat.anchors(office.id) if seat.pinned else None, keyring.own),
        lease=lease,
    )
    return desk, loaded.problems


def _actor(connection: Connection, account_id: str, keys: AccountKeys, now: int) -> Actor:
    row = connection.execute(
        select(accounts.c.name, accounts.c.role, accounts.c.status).where(accounts.c.id == account_id)
    ).one_or_none()
    if row is None or row.status != AccountStatus.ACTIVE:
        raise NotActive
    key_id = connection.execute(
        select(account_keys.c.id).where(
            account_keys.c.account_id == account_id,
            account_keys.c.sign_public == keys.public().sign,
            account_keys.c.seal_public == keys.public().seal,
            account_keys.c.ended_at.is_(None),
        )
    ).scalar()
    if key_id is None:
        raise NotActive
    if stands_in(connection, account_id, now):
        refuse_unsigned_accounts(connection)  # a row put in by hand makes nobody the Inspektur
        return Actor(account_id, row.name, Role.INSPECTOR, key_id, covering=True)
    return Actor(account_id, row.name, Role(row.role), key_id)
