"""Unlocking: name and password open the header's slot, the store, the account's keys and its compartments."""

from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from models.tables.accounts import account_keys, accounts
from models.words.clock import Clock
from models.words.office import Actor
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.offices import read_office, refuse_other_store, refuse_unfinished
from wbs_tui.accounts.upkeep import tend_header
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.book import load
from wbs_tui.policy.parts import PolicyProblem
from wbs_tui.policy.workdays import WorkingCalendar
from wbs_tui.store.engine import StoreKey, open_with_one_of, reading
from wbs_tui.store.errors import NotActive
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import check_version
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault import device
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.errors import Damaged
from wbs_tui.vault.header import read_header
from wbs_tui.vault.slots import open_account


@dataclass(frozen=True, slots=True)
class Unlocked:
    """An opened desk, and what the officer should know about the office's policy files."""

    desk: Desk
    policy_problems: tuple[PolicyProblem, ...]


def unlock(location: StoreLocation, name: str, password: str, clock: Clock) -> Unlocked:
    """Open the store for an account. Takes the time of one password derivation (150 to 250 ms).

    Raises NoStore, DamagedHeader, WrongPassword, NotActive, NewerStore, OlderStore, DamagedStore,
    UnfinishedStore.
    """
    header = read_header(location.header)
    refuse_unfinished(header)
    secret = device.find(header.store_id, name) if any(s.uses_device_secret for s in header.slots) else None
    slot, opened = open_account(header.store_id, header.slots, name, password, secret)
    if not opened.store_keys or opened.account_keys is None:
        raise Damaged(name)
    engine, key = open_with_one_of(location, opened.store_keys)
    try:
        check_version(engine)
        with reading(engine) as connection:
            refuse_other_store(connection, header)
        unlocked = _sit_down(location, engine, slot.account_id, key, opened.account_keys, clock)
        with suppress(StoreTrouble):  # a folder that cannot be written: another desk will do it
            tend_header(unlocked.desk, header)
        return unlocked
    except BaseException:
        engine.dispose()
        raise


def _sit_down(
    location: StoreLocation,
    engine: Engine,
    account_id: str,
    key: StoreKey,
    keys: AccountKeys,
    clock: Clock,
) -> Unlocked:
    with reading(engine) as connection:
        office = read_office(connection)
        actor = _actor(connection, account_id, keys)
        keyring = Keyring(office.id, actor.id, keys)
        keyring.load(connection)
    loaded = load(location.policy)
    desk = Desk(
        location=location,
        engine=engine,
        office=office,
        actor=actor,
        account_keys=keys,
        keyring=keyring,
        policy=loaded.policy,
        calendar=WorkingCalendar(loaded.policy.calendar, office.zone),
        clock=clock,
        key=key,
    )
    return Unlocked(desk, loaded.problems)


def _actor(connection: Connection, account_id: str, keys: AccountKeys) -> Actor:
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
    return Actor(account_id, row.name, Role(row.role), key_id)
