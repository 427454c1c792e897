"""Messages without a register number: kept whole, for those with the identity grant."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import disclosures, kept_messages
from models.words.clock import nearest
from wbs_tui.cases import words
from wbs_tui.cases.disclosures import EXPORT
from wbs_tui.cases.opening import Opener
from wbs_tui.cases.sealed import KeptContent, Words
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.intake.kinds import MESSAGE_EXPORTED
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import IDENTITY
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import Refused
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.files import new_file
from wbs_tui.vault.ids import new_id


class NoSuchMessage(Refused):
    """No message is kept under this id."""

    def __init__(self) -> None:
        super().__init__(_("Pesan itu tidak ada. Lihat wbs kept list."))


@dataclass(frozen=True, slots=True)
class KeptView:
    """A kept message. What could lead to its sender is None for an account without the identity grant."""

    id: str
    state: str
    """`set_aside` or `rejected`."""
    channel: str
    received_at: datetime
    recorded_at: datetime
    reason: str | None
    """A code of SetAsideReason, or the sentence that says why it could not be read."""
    source: str | None
    size: int | None
    """Bytes."""
    kept_whole: bool | None


def list_kept(desk: Desk) -> tuple[KeptView, ...]:
    """Every kept message, the newest first. Raises NotPermitted."""
    desk.require(Operation.CASE_READ)
    with desk.reading() as connection:
        newest_first = select(kept_messages).order_by(
            kept_messages.c.recorded_at.desc(), kept_messages.c.id.desc()
        )
        rows = connection.execute(newest_first).all()
        opener = Opener(desk, connection)
        opener.fetch(row.content for row in rows)
        return tuple(_view(opener, row) for row in rows)


def _view(opener: Opener, row: Row[Any]) -> KeptView:
    content = opener.open(kept_messages.c.content, row.id, row.content, KeptContent)
    return KeptView(
        id=row.id,
        state=row.state,
        channel=row.channel,
        received_at=nearest(row.received_at),
        recorded_at=nearest(row.recorded_at),
        reason=clean(content.reason, single_line=True) if content else None,
        source=clean(content.source, single_line=True) if content else None,
        size=content.size if content else None,
        kept_whole=content.kept_whole if content else None,
    )


def export_kept(desk: Desk, message_id: str, target: Path, reason: str) -> Path:
    """Write a kept message, byte for byte as it came, to a new file; the journal says who and why.

    Raises NotPermitted, NoIdentityGrant, ReasonMissing, NoSuchMessage, Refused for a file that is there.
    """
    desk.require(Operation.IDENTITY_REVEAL)
    if not desk.keyring.may_open(IDENTITY):
        raise NoIdentityGrant
    given = words.required_reason(desk, reason)
    with desk.transaction() as transaction:
        row = _find(transaction.connection, message_id)
        with transaction.entry(MESSAGE_EXPORTED) as change:
            disclosure_id = new_id(desk.clock)
            key = desk.keyring.key(change.connection, cell_key_id(row.content))
            sealed = change.seal(key, disclosures.c.reason, disclosure_id, Words(text=given))
            change.insert(
                disclosures,
                disclosure_id,
                what=EXPORT,
                subject_id=row.id,
                at=change.at,
                account_id=desk.actor.id,
                reason=sealed,
            )
        _write(desk, transaction.connection, row, target)
    return target


def _find(connection: Connection, message_id: str) -> Row[Any]:
    row = connection.execute(select(kept_messages).where(kept_messages.c.id == message_id)).one_or_none()
    if row is None:
        raise NoSuchMessage
    return row


def _write(desk: Desk, connection: Connection, row: Row[Any], target: Path) -> None:
    """The message itself, or what the file holds whose key stands in its place."""
    raw = Opener(desk, connection).must_open(kept_messages.c.raw, row.id, row.raw, bytes)
    if row.raw_file is not None:
        desk.evidence_files.export(raw, row.raw_file, target)
        return
    with new_file(target) as file:
        file.write(raw)
