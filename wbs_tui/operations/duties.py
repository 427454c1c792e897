"""What must still be done when an account unlocks, and the doing of it: nobody has to remember it.

Who was removed is taken out of the compartments by a grantor's next session and every key is wrapped anew;
cases that somebody declared a conflict in are moved by who may; what a destruction that was cut off left
behind goes in anybody's. For everybody else there is nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from wbs_tui.accounts.access_of import compartments_granted_by
from wbs_tui.accounts.recovery.escrow_places import escrow_awaited, let_escrow_in
from wbs_tui.accounts.recovery.status import advice, read_status
from wbs_tui.accounts.rekeying import rekey, rekey_due
from wbs_tui.accounts.removal import BATCH, due_here, run_rotation, stale_here
from wbs_tui.cases.kept.destruction import sweep, unswept
from wbs_tui.cases.numbers.numbering import numbers_on_hold, on_hold_words
from wbs_tui.cases.readers.moving import move_due, moves_due
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.text.catalogue import _

Progress = Callable[[str], None]
"""Called with a sentence about how far it is."""


class DutyKind(StrEnum):
    """What is due."""

    ESCROW = "escrow"
    TAKE_OUT = "take_out"
    REWRAP = "rewrap"
    MOVE = "move"
    REKEY = "rekey"
    SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that `run` does."""

    kind: DutyKind
    text: str
    count: int


def due(desk: Desk) -> tuple[Duty, ...]:
    """What this account's session has to do, in the order of `run`; at a leased desk nothing."""
    if desk.lease is not None:
        return ()
    with desk.reading() as connection:
        places = sum(len(leaving) for leaving in due_here(desk, connection).values())
        stale = len(stale_here(desk, connection))
        swept = unswept(connection)
        awaited = len(escrow_awaited(desk, connection))
        grants = bool(compartments_granted_by(desk, connection))
    counts = {
        DutyKind.ESCROW: awaited,
        DutyKind.TAKE_OUT: places,
        DutyKind.REWRAP: stale,
        DutyKind.MOVE: moves_due(desk),
        DutyKind.SWEEP: swept,
        DutyKind.REKEY: int(grants and rekey_due(desk)),
    }
    return tuple(Duty(kind, _text(kind, count), count) for kind, count in counts.items() if count)


def _text(kind: DutyKind, count: int) -> str:
    texts = {
        DutyKind.ESCROW: _("Kompartemen yang menunggu kunci pemulihan yang baru: {count}."),
        DutyKind.TAKE_OUT: _("Akses yang sudah berakhir harus dicabut dan masa kunci baru dimulai: {count}."),
        DutyKind.REWRAP: _("Kompartemen yang kuncinya harus dibungkus ulang: {count}."),
        DutyKind.MOVE: _("Kasus yang harus dipindahkan ke kompartemennya sendiri: {count}."),
        DutyKind.SWEEP: _("Kasus yang sudah dimusnahkan dan sisanya masih harus dihapus dari disk: {count}."),
        DutyKind.REKEY: _("Kunci penyimpanan harus diganti: seseorang yang sudah keluar mengetahuinya."),
    }
    return texts[kind].format(count=count)


def run(desk: Desk, progress: Progress = lambda _sentence: None) -> tuple[str, ...]:
    """Do all of it; gives a sentence for each thing that was done, or that has to wait.

    Cut off anywhere, it goes on next time. Raises StoreTrouble.
    """
    if desk.lease is not None:
        sweep(desk)
        return ()
    moved = move_due(desk)
    escrows = let_escrow_in(desk)
    rotated = run_rotation(desk, _Quarters(progress))
    removed = sweep(desk)
    told = {
        _("Kompartemen yang sekarang terbuka bagi kunci pemulihan yang baru: {count}."): escrows,
        _("Akses yang dicabut karena akunnya berakhir atau berganti kunci: {count}."): rotated.taken_out,
        _("Kunci yang dibungkus ulang untuk masa kunci yang baru: {count}."): rotated.wraps,
        _("Kasus yang dipindahkan ke kompartemennya sendiri: {count}."): moved,
        _("Berkas kasus yang dimusnahkan dihapus dari disk: {count}."): removed,
    }
    said = tuple(sentence.format(count=count) for sentence, count in told.items() if count)
    return (*said, *_rekeyed(desk, progress))


def _rekeyed(desk: Desk, progress: Progress) -> tuple[str, ...]:
    """A grantor gives the store a new key when he alone has it open; else it stays due."""
    with desk.reading() as connection:
        grants = bool(compartments_granted_by(desk, connection))
    if not (grants and rekey_due(desk)):
        return ()
    if rekey(desk, progress):
        return (_("Kunci penyimpanan diganti."),)
    return (_("Kunci penyimpanan belum dapat diganti selama dibuka di tempat lain; dicoba lagi nanti."),)


def reminders(desk: Desk) -> tuple[str, ...]:
    """What this account's person must see to himself: shares, a drill, a first escrow, numbers."""
    with desk.reading() as connection:
        recovery = desk.may(Operation.RECOVERY_CHECK)
        said = advice(read_status(connection, desk), desk.actor.role) if recovery else ()
        waits = desk.may(Operation.CASE_RECORD) and numbers_on_hold(connection)
    return (on_hold_words(), *said) if waits else said


@dataclass(slots=True)
class _Quarters:
    """Tells how far a long wrapping is, three times on its way; a short one says nothing."""

    progress: Progress
    told: int = 0

    def __call__(self, done: int, every: int) -> None:
        quarter = 4 * done // every
        if every > BATCH and self.told < quarter < 4:
            self.told = quarter
            self.progress(_("Membungkus ulang kunci: {done} dari {every}.").format(done=done, every=every))
