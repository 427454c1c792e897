"""How recovery stands: the generation, who holds which share, when each was last proved, what is due."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.tables.accounts import account_keys, accounts, escrow_shares, openings, share_checks
from models.words.recovery import ShareEvent, ShareHolder
from models.words.roles import AccountStatus, Role
from wbs_tui.accounts.recovery.generations import Generation, standing
from wbs_tui.accounts.recovery.shares import holder_name
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _

CHECK_EVERY = timedelta(days=31)
DRILL_EVERY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class ShareStatus:
    """One share of the generation that counts. Times: milliseconds since 1970 UTC."""

    number: int
    holder: ShareHolder
    account: str | None
    """The name of the account that holds it; None for paper."""
    checked_at: int | None
    """When it was last typed and found good."""
    check_due: bool
    sealed: bool = False
    """Whether it is kept, sealed to that account, for its own session."""


@dataclass(frozen=True, slots=True)
class RecoveryStatus:
    """What `wbs recovery status` says."""

    generation: int | None
    """None: the office has no escrow that counts."""
    made_at: int | None = None
    fingerprint: str | None = None
    shares: tuple[ShareStatus, ...] = ()
    drilled_at: int | None = None
    """When two shares last opened everything, in any generation."""
    drill_due: bool = False
    renewal_due: bool = True
    """There is no escrow, or a share is sealed to who is not the Super Admin any more."""
    escrow_id: str | None = None
    """Its account."""
    proven: bool = False
    """Whether two of its shares are known to be good, or a drill was held: enough to go live."""


def recovery_status(desk: Desk) -> RecoveryStatus:
    """How recovery stands. Raises NotPermitted."""
    desk.require(Operation.RECOVERY_CHECK)
    with desk.reading() as connection:
        return read_status(connection, desk)


def read_status(connection: Connection, desk: Desk) -> RecoveryStatus:
    """The same for whoever looks after the office, whatever his role."""
    generation = standing(connection, desk.keyring)
    if generation is None:
        return RecoveryStatus(None)
    now = desk.now()
    shares = _shares(connection, generation, now)
    drilled_at = _drilled_at(connection)
    return RecoveryStatus(
        generation.number,
        generation.created_at,
        generation.member.fingerprint,
        shares,
        drilled_at,
        drill_due=now - (drilled_at or generation.created_at) > DRILL_EVERY // timedelta(milliseconds=1),
        renewal_due=not _sealed_to_super_admin(connection, generation),
        escrow_id=generation.id,
        proven=drilled_at is not None or sum(share.checked_at is not None for share in shares) > 1,
    )


def _shares(connection: Connection, generation: Generation, now: int) -> tuple[ShareStatus, ...]:
    proved = (
        select(share_checks.c.number, func.max(share_checks.c.at).label("at"))
        .where(share_checks.c.escrow_id == generation.id, share_checks.c.what != ShareEvent.SHOWN)
        .group_by(share_checks.c.number)
    )
    checked: dict[int, int] = {row.number: row.at for row in connection.execute(proved)}
    rows = connection.execute(
        select(escrow_shares.c.number, escrow_shares.c.holder, escrow_shares.c.sealed, accounts.c.name)
        .outerjoin(accounts, accounts.c.id == escrow_shares.c.account_id)
        .where(escrow_shares.c.escrow_id == generation.id)
        .order_by(escrow_shares.c.number)
    )
    return tuple(
        ShareStatus(
            row.number,
            ShareHolder(row.holder),
            row.name,
            checked.get(row.number),
            now - checked.get(row.number, 0) > CHECK_EVERY // timedelta(milliseconds=1),
            row.sealed is not None,
        )
        for row in rows
    )


def _drilled_at(connection: Connection) -> int | None:
    opened = (
        select(func.max(openings.c.at))
        .join(accounts, accounts.c.id == openings.c.account_id)
        .where(accounts.c.role == Role.ESCROW)
    )
    at: int | None = connection.execute(opened).scalar()
    return at


def _sealed_to_super_admin(connection: Connection, generation: Generation) -> bool:
    """Whether the second share is sealed to the key that the Super Admin has now."""
    current = (
        select(account_keys.c.valid_from)
        .join(accounts, accounts.c.id == account_keys.c.account_id)
        .join(escrow_shares, escrow_shares.c.account_id == accounts.c.id)
        .where(
            escrow_shares.c.escrow_id == generation.id,
            escrow_shares.c.holder == ShareHolder.SUPER_ADMIN,
            accounts.c.role == Role.SUPER_ADMIN,
            accounts.c.status == AccountStatus.ACTIVE,
            account_keys.c.ended_at.is_(None),
        )
    )
    since: int | None = connection.execute(current).scalar()
    return since is not None and since <= generation.created_at


def advice(status: RecoveryStatus, role: str) -> tuple[str, ...]:
    """What an account of this role should do about recovery, one sentence each; nothing when all is well."""
    said: list[str] = []
    if role == Role.INSPECTOR:
        said += _advice_to_head(status)
    for share in status.shares:
        if share.check_due and _reminded(share.holder) == role:
            said.append(
                _("Bagian ke-{number} ({holder}) perlu diperiksa: F12, atau wbs recovery check.").format(
                    number=share.number, holder=holder_name(share.holder)
                )
            )
    return tuple(said)


def _advice_to_head(status: RecoveryStatus) -> list[str]:
    if status.generation is None:
        return [_("Kantor ini belum punya kunci pemulihan: buatlah dengan F12, atau wbs recovery renew.")]
    said = []
    if status.renewal_due:
        said.append(
            _(
                "Bagian Super Admin bukan untuk kuncinya yang sekarang: "
                "bagi ulang dengan F12, atau wbs recovery renew."
            )
        )
    if status.drill_due:
        said.append(_("Latihan pemulihan tahunan sudah waktunya: F12, atau wbs recovery drill."))
    return said


def _reminded(holder: ShareHolder) -> Role:
    """Who sees to it that a share is checked: the custodian has no desk."""
    return Role.SUPER_ADMIN if holder is ShareHolder.SUPER_ADMIN else Role.INSPECTOR
