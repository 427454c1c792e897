"""Imports reports: reads the sources, stores them in batches, and says what became of each message."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection

from models.words.reports import Incoming, IncomingReport, Rejected
from wbs_tui.accounts.proved import refuse_unsigned_accounts
from wbs_tui.cases.unnamed_files import remove_unnamed
from wbs_tui.intake.look_ups import LookUps, look_ups
from wbs_tui.intake.preparing import Prepared, files_of, prepare
from wbs_tui.intake.restricted import full_names
from wbs_tui.intake.sources import read_sources
from wbs_tui.intake.storing import KNOWN, Stored, find_known, find_stored, store
from wbs_tui.journal.desk import Desk

_MOST_MESSAGES = 64
_MOST_BYTES = 8 * 1024 * 1024
"""A batch ends at either: one transaction, one write to the disk that lasts."""


@dataclass(frozen=True, slots=True)
class RejectedLine:
    """A message that could not be read."""

    source: str
    reason: str


@dataclass(slots=True)
class ImportResult:
    """What an import did."""

    imported: int = 0
    duplicates: int = 0
    set_aside: int = 0
    rejected: list[RejectedLine] = field(default_factory=list)
    numbers: dict[str, None] = field(default_factory=dict)
    """A set that keeps its order: looking through a list would take an hour for a hundred thousand mails."""
    warnings: list[RejectedLine] = field(default_factory=list)
    """What an officer should know of reports that were imported."""

    @property
    def cases(self) -> list[str]:
        """The register numbers that got a report, in the order of arrival."""
        return list(self.numbers)

    @property
    def seen(self) -> int:
        """Messages met so far."""
        return self.imported + self.duplicates + self.set_aside + len(self.rejected)


Progress = Callable[[ImportResult], None]


def import_paths(
    desk: Desk,
    paths: Sequence[Path],
    channel: str = "auto",
    *,
    progress: Progress = lambda _result: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> ImportResult:
    """Import every report in the files and folders. What was imported before is not imported again.

    Stops between batches when `cancelled`; what is stored by then stays, and the rest can be imported later.
    Raises NotPermitted, NotLetIn, NoCompartments, and what the store raises.
    """
    desk.require("case.import")
    incoming = read_sources(paths, channel, limits=desk.policy.limits.intake(), now=desk.clock())
    result = ImportResult()
    for batch in _batches(incoming):
        if cancelled():
            break
        _take_in(desk, batch, result)
        progress(result)
    return result


def record(desk: Desk, incoming: IncomingReport) -> Stored:
    """Store one report that an officer has taken down; one that is here already is found. Raises as above."""
    desk.require("case.record")
    stored = _take_in(desk, [incoming], ImportResult())[0]
    return find_known(desk, incoming) if stored.known and not stored.unnamed else stored


def _batches(messages: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    size = 0
    for message in messages:
        batch.append(message)
        size += len(message.raw)
        if len(batch) >= _MOST_MESSAGES or size >= _MOST_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _take_in(desk: Desk, batch: Sequence[Incoming], result: ImportResult) -> list[Stored]:
    """Store a batch: files first, then all rows in one transaction; files without rows are removed."""
    with desk.reading() as connection:
        tokens = look_ups(desk, connection)
        known = [_find(desk, connection, tokens, message) for message in batch]
        refuse_unsigned_accounts(connection)
        names = full_names(connection)
    prepared = [
        None if stored else prepare(desk, message, names)
        for message, stored in zip(batch, known, strict=True)
    ]
    try:
        outcomes = _store_all(desk, tokens, prepared, known)
    except BaseException as error:
        remove_unnamed(desk, _files(prepared), error)
        raise
    here = (each for each, stored in zip(prepared, outcomes, strict=True) if stored.known)
    desk.evidence_files.remove(_files(here))
    for message, stored in zip(batch, outcomes, strict=True):
        _count(result, message, stored)
    return outcomes


def _files(prepared: Iterable[Prepared | None]) -> list[str]:
    """The sealed files of messages."""
    return [file_id for each in prepared if each is not None for file_id in files_of(each)]


def _find(desk: Desk, connection: Connection, tokens: LookUps, message: Incoming) -> Stored | None:
    """What is told of a message that is here, or of a path that is not there: it left nothing to store."""
    return find_stored(desk, connection, tokens, message) if message.external_id else KNOWN


def _store_all(
    desk: Desk, tokens: LookUps, prepared: Sequence[Prepared | None], known: Sequence[Stored | None]
) -> list[Stored]:
    if not any(prepared):
        return [stored or KNOWN for stored in known]
    with desk.transaction() as transaction:
        return [
            store(desk, transaction, tokens, each) if each else stored or KNOWN
            for each, stored in zip(prepared, known, strict=True)
        ]


def _count(result: ImportResult, message: Incoming, stored: Stored) -> None:
    if isinstance(message, Rejected):
        result.rejected.append(RejectedLine(message.source, message.reason))
    elif stored.known and not stored.unnamed:
        result.duplicates += 1
    elif isinstance(message, IncomingReport):
        result.imported += 1
        if stored.register:
            result.numbers[stored.register] = None
        result.warnings += [RejectedLine(message.source, warning) for warning in stored.warnings]
    else:
        result.set_aside += 1
