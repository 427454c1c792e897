"""Finds a case by its register number; one that is unknown and one that is not for you get the same words."""

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.accounts import accounts
from models.tables.cases import cases
from models.words.clock import from_millis
from wbs_tui.cases.destroyed import refuse_destroyed
from wbs_tui.cases.numbers.provisional import provisional_meant
from wbs_tui.cases.numbers.registering import register_number
from wbs_tui.cases.visibility import is_hidden
from wbs_tui.journal.desk import Desk
from wbs_tui.store.keyring import OFFICE, NotLetIn
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_LOOSE = re.compile(r"(?:(?P<office>[0-9A-Za-z.]{1,10})-)??(?:(?P<year>[0-9]{4})-)?(?P<running>[0-9]{1,9})")


class NoSuchCase(Refused):
    """There is no case of that number, or not for this account."""

    def __init__(self) -> None:
        super().__init__(
            _("Tidak ada kasus dengan nomor register ini untuk akun Anda. Periksa nomornya di kotak masuk.")
        )


class UnknownAccount(Refused):
    """There is no account of that name."""

    def __init__(self, name: str) -> None:
        super().__init__(_("Tidak ada akun bernama {name}.").format(name=name))


def find(desk: Desk, connection: Connection, register: str) -> Row[Any]:
    """The row of `cases` for a register number, also `2026-123` or, for this year, `123`, or `S2-7`.

    Raises NoSuchCase, CaseDestroyed, or NotLetIn for an account that may not yet read anything of the office.
    """
    if not desk.keyring.may_open(OFFICE):
        raise NotLetIn
    row = _numbered(connection, complete_number(desk, register))
    if row is None or not _is_for(desk, connection, row):
        raise NoSuchCase
    refuse_destroyed(desk, connection, row)
    return row


def _numbered(connection: Connection, number: str) -> Row[Any] | None:
    """The case of a number, which a provisional one stays when the office has given another."""
    of_number = select(cases).where(cases.c.register == number)
    row = connection.execute(of_number).one_or_none()
    if row is None and provisional_meant(number) is not None:
        of_number = select(cases).where(cases.c.provisional == number)
        row = connection.execute(of_number).one_or_none()
    return row


def complete_number(desk: Desk, register: str) -> str:
    """The register number that is meant: office and year may be left out, and leading zeros."""
    provisional = provisional_meant(register)
    if provisional is not None:
        return provisional
    match = _LOOSE.fullmatch(register.strip())
    if match is None:
        return register.strip()
    this_year = from_millis(desk.now()).astimezone(desk.office.zone).year
    year = int(match["year"] or this_year)
    return register_number(match["office"] or desk.office.code, year, int(match["running"]))


def register_meant(desk: Desk, text: str) -> str:
    """The register number that a text is, in full, of now for a provisional one; empty for any other text."""
    if provisional_meant(text) is not None:
        with desk.reading() as connection:
            row = _numbered(connection, complete_number(desk, text))
        return complete_number(desk, text) if row is None else str(row.register)
    return complete_number(desk, text) if _LOOSE.fullmatch(text.strip()) else ""


def _is_for(desk: Desk, connection: Connection, case: Row[Any]) -> bool:
    """Whether the case is there for the account, and its role reads cases that are not its own."""
    if is_hidden(desk, connection, case):
        return False
    return not reads_own_only(desk) or case.assigned_to == desk.actor.id


def reads_own_only(desk: Desk) -> bool:
    """Whether the policy lets the account's role read only what is assigned to it."""
    return desk.policy.roles.scope(desk.actor.role) == "assigned"


def account_names(connection: Connection, ids: Collection[str | None] | None = None) -> dict[str, str]:
    """The names of accounts by id: of these, or of all."""
    query = select(accounts.c.id, accounts.c.name)
    if ids is not None:
        query = query.where(accounts.c.id.in_([i for i in ids if i is not None]))
    return {row.id: row.name for row in connection.execute(query)}


def account_id(connection: Connection, name: str) -> str:
    """The id of the account of that name; raises UnknownAccount."""
    found = connection.execute(select(accounts.c.id).where(accounts.c.name == name)).scalar()
    if found is None:
        raise UnknownAccount(name)
    return str(found)
