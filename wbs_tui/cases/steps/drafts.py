"""Drafts of the account at the desk, sealed under its own key: a killed program loses one pause at most.

While the store cannot be reached they wait on this computer.
"""

import threading
from contextlib import suppress

from sqlalchemy import Connection, delete, select, update

from models.tables.local import drafts as drafts_table
from models.words.clock import from_millis
from wbs_tui.cases.destroyed import is_destroyed
from wbs_tui.cases.steps.held_drafts import Held, HeldDrafts
from wbs_tui.cases.views import DraftView
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.store.engine import writing
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.cells import CellPlace, open_struct, seal_struct

NEW_REPORT = "new_report"
"""The subject of the form for a new report: its words are no running text."""
_turn = threading.Lock()
"""What waited here must not be brought over what is being kept at that moment."""


def keep_draft(desk: Desk, subject: str, body: str | None) -> None:
    """Keep the words, or with None forget them: in the store, or on this computer while it is away.

    Raises StoreTrouble where neither can be written.
    """
    held = HeldDrafts(desk)
    with _turn:
        try:
            _bring(desk, subject, body)
        except StoreTrouble:
            held.hold(subject, body)
        else:
            held.forget(subject)


def _bring(desk: Desk, subject: str, body: str | None) -> None:
    if body is None:
        drop_draft(desk, subject)
    else:
        save_draft(desk, subject, body)


def deliver_drafts(desk: Desk) -> int:
    """Bring into the store what waits on this computer; how many drafts. What cannot be brought waits on."""
    held = HeldDrafts(desk)
    done = 0
    with suppress(StoreTrouble):  # it is away again: the next time it is found they are tried again
        for each in held.all():
            with _turn:
                if held.of(each.subject) == each:  # else what is newer was kept meanwhile
                    _bring(desk, each.subject, _with_newer(desk, each))
                    held.forget(each.subject)
                    done += 1
    return done


def _with_newer(desk: Desk, held: Held) -> str | None:
    """What waited, with what the account kept at another computer since; of a form the newer one alone."""
    newer = _kept_since(desk, held.subject, held.at)
    if newer is None or held.body is None or held.body == newer or held.subject == NEW_REPORT:
        return held.body if newer is None else newer
    said = _("(Dari rancangan lain, yang menunggu di komputer Anda:)")
    return f"{newer.rstrip()}\n\n{said}\n\n{held.body}"


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
    """The text kept under a subject, on this computer if it still waits there; None when there is none."""
    waits = HeldDrafts(desk).of(subject)
    if waits is not None:
        return waits.body
    return _kept_since(desk, subject, 0)


def _kept_since(desk: Desk, subject: str, at: int) -> str | None:
    """What the store holds under a subject, if it was kept after a moment (UTC milliseconds)."""
    body = select(drafts_table.c.body).where(
        drafts_table.c.account_id == desk.actor.id,
        drafts_table.c.subject == subject,
        drafts_table.c.saved_at > at,
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
