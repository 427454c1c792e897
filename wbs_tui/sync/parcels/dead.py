"""The dead letters as people see them, and another try."""

from dataclasses import dataclass

from sqlalchemy import select

from models.tables.exchange import dead_letters as letters_table
from models.words.exchange import DeadReason
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.sync.offices.peers import read_peers
from wbs_tui.sync.parcels.letters import read_pending
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
}
_FOR_GOOD = frozenset(
    {DeadReason.EQUIVOCATION, DeadReason.UNREADABLE, DeadReason.BAD_SIGNATURE, DeadReason.NOT_FOR_US}
)
"""Time alone does not heal these: they are tried again only when somebody asks."""


class NoSuchLetter(Refused):
    """No dead letter has this id."""

    def __init__(self, letter: str) -> None:
        super().__init__(_("Kiriman tertahan {id} tidak ada. Lihat daftarnya: `wbs dead`.").format(id=letter))


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A parcel that waits, all of it or in part."""

    id: str
    office: str
    """Code and name, when the office is known."""
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


def dead_letters(desk: Desk) -> tuple[DeadLetter, ...]:
    """What waits, oldest first."""
    with desk.reading() as connection:
        names = {each.id: f"{each.code} {each.name}" for each in read_peers(connection)}
        names[desk.office.id] = f"{desk.office.code} {desk.office.name}"
        rows = connection.execute(
            select(letters_table).order_by(letters_table.c.arrived_at, letters_table.c.id)
        )
        return tuple(
            DeadLetter(
                row.id,
                names.get(row.office_id or "", ""),
                row.station or "",
                row.number,
                DeadReason(row.reason),
                row.detail,
                len(row.parcel),
                len(read_pending(row.pending)),
                row.arrived_at,
                row.tried_at,
                row.tries,
            )
            for row in rows
        )


def retry(desk: Desk, letter: str | None = None) -> int:
    """Try one dead letter again, or all whose cause may be gone; how many are done with.

    Raises NotPermitted, NoSuchLetter.
    """
    desk.require(Operation.EXCHANGE_RETRY)
    with desk.reading() as connection:
        query = select(letters_table.c.parcel, letters_table.c.pending)
        if letter is None:
            query = query.where(letters_table.c.reason.not_in([each.value for each in _FOR_GOOD]))
        else:
            query = query.where(letters_table.c.id == letter)
        rows = connection.execute(query.order_by(letters_table.c.arrived_at, letters_table.c.number)).all()
    if letter is not None and not rows:
        raise NoSuchLetter(letter)
    done = [take_again(desk, row.parcel, read_pending(row.pending)).fate for row in rows]
    return done.count(Fate.TAKEN)
