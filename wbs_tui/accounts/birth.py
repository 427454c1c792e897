"""The birth of an office: a new encrypted store with its Super Admin, and an invitation for the Inspektur."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Engine

from models.tables.accounts import account_keys, accounts, offices
from models.tables.journal import store_facts
from models.words.clock import Clock, to_millis
from models.words.office import Actor, Office
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.errors import AccountNameTaken, BadAccountName
from wbs_tui.accounts.invitations import new_invitation
from wbs_tui.accounts.kinds import ACCOUNT_INVITED, OFFICE_FOUNDED
from wbs_tui.accounts.views import Invitation
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.store.desk_role import DESK_ROLE
from wbs_tui.store.engine import writing
from wbs_tui.store.founding import begin_store, make_folder, make_room
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import VERSIONS
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.header import FOUNDING, Header
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.passwords import Argon2Parameters, check_new_password
from wbs_tui.vault.slots import make_password_slot

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")


@dataclass(frozen=True, slots=True)
class Founding:
    """What `wbs init` is told."""

    office: Office
    admin: str
    decree_number: str
    decree_date: str
    """ISO date of the Inspektur's decree (SK) that appoints the Super Admin."""
    head: str
    """The Inspektur's account name."""
    admin_name: str | None = None
    head_name: str | None = None
    """Full names: by them a report against one of the two is recognised."""
    desk_role: str = DESK_ROLE
    """On a server: the role that desks work in."""


def check_account_name(name: str) -> str:
    """The name, if an account may have it; raises BadAccountName."""
    if not _NAME.fullmatch(name):
        raise BadAccountName
    return name


def found_office(
    location: StoreLocation,
    founding: Founding,
    password: str,
    clock: Clock,
    parameters: Argon2Parameters | None = None,
    *,
    deliver: Callable[[Invitation], None] = lambda _invitation: None,
) -> Invitation:
    """Make the store; gives the Inspektur's invitation. Raises StoreExists, WeakPassword, BadAccountName.

    `deliver` is given the invitation before the office counts as founded. Cut off anywhere before that, or
    when `deliver` fails, founding again begins anew.
    """
    _check_words(founding, password)
    make_folder(location)
    with location.header.lock():
        make_room(location)
        return _found(location, founding, password, clock, parameters, deliver)


def _check_words(founding: Founding, password: str) -> None:
    check_new_password(password)
    check_account_name(founding.admin)
    check_account_name(founding.head)
    if founding.admin == founding.head:
        raise AccountNameTaken


def _found(
    location: StoreLocation,
    founding: Founding,
    password: str,
    clock: Clock,
    parameters: Argon2Parameters | None,
    deliver: Callable[[Invitation], None],
) -> Invitation:
    """First a header that says so, then the tables, last the header as it stays."""
    store_key, store_id = os.urandom(32), new_id(clock)
    keys = AccountKeys.generate()
    admin = Actor(new_id(clock), founding.admin, Role.SUPER_ADMIN, new_id(clock))
    head_id = new_id(clock)
    slot = make_password_slot(
        store_id=store_id,
        slot_id=new_id(clock),
        account_id=admin.id,
        account_name=admin.name,
        password=password,
        store_key=store_key,
        account_keys=keys,
        created_at=to_millis(clock()),
        parameters=parameters,
    )
    invitation, invited = new_invitation(store_id, store_key, head_id, founding.head, clock)
    header = Header(
        store_id=store_id, office_code=founding.office.code, schema=FOUNDING, slots=(slot, invited)
    )
    engine = begin_store(location, store_key, header, founding.desk_role)
    _write_first_rows(engine, founding, store_id, admin, keys, head_id, clock)
    deliver(invitation)
    location.header.write(msgspec.structs.replace(header, schema=VERSIONS[-1]))
    return invitation


def _write_first_rows(
    engine: Engine,
    founding: Founding,
    store_id: str,
    admin: Actor,
    keys: AccountKeys,
    head_id: str,
    clock: Clock,
) -> None:
    try:
        with writing(engine) as connection:
            _write_facts(connection, store_id, founding.office, new_id(clock))
            keyring = Keyring(founding.office.id, admin.id, keys)
            transaction = Transaction(connection, keyring, founding.office, admin, keys, clock)
            with transaction.entry(OFFICE_FOUNDED) as change:
                _write_office(change, founding, admin, keys)
            with transaction.entry(ACCOUNT_INVITED) as change:
                write_invited(change, head_id, founding.head, Role.INSPECTOR, founding.head_name)
    finally:
        engine.dispose()


def _write_facts(connection: Connection, store_id: str, office: Office, station: str) -> None:
    facts = {"store": store_id, "office": office.id, "station": station}
    connection.execute(
        store_facts.insert(), [{"name": name, "value": value} for name, value in facts.items()]
    )


def _write_office(change: Change, founding: Founding, admin: Actor, keys: AccountKeys) -> None:
    office = founding.office
    change.insert(
        offices,
        office.id,
        code=office.code,
        name=office.name,
        zone=office.zone.key,
        identity_policy=office.identity_policy,
        founded_at=change.at,
    )
    change.insert(
        accounts,
        admin.id,
        name=admin.name,
        role=admin.role,
        status=AccountStatus.ACTIVE,
        created_at=change.at,
        activated_at=change.at,
        decree_number=founding.decree_number,
        decree_date=founding.decree_date,
        full_name=founding.admin_name,
    )
    write_keys(change, admin.id, admin.key_id, keys)


def write_keys(change: Change, account_id: str, key_id: str, keys: AccountKeys) -> None:
    """The public halves of an account's new keys."""
    public = keys.public()
    change.insert(
        account_keys,
        key_id,
        account_id=account_id,
        sign_public=public.sign,
        seal_public=public.seal,
        fingerprint=fingerprint(public),
        valid_from=change.at,
    )


def write_invited(
    change: Change, account_id: str, name: str, role: Role, full_name: str | None = None, **decree: str | None
) -> None:
    """An account whose owner has not made its keys yet; `decree` gives the columns of that name."""
    change.insert(
        accounts,
        account_id,
        name=name,
        role=role,
        status=AccountStatus.INVITED,
        created_at=change.at,
        full_name=full_name,
        **decree,
    )
