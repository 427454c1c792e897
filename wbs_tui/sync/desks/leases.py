"""Leases: a desk elsewhere takes cases along for a time, works without a network, and brings it back."""

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from models.tables.cases import cases as case_rows
from models.tables.exchange import lease_accounts, lease_cases, leases
from models.words.clock import to_millis
from models.words.roles import AccountStatus, Role
from models.words.stations import Beginning
from wbs_tui.accounts.administration import find_account
from wbs_tui.accounts.errors import NotActivated
from wbs_tui.cases import words
from wbs_tui.cases.away import away
from wbs_tui.cases.destroyed import refuse_destroyed
from wbs_tui.cases.kept.destruction import OFFICE_KEY
from wbs_tui.cases.lookup import NoSuchCase, find
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.visibility import is_hidden
from wbs_tui.journal.carried import digest_of
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.stations import begin, present_head
from wbs_tui.journal.transaction import Change, Transaction
from wbs_tui.operations.steps import Tell, silent
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY, OFFICE
from wbs_tui.sync.desks.desk_file import Along, files_for, header_for, wraps_for, write_desk_file
from wbs_tui.sync.desks.lease_views import LeaseView, LeaseWords, find_lease, view_of
from wbs_tui.sync.desks.reach import Reach, cell_keys, reach_of
from wbs_tui.sync.kinds import KEYS_MADE, LEASE_ENDED, LEASE_MADE
from wbs_tui.sync.offices.keys import end_station_keys, make_station_keys, own_station, station_keys
from wbs_tui.text.catalogue import _, language
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused, StoreTrouble
from wbs_tui.vault.ids import new_id

_WORKS = frozenset({Role.OFFICER, Role.LEAD, Role.INSPECTOR})
_LONGEST_NAME = 60


class LeaseRefused(Refused):
    """Something of what was asked for cannot be leased; the message says what."""


class AlreadyAway(Refused):
    """Another desk has the case with it."""

    def __init__(self, register: str, mark: str) -> None:
        super().__init__(
            _("Kasus {register} sedang dibawa meja {mark}. Akhiri dahulu peminjamannya.").format(
                register=register, mark=mark
            )
        )


class AlreadyEnded(Refused):
    """The lease has been ended."""

    def __init__(self, mark: str) -> None:
        super().__init__(_("Peminjaman meja {mark} sudah diakhiri.").format(mark=mark))


@dataclass(frozen=True, slots=True)
class LeaseMade:
    """A new desk, and the file that it is opened from."""

    lease: LeaseView
    path: Path
    size: int
    """Bytes."""
    entries: int
    files: int
    lost: tuple[str, ...]
    """Sealed files that were not there to be carried."""
    joined: tuple[str, ...]
    """Register numbers of cases that went along because others cannot be read without them."""


def make_lease(
    desk: Desk,
    name: str,
    accounts: Sequence[str],
    cases: Sequence[str],
    ends_at: datetime,
    target: Path,
    reason: str,
    *,
    identity: bool = False,
    tell: Tell = silent,
) -> LeaseMade:
    """Lease cases (register numbers) to a desk for accounts (names) until a moment; writes the desk's file.

    `identity`: whether the keys to who reported go along. Cut off before the file is whole there is none, and
    the lease that was made is ended. Raises NotPermitted, ReasonMissing, TooLong, LeaseRefused, AlreadyAway,
    NoSuchAccount, NotActivated, NoSuchCase, CaseDestroyed, NoIdentityGrant, NoWayIn, AccountsNotSigned,
    Refused (something is there), CannotWrite, StoreTrouble.
    """
    desk.require(Operation.LEASE_MAKE)
    plan = _Plan(
        name=_checked_name(name),
        ends_at=_checked_end(desk, ends_at),
        reason=words.required_reason(desk, reason),
        identity=identity,
    )
    if identity:
        _require_identity(desk)
    with desk.reading() as connection:
        plan.members.update(_members(desk, connection, accounts))
        plan.cases.update(find(desk, connection, register).id for register in cases)
        header = header_for(desk, connection, plan.members, plan.store_key)
    if not plan.cases:
        raise LeaseRefused(_("Sebutkan kasus yang dibawa, sedikitnya satu."))
    making = _Making(desk, plan)
    try:
        written = write_desk_file(desk, target, header, plan.store_key, making.make, tell)
    except BaseException:
        making.take_back()
        raise
    with desk.reading() as connection:
        view = view_of(desk, connection, making.lease)
        joined = _registers(connection, making.joined)
    return LeaseMade(view, target, written.size, written.entries, written.files, written.lost, joined)


