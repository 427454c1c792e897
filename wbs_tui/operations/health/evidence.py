"""Sealed files: those that ought to be there, those of nobody, and what destroyed cases left."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection, select

from models.tables.cases import destructions, evidence, kept_messages, reports
from models.tables.exchange import foreign_files
from models.words.exchange import FileState
from wbs_tui.cases.kept.destruction import unswept, what_is_back
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.health.check import Check, bad, good, note
from wbs_tui.operations.health.leased import files_here
from wbs_tui.sync.parcels.waiting_files import files_waiting
from wbs_tui.text.catalogue import _, n_

ORPHAN_AGE = timedelta(days=1)
"""A younger file may belong to an import that is still running."""


def files(desk: Desk, connection: Connection) -> Iterator[Check]:
    """Whether each file that a row names is there, and each that is there is named."""
    known = known_files(connection)
    wanted = known if desk.lease is None else known & files_here(connection)
    lost = len(wanted - desk.evidence_files.held(wanted))
    if lost:
        yield bad(
            "evidence",
            _("Berkas bukti hilang: {count} dari {total}.").format(count=lost, total=len(wanted)),
            _("Pulihkan folder bukti dari cadangan."),
        )
    else:
        yield good("evidence", _("Semua berkas bukti ada: {total}.").format(total=len(wanted)))
    orphans = desk.evidence_files.orphans(known | files_waiting(connection), desk.clock() - ORPHAN_AGE)
    if orphans:
        yield note(
            "orphans",
            _("Berkas tersegel tanpa pemilik: {count}, sisa impor yang terputus.").format(count=len(orphans)),
            _("Tidak berbahaya; jalankan wbs doctor --sweep untuk menghapusnya."),
        )


def known_files(connection: Connection) -> set[str]:
    """The files that ought to be there: not those of destroyed cases."""
    gone = select(destructions.c.case_id)
    queries = (
        select(evidence.c.id).where(evidence.c.case_id.not_in(gone)),
        select(reports.c.raw_file).where(reports.c.raw_file.is_not(None), reports.c.case_id.not_in(gone)),
        select(kept_messages.c.raw_file).where(kept_messages.c.raw_file.is_not(None)),
        select(foreign_files.c.id).where(
            foreign_files.c.state == FileState.HERE, foreign_files.c.foreign_id.not_in(gone)
        ),
    )
    return {file_id for query in queries for file_id in connection.execute(query).scalars()}


def destroyed(desk: Desk, connection: Connection) -> Iterator[Check]:
    """What is left of destroyed cases, or came back with an older copy."""
    back = what_is_back(connection, desk.evidence_files)
    if back or unswept(connection):
        yield bad(
            "destroyed",
            n_(
                "Ada sisa kunci atau berkas dari kasus yang sudah dimusnahkan: {count} kasus.",
                max(len(back), 1),
            ).format(count=max(len(back), 1)),
            _("Jalankan wbs doctor --sweep untuk memusnahkannya."),
        )
