"""What a bundle changed beyond its parcels: cases that got their number, and edits that crossed."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, func, select

from models.tables.cases import cases
from models.tables.exchange import conflicts
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.text.catalogue import _


def open_conflicts(connection: Connection) -> int:
    """Edits that crossed and nobody has settled."""
    return connection.execute(select(func.count()).where(conflicts.c.settled_at.is_(None))).scalar_one()


def numbered_cases(desk: Desk, connection: Connection) -> set[tuple[str, str]]:
    """The provisional number, and the register's, of the cases that have both and are there for us."""
    query = select(cases.c.id, cases.c.provisional, cases.c.register)
    rows = connection.execute(query.where(cases.c.provisional != cases.c.register)).all()
    hidden = hidden_cases(desk, connection) if rows else frozenset()
    return {(row.provisional, row.register) for row in rows if row.id not in hidden}


def brought_lines(conflicts: int, numbered: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Sentences for officers; none where nothing changed."""
    for provisional, register in numbered:
        said = _("Nomor sementara {provisional} kini {register}.")
        yield said.format(provisional=provisional, register=register)
    if conflicts:
        yield _("Perubahan bertabrakan: {conflicts}. Lihat `wbs conflicts`, atau layar Sinkronisasi.").format(
            conflicts=conflicts
        )
