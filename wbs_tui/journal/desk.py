"""A desk: an unlocked store with one account at it. Every service takes one, and writes through entries."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from models.words.clock import Clock, to_millis
from models.words.office import Actor, Office
from wbs_tui.journal.anchored import Anchored
from wbs_tui.journal.leased import Lease
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.policy.book import Policy
from wbs_tui.policy.operations import NOT_BY_COVER
from wbs_tui.policy.workdays import WorkingCalendar
from wbs_tui.store.engine import reading, writing
from wbs_tui.store.evidence_place import EvidencePlace, evidence_place
from wbs_tui.store.in_use import InUse
from wbs_tui.store.keyring import Keyring
from wbs_tui.store.location import StoreLocation
from wbs_tui.store.schema import refuse_migrated
from wbs_tui.store.store_key import StoreKey
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.errors import Refused, StoreTrouble
from wbs_tui.vault.account_keys import AccountKeys


class NotPermitted(Refused):
    """The account's role may not do this; `who` may: the labels of the roles, none when more decides."""

    def __init__(self, *who: str) -> None:
        whom = ", ".join(who[:-1])
        last = who[-1] if who else _("yang berwenang")
        whom = _("{names} atau {last}").format(names=whom, last=last) if whom else last
        said = _("Peran akun Anda tidak boleh melakukan ini. Mintalah kepada {whom}.")
        super().__init__(said.format(whom=whom))


class RoleChanged(Refused):
    """The account has another role than when it sat down, or stands in for the Inspektur no longer."""

    def __init__(self) -> None:
        super().__init__(
            _("Peran akun Anda berubah, atau masa Plh/Plt Anda berakhir. Kunci layar, lalu masuk lagi.")
        )


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything a service needs; safe to use from several threads, one connection each."""

    location: StoreLocation
    engine: Engine
    office: Office
    actor: Actor
    account_keys: AccountKeys
    keyring: Keyring
    policy: Policy
    calendar: WorkingCalendar
    clock: Clock
    key: StoreKey
    """Opens the database; changes while the desk is open when the store is re-keyed."""
    use: InUse
    """Shows others that the store is open."""
    anchored: Anchored
    """Remembers how far the journal had come."""
    lease: Lease | None = None
    """Which leased desk this is; None at the office's home store."""

    @property
    def store_key(self) -> bytes:
        """The key that opens the database now; sealed anew for whoever is invited."""
        return self.key.current

    @property
    def evidence_files(self) -> EvidencePlace:
        """The sealed files: beside the database, or in it."""
        return evidence_place(self.location, self.engine)

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return to_millis(self.clock())

    def require(self, operation: str) -> None:
        """Raise NotPermitted unless the account's role may do `operation` (an id of the policy's roles).

        At a leased desk: NotElsewhere for what is not done there, LeaseOver when its time is over.
        """
        if not self._is_for_role(operation):
            raise self.not_permitted(operation)
        if self.lease is not None and not self.lease.allows(operation, self.now()):
            raise self.lease.refusal(operation, self.office)

    def not_permitted(self, operation: str) -> NotPermitted:
        """The refusal that names whose roles may do `operation`."""
        words, roles = language(), [rule.id for rule in self.policy.roles.role]
        who = [role for role in roles if self.policy.allows(role, operation)]
        return NotPermitted(*(self.policy.label("role", role, words) for role in who))

    def may(self, operation: str) -> bool:
        """Whether the account may do `operation` here and now."""
        away = self.lease is not None and not self.lease.allows(operation, self.now())
        return not away and self._is_for_role(operation)

    def _is_for_role(self, operation: str) -> bool:
        """Whether the account's role may do it, and does not only stand in for whose it is."""
        if self.actor.covering and operation in NOT_BY_COVER:
            return False
        return self.policy.allows(self.actor.role, operation)

    @property
    def refusal(self) -> StoreTrouble | None:
        """Why this store is not what the account saw of it before, and nothing may be kept in it; if so."""
        return self.keyring.refusal or self.anchored.refusal

    def _look(self, connection: Connection) -> None:
        """See the grants of now; raises StoreMoved, NotActive, RoleChanged."""
        standing = self.keyring.refresh(connection)
        if standing is None:
            return
        if self.actor.covering:
            stays = (standing.cover_ends or 0) > self.now()
        else:
            stays = standing.role == self.actor.role
        if not stays:
            raise RoleChanged

    def _hold_against_anchors(self, connection: Connection) -> None:
        """Raise what speaks against the store; what the grants say of it first."""
        self.anchored.look(connection)
        if self.anchored.refusal is not None:
            raise self.refusal or self.anchored.refusal

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent view of the store, by the grants of now. Raises NotActive, RoleChanged."""
        with reading(self.engine) as connection:
            self._look(connection)
            yield connection

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """One transaction for several entries, sealed for the members of now.

        Raises NewerStore, NotActive, RoleChanged, JournalCut, JournalSplit, DamagedAnchors.
        """
        with writing(self.engine) as connection:
            refuse_migrated(connection)
            self._look(connection)
            self._hold_against_anchors(connection)
            transaction = Transaction(
                connection,
                self.keyring,
                self.office,
                self.actor,
                self.account_keys,
                self.clock,
                self.lease,
            )
            yield transaction
            transaction.finish()
        self.anchored.wrote(*transaction.head)
        self.keep_anchors()

    @contextmanager
    def change(self, kind: str, case_id: str | None = None) -> Iterator[Change]:
        """One transaction with one entry."""
        with self.transaction() as transaction, transaction.entry(kind, case_id) as change:
            yield change

    def keep_anchors(self) -> None:
        """Remember how far the journal has come, now and then: a killed desk has seen it too.

        Within no view and no transaction.
        """
        if self.anchored.is_due():
            self._remember()

    def _remember(self) -> None:
        known = self.anchored.remember()
        try:
            with reading(self.engine) as connection:
                self.anchored.leave(connection, known)
        except StoreTrouble:
            self.anchored.sees_more()  # the next time

    def close(self) -> None:
        """Let go of the database and forget opened keys; remember how far the journal has come."""
        self._remember()
        self.keyring.forget()
        self.engine.dispose()
        self.use.close()
