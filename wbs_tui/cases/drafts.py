"""Drafts of the account at the desk, sealed under its own key: a killed program loses one pause at most."""

from sqlalchemy import Connection, delete, select, update

from models.tables.local import drafts as drafts_table
from models.words.clock import from_millis
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.views import DraftView
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.vault.cells import CellPlace, open_struct, seal_struct


def save_draft(desk: Desk, subject: str, body: str) -> None:
    """Keep the text under a subject (at most 80 characters, without `|`), in place of what was there.

    Nothing is kept of a case that was destroyed meanwhile: its id ends the subject.
    """
    values = {"saved_at": desk.now(), "body": seal_struct(desk.keyring.own, _place(desk, subject), body)}
    with writing(desk.engine) as connection:
        if is_destroyed(connection, subject.rpartition(":")[2]):
            return
        _put(connection, {"account_id": desk.actor.id, "subject": subject}, values)


def _put(connection: Connection, key: dict[str, str], values: dict[str, object]) -> None:
    where = [drafts_table.c[name] == value for name, value in key.items()]
    if connection.execute(update(drafts_table).where(*where).values(values)).rowcount == 0:
        connection.execute(drafts_table.insert(), {**key, **values})


def load_draft(desk: Desk, subject: str) -> str | None:
    """The text kept under a subject; None when there is none."""
    body = select(drafts_table.c.body).where(
        drafts_table.c.account_id == desk.actor.id, drafts_table.c.subject == subject
    )
    with desk.reading() as connection:
        cell = connection.execute(body).scalar()
    return (
        None if cell is None else open_struct(lambda _id: desk.keyring.own, _place(desk, subject), cell, str)
    )


def drop_draft(desk: Desk, subject: str) -> None:
    """Forget the draft; its text has been recorded, or is not wanted."""
    with writing(desk.engine) as connection:
        connection.execute(
            delete(drafts_table).where(
                drafts_table.c.account_id == desk.actor.id, drafts_table.c.subject == subject
            )
        )


def drafts(desk: Desk) -> tuple[DraftView, ...]:
    """The account's drafts, the latest first; none of a case that is not there for it."""
    mine = (
        select(drafts_table.c.subject, drafts_table.c.saved_at)
        .where(drafts_table.c.account_id == desk.actor.id)
        .order_by(drafts_table.c.saved_at.desc())
    )
    with desk.reading() as connection:
        hidden = hidden_cases(desk, connection)
        return tuple(
            DraftView(row.subject, from_millis(row.saved_at))
            for row in connection.execute(mine)
            if hidden.isdisjoint(row.subject.split(":"))
        )


def _place(desk: Desk, subject: str) -> CellPlace:
    return CellPlace(desk.office.id, "drafts", "body", f"{desk.actor.id}:{subject}")