def end_lease(desk: Desk, named: str, reason: str) -> LeaseView:
    """End a lease (`S2`, or its name): the desk is back, or lost. Gives what was on it.

    Nothing that its station brings after this is taken in. Raises NotPermitted, ReasonMissing, TooLong,
    NoSuchLease, AlreadyEnded.
    """
    desk.require(Operation.LEASE_MAKE)
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        connection = transaction.connection
        row = find_lease(connection, named)
        before = view_of(desk, connection, row.id)
        if row.ended_at is not None:
            raise AlreadyEnded(before.mark)
        _write_end(desk, transaction, row.id, row.station, given)
        return view_of(desk, connection, row.id)


def _write_end(desk: Desk, transaction: Transaction, lease: str, station: str, reason: str) -> None:
    connection = transaction.connection
    open_cases = select(lease_cases.c.id).where(
        lease_cases.c.lease_id == lease, lease_cases.c.ended_at.is_(None)
    )
    with transaction.entry(LEASE_ENDED) as change:
        words_now = LeaseWords(made=_why_made(desk, connection, lease), ended=reason)
        sealed = _sealed(desk, change, lease, words_now)
        change.update(leases, lease, ended_at=change.at, reason=sealed)
        for row_id in connection.execute(open_cases).scalars().all():
            change.update(lease_cases, row_id, ended_at=change.at)
        end_station_keys(change, station)


def _why_made(desk: Desk, connection: Connection, lease: str) -> str:
    cell = connection.execute(select(leases.c.reason).where(leases.c.id == lease)).scalar()
    said = Opener(desk, connection).open(leases.c.reason, lease, cell, LeaseWords)
    return "" if said is None else said.made


def _sealed(desk: Desk, change: Change, lease: str, said: LeaseWords) -> bytes:
    """The words, under a key of their own: the office reads them, and a desk those of its own lease."""
    keyring = desk.keyring
    key = keyring.make_key(change.connection, desk.clock, OFFICE_KEY, keyring.compartment(OFFICE), None)
    return change.seal(key, leases.c.reason, lease, said)


@dataclass(slots=True)
class _Plan:
    """What was asked for, checked."""

    name: str
    ends_at: int
    reason: str
    identity: bool
    members: dict[str, str] = field(default_factory=dict)
    """Names by account id."""
    cases: set[str] = field(default_factory=set)
    store_key: bytes = field(default_factory=lambda: os.urandom(32), repr=False)


