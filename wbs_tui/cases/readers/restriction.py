"""A case is kept from whom it implicates: an account named by the Inspektur, or whom a reader marks."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.tables.accounts import accounts
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.compartments import CompartmentWriter, Member, member_of, signer_of
from wbs_tui.accounts.errors import FingerprintDiffers, NotActivated, NotGrantor
from wbs_tui.cases import words
from wbs_tui.cases.circle import (
    INSPECTOR,
    INSPECTORATE,
    Accused,
    Circle,
    case_readers,
    circle_of,
    kept_out,
    may_let_in,
)
from wbs_tui.cases.kinds import READER_CHANGED, RESTRICTED
from wbs_tui.cases.lookup import UnknownAccount, find
from wbs_tui.cases.readers.moving import move
from wbs_tui.cases.steps.work import Work, work_on
from wbs_tui.cases.views import CaseReader
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.store.ordering import by_letters
from wbs_tui.store.places import CASE, CASE_IDENTITY
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.account_keys import same_fingerprint

AGAINST_INSPECTOR = "inspektur"
AGAINST_INSPECTORATE = "inspektorat"
_TARGETS = {AGAINST_INSPECTOR: INSPECTOR, AGAINST_INSPECTORATE: INSPECTORATE}
_SEATED = (Role.OFFICER, Role.LEAD, Role.INSPECTOR, Role.AUDITOR, Role.MONITOR)
_NAMEABLE = (*_SEATED, Role.SUPER_ADMIN)
"""The Super Admin reads no case, but holds a share of the key that recovers them."""
OF_INSPECTOR, OF_READER = "named", "reader"
"""The origins of a restriction: the Inspektur named an account, a reader marked the case."""


class IsImplicated(Refused):
    """The account must not read this case."""

    def __init__(self, name: str) -> None:
        super().__init__(
            _("Akun {name} terlibat atau menyatakan konflik dalam kasus ini; akses tidak diberikan.").format(
                name=name
            )
        )


class NotRestricted(Refused):
    """The case is the whole office's."""

    def __init__(self) -> None:
        super().__init__(_("Kasus ini tidak dibatasi: semua yang berakses kantor membacanya."))


class NobodyNamed(Refused):
    """Against whom?"""

    def __init__(self) -> None:
        super().__init__(_("Sebutkan siapa yang terlibat: nama akun, inspektur, atau inspektorat."))


@dataclass(frozen=True, slots=True)
class Restricted:
    """What became of a case that was restricted."""

    register: str
    readers: tuple[str, ...]
    """Names of the accounts that read it from now on."""
    still_mine: bool
    """Whether it is still there for whoever restricted it."""
    escrow: bool
    """Whether lost keys of its readers can be made good; without one it is lost with them."""


def escrow_after(desk: Desk, register: str, against: Collection[str]) -> bool:
    """Whether lost keys of its readers could be made good if the case were restricted against these.

    Raises NotPermitted, NoSuchCase, UnknownAccount.
    """
    desk.require(Operation.CASE_RESTRICT)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        accused = _accused(connection, tuple(against))
        circle = circle_of(desk, connection, case.id, case.compartment_id, accused, reads=True)
    return circle.escrow is not None


def told_before(escrow: bool) -> tuple[str, ...]:
    """What whoever restricts a case must know before he does."""
    sentences = [
        _("Pembatasan tidak dapat dibatalkan di program ini: kasusnya tidak kembali ke seluruh kantor.")
    ]
    if not escrow:
        sentences.append(
            _(
                "Kasus ini tidak akan memiliki kunci pemulihan: kantor lain (provinsi) yang memegangnya "
                "belum terdaftar. Bila semua pembacanya kehilangan kunci, isinya hilang."
            )
        )
    return tuple(sentences)


