"""Whether an entry of another station may be merged, by the rows of now; and why not."""

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, LargeBinary, String, bindparam, select
from sqlalchemy.types import TypeEngine

from models.tables.accounts import account_keys, accounts, escrow_shares, seed_seals
from models.tables.journal import journal
from models.tables.schema import journaled_tables
from models.words.clock import is_counted
from models.words.exchange import DeadReason
from wbs_tui.journal.authorship import is_its_authors
from wbs_tui.journal.entries import SIGNING_CONTEXT, Entry, RowEffect, decode
from wbs_tui.journal.fitting import refuse_what_does_not_fit
from wbs_tui.journal.kinds import Maker, kinds_that_touch, rule_of, stray_tables
from wbs_tui.journal.makers import Makers
from wbs_tui.journal.order import place
from wbs_tui.journal.terms import Terms, is_born_there, outside_lease, outside_terms
from wbs_tui.store.statements import Question
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.account_keys import verify
from wbs_tui.vault.cells import cell_key_id
from wbs_tui.vault.errors import Damaged, NewerFormat

_TABLES = journaled_tables()
_ENVELOPES = (seed_seals, escrow_shares)
"""Sealed to a public key, and no cells."""
_PUBLIC = Question(
    select(account_keys.c.sign_public).where(
        account_keys.c.id == bindparam("key"), account_keys.c.account_id == bindparam("account")
    )
)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an entry waits: a reason, and a sentence for who reads the list."""

    reason: DeadReason
    detail: str


def unsigned(connection: Connection, entry: Entry, signed: bytes, signature: bytes) -> Doubt | None:
    """BAD_SIGNATURE unless a key that the actor has, or had, signed these bytes."""
    public = _PUBLIC.value(connection, key=entry.actor_key, account=entry.actor)
    if public is None:
        public = _brought_in(entry)
    if public is not None and verify(public, SIGNING_CONTEXT, signed, signature):
        return None
    return Doubt(DeadReason.BAD_SIGNATURE, _("tanda tangan catatan {id} tidak sah").format(id=entry.id))


def _brought_in(entry: Entry) -> bytes | None:
    for effect in entry.effects_on(account_keys.name):
        public = effect.values.get("sign_public")
        own = (effect.row_id, effect.values.get("account_id")) == (entry.actor_key, entry.actor)
        if own and isinstance(public, bytes):
            return public
    return None


def not_admitted(connection: Connection, entry: Entry) -> Doubt | None:
    """REFUSED for what nobody of this office, or not this account, writes."""
    if stray_tables(entry.kind, (effect.table for effect in entry.effects)) or not is_its_authors(entry):
        return _refused(_("catatan ini menyentuh yang bukan urusannya"))
    if not rule_of(entry.kind)(entry, Makers(connection).maker(entry)):
        return _refused(_("akun pembuatnya tidak berwenang membuat catatan ini"))
    damaged = _damaged(entry)
    return None if damaged is None else _refused(damaged)


def not_from_a_desk(
    connection: Connection, entry: Entry, terms: tuple[Terms, ...], accepted: bool
) -> Doubt | None:
    """REFUSED for what its lease does not cover, or an account that may no longer write it.

    `accepted`: the Inspektur has decided that it counts; then only what no desk could write is refused.
    """
    strange = outside_terms(connection, entry, terms)
    if strange is None and not all(_fits(effect) for effect in entry.effects):
        strange = _("nilainya tidak masuk akal")
    stray = stray_tables(entry.kind, (effect.table for effect in entry.effects))
    if strange is None and (stray or not is_its_authors(entry)):
        strange = _("catatan ini menyentuh yang bukan urusannya")
    strange = strange or _damaged(entry)
    if strange is not None:
        return _refused(strange)
    if accepted:
        return None
    outside = outside_lease(entry, terms, born_there=is_born_there(connection, entry), arrives=True)
    if outside is not None:
        return _refused(outside)
    return _not_by_its_maker(connection, entry)


def _not_by_its_maker(connection: Connection, entry: Entry) -> Doubt | None:
    """Whoever made it must have been entitled then, and must be still: a clock can be put back."""
    now = Makers(connection).maker(entry)
    ended = connection.execute(
        select(account_keys.c.ended_at).where(account_keys.c.id == entry.actor_key)
    ).scalar()
    if ended is not None:
        return _refused(_("kunci akun pembuatnya sudah diakhiri di kantor"))
    rule = rule_of(entry.kind)
    if rule(entry, now) and rule(entry, _then(connection, entry, now)):
        return None
    return _refused(_("akun pembuatnya dinonaktifkan, atau perannya tidak boleh membuat catatan ini"))


def _then(connection: Connection, entry: Entry, now: Maker) -> Maker:
    """The account as the entries before this one had made it."""
    last = connection.execute(
        select(journal.c.clock)
        .join(accounts, accounts.c.entry_id == journal.c.id)
        .where(accounts.c.id == entry.actor)
    ).scalar()
    if now.covering or last is None or last <= entry.clock:
        return now
    earlier = select(journal.c.signed).where(
        journal.c.kind.in_(kinds_that_touch(frozenset({accounts.name}))), journal.c.clock < entry.clock
    )
    values: dict[str, object] = {}
    for before in sorted(map(decode, connection.execute(earlier).scalars()), key=place):
        for effect in before.effects_on(accounts.name):
            if effect.row_id == entry.actor:
                values.update(effect.values)
    role, status = values.get("role"), values.get("status")
    return replace(now, role=str(role) if role else None, status=str(status) if status else None)


def _fits(effect: RowEffect) -> bool:
    """Whether every column can hold its value, on every database."""
    table = _TABLES.get(effect.table)
    if table is None or not effect.values.keys() <= set(table.c.keys()):
        return False
    try:
        refuse_what_does_not_fit(table, effect.values)
    except Refused:
        return False
    return all(
        (value is None and bool(table.c[name].nullable)) or _is_of(table.c[name].type, value)
        for name, value in effect.values.items()
    )


def _is_of(kind: TypeEngine[object], value: object) -> bool:
    if isinstance(kind, Boolean):
        return type(value) is bool
    if isinstance(kind, Integer):
        return type(value) is int
    if isinstance(kind, LargeBinary):
        return type(value) is bytes and (kind.length is None or len(value) == kind.length)
    return isinstance(kind, String) and type(value) is str


def _damaged(entry: Entry) -> str | None:
    """What this program never writes and could not show: a moment of no calendar, sealed bytes that are none.

    Without the key nobody sees more of a cell than its form.
    """
    for effect in entry.effects:
        for name, value in effect.values.items():
            column = _TABLES[effect.table].c.get(name) if effect.table in _TABLES else None
            said = None if column is None or value is None else _damage_of(column, value)
            if said is not None:
                return said.format(column=f"{effect.table}.{name}")
    return None


def _damage_of(column: Column[Any], value: object) -> str | None:
    if column.info.get("moment") and not (type(value) is int and is_counted(value)):
        return _("waktunya tidak masuk akal ({column})")
    if column.info.get("sealed") and column.table not in _ENVELOPES and not _is_cell(value):
        return _("isi tersegelnya rusak, atau dari versi program yang lebih baru ({column})")
    return None


def _is_cell(value: object) -> bool:
    """Whether the bytes have the form of a cell of a version that this program opens."""
    try:
        return type(value) is bytes and bool(cell_key_id(value))
    except (Damaged, NewerFormat):
        return False


def _refused(detail: str) -> Doubt:
    return Doubt(DeadReason.REFUSED, detail)