class _Making:
    """The lease, made when its file has been begun, and taken back when the file comes to nothing."""

    def __init__(self, desk: Desk, plan: _Plan) -> None:
        self._desk = desk
        self._plan = plan
        self.lease = new_id(desk.clock)
        self.station = new_id(desk.clock)
        self.joined: frozenset[str] = frozenset()
        self._is_made = False

    def make(self) -> Along:
        """Write the entry; from then on the desk is there, and what goes along is settled."""
        desk, plan = self._desk, self._plan
        with desk.transaction() as transaction:
            connection = transaction.connection
            if own_station(connection) not in station_keys(connection):
                with transaction.entry(KEYS_MADE) as change:
                    make_station_keys(desk, change, own_station(connection))
            reach = reach_of(connection, plan.cases)
            self._check(connection, reach)
            along = self._write(transaction, reach)
        self._is_made = True
        return along

    def take_back(self) -> None:
        """Nobody has the file: the lease ends as it began."""
        if not self._is_made:
            return
        with suppress(StoreTrouble), self._desk.transaction() as transaction:
            said = _("Berkas mejanya tidak selesai ditulis.")
            _write_end(self._desk, transaction, self.lease, self.station, said)

    def _check(self, connection: Connection, reach: Reach) -> None:
        """Cases that came with others must be there for who leases them too, and with no other desk."""
        self.joined = frozenset(reach.cases - self._plan.cases)
        elsewhere = away(connection, sorted(reach.cases), self._desk.now())
        rows = connection.execute(select(case_rows).where(case_rows.c.id.in_(sorted(reach.cases))))
        for case in rows.all():
            if is_hidden(self._desk, connection, case):
                raise NoSuchCase
            refuse_destroyed(self._desk, connection, case)
            if case.id in elsewhere:
                raise AlreadyAway(case.register, elsewhere[case.id].mark)

    def _write(self, transaction: Transaction, reach: Reach) -> Along:
        connection, plan = transaction.connection, self._plan
        held = sorted(reach.cases)
        wraps = wraps_for(connection, held, (), identity=plan.identity)
        carried = reach.carried(self._desk.office.id, self.lease, {row["key_id"] for row in wraps}).encoded()
        with transaction.entry(LEASE_MADE) as change:
            self._write_rows(change, held, digest_of(carried))
        own = sorted(set(cell_keys(change.effects)))
        return Along(
            lease=self.lease,
            station=self.station,
            entries=[*reach.entries, change.entry_id],
            wraps=wraps_for(connection, held, own, identity=plan.identity),
            files=files_for(connection, held, identity=plan.identity),
            carried=carried,
        )

    def _write_rows(self, change: Change, held: Sequence[str], digest: bytes) -> None:
        desk, plan = self._desk, self._plan
        public = make_station_keys(desk, change, self.station)
        after = present_head(change.connection)
        begin(change, self.station, Beginning.LEASED, after, desk.actor.id, public)
        change.insert(
            leases,
            self.lease,
            station=self.station,
            name=plan.name,
            at=change.at,
            account_id=desk.actor.id,
            ends_at=plan.ends_at,
            carried=digest,
            identity=plan.identity,
            reason=_sealed(desk, change, self.lease, LeaseWords(made=plan.reason)),
        )
        for account_id in plan.members:
            change.insert(lease_accounts, new_id(desk.clock), lease_id=self.lease, account_id=account_id)
        for case_id in held:
            change.insert(lease_cases, new_id(desk.clock), lease_id=self.lease, case_id=case_id)


def _checked_name(name: str) -> str:
    cleaned = clean(name, single_line=True).strip()
    if not cleaned or len(cleaned) > _LONGEST_NAME:
        raise LeaseRefused(_("Beri nama mejanya, paling panjang {most} huruf.").format(most=_LONGEST_NAME))
    return cleaned


def _checked_end(desk: Desk, ends_at: datetime) -> int:
    """Milliseconds UTC; raises LeaseRefused for a moment that is over, or too far away."""
    limit = desk.policy.limits.lease_days
    if ends_at <= desk.clock():
        raise LeaseRefused(_("Batas waktunya sudah lewat. Sebutkan hari yang akan datang."))
    if ends_at > desk.clock() + timedelta(days=limit.value):
        raise LeaseRefused(limit.say(language()))
    return to_millis(ends_at)


def _require_identity(desk: Desk) -> None:
    desk.require(Operation.IDENTITY_REVEAL)
    if not desk.keyring.may_open(IDENTITY):
        raise NoIdentityGrant


def _members(desk: Desk, connection: Connection, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The accounts that work at the desk, by id: active, let into the office, and of a role that works."""
    if not names:
        raise LeaseRefused(_("Sebutkan akun yang bekerja di meja itu, sedikitnya satu."))
    place = desk.keyring.compartment(OFFICE)
    for name in names:
        account = find_account(connection, name)
        if account.status != AccountStatus.ACTIVE:
            raise NotActivated
        if account.role not in _WORKS or (place, account.id) not in desk.keyring.authority.members:
            raise LeaseRefused(
                _("Akun {name} tidak mengerjakan kasus kantor ini, jadi tidak dapat bekerja di meja.").format(
                    name=account.name
                )
            )
        yield account.id, account.name


def _registers(connection: Connection, case_ids: Collection[str]) -> tuple[str, ...]:
    named = select(case_rows.c.register).where(case_rows.c.id.in_(sorted(case_ids)))
    return tuple(sorted(connection.execute(named).scalars()))
