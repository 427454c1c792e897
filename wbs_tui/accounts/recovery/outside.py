"""Keys kept elsewhere: what implicates a holder of a share has the province for its escrow."""

from typing import Any

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Row, select

from models.tables.accounts import account_keys, accounts
from models.tables.journal import journal
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.compartments import Member
from wbs_tui.accounts.ended_keys import end_keys_of
from wbs_tui.accounts.errors import FingerprintDiffers
from wbs_tui.accounts.recovery.kinds import OUTSIDE_ADDED
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import SIGNING_CONTEXT, Entry, decode
from wbs_tui.policy.operations import Operation
from wbs_tui.store.closed import NotLetIn
from wbs_tui.store.keyring import IDENTITY, OFFICE, Keyring
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint, same_fingerprint, verify
from wbs_tui.vault.contexts import joined
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.outside import OutsideKey, file_text, read_key, sign_file
from wbs_tui.vault.sealing import SealingKeys

_SIGN_SEED = 32


def outside_keys(desk: Desk) -> AccountKeys:
    """The keys with which this office keeps other offices' cases: every member of `identity` can make them.

    They come from the first epoch's seed, so that they outlive an Inspektur. Raises NotLetIn, NoCompartments.
    """
    compartment_id = desk.keyring.compartment(IDENTITY)
    seeds = [seed for seed in desk.keyring.seeds(compartment_id) if seed.epoch == 1]
    if not seeds:
        raise NotLetIn
    info = joined("wbs-outside-key-v1", desk.office.id, compartment_id)
    length = _SIGN_SEED + SealingKeys.SEED_BYTES
    derived = HKDF(SHA256(), length, None, info.encode()).derive(seeds[0].seed)
    return AccountKeys(derived[:_SIGN_SEED], derived[_SIGN_SEED:])


def export_key(desk: Desk) -> tuple[str, str]:
    """This office's key file for another office, and its fingerprint. Raises NotPermitted, NotLetIn."""
    desk.require(Operation.OFFICE_SETTINGS)
    keys = outside_keys(desk)
    public = keys.public()
    file = OutsideKey(
        code=desk.office.code, name=desk.office.name, sign=public.sign, seal=public.seal, at=desk.now()
    )
    return file_text(sign_file(keys, file)), fingerprint(public)


def add_outside(desk: Desk, text: str, typed_fingerprint: str) -> str:
    """Register the office elsewhere by its key file; the one before counts no longer. Gives its name.

    Raises NotPermitted, Damaged, NewerFormat, FingerprintDiffers.
    """
    desk.require(Operation.OFFICE_SETTINGS)
    file = read_key(text)
    known_as = fingerprint(file.public())
    if not same_fingerprint(known_as, typed_fingerprint):
        raise FingerprintDiffers
    with desk.transaction() as transaction, transaction.entry(OUTSIDE_ADDED) as change:
        earlier = change.connection.execute(
            select(accounts.c.id).where(
                accounts.c.role == Role.OUTSIDE, accounts.c.status == AccountStatus.ACTIVE
            )
        ).scalars()
        for account_id in earlier.all():
            change.update(accounts, account_id, status=AccountStatus.DISABLED, disabled_at=change.at)
            end_keys_of(change, account_id)
        account_id = new_id(desk.clock)
        change.insert(
            accounts,
            account_id,
            name=f"luar-{account_id[-12:]}",
            role=Role.OUTSIDE,
            status=AccountStatus.ACTIVE,
            created_at=change.at,
            activated_at=change.at,
            full_name=f"{file.code} {file.name}"[:120],
        )
        change.insert(
            account_keys,
            new_id(desk.clock),
            account_id=account_id,
            sign_public=file.sign,
            seal_public=file.seal,
            fingerprint=known_as,
            valid_from=change.at,
        )
    return file.name


def outside_escrow(connection: Connection, keyring: Keyring) -> Member | None:
    """The outside office's keys, when an Inspektur signed for them; None when none is registered.

    What somebody wrote into the tables without such a signature is not sealed to.
    """
    registered = (
        select(account_keys)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .where(
            accounts.c.role == Role.OUTSIDE,
            accounts.c.status == AccountStatus.ACTIVE,
            account_keys.c.ended_at.is_(None),
        )
        .order_by(account_keys.c.valid_from.desc())
    )
    for row in connection.execute(registered):
        if _signed_for(connection, keyring, row):
            known_as = fingerprint(PublicKeys(row.sign_public, row.seal_public))
            return Member(row.account_id, row.id, row.seal_public, known_as)
    return None


def _signed_for(connection: Connection, keyring: Keyring, row: Row[Any]) -> bool:
    """Whether the entry that brought the key in is signed by who could grant in `office`."""
    written = connection.execute(select(journal).where(journal.c.id == row.entry_id)).one_or_none()
    entry = None if written is None else _decoded(written.signed)
    if written is None or entry is None or entry.kind != OUTSIDE_ADDED:
        return False
    wanted = {"account_id": row.account_id, "sign_public": row.sign_public, "seal_public": row.seal_public}
    brought = [effect.values for effect in entry.effects_on("account_keys") if effect.row_id == row.id]
    if not any(wanted.items() <= values.items() for values in brought):
        return False
    signer = connection.execute(
        select(account_keys).where(account_keys.c.id == entry.actor_key)
    ).one_or_none()
    if signer is None or signer.account_id != entry.actor:
        return False
    granting = {
        each.fingerprint
        for _at, each in keyring.authority.chains[keyring.compartment(OFFICE)].history.get(entry.actor, [])
        if each is not None and each.can_grant
    }
    known_as = fingerprint(PublicKeys(signer.sign_public, signer.seal_public))
    return known_as in granting and verify(
        signer.sign_public, SIGNING_CONTEXT, written.signed, written.signature
    )


def _decoded(signed: bytes) -> Entry | None:
    try:
        return decode(signed)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def outside_name(connection: Connection, keyring: Keyring) -> tuple[str, str] | None:
    """What the registered outside office is called, and its fingerprint; None when there is none."""
    member = outside_escrow(connection, keyring)
    if member is None:
        return None
    query = select(accounts.c.full_name).where(accounts.c.id == member.account_id)
    return str(connection.execute(query).scalar()), member.fingerprint
