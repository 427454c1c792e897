"""The Inspektur decides on entries of a desk that no rule lets in: they count, or are only kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.tables.cases import cases
from models.tables.exchange import dead_letters, rulings
from models.words.clock import from_millis
from models.words.exchange import DeadReason
from wbs_tui.cases import words
from wbs_tui.cases.kept.destruction import OFFICE_KEY
from wbs_tui.cases.lookup import account_names
from wbs_tui.cases.sealed import Words
from wbs_tui.journal.clock import wall_millis
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.entries import Entry, entry_hash
from wbs_tui.journal.merging import Held, Merged, Signed, merge
from wbs_tui.journal.reading import read_entry
from wbs_tui.journal.rulings import rulings_of
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.store.keyring import OFFICE
from wbs_tui.sync.kinds import RULED
from wbs_tui.sync.parcels.dead import NoSuchLetter, accept_more, retry
from wbs_tui.sync.parcels.opening import Doubtful, prove, read_arrival, unseal
from wbs_tui.sync.wire import Entries
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused


class NothingToRule(Refused):
    """Nothing in the letter waits for the Inspektur's word."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Tidak ada catatan meja di kiriman itu yang menunggu keputusan: yang lain menunggu "
                "pendahulunya, jamnya, atau tidak terbukti. Coba lagi dengan `wbs dead retry`."
            )
        )


class NeverCounts(Refused):
    """No desk could have written it: the Inspektur's word does not change that."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            _("Catatan itu tidak dapat diterima ({detail}). Tolaklah, agar yang sesudahnya masuk.").format(
                detail=detail
            )
        )


@dataclass(frozen=True, slots=True)
class RuledEntry:
    """An entry that was decided on."""

    id: str
    kind: str
    account: str
    at: datetime
    register: str | None
    why: str
    """Why no rule lets it in."""


class _Peek(Exception):
    """Ends a look at what a merge would do."""


def rule(desk: Desk, letter: str, *, accept: bool, reason: str) -> tuple[RuledEntry, ...]:
    """Decide on every entry of a dead letter that was refused by a rule, and apply the letter; gives them.

    One that is over a limit is applied when it is accepted, and raises the measures of its office. Accepted
    entries count as if nothing had been against them; otherwise they are kept in the journal and change
    nothing, so that what comes after them is not held up. Raises NotPermitted, ReasonMissing, TooLong,
    NoSuchLetter, NothingToRule, NeverCounts.
    """
    desk.require(Operation.EXCHANGE_RULE)
    given = words.required_reason(desk, reason)
    if accept and _is_over_limit(desk, letter):
        accept_more(desk, letter, given)
        return ()
    ruled: list[RuledEntry] = []
    with desk.transaction() as transaction:
        rows = _entries_in(desk, transaction.connection, letter)
        while refused := list(_refused(desk, transaction, rows)):
            known = rulings_of(transaction.connection)
            for entry, _digest, held in refused:
                if entry.id in known:
                    raise NeverCounts(held.detail)
            ruled += [_said(transaction.connection, entry, held) for entry, _digest, held in refused]
            _write(desk, transaction, refused, accept, given)
        if not ruled:
            raise NothingToRule
    retry(desk, letter)
    return tuple(ruled)


def _is_over_limit(desk: Desk, letter: str) -> bool:
    with desk.reading() as connection:
        reason = connection.execute(select(dead_letters.c.reason).where(dead_letters.c.id == letter))
        return bool(reason.scalar() == DeadReason.OVER_LIMIT)


def _entries_in(desk: Desk, connection: Connection, letter: str) -> list[Signed]:
    data = connection.execute(select(dead_letters.c.parcel).where(dead_letters.c.id == letter)).scalar()
    if data is None:
        raise NoSuchLetter(letter)
    try:
        items = unseal(desk, prove(desk, connection, *read_arrival(data)))
    except Doubtful as doubtful:
        raise NothingToRule from doubtful
    found = [each for each in items if isinstance(each, Entries)]
    return [(row.signed, row.signature) for each in found for row in each.rows]


def _refused(desk: Desk, transaction: Transaction, rows: list[Signed]) -> Iterator[tuple[Entry, bytes, Held]]:
    """What a merge would refuse by the rules of now; nothing of it is kept."""
    merged = Merged()
    try:
        with transaction.attempt():
            merged = merge(transaction.connection, rows, desk.now())
            raise _Peek
    except _Peek:
        pass
    held = {each.id: each for each in merged.held if each.reason == DeadReason.REFUSED and each.id}
    for signed, signature in rows:
        entry = read_entry(signed)
        if entry is not None and entry.id in held:
            yield entry, entry_hash(signed, signature), held[entry.id]


def _write(
    desk: Desk,
    transaction: Transaction,
    refused: list[tuple[Entry, bytes, Held]],
    accept: bool,
    reason: str,
) -> None:
    keyring = desk.keyring
    with transaction.entry(RULED) as change:
        key = keyring.make_key(change.connection, desk.clock, OFFICE_KEY, keyring.compartment(OFFICE), None)
        for entry, digest, _held in refused:
            change.insert(
                rulings,
                entry.id,
                station=entry.station,
                sequence=entry.sequence,
                hash=digest,
                accepted=accept,
                at=change.at,
                account_id=desk.actor.id,
                reason=change.seal(key, rulings.c.reason, entry.id, Words(text=reason)),
            )


def _said(connection: Connection, entry: Entry, held: Held) -> RuledEntry:
    register = connection.execute(select(cases.c.register).where(cases.c.id == entry.case_id)).scalar()
    name = account_names(connection, [entry.actor]).get(entry.actor, "")
    return RuledEntry(
        entry.id, entry.kind, name, from_millis(wall_millis(entry.clock)), register, held.detail
    )
