"""Somebody stands in for the Inspektur while he is away (Plh), or the post is empty (Plt), until a day.

He has the Inspektur's role and may let accounts in as he does; what is the Inspektur's alone stays so: the
two hand-overs, another cover, the office's recovery and its settings. On the day after the last it is over
by itself; what he was let into for it alone is due for a new epoch.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.tables.accounts import accounts, covers
from models.words.clock import to_millis
from models.words.roles import CoverKind
from wbs_tui.accounts.access_of import compartments_granted_by
from wbs_tui.accounts.administration import find_account
from wbs_tui.accounts.compartments import CompartmentWriter, member_of, signer_of
from wbs_tui.accounts.errors import CoverInThePast, CoverStands, NoCover
from wbs_tui.accounts.handover import Decree, compared_member
from wbs_tui.accounts.kinds import COVER_BEGUN, COVER_ENDED
from wbs_tui.accounts.removal import was_in_before
from wbs_tui.accounts.standing import cover_in_force
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Change
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.workdays import due_at
from wbs_tui.vault.ids import new_id


@dataclass(frozen=True, slots=True)
class Cover:
    """Who stands in for the Inspektur. Times: milliseconds since 1970 UTC."""

    account: str
    kind: CoverKind
    decree_number: str
    decree_date: str
    starts_at: int
    ends_at: int


def current_cover(desk: Desk) -> Cover | None:
    """Who stands in now; None when the Inspektur is there himself."""
    with desk.reading() as connection:
        row = cover_in_force(connection, desk.now())
        if row is None:
            return None
        name = connection.execute(select(accounts.c.name).where(accounts.c.id == row.account_id)).scalar_one()
    return Cover(name, CoverKind(row.kind), row.decree_number, row.decree_date, row.starts_at, row.ends_at)


def begin_cover(
    desk: Desk, name: str, until: date, kind: CoverKind, decree: Decree, typed_fingerprint: str
) -> int:
    """Let an account stand in until the end of a day in office time; gives that moment (UTC milliseconds).

    It is let into `office` and `identity`, and may grant there and in the restricted cases that it reads
    already. Raises NotPermitted, NoSuchAccount, MayNotSucceed, NotActivated, FingerprintDiffers, CoverStands,
    CoverInThePast, NotGrantor.
    """
    desk.require(Operation.HEAD_COVER)
    ends_at = to_millis(due_at(until, desk.office.zone))
    if ends_at <= desk.now():
        raise CoverInThePast
    with desk.transaction() as transaction:
        connection = transaction.connection
        if cover_in_force(connection, desk.now()) is not None:
            raise CoverStands
        member = compared_member(connection, find_account(connection, name), typed_fingerprint)
        with transaction.entry(COVER_BEGUN) as change:
            _appoint(desk, change, member.account_id, ends_at, kind, decree)
            for compartment_id in _to_cover(desk, connection, member.account_id):
                writer = CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id)
                writer.let_in(member, can_grant=True, until=ends_at)
        desk.keyring.load(connection)
    return ends_at


def _appoint(
    desk: Desk, change: Change, account_id: str, ends_at: int, kind: CoverKind, decree: Decree
) -> None:
    change.insert(
        covers,
        new_id(desk.clock),
        account_id=account_id,
        kind=kind,
        decree_number=decree.number,
        decree_date=decree.date,
        starts_at=change.at,
        ends_at=ends_at,
        appointed_by=desk.actor.id,
    )


def _to_cover(desk: Desk, connection: Connection, account_id: str) -> Iterator[str]:
    """The office's own compartments, and of the restricted cases only those that it is in already."""
    for compartment_id, case_id in compartments_granted_by(desk, connection).items():
        if case_id is None or (compartment_id, account_id) in desk.keyring.authority.members:
            yield compartment_id


def end_cover(desk: Desk) -> str:
    """End it before its day; gives the name of the account. Raises NotPermitted, NoCover."""
    desk.require(Operation.HEAD_COVER)
    with desk.transaction() as transaction:
        connection = transaction.connection
        cover = cover_in_force(connection, desk.now())
        if cover is None:
            raise NoCover
        with transaction.entry(COVER_ENDED) as change:
            change.update(covers, cover.id, ended_at=change.at)
            _take_back(desk, change, cover.account_id)
        desk.keyring.load(connection)
        name: str = connection.execute(
            select(accounts.c.name).where(accounts.c.id == cover.account_id)
        ).scalar_one()
    return name


def _take_back(desk: Desk, change: Change, account_id: str) -> None:
    """Where it was let in for the cover alone it goes out; elsewhere it stays, and grants no more."""
    authority = desk.keyring.authority
    for compartment_id in compartments_granted_by(desk, change.connection):
        membership = authority.granted.get((compartment_id, account_id))
        if membership is None or membership.until is None:
            continue
        writer = CompartmentWriter(change, desk.clock, signer_of(desk), compartment_id)
        if was_in_before(authority.chains[compartment_id], account_id):
            writer.let_in(member_of(change.connection, account_id))
        else:
            writer.take_out(account_id)