def told(done: Restricted) -> tuple[str, ...]:
    """What whoever restricted a case is told of it."""
    names = ", ".join(done.readers) or "-"
    sentences = [
        _("{register} dibatasi; dibaca hanya oleh: {names}.").format(register=done.register, names=names)
    ]
    if not done.still_mine:
        sentences.append(_("Kasus ini tidak ada lagi bagi akun Anda."))
    if not done.escrow:
        sentences.append(
            _(
                "Tidak ada kunci pemulihan untuk kasus ini: bagiannya dipegang yang terlibat, dan kantor "
                "lain (provinsi) belum terdaftar. Bila semua pembacanya kehilangan kunci, isinya hilang."
            )
        )
    return tuple(sentences)


def implicate(desk: Desk, register: str, account_name: str, reason: str) -> Restricted:
    """Name an account as implicated: the case is moved at once, and is not there for it any more.

    Raises NotPermitted, ReasonMissing, NoSuchCase, UnknownAccount, and what the store raises.
    """
    desk.require(Operation.CASE_IMPLICATE)
    return _restrict(desk, register, (account_name,), reason, OF_INSPECTOR)


def restrict(desk: Desk, register: str, against: Collection[str], reason: str) -> Restricted:
    """Keep a case from whom it implicates: account names, `inspektur`, `inspektorat` (the office as a whole).

    Raises NotPermitted, NobodyNamed, ReasonMissing, NoSuchCase, UnknownAccount.
    """
    desk.require(Operation.CASE_RESTRICT)
    return _restrict(desk, register, tuple(against), reason, OF_READER)


def _restrict(desk: Desk, register: str, against: tuple[str, ...], reason: str, origin: str) -> Restricted:
    given = words.required_reason(desk, reason)
    if not against:
        raise NobodyNamed
    with work_on(desk, register, RESTRICTED) as work:
        circle = move(work, _accused(work.connection, against), origin, given)
        restricted = _told(work, circle)
        desk.keyring.load(work.connection)
    return restricted


def _accused(connection: Connection, against: tuple[str, ...]) -> Accused:
    named = [name for name in against if name not in _TARGETS]
    found = {name: _seat(connection, name, _NAMEABLE) for name in named}
    targets = frozenset(_TARGETS[name] for name in against if name in _TARGETS)
    return Accused(targets, frozenset(found.values()))


def _seat(connection: Connection, name: str, roles: Collection[Role] = _SEATED) -> str:
    row = connection.execute(
        select(accounts.c.id).where(accounts.c.name == name, accounts.c.role.in_(roles))
    ).scalar()
    if row is None:
        raise UnknownAccount(name)
    return str(row)


def _told(work: Work, circle: Circle) -> Restricted:
    names = (
        select(accounts.c.name).where(accounts.c.id.in_(circle.members)).order_by(by_letters(accounts.c.name))
    )
    return Restricted(
        work.case.register,
        tuple(work.connection.execute(names).scalars()),
        work.desk.actor.id in circle.members,
        circle.escrow is not None,
    )


