"""What can be done for a message before the store is held: classify it, seal its files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO

from models.words.classification import Suggestion
from models.words.reports import Attachment, Incoming, IncomingReport
from wbs_tui.classify.suggest import suggest
from wbs_tui.intake.implicated import Subjects, recognise
from wbs_tui.journal.desk import Desk
from wbs_tui.vault.ids import new_id
from wbs_tui.vault.stream import SealedFile

RAW_IN_ROW = 64 * 1024
"""Bytes: a message up to this size is sealed in its row, a larger one in a file."""


@dataclass(frozen=True, slots=True)
class SealedAttachment:
    """A file that lies sealed beside the database; its key is not stored yet."""

    file_id: str
    key: bytes = field(repr=False)
    sealed: SealedFile
    attachment: Attachment


@dataclass(frozen=True, slots=True)
class Prepared:
    """A message with everything about it that needed no look at the store."""

    incoming: Incoming
    suggestion: Suggestion | None
    attachments: tuple[SealedAttachment, ...]
    raw_file: str | None
    raw_cell: bytes = field(repr=False)
    """The message as received, or the key of `raw_file`."""
    subjects: Subjects = field(default_factory=Subjects, repr=False)
    """Whom of the office it is about."""


def prepare(desk: Desk, incoming: Incoming, names: Mapping[str, str]) -> Prepared:
    """Seal the files of a message and classify it; until its rows are written, the files belong to nobody.

    `names` are the full names of the office's accounts by id.
    """
    raw_file, raw_cell = _seal_raw(desk, incoming.raw)
    if not isinstance(incoming, IncomingReport):
        return Prepared(incoming, None, (), raw_file, raw_cell)
    suggestion = suggest(incoming.title, incoming.text, incoming.facts)
    sealed = tuple(_seal(desk, attachment) for attachment in incoming.attachments)
    subjects = recognise(incoming.title, incoming.text, incoming.facts, names)
    return Prepared(incoming, suggestion, sealed, raw_file, raw_cell, subjects)


def files_of(prepared: Prepared) -> list[str]:
    """The files that lie sealed in the store before their rows do."""
    files = (prepared.raw_file, *(each.file_id for each in prepared.attachments))
    return [file_id for file_id in files if file_id is not None]


def _seal_raw(desk: Desk, raw: bytes) -> tuple[str | None, bytes]:
    if len(raw) <= RAW_IN_ROW:
        return None, raw
    file_id, key = new_id(desk.clock), os.urandom(32)
    desk.evidence_files.write(BytesIO(raw), key, file_id)
    return file_id, key


def _seal(desk: Desk, attachment: Attachment) -> SealedAttachment:
    file_id, key = new_id(desk.clock), os.urandom(32)
    sealed = desk.evidence_files.write(BytesIO(attachment.content), key, file_id)
    return SealedAttachment(file_id, key, sealed, attachment)
