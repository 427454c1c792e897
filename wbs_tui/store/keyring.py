"""The keys that the account at the desk can open: its compartments' seeds, and content keys through them."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Row, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from models.tables.base import Values
from models.tables.cases import destructions
from models.tables.local import key_wraps
from models.words.clock import Clock
from models.words.roles import AccountStatus
from wbs_tui.store.authority import Authority
from wbs_tui.store.closed import BrokenCompartment as BrokenCompartment
from wbs_tui.store.closed import MovedCase as MovedCase
from wbs_tui.store.closed import NoCompartments as NoCompartments
from wbs_tui.store.closed import NoGenuineEpoch as NoGenuineEpoch
from wbs_tui.store.closed import NotLetIn as NotLetIn
from wbs_tui.store.errors import NotActive
from wbs_tui.store.held import MARK, Held, Owner, look_at
from wbs_tui.store.moved import WHERE, refuse_at
from wbs_tui.store.pins import Pinned, Pins
from wbs_tui.store.places import CASE as CASE
from wbs_tui.store.places import CASE_IDENTITY as CASE_IDENTITY
from wbs_tui.store.places import IDENTITY as IDENTITY
from wbs_tui.store.places import OFFICE as OFFICE
from wbs_tui.store.places import TAKEN_OUT_OF
from wbs_tui.store.rewrapping import Rewrapped as Rewrapped
from wbs_tui.store.rewrapping import Wrapper, context_of, rewrap
from wbs_tui.store.standing import ACCOUNT_STANDING
from wbs_tui.store.standing import Standing as Standing
from wbs_tui.store.statements import Question, among, insert
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys
from wbs_tui.vault.cells import CellKey
from wbs_tui.vault.compartments import (
    EpochSeed,
    is_wrap,
    is_wrapped_by_member,
    wrap_to_public,
)
from wbs_tui.vault.errors import Damaged, NewerFormat, WrongKey
from wbs_tui.vault.ids import new_id

_MOST_KEYS = 8192
_MOST_REWRAPPED = 1000
_DESTROYED = select(func.count()).select_from(destructions).scalar_subquery()
_OF_ID = Question(select(key_wraps).where(key_wraps.c.key_id == bindparam("key")))
_SHARED = Question(
    select(key_wraps).where(key_wraps.c.purpose == bindparam("what"), key_wraps.c.case_id.is_(None))
)
_STANDING = Question(select(WHERE.scalar_subquery(), *ACCOUNT_STANDING, _DESTROYED, *MARK))


@dataclass(frozen=True, slots=True)
class _Opened:
    """A content key, and how it is kept."""

    key: CellKey
    epoch: int
    by_member: bool
    """Whether a member wrapped it: anyone can wrap a key that he knows to the public half."""


class Keyring:
    """Opens content keys for one account, and remembers the latest; shows nothing of itself."""

    def __init__(
        self, office_id: str, account_id: str, account_keys: AccountKeys, pins: Pins | None = None
    ) -> None:
        """`pins`: what the account has seen before, for a desk that stays."""
        self._office_id = office_id
        self._account_id = account_id
        self._owner = Owner(office_id, account_id, account_keys)
        self._sign_public = account_keys.public().sign
        self._held = Held()
        self._opened: OrderedDict[str, CellKey] = OrderedDict()
        self._lock = threading.Lock()
        self._forgotten = False
        self._destroyed = 0
        self.own = CellKey(account_id, _own_key(account_keys))
        """Seals what belongs to this account alone, such as drafts."""
        self._pinned = Pinned(pins, self.own)

    def __repr__(self) -> str:
        return "<Keyring>"

    def beside(self, ending: str) -> Path:
        """Where the account keeps something that is not of the store, on this computer; a name of its own."""
        return self._pinned.beside(ending)

    @property
    def authority(self) -> Authority:
        """Who may read and who may let others in, as of the last look."""
        return self._held.authority

    @property
    def unopened(self) -> tuple[str, ...]:
        """The epochs that are sealed to this account and do not open: rows of `epochs`."""
        return self._held.unopened

    @property
    def refusal(self) -> StoreTrouble | None:
        """Why nothing may be sealed to this store (RolledBack, DamagedPins), if so."""
        refuse = self._held.refusal
        return None if refuse is None else refuse()

    @property
    def unpinned(self) -> bool:
        """Whether what this account sees is not remembered, because the folder for it cannot be written."""
        return self._pinned.failed

    def refresh(self, connection: Connection) -> Standing | None:
        """Look at the grants again if another desk has changed them since; gives how the account stands now.

        None once the keyring has been told to forget. Raises StoreMoved, NotActive.
        """
        if self._forgotten:
            return None
        [(address, status, role, keys, cover_ends, destroyed, *mark)] = _STANDING.rows(
            connection, account_id=self._account_id, sign_public=self._sign_public
        )
        refuse_at(address)
        if status != AccountStatus.ACTIVE or not keys:
            raise NotActive
        self._forget_destroyed(destroyed)
        held = self._held
        if tuple(mark) != held.mark:
            held = self._look(connection)
        if held.refusal is None and not connection.get_execution_options().get("writes", False):
            self._pinned.note(held.mark, held.authority)
        return Standing(role, cover_ends)

    def _forget_destroyed(self, cases: int) -> None:
        """Keep no key in memory that somebody has destroyed meanwhile; none says of which case it is."""
        with self._lock:
            if cases != self._destroyed:
                self._opened.clear()
                self._destroyed = cases

    def recall(self) -> None:
        """Read what the account has seen before; outside every view of the store."""
        self._pinned.recall()

    def load(self, connection: Connection) -> None:
        """Open the seeds of every compartment the account is in."""
        self._look(connection)

    def _look(self, connection: Connection) -> Held:
        held = look_at(connection, self._owner, self._held.seeds, self._pinned)
        with self._lock:
            if not self._forgotten:
                if not held.seeds.keys() >= self._held.seeds.keys():
                    self._opened.clear()
                self._held = held
        return held

    def forget(self) -> None:
        """Drop every opened key, for good: a worker that is still under way opens nothing more."""
        with self._lock:
            self._forgotten = True
            self._opened.clear()
            held = self._held
            self._held = Held(held.mark, held.authority, held.of_office)

    def drop(self, key_ids: Collection[str]) -> None:
        """Forget content keys that are no more."""
        with self._lock:
            for key_id in key_ids:
                self._opened.pop(key_id, None)

    def compartment(self, kind: str) -> str:
        """The id of the office's `office` or `identity` compartment; raises NoCompartments."""
        if kind not in self._held.of_office:
            raise NoCompartments
        return self._held.of_office[kind]

    def is_member(self, compartment_id: str) -> bool:
        """Whether a grantor has let this account in."""
        return (compartment_id, self._account_id) in self._held.authority.members

    def member_compartments(self) -> frozenset[str]:
        """Every compartment that a grantor has let this account into."""
        members = self._held.authority.members
        return frozenset(owner for owner, account_id in members if account_id == self._account_id)

    def may_open(self, kind: str) -> bool:
        """Whether this account is in the office's `office` or `identity` compartment."""
        return kind in self._held.of_office and self.is_member(self._held.of_office[kind])

    def compartment_of_case(self, case_id: str, kind: str) -> str | None:
        """The compartment (`case`, `case_identity`) that the charters prove; None: still the office's."""
        return self._held.authority.of_case.get(case_id, {}).get(kind)

    def check_place(self, case_id: str, compartment_id: str, kind: str = CASE) -> None:
        """Raise MovedCase unless what is of this kind is there, by the case's charters or for want of any."""
        held = self._held
        proved = held.authority.of_case.get(case_id, {}).get(kind) or held.of_office.get(TAKEN_OUT_OF[kind])
        if compartment_id != proved or case_id in held.contested:
            raise MovedCase

    def seed(self, compartment_id: str) -> EpochSeed:
        """The latest seed of a compartment that the account is in; raises NotLetIn, NoGenuineEpoch."""
        held = self._held
        seed = held.seeds.get((compartment_id, held.public(compartment_id)[0]))
        if seed is None:
            raise NotLetIn
        return seed

    def public(self, compartment_id: str) -> tuple[int, bytes]:
        """The latest epoch of a compartment and its public half; raises NoGenuineEpoch, BrokenCompartment."""
        return self._held.public(compartment_id)

    def holds(self, compartment_id: str, epoch: int) -> bool:
        """Whether the account opens what is wrapped for this epoch of the compartment."""
        return (compartment_id, epoch) in self._held.seeds

    def seeds(self, compartment_id: str) -> list[EpochSeed]:
        """Every seed of a compartment that the account holds, oldest first."""
        held = [seed for (owner, _number), seed in self._held.seeds.items() if owner == compartment_id]
        return sorted(held, key=lambda seed: seed.epoch)

    def make_key(
        self, connection: Connection, clock: Clock, purpose: str, compartment_id: str, case_id: str | None
    ) -> CellKey:
        """A new content key, kept wrapped for a compartment: as a member, else to its public half."""
        key, row = self.wrapped_key(clock, purpose, compartment_id, case_id)
        insert(key_wraps, connection.dialect).run(connection, row)
        self._remember(key)
        return key

    def wrapped_key(
        self, clock: Clock, purpose: str, compartment_id: str, case_id: str | None
    ) -> tuple[CellKey, Values]:
        """A new content key and the row of `key_wraps` that keeps it."""
        held = self._held
        key = CellKey.generate(new_id(clock))
        epoch, public = held.public(compartment_id)
        context = self._context(compartment_id, epoch, case_id, key.key_id, purpose)
        seed = held.seeds.get((compartment_id, epoch))
        row = {
            "key_id": key.key_id,
            "compartment_id": compartment_id,
            "epoch": epoch,
            "purpose": purpose,
            "case_id": case_id,
            "wrap": seed.wrap(key.key, context) if seed else wrap_to_public(public, key.key, context),
        }
        return key, row

    def rewrap(
        self, connection: Connection, case_id: str, purpose: str, from_compartment: str, to_compartment: str
    ) -> Rewrapped:
        """Give a case's keys of one purpose to another compartment, and take them from the one they were in.

        They are read from then on, never written under: whoever was in the old one knows them. Raises
        NoGenuineEpoch, BrokenCompartment.
        """
        of_case = (key_wraps.c.case_id == case_id) & (key_wraps.c.purpose == purpose)
        rows = connection.execute(
            select(key_wraps).where(of_case, key_wraps.c.compartment_id == from_compartment)
        )
        return rewrap(connection, rows.all(), self._wrapper(to_compartment))

    def stale_wraps(self, connection: Connection, compartment_id: str) -> int:
        """How many keys of the compartment are still wrapped for an epoch before the latest."""
        count = select(func.count()).where(self._stale(compartment_id))
        return connection.execute(count).scalar_one()

    def rewrap_to_latest(
        self, connection: Connection, compartment_id: str, limit: int = _MOST_REWRAPPED
    ) -> int:
        """Wrap at most `limit` keys of older epochs for the latest; how many were. 0: no more can be.

        Keys of cases are read from then on, never written under. Raises NotLetIn, NoGenuineEpoch,
        BrokenCompartment.
        """
        self.seed(compartment_id)
        stale = select(key_wraps).where(self._stale(compartment_id)).order_by(key_wraps.c.epoch).limit(limit)
        left = 0
        while rows := connection.execute(stale.offset(left)).all():
            done = rewrap(connection, rows, self._wrapper(compartment_id))
            if done.moved:
                return done.moved
            left += len(done.left)
        return 0

    def _stale(self, compartment_id: str) -> ColumnElement[bool]:
        latest = self._held.public(compartment_id)[0]
        return (key_wraps.c.compartment_id == compartment_id) & (key_wraps.c.epoch < latest)

    def _wrapper(self, compartment_id: str) -> Wrapper:
        held = self._held
        epoch, public = held.public(compartment_id)
        seed = held.seeds.get((compartment_id, epoch))
        return Wrapper(self._office_id, held.seeds, compartment_id, epoch, public, seed)

    def key(self, connection: Connection, key_id: str) -> CellKey:
        """The content key of an id; raises NotLetIn, or Damaged, NewerFormat, WrongKey for a spoilt wrap."""
        known = self._opened.get(key_id)
        if known is not None:
            return known
        spoilt: list[Exception] = []
        for opened in self._opening(_OF_ID.rows(connection, key=key_id), spoilt):
            return opened.key
        raise spoilt[0] if spoilt else NotLetIn

    def fetch(self, connection: Connection, key_ids: Collection[str]) -> None:
        """Open many keys in one query; those that this account cannot open are left out."""
        wanted = [key_id for key_id in key_ids if key_id not in self._opened]
        if wanted:
            of_these = select(key_wraps).where(among(connection, key_wraps.c.key_id, wanted))
            self._opening(connection.execute(of_these).all(), [])

    def writing_key(
        self, connection: Connection, clock: Clock, purpose: str, compartment_id: str, case_id: str
    ) -> CellKey:
        """The key for the case's next write: its newest, or a new one when the epoch has moved on.

        So whoever was removed with the last epoch reads nothing that is written after. Only a key that a
        member wrapped is written under: any other could have been put there by whoever knows it.
        """
        where = select(key_wraps).where(
            (key_wraps.c.case_id == case_id)
            & (key_wraps.c.purpose == purpose)
            & (key_wraps.c.compartment_id == compartment_id)
            & (key_wraps.c.epoch == self._held.public(compartment_id)[0])
        )
        rows = connection.execute(where).all()
        own = [opened.key for opened in self._opening(rows, []) if opened.by_member]
        if own:
            return max(own, key=lambda key: key.key_id)
        return self.make_key(connection, clock, purpose, compartment_id, case_id)

    def members_key(self, connection: Connection, key_id: str) -> CellKey:
        """The content key of an id, that a member has wrapped: whoever is none has not made what it opens.

        Raises NotLetIn.
        """
        for opened in self._opening(_OF_ID.rows(connection, key=key_id), []):
            if opened.by_member:
                return opened.key
        raise NotLetIn

    def shared_key(self, connection: Connection, purpose: str) -> CellKey | None:
        """The office's one key for a purpose of its own, such as `tokens`; None before there is one."""
        rows = _SHARED.rows(connection, what=purpose)
        own = [opened for opened in self._opening(rows, []) if opened.by_member]
        first = min(own, key=lambda opened: (opened.epoch, opened.key.key_id), default=None)
        return None if first is None else first.key

    def _opening(self, rows: Iterable[Row[Any]], spoilt: list[Exception]) -> list[_Opened]:
        """The keys that open; what a spoilt wrap raises is noted, and keeps no other key closed."""
        opened: list[_Opened] = []
        for row in rows:
            seed = self._held.seeds.get((row.compartment_id, row.epoch))
            if seed is None:
                continue
            try:
                opened.append(self._unwrap(row, seed))
            except (Damaged, NewerFormat, WrongKey) as error:
                spoilt.append(error)
        return opened

    def _unwrap(self, row: Row[Any], seed: EpochSeed) -> _Opened:
        context = self._context(row.compartment_id, row.epoch, row.case_id, row.key_id, row.purpose)
        key = CellKey(row.key_id, seed.unwrap(row.wrap, context))
        self._remember(key)
        return _Opened(key, row.epoch, is_wrapped_by_member(row.wrap))

    def is_spoilt(self, row: Row[Any]) -> bool:
        """Whether a row of `key_wraps` holds no wrap, or one that does not open though its seed is held."""
        if not isinstance(row.wrap, bytes) or not is_wrap(row.wrap):
            return True
        seed = self._held.seeds.get((row.compartment_id, row.epoch))
        if seed is None:
            return False
        context = self._context(row.compartment_id, row.epoch, row.case_id, row.key_id, row.purpose)
        try:
            seed.unwrap(row.wrap, context)
        except (Damaged, NewerFormat, WrongKey):
            return True
        return False

    def _remember(self, key: CellKey) -> None:
        with self._lock:
            if self._forgotten:
                return
            self._opened[key.key_id] = key
            while len(self._opened) > _MOST_KEYS:
                self._opened.popitem(last=False)

    def _context(
        self, compartment_id: str, epoch: int, case_id: str | None, key_id: str, purpose: str
    ) -> str:
        return context_of(self._office_id, compartment_id, epoch, case_id, key_id, purpose)


def _own_key(account_keys: AccountKeys) -> bytes:
    return HKDF(SHA256(), 32, None, b"wbs-own-key-v1").derive(account_keys.to_bytes())
