"""Cases of two offices that look the same, as the hub told: KPK or the province decides whom to tell.

An office learns nothing by asking: a match is known here alone until somebody decides, with a reason.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, select

from models.tables.cases import cases
from models.tables.exchange import foreign_cases, sent_tokens
from models.tables.exchange import matches as matches_table
from models.words.exchange import MatchState
from wbs_tui.cases import words
from wbs_tui.cases.sealed import Words
from wbs_tui.cases.visibility import hidden_cases
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.transaction import Transaction
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.kinds import MATCH_DECIDED, MATCHES_FOUND
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.offices.keys import exchange_cell_key
from wbs_tui.sync.offices.peers import read_peers
from wbs_tui.sync.parcels.collecting import talks
from wbs_tui.sync.protocol import Match
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.sync.talks.remarks import tell_duplicate
from wbs_tui.text.catalogue import _, n_
from wbs_tui.text.errors import Refused
from wbs_tui.vault.cells import CellPlace, open_struct
from wbs_tui.vault.ids import is_id

_AFTER = "matches_after:"
"""State: the hub's position of the last match that is here, by the hub."""
_MOST_BANDS = 64


class NoSuchMatch(Refused):
    """No match has this id."""

    def __init__(self, match: str) -> None:
        super().__init__(_("Kecocokan {id} tidak ada. Lihat daftarnya: `wbs matches list`.").format(id=match))


class AlreadyDecided(Refused):
    """Somebody has decided about the match."""

    def __init__(self) -> None:
        super().__init__(_("Kecocokan ini sudah diputuskan. Lihat daftarnya: `wbs matches list`."))


