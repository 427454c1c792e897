"""Who is let in by the store, with the key to which a new store key may be sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from models.tables.accounts import account_keys, accounts
from models.tables.journal import journal
from models.words.roles import AccountStatus
from wbs_tui.journal.entries import SIGNING_CONTEXT, decode
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import verify


class KeyNotSigned(StoreTrouble):
    """An account's public key is not what the entry says that made it: nothing is sealed to it."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Kunci sebuah akun tidak seperti yang ditandatangani dalam jurnal, sehingga penyimpanan "
                "tidak diberi kunci baru. Jalankan `wbs verify` dan laporkan kepada Inspektur."
            )
        )


@dataclass(frozen=True, slots=True)
class Seats:
    """Active accounts with their sealing public keys, and who is invited."""

    public: Mapping[str, bytes]
    invited: frozenset[str]


def read_seats(connection: Connection) -> Seats:
    """Raises KeyNotSigned for a key that somebody changed behind the program."""
    signers = {row.id: row.sign_public for row in connection.execute(select(account_keys))}
    active = (
        select(account_keys, journal.c.signed, journal.c.signature)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .join(journal, journal.c.id == account_keys.c.entry_id, isouter=True)
        .where(accounts.c.status == AccountStatus.ACTIVE, account_keys.c.ended_at.is_(None))
    )
    public: dict[str, bytes] = {}
    for row in connection.execute(active):
        if row.account_id in public or not _as_signed(row, signers):
            raise KeyNotSigned
        public[row.account_id] = row.seal_public
    waiting = select(accounts.c.id).where(accounts.c.status == AccountStatus.INVITED)
    return Seats(public, frozenset(connection.execute(waiting).scalars()))


def _as_signed(row: Any, signers: Mapping[str, bytes]) -> bool:
    """Whether the key stands, as it is, in a genuine entry. Who may make such entries `wbs verify` says."""
    try:
        entry = decode(row.signed)
    except (msgspec.DecodeError, TypeError):
        return False
    written = {"account_id", "sign_public", "seal_public"}
    stands = any(
        effect.row_id == row.id
        and {name: effect.values.get(name) for name in written} == _columns(row, written)
        for effect in entry.effects_on("account_keys")
    )
    signer = signers.get(entry.actor_key)
    return stands and signer is not None and verify(signer, SIGNING_CONTEXT, row.signed, row.signature)


def _columns(row: Any, names: set[str]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in names}
