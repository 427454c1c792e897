"""Sealed files whose rows were then not written: they go at once, when it is sure that there are none."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from models.tables.cases import evidence, kept_messages, reports
from wbs_tui.journal.desk import Desk
from wbs_tui.store.errors import ServerUnreachable


def remove_unnamed(desk: Desk, file_ids: Collection[str], because: BaseException | None = None) -> None:
    """Remove those of these files that no row names, `because` the step that was to name them ended so.

    A server that is lost while it keeps a change may have kept it, or still be about to. Then the files stay:
    `wbs doctor --sweep` removes, a day later, those that turn out to belong to nothing.
    """
    if file_ids and not isinstance(because, ServerUnreachable):
        with desk.reading() as connection:
            named = _named(connection, file_ids)
        desk.evidence_files.remove(each for each in file_ids if each not in named)


def _named(connection: Connection, file_ids: Collection[str]) -> set[str]:
    columns = (evidence.c.id, reports.c.raw_file, kept_messages.c.raw_file)
    queries = (select(column).where(column.in_(file_ids)) for column in columns)
    return {file_id for query in queries for file_id in connection.execute(query).scalars()}
