"""A report that an officer types: telephone, letter, walk-in, complaint box."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

import msgspec

from models.words.reports import IdentityPolicy, IncomingReport, IntakeLimits, Reporter, SetAside
from wbs_tui.cases.traces import nik
from wbs_tui.intake.assemble import Draft, assemble
from wbs_tui.intake.files import File
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


def _new_id() -> str:
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class ManualEntry:
    """What stands in the form when it is saved. The files were read by the caller."""

    channel: str
    received_at: datetime
    """When the report reached the office, aware."""
    title: str = field(repr=False)
    text: str = field(repr=False)
    reporter: Reporter = field(default_factory=Reporter)
    attachments: tuple[File, ...] = ()
    identity_policy: IdentityPolicy | None = None
    facts: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    entry_id: str = field(default_factory=_new_id)
    """Made when the form is opened, so that saving twice records once."""


def from_form(entry: ManualEntry, limits: IntakeLimits) -> IncomingReport:
    """The report that was typed; raises Refused when there is neither a text nor a file."""
    report = assemble(_draft(entry), limits)
    if isinstance(report, SetAside):
        raise Refused(_("Laporan masih kosong. Ketik isi laporan atau lampirkan pindaian suratnya."))
    return report


def _draft(entry: ManualEntry) -> Draft:
    warning = nik.check(entry.reporter.nik, entry.received_at.date()).warning if entry.reporter.nik else None
    return Draft(
        channel=entry.channel,
        external_id=entry.entry_id,
        received_at=entry.received_at,
        raw=_canonical(entry),
        title=entry.title,
        text=entry.text,
        reporter=entry.reporter,
        files=list(entry.attachments),
        facts=list(entry.facts),
        warnings=[warning] if warning else [],
        identity_policy=entry.identity_policy,
        source=_("formulir"),
    )


def _canonical(entry: ManualEntry) -> bytes:
    """What was typed, as JSON in a fixed order; of the files, which are kept apart, names and sizes."""
    typed = {
        "channel": entry.channel,
        "entry_id": entry.entry_id,
        "received_at": entry.received_at,
        "title": entry.title,
        "text": entry.text,
        "reporter": entry.reporter,
        "identity_policy": entry.identity_policy,
        "facts": entry.facts,
        "attachments": [
            {"name": file.original_name, "media_type": file.media_type, "size": len(file.content)}
            for file in entry.attachments
        ],
    }
    return msgspec.json.encode(typed, order="sorted")
