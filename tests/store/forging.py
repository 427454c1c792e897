"""What somebody with the store key, and no seed, could write into the tables that say who may read."""

import hashlib

from sqlalchemy import Connection, Table, select

from models.tables.accounts import account_keys, accounts, compartments, epochs, grants, seed_seals
from wbs_tui.accounts.compartments import Member
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.account_keys import AccountKeys, PublicKeys, fingerprint
from wbs_tui.vault.charters import Charter, charter_bytes, sign_charter
from wbs_tui.vault.compartments import EpochSeed, seal_seed
from wbs_tui.vault.epochs import EpochStatement, sign_epoch
from wbs_tui.vault.grants import GrantStatement, sign_grant, statement_bytes
from wbs_tui.vault.ids import new_id


def put(connection: Connection, table: Table, desk: Desk, **values: object) -> str:
    """A row that no entry of the journal explains."""
    row_id = new_id(desk.clock)
    connection.execute(table.insert(), {"id": row_id, "entry_id": "0" * 32, **values})
    return row_id


def put_grant(
    connection: Connection, desk: Desk, statement: GrantStatement, keys: AccountKeys, grantor_id: str
) -> str:
    """A grant, or a revocation, that these keys sign in the name of the grantor."""
    return put(
        connection,
        grants,
        desk,
        compartment_id=statement.compartment,
        account_id=statement.account,
        statement=statement_bytes(statement),
        signature=sign_grant(keys, statement),
        grantor_id=grantor_id,
        granted_at=statement.at,
    )


def put_epoch(
    connection: Connection,
    desk: Desk,
    seed: EpochSeed,
    keys: AccountKeys,
    grantor_id: str,
    at: int,
    previous: bytes | None = None,
) -> str:
    """An epoch that these keys sign, its seed sealed to nobody yet."""
    statement = EpochStatement(
        office=desk.office.id,
        compartment=seed.compartment,
        number=seed.epoch,
        public=seed.public(),
        at=at,
        previous=desk.keyring.authority.head(seed.compartment) if previous is None else previous,
    )
    encoded, signature = sign_epoch(keys, statement)
    return put(
        connection,
        epochs,
        desk,
        compartment_id=seed.compartment,
        number=seed.epoch,
        statement=encoded,
        signature=signature,
        grantor_id=grantor_id,
        created_at=at,
    )


def put_seal(connection: Connection, desk: Desk, epoch_id: str, seed: EpochSeed, member: Member) -> None:
    """The seed of an epoch, for one account."""
    sealed = seal_seed(member.seal_public, seed, office=desk.office.id, account=member.account_id)
    put(
        connection,
        seed_seals,
        desk,
        epoch_id=epoch_id,
        account_id=member.account_id,
        account_key_id=member.key_id,
        sealed=sealed,
    )


def put_key(connection: Connection, desk: Desk, account_id: str, keys: AccountKeys) -> str:
    """A further key pair in the name of an account."""
    public = keys.public()
    return put(
        connection,
        account_keys,
        desk,
        account_id=account_id,
        sign_public=public.sign,
        seal_public=public.seal,
        fingerprint=fingerprint(public),
        valid_from=0,
    )


def member(connection: Connection, name: str) -> Member:
    """An account with its key, as the tables say."""
    row = connection.execute(
        select(account_keys)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .where(accounts.c.name == name)
    ).one()
    return Member(
        row.account_id, row.id, row.seal_public, fingerprint(PublicKeys(row.sign_public, row.seal_public))
    )


def statement_for(desk: Desk, compartment_id: str, who: Member, at: int, **given: object) -> GrantStatement:
    """What a grant of that account would say, after the last statement that the desk has seen."""
    said: dict[str, object] = {
        "can_grant": False,
        "epoch": 1,
        "action": "grant",
        "previous": desk.keyring.authority.head(compartment_id),
        **given,
    }
    return GrantStatement(
        office=desk.office.id,
        compartment=compartment_id,
        account=who.account_id,
        fingerprint=who.fingerprint,
        at=at,
        **said,  # type: ignore[arg-type]
    )


def put_case_compartment(
    connection: Connection, desk: Desk, founder: Member, keys: AccountKeys, **charter: object
) -> str:
    """A case's compartment that these keys found in the founder's name, its first epoch sealed to nobody.

    `charter` says `case`, `parent`, and what else shall differ.
    """
    compartment_id = new_id(desk.clock)
    at = desk.now() + 1
    said = {
        "office": desk.office.id,
        "compartment": compartment_id,
        "kind": "case",
        "founder": founder.account_id,
        "fingerprint": founder.fingerprint,
        "at": at,
        **charter,
    }
    written = Charter(**said)  # type: ignore[arg-type]
    put_row(connection, written, compartment_id, sign_charter(keys, written))
    first = statement_for(desk, compartment_id, founder, at + 1, can_grant=True, previous=b"")
    put_grant(connection, desk, first, keys, founder.account_id)
    seed = EpochSeed.generate(compartment_id, 1)
    after = hashlib.sha256(statement_bytes(first)).digest()
    put_epoch(connection, desk, seed, keys, founder.account_id, at + 2, previous=after)
    return compartment_id


def put_row(connection: Connection, charter: Charter, compartment_id: str, signature: bytes) -> None:
    """The row of a charter, its columns as it says."""
    connection.execute(
        compartments.insert(),
        {
            "id": compartment_id,
            "entry_id": "0" * 32,
            "kind": charter.kind,
            "case_id": charter.case,
            "parent_id": charter.parent,
            "founder_id": charter.founder,
            "created_at": charter.at,
            "statement": charter_bytes(charter),
            "signature": signature,
        },
    )
