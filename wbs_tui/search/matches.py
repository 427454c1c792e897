"""Which cases of an index match: page by page in its own order, or all of them in another."""

from typing import Literal

from sqlalchemy import Connection, text

Order = Literal["due", "register"]
Match = tuple[int, str]
"""A document's number and its case's id."""

_FROM = "FROM documents JOIN indexed ON indexed.number = documents.rowid WHERE documents MATCH :wanted"
_BY: dict[Order, str] = {
    "due": "due_at IS NULL, due_at, indexed.number DESC",
    "register": "running DESC",
}


def page(
    connection: Connection, wanted: str, n: int, *, newest: bool, beyond: int | None = None
) -> list[Match]:
    """At most `n` matches, the newest or the oldest first, that stand behind the number `beyond`."""
    sign, direction = ("<", "DESC") if newest else (">", "ASC")
    bound = f"AND documents.rowid {sign} :beyond" if beyond is not None else ""
    order = f"ORDER BY documents.rowid {direction} LIMIT :n"
    query = text(f"SELECT documents.rowid, case_id {_FROM} {bound} {order}")
    given = {} if beyond is None else {"beyond": beyond}
    return [(row[0], row[1]) for row in connection.execute(query, {"wanted": wanted, "n": n, **given})]


def everything(
    connection: Connection, wanted: str, order: Order, due_before: int | None = None
) -> list[Match]:
    """All matches in an order that the index does not stand in; `due_before`: only what is due by then."""
    late = "AND due_at < :due_before" if due_before is not None else ""
    query = text(f"SELECT indexed.number, case_id {_FROM} {late} ORDER BY {_BY[order]}")
    given = {} if due_before is None else {"due_before": due_before}
    return [(row[0], row[1]) for row in connection.execute(query, {"wanted": wanted, **given})]


def count(connection: Connection, wanted: str) -> int:
    """How many match."""
    query = text("SELECT count(*) FROM documents WHERE documents MATCH :wanted")
    return int(connection.execute(query, {"wanted": wanted}).scalar_one())


def number_of(connection: Connection, wanted: str, case_id: str) -> int | None:
    """The number of a case, if it matches."""
    own = "documents.rowid = (SELECT number FROM indexed WHERE case_id = :id)"
    query = text(f"SELECT indexed.number {_FROM} AND {own}")
    return connection.execute(query, {"wanted": wanted, "id": case_id}).scalar()
