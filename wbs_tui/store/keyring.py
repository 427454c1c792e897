"""The keys that the account at the desk can open: its compartments' seeds, and content keys through them."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Row, select
from sqlalchemy.sql.elements import ColumnElement

from models.tables.accounts import compartments, epochs, seed_seals
from models.tables.base import Values
from models.tables.local import key_wraps
from models.words.clock import Clock
from wbs_tui.store.authority import Authority, read_authority
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.compartments import EpochSeed, open_seed, wrap_context, wrap_to_public
from wbs_tui.vault.ids import new_id

OFFICE = "office"
IDENTITY = "identity"
_MOST_KEYS = 8192


class NotLetIn(Refused):
    """The account is not in the compartment that these contents are sealed for."""

    def __init__(self) -> None:
        super().__init__(
            _("Akun Anda belum diberi akses ke isi ini. Mintalah pemberian akses kepada Inspektur.")
        )


class NoCompartments(Refused):
    """The office has not been born yet: nothing can be sealed."""

    def __init__(self) -> None:
        super().__init__(_("Kantor belum siap: Inspektur harus mengaktifkan akunnya lebih dahulu."))


class Keyring:
    """Opens content keys for one account, and remembers the latest; shows nothing of itself."""

    def __init__(self, office_id: str, account_id: str, account_keys: AccountKeys) -> None:
        self._office_id = office_id
        self._account_id = account_id
        self._account_keys = account_keys
        self._seeds: dict[tuple[str, int], EpochSeed] = {}
        self._public: dict[str, tuple[int, bytes]] = {}
        self._of_office: dict[str, str] = {}
        self._opened: OrderedDict[str, CellKey] = OrderedDict()
        self._epoch_of: dict[str, int] = {}
        self._lock = threading.Lock()
        self.authority = Authority()
        self.own = CellKey(account_id, _own_key(account_keys))
        """Seals what belongs to this account alone, such as drafts."""

    def __repr__(self) -> str:
        return "<Keyring>"

    def load(self, connection: Connection) -> None:
        """Open the seeds of every compartment the account is in; call again when grants have changed."""
        self.authority = read_authority(connection, self._office_id)
        self._of_office = {
            row.kind: row.id
            for row in connection.execute(select(compartments).where(compartments.c.case_id.is_(None)))
        }
        for compartment_id, known in self.authority.epochs.items():
            latest = known[-1][1]
            self._public[compartment_id] = (latest.number, latest.public)
        self._open_seeds(connection)

    def _open_seeds(self, connection: Connection) -> None:
        genuine = {
            row_id: statement for known in self.authority.epochs.values() for row_id, statement in known
        }
        mine = (
            select(seed_seals.c.epoch_id, seed_seals.c.sealed)
            .join(epochs, epochs.c.id == seed_seals.c.epoch_id)
            .where(seed_seals.c.account_id == self._account_id)
        )
        for row in connection.execute(mine):
            statement = genuine.get(row.epoch_id)
            if statement is None or not self.is_member(statement.compartment):
                continue
            seed = open_seed(
                self._account_keys,
                row.sealed,
                office=self._office_id,
                compartment=statement.compartment,
                epoch=statement.number,
                account=self._account_id,
            )
            if seed.public() == statement.public:
                self._seeds[(statement.compartment, statement.number)] = seed

    def forget(self) -> None:
        """Drop every opened key."""
        with self._lock:
            self._opened.clear()
            self._epoch_of.clear()
        self._seeds.clear()

    def compartment(self, kind: str) -> str:
        """The id of the office's `office` or `identity` compartment; raises NoCompartments."""
        if kind not in self._of_office:
            raise NoCompartments
        return self._of_office[kind]

    def is_member(self, compartment_id: str) -> bool:
        """Whether a grantor has let this account in."""
        return (compartment_id, self._account_id) in self.authority.members

    def may_open(self, kind: str) -> bool:
        """Whether this account is in the office's `office` or `identity` compartment."""
        return kind in self._of_office and self.is_member(self._of_office[kind])

    def seed(self, compartment_id: str) -> EpochSeed:
        """The latest seed of a compartment that the account is in; raises NotLetIn."""
        number, _public = self._public[compartment_id]
        seed = self._seeds.get((compartment_id, number))
        if seed is None:
            raise NotLetIn
        return seed

    def seeds(self, compartment_id: str) -> list[EpochSeed]:
        """Every seed of a compartment that the account holds, oldest first."""
        held = [seed for (owner, _number), seed in self._seeds.items() if owner == compartment_id]
        return sorted(held, key=lambda seed: seed.epoch)

    def make_key(
        self, connection: Connection, clock: Clock, purpose: str, compartment_id: str, case_id: str | None
    ) -> CellKey:
        """A new content key, kept wrapped for a compartment: as a member, else to its public half."""
        key, row = self.wrapped_key(clock, purpose, compartment_id, case_id)
        connection.execute(key_wraps.insert(), row)
        self._remember(key, self._public[compartment_id][0])
        return key

    def wrapped_key(
        self, clock: Clock, purpose: str, compartment_id: str, case_id: str | None
    ) -> tuple[CellKey, Values]:
        """A new content key and the row of `key_wraps` that keeps it."""
        key = CellKey.generate(new_id(clock))
        epoch, public = self._public[compartment_id]
        context = self._context(compartment_id, epoch, case_id, key.key_id, purpose)
        seed = self._seeds.get((compartment_id, epoch))
        row = {
            "key_id": key.key_id,
            "compartment_id": compartment_id,
            "epoch": epoch,
            "purpose": purpose,
            "case_id": case_id,
            "wrap": seed.wrap(key.key, context) if seed else wrap_to_public(public, key.key, context),
        }
        return key, row

    def key(self, connection: Connection, key_id: str) -> CellKey:
        """The content key of an id; raises NotLetIn."""
        known = self._opened.get(key_id)
        if known is None:
            self.fetch(connection, (key_id,))
            known = self._opened.get(key_id)
        if known is None:
            raise NotLetIn
        return known

    def fetch(self, connection: Connection, key_ids: Collection[str]) -> None:
        """Open many keys in one query; those that this account may not open are left out."""
        wanted = [key_id for key_id in key_ids if key_id not in self._opened]
        if wanted:
            self._open_where(connection, key_wraps.c.key_id.in_(wanted))

    def case_key(
        self, connection: Connection, case_id: str, purpose: str, compartment_id: str
    ) -> CellKey | None:
        """The case's newest key for a purpose (`content` or `identity`) that this account can open."""
        where = (
            (key_wraps.c.case_id == case_id)
            & (key_wraps.c.purpose == purpose)
            & (key_wraps.c.compartment_id == compartment_id)
        )
        opened = self._open_where(connection, where)
        return max(opened, key=lambda key: key.key_id, default=None)

    def writing_key(
        self, connection: Connection, clock: Clock, purpose: str, compartment_id: str, case_id: str
    ) -> CellKey:
        """The key for the case's next write: its newest, or a new one when the epoch has moved on.

        So whoever was removed with the last epoch reads nothing that is written after.
        """
        newest = self.case_key(connection, case_id, purpose, compartment_id)
        if newest is not None and self._epoch_of.get(newest.key_id) == self._public[compartment_id][0]:
            return newest
        return self.make_key(connection, clock, purpose, compartment_id, case_id)

    def shared_key(self, connection: Connection, purpose: str) -> CellKey | None:
        """The office's one key for a purpose of its own, such as `tokens`; None before there is one."""
        where = (key_wraps.c.purpose == purpose) & key_wraps.c.case_id.is_(None)
        return next(iter(self._open_where(connection, where)), None)

    def _open_where(self, connection: Connection, where: ColumnElement[bool]) -> list[CellKey]:
        opened = (self._unwrap(row) for row in connection.execute(select(key_wraps).where(where)))
        return [key for key in opened if key is not None]

    def _unwrap(self, row: Row[Any]) -> CellKey | None:
        seed = self._seeds.get((row.compartment_id, row.epoch))
        if seed is None:
            return None
        context = self._context(row.compartment_id, row.epoch, row.case_id, row.key_id, row.purpose)
        key = CellKey(row.key_id, seed.unwrap(row.wrap, context))
        self._remember(key, row.epoch)
        return key

    def _remember(self, key: CellKey, epoch: int) -> None:
        with self._lock:
            self._opened[key.key_id] = key
            self._epoch_of[key.key_id] = epoch
            while len(self._opened) > _MOST_KEYS:
                forgotten, _key = self._opened.popitem(last=False)
                del self._epoch_of[forgotten]

    def _context(
        self, compartment_id: str, epoch: int, case_id: str | None, key_id: str, purpose: str
    ) -> str:
        return wrap_context(
            office=self._office_id,
            compartment=compartment_id,
            epoch=epoch,
            case=case_id or "-",
            key_id=key_id,
            kind=purpose,
        )


def _own_key(account_keys: AccountKeys) -> bytes:
    return HKDF(SHA256(), 32, None, b"wbs-own-key-v1").derive(account_keys.to_bytes())
