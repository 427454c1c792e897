"""The dead letters as people see them, and another try."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, select

from models.tables.exchange import dead_letters as letters_table
from models.tables.exchange import peers
from models.tables.journal import stations
from models.words.exchange import DeadReason
from models.words.stations import Beginning
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.leased import station_mark
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.offices.peers import read_peers
from wbs_tui.sync.parcels.letters import Doubt, read_pending
from wbs_tui.sync.parcels.measure import raise_measures
from wbs_tui.sync.parcels.taking import Fate, take_again
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Refused

_REASONS = {
    DeadReason.UNKNOWN_SENDER: N_("pengirim tidak dikenal"),
    DeadReason.NOT_CONFIRMED: N_("sidik kunci pengirim belum dipastikan"),
    DeadReason.BAD_SIGNATURE: N_("tanda tangan tidak sah"),
    DeadReason.NEWER_VERSION: N_("dari versi program yang lebih baru"),
    DeadReason.UNREADABLE: N_("tidak terbaca"),
    DeadReason.NOT_FOR_US: N_("bukan untuk kantor ini"),
    DeadReason.NO_KEY: N_("kuncinya tidak dipegang akun ini"),
    DeadReason.MISSING_BEFORE: N_("pendahulunya belum tiba"),
    DeadReason.CLOCK_AHEAD: N_("jam pengirim terlalu maju"),
    DeadReason.EQUIVOCATION: N_("dua kiriman berbeda dengan nomor yang sama"),
    DeadReason.REFUSED: N_("ditolak aturan kantor ini"),
    DeadReason.OVER_LIMIT: N_("melampaui batas"),
}
_FOR_GOOD = frozenset(
    {DeadReason.EQUIVOCATION, DeadReason.UNREADABLE, DeadReason.BAD_SIGNATURE, DeadReason.NOT_FOR_US}
)
"""Time alone does not heal these: they are tried again only when somebody asks."""
MOST_IN_ONE_EXCHANGE = 100
MOST_BYTES_IN_ONE_EXCHANGE = 32 * 1024 * 1024
_AT_ONCE = 3
"""Tries without a pause; then each pause is twice the one before."""
_PAUSE = 60 * 1000
_LONGEST_PAUSE = 60 * 60 * 1000
_IN_ORDER = (letters_table.c.arrived_at, letters_table.c.number)
_ABOUT = (
    *(letters_table.c[name] for name in ("id", "office_id", "number", "arrived_at", "tried_at", "tries")),
    func.length(letters_table.c.parcel).label("size"),
)


def _never() -> bool:
    return False


class NoSuchLetter(Refused):
    """No dead letter has this id."""

    def __init__(self, letter: str) -> None:
        super().__init__(_("Kiriman tertahan {id} tidak ada. Lihat daftarnya: `wbs dead`.").format(id=letter))


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parcel that waits, all of it or in part."""

    id: str
    office: str
    """Code and name, when the office is known; `1601/S2 ...` of a desk of this one."""
    station: str
    number: int | None
    reason: DeadReason
    detail: str
    size: int
    parts: int
    """How many of its parts wait; 0: all of it."""
    arrived_at: int
    tried_at: int
    tries: int


def reason_text(reason: DeadReason) -> str:
    """The reason in the language in use."""
    return _(_REASONS[reason])


def why_text(why: DeadLetter | Doubt) -> str:
    """The reason and what more is known of it, as one phrase or two sentences."""
    reason, more = reason_text(why.reason), why.detail
    if not more:
        return reason
    return f"{reason}{':' if more[0].islower() else '.'} {more}"


def dead_letters(desk: Desk) -> tuple[DeadLetter, ...]:
    """What waits, oldest first."""
    with desk.reading() as connection:
        names = {each.id: f"{each.code} {each.name}" for each in read_peers(connection)}
        names[desk.office.id] = f"{desk.office.code} {desk.office.name}"
        marks = _own_desks(connection)
        rows = connection.execute(
            select(
                *(column for column in letters_table.c if column.name != "parcel"),
                func.length(letters_table.c.parcel).label("size"),
            ).order_by(letters_table.c.arrived_at, letters_table.c.id)
        )
        return tuple(
            DeadLetter(
                row.id,
                _own(desk, marks.get(row.station or "")) or names.get(row.office_id or "", ""),
                row.station or "",
                row.number,
                DeadReason(row.reason),
                row.detail,
                row.size,
                len(read_pending(row.pending)),
                row.arrived_at,
                row.tried_at,
                row.tries,
            )
            for row in rows
        )