class NotConcerned(Refused):
    """An office is to be told that has neither of the two cases."""

    def __init__(self, code: str) -> None:
        super().__init__(
            _(
                "Instansi {code} tidak memiliki salah satu dari kedua kasus, atau ringkasannya belum tiba."
            ).format(code=code)
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two cases."""

    office: str
    """The office's code; the end of its id when it is not known."""
    office_name: str
    register: str
    """Empty when no summary of the case has come."""
    foreign_id: str | None
    """None for a case of our own, and for one that is not known."""


@dataclass(frozen=True, slots=True)
class MatchView:
    """Two cases that look the same."""

    id: str
    quarter: str
    first: Side
    second: Side
    bands: int
    """Of 32: how alike they are."""
    at: int
    """UTC milliseconds."""
    state: MatchState
    reason: str = field(repr=False, default="")


@talks
def pull_matches(desk: Desk, client: HubClient, matches_wait: bool) -> tuple[str, ...]:
    """Fetch what the hub has matched since; only KPK and provinces are told that something waits."""
    if not matches_wait or desk.lease is not None:
        return ()
    name = _AFTER + client.place.mark
    with desk.reading() as connection:
        after = read_state(connection, name, int) or 0
    found = 0
    while rows := client.matches(after):
        after = rows[-1].position
        with desk.transaction() as transaction:
            found += _keep(transaction, rows)
            write_state(transaction.connection, name, after)
    if not found:
        return ()
    return (
        n_(
            "{count} pasang kasus di dua instansi tampak sama; putuskan siapa yang diberi tahu.", found
        ).format(count=found),
    )


def matches(desk: Desk) -> tuple[MatchView, ...]:
    """Every match, those that wait first, the newest first. Raises NotPermitted."""
    desk.require(Operation.MONITOR_READ)
    with desk.reading() as connection:
        rows = connection.execute(
            select(matches_table).order_by(
                matches_table.c.state != MatchState.WAITING, matches_table.c.at.desc(), matches_table.c.id
            )
        ).all()
        hidden = hidden_cases(desk, connection)
        return tuple(_view(desk, connection, row) for row in rows if not _is_hidden(connection, row, hidden))


def decide_match(desk: Desk, match_id: str, tell: Sequence[str], text: str, reason: str) -> None:
    """Tell the offices of these codes (none: nobody) in these words; the reason stays here.

    Raises NotPermitted, NoSuchMatch, AlreadyDecided, NotConcerned, ReasonMissing, NothingWritten, TooLong,
    TypedIdentity.
    """
    desk.require(Operation.MATCH_DECIDE)
    why = words.required_reason(desk, reason)
    said = words.body(desk, text) if tell else ""
    with desk.transaction() as transaction:
        connection = transaction.connection
        asked = select(matches_table).where(matches_table.c.id == match_id)
        row = connection.execute(asked).one_or_none()
        if row is None or _is_hidden(connection, row, hidden_cases(desk, connection)):
            raise NoSuchMatch(match_id)
        if row.state != MatchState.WAITING:
            raise AlreadyDecided
        told = _concerned(_view(desk, connection, row), tell)
        with transaction.entry(MATCH_DECIDED) as change:
            key = exchange_cell_key(desk, connection)
            change.update(
                matches_table,
                row.id,
                state=MatchState.TOLD if told else MatchState.DISMISSED,
                decided_at=change.at,
                decided_by=desk.actor.id,
                reason=change.seal(key, matches_table.c.reason, row.id, Words(text=why)),
            )
        ours = _ours(connection, row)
        for foreign_id in told:
            tell_duplicate(desk, transaction, foreign_id, said, ours)


def _is_hidden(connection: Connection, row: Row[Any], hidden: Collection[str]) -> bool:
    """Whether one of the two is not there for the account: neither is that another looks like it."""
    theirs = select(foreign_cases.c.id).where(foreign_cases.c.ref.in_((row.first_ref, row.second_ref)))
    named = {*_ours(connection, row), *connection.execute(theirs).scalars()}
    return bool(hidden) and not named.isdisjoint(hidden)


def _ours(connection: Connection, row: Row[Any]) -> list[str]:
    """The case of our own that is one of the two."""
    refs = row.first_ref, row.second_ref
    named = select(sent_tokens.c.case_id).where(sent_tokens.c.ref.in_(refs))
    return list(connection.execute(named.distinct()).scalars())


def _concerned(view: MatchView, tell: Collection[str]) -> list[str]:
    """The other offices' cases that belong to the codes; raises NotConcerned."""
    sides = {side.office: side.foreign_id for side in (view.first, view.second)}
    told = []
    for code in dict.fromkeys(tell):
        foreign_id = sides.get(code)
        if foreign_id is None:
            raise NotConcerned(code)
        told.append(foreign_id)
    return told


def _keep(transaction: Transaction, rows: Sequence[Match]) -> int:
    """The matches of a hub's answer that are new and make sense; how many."""
    sound = {_id_of(row): row for row in rows if _is_sound(row)}
    known = select(matches_table.c.id).where(matches_table.c.id.in_(list(sound)))
    there = set(transaction.connection.execute(known).scalars())
    new = {match_id: row for match_id, row in sound.items() if match_id not in there}
    if new:
        with transaction.entry(MATCHES_FOUND) as change:
            for match_id, row in new.items():
                change.insert(
                    matches_table,
                    match_id,
                    quarter=row.quarter,
                    first_office=row.first_office,
                    first_ref=row.first_ref,
                    second_office=row.second_office,
                    second_ref=row.second_ref,
                    bands=row.bands,
                    at=change.at,
                    state=MatchState.WAITING,
                )
    return len(new)


def _is_sound(row: Match) -> bool:
    return (
        is_id(row.first_office)
        and is_id(row.second_office)
        and row.first_office != row.second_office
        and len(row.first_ref) == len(row.second_ref) == 16
        and 0 < row.bands <= _MOST_BANDS
        and len(row.quarter) == 7
        and row.quarter.isascii()
        and row.quarter.isprintable()
    )


def _id_of(row: Match) -> str:
    """The same pair in the same quarter is the same match."""
    sides = sorted(((row.first_office, row.first_ref.hex()), (row.second_office, row.second_ref.hex())))
    return hashlib.sha256(repr((row.quarter, sides)).encode()).hexdigest()[:32]


def _view(desk: Desk, connection: Connection, row: Row[Any]) -> MatchView:
    reason = ""
    if row.reason is not None:
        place = CellPlace(desk.office.id, str(matches_table.name), "reason", row.id)
        opened = open_struct(lambda key_id: desk.keyring.key(connection, key_id), place, row.reason, Words)
        reason = opened.text
    return MatchView(
        row.id,
        row.quarter,
        _side(desk, connection, row.first_office, row.first_ref),
        _side(desk, connection, row.second_office, row.second_ref),
        row.bands,
        row.at,
        MatchState(row.state),
        reason,
    )


def _side(desk: Desk, connection: Connection, office_id: str, ref: bytes) -> Side:
    if office_id == desk.office.id:
        own = select(cases.c.register).join(sent_tokens, sent_tokens.c.case_id == cases.c.id)
        register = connection.execute(own.where(sent_tokens.c.ref == ref).limit(1)).scalar()
        return Side(desk.office.code, desk.office.name, register or "", None)
    known = {each.id: each for each in read_peers(connection)}.get(office_id)
    case = connection.execute(
        select(foreign_cases.c.id, foreign_cases.c.register).where(
            foreign_cases.c.office_id == office_id, foreign_cases.c.ref == ref
        )
    ).first()
    code, name = (known.code, known.name) if known is not None else (office_id[-8:], "")
    return Side(code, name, "" if case is None else case.register, None if case is None else case.id)