def readers(desk: Desk, register: str) -> tuple[CaseReader, ...]:
    """Who reads a restricted case, by name; raises NotPermitted, NoSuchCase, NotRestricted."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        _own(desk, case.id)
        return case_readers(desk, connection, case.id)


def nameable(desk: Desk) -> tuple[str, ...]:
    """The names of the accounts that a case can implicate, but for the Inspektur, in order. NotPermitted."""
    desk.require(Operation.CASE_RESTRICT)
    seated = select(accounts.c.name).where(
        accounts.c.role.in_(_NAMEABLE),
        accounts.c.role != Role.INSPECTOR,
        accounts.c.status != AccountStatus.DISABLED,
        accounts.c.id != desk.actor.id,
    )
    with desk.reading() as connection:
        return tuple(connection.execute(seated.order_by(by_letters(accounts.c.name))).scalars())


def candidates(desk: Desk, register: str) -> tuple[str, ...]:
    """The names of the accounts of the office that could be let into a restricted case, in order.

    Raises NotPermitted, NoSuchCase, NotRestricted.
    """
    desk.require(Operation.CASE_RESTRICT)
    with desk.reading() as connection:
        case = find(desk, connection, register)
        own, office = _own(desk, case.id), desk.keyring.compartment(OFFICE)
        members = desk.keyring.authority.members
        out = kept_out(desk, connection, case.id)
        seated = select(accounts).where(accounts.c.role.in_(_SEATED)).order_by(by_letters(accounts.c.name))
        return tuple(
            row.name
            for row in connection.execute(seated)
            if (office, row.id) in members and (own, row.id) not in members and row.id not in out
        )


def let_in_to_case(desk: Desk, register: str, name: str, fingerprint: str = "") -> None:
    """Let an account read a restricted case, and who reported it if the account holds the identity grant.

    Without a fingerprint only a key that a grant of the office names counts. Raises NotPermitted, NoSuchCase,
    NotRestricted, NotGrantor, UnknownAccount, NotActivated, IsImplicated, FingerprintDiffers.
    """
    desk.require(Operation.CASE_RESTRICT)
    with work_on(desk, register, READER_CHANGED) as work:
        compartment_id = _as_grantor(work)
        member = _known_member(work, name, fingerprint)
        if member.account_id in kept_out(desk, work.connection, work.case.id):
            raise IsImplicated(name)
        signer = signer_of(desk)
        CompartmentWriter(work.change, desk.clock, signer, compartment_id).let_in(member)
        inner = _identity_for(work, member.account_id)
        if inner is not None:
            CompartmentWriter(work.change, desk.clock, signer, inner).let_in(member)
        desk.keyring.load(work.connection)


def take_out_of_case(desk: Desk, register: str, name: str) -> None:
    """Take a reader out of a restricted case: he reads nothing that is written from now on.

    Raises NotPermitted, NoSuchCase, NotRestricted, NotGrantor, UnknownAccount.
    """
    desk.require(Operation.CASE_RESTRICT)
    with work_on(desk, register, READER_CHANGED) as work:
        compartment_id = _as_grantor(work)
        account_id = _seat(work.connection, name)
        granted = desk.keyring.authority.granted
        if account_id == desk.actor.id or (compartment_id, account_id) not in granted:
            raise UnknownAccount(name)
        signer = signer_of(desk)
        CompartmentWriter(work.change, desk.clock, signer, compartment_id).take_out(account_id)
        inner = desk.keyring.compartment_of_case(work.case.id, CASE_IDENTITY)
        if inner is not None and (inner, account_id) in granted:
            CompartmentWriter(work.change, desk.clock, signer, inner).take_out(account_id)
        if work.case.assigned_to == account_id:
            work.update_case(assigned_to=None)
        desk.keyring.load(work.connection)


def _own(desk: Desk, case_id: str) -> str:
    own = desk.keyring.compartment_of_case(case_id, CASE)
    if own is None:
        raise NotRestricted
    return own


def _as_grantor(work: Work) -> str:
    own = _own(work.desk, work.case.id)
    if not may_let_in(work.desk, work.case.id):
        raise NotGrantor
    return own


def _known_member(work: Work, name: str, fingerprint: str) -> Member:
    """The account with its key, which a genuine grant names or the fingerprint proves."""
    account_id = _seat(work.connection, name)
    active = select(accounts.c.status).where(accounts.c.id == account_id)
    if work.connection.execute(active).scalar() != AccountStatus.ACTIVE:
        raise NotActivated
    member = member_of(work.connection, account_id)
    keyring = work.desk.keyring
    known = keyring.authority.members.get((keyring.compartment(OFFICE), account_id))
    if known is not None and known.fingerprint == member.fingerprint:
        return member
    if not same_fingerprint(member.fingerprint, fingerprint):
        raise FingerprintDiffers
    return member


def _identity_for(work: Work, account_id: str) -> str | None:
    """The case's own identity compartment, where the account holds the office's identity grant."""
    keyring = work.desk.keyring
    inner = keyring.compartment_of_case(work.case.id, CASE_IDENTITY)
    if inner is None or not keyring.authority.may_grant(inner, work.desk.actor.id, work.desk.now()):
        return None
    holds = (keyring.compartment("identity"), account_id) in keyring.authority.members
    return inner if holds else None