def _own_desks(connection: Connection) -> dict[str, str]:
    """The marks of the desks that have or had a lease, by their stations."""
    leased = select(stations.c.id, stations.c.number).where(stations.c.reason == Beginning.LEASED)
    return {row.id: station_mark(row.number) for row in connection.execute(leased)}


def _own(desk: Desk, mark: str | None) -> str:
    return f"{desk.office.code}/{mark} {desk.office.name}" if mark else ""


def retry(desk: Desk, letter: str | None = None) -> int:
    """Try one dead letter again, or all whose cause may be gone; how many are done with.

    Raises NotPermitted, NoSuchLetter.
    """
    desk.require(Operation.EXCHANGE_RETRY)
    which = _not_for_good() if letter is None else letters_table.c.id == letter
    with desk.reading() as connection:
        found = connection.execute(select(letters_table.c.id).where(which).order_by(*_IN_ORDER)).scalars()
        ids = list(found)
    if letter is not None and not ids:
        raise NoSuchLetter(letter)
    return _tried(desk, ids, _never)


def retry_due(desk: Desk, stirred: Collection[str] = (), stop: Callable[[], bool] = _never) -> int:
    """Try again a measure of what waits, as each exchange does; how many are done with.

    A letter that was tried often in vain is left alone for a while, unless something else has come of its
    office (the ids `stirred`), or the office was confirmed since. Raises NotPermitted.
    """
    desk.require(Operation.EXCHANGE_RETRY)
    with desk.reading() as connection:
        confirmed = connection.execute(select(peers.c.id, peers.c.confirmed_at)).all()
        since = {row.id: row.confirmed_at or 0 for row in confirmed}
        rows = connection.execute(select(*_ABOUT).where(_not_for_good())).all()
    due = [row for row in rows if _is_due(row, desk.now(), stirred, since)]
    chosen = {row.id for row in _measured(due)}
    in_order = sorted(due, key=lambda row: (row.arrived_at, row.number or 0, row.id))
    return _tried(desk, [row.id for row in in_order if row.id in chosen], stop)


def accept_more(desk: Desk, letter: str, reason: str) -> bool:
    """Let in what is over a limit, and raise its office's measures until it is; whether all of it is applied.

    Raises NotPermitted, NoSuchLetter.
    """
    desk.require(Operation.EXCHANGE_RULE)
    with desk.transaction() as transaction:
        row = transaction.connection.execute(
            select(letters_table.c.office_id).where(letters_table.c.id == letter)
        ).one_or_none()
        if row is None:
            raise NoSuchLetter(letter)
        if row.office_id != desk.office.id:
            raise_measures(desk, transaction, row.office_id, reason)
    return retry(desk, letter) == 1


def _not_for_good() -> ColumnElement[bool]:
    return letters_table.c.reason.not_in([each.value for each in _FOR_GOOD])


def _is_due(row: Row[Any], now: int, stirred: Collection[str], since: Mapping[str, int]) -> bool:
    if row.office_id in stirred or row.tried_at < since.get(row.office_id, 0):
        return True
    vain = row.tries - _AT_ONCE
    return bool(vain < 0 or now >= row.tried_at + min(_PAUSE << min(vain, 16), _LONGEST_PAUSE))


def _measured(due: Sequence[Row[Any]]) -> Iterator[Row[Any]]:
    """So many that no exchange takes long by them: what was tried least, and longest ago, comes first."""
    left = MOST_BYTES_IN_ONE_EXCHANGE
    for row in sorted(due, key=lambda row: (row.tries, row.tried_at, row.id))[:MOST_IN_ONE_EXCHANGE]:
        yield row
        left -= row.size
        if left <= 0:
            return


def _tried(desk: Desk, ids: Iterable[str], stop: Callable[[], bool]) -> int:
    """One by one, so that no more than one lies in memory."""
    done = 0
    for letter in ids:
        if stop():
            break
        with desk.reading() as connection:
            row = connection.execute(
                select(letters_table.c.parcel, letters_table.c.pending).where(letters_table.c.id == letter)
            ).one_or_none()
        if row is not None:
            done += take_again(desk, row.parcel, read_pending(row.pending)).fate is Fate.TAKEN
    return done
