"""Applies the items of a parcel, each on its own: what cannot be applied yet waits and stops no other."""

from collections.abc import Iterator
from contextlib import contextmanager

from models.words.exchange import DeadReason
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.fold import StrangeEffect
from wbs_tui.journal.transaction import Transaction
from wbs_tui.store.closed import NotLetIn
from wbs_tui.sync.parcels.collecting import Gone, NotYet, Origin, handler_of
from wbs_tui.sync.parcels.letters import Doubt, Pending
from wbs_tui.sync.parcels.opening import Arrived
from wbs_tui.sync.wire import Entries, Item, Receipt, Unread
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import CannotUnlock, Refused
from wbs_tui.vault.errors import Damaged, NewerFormat

_MALFORMED = (ValueError, TypeError, LookupError, ArithmeticError, StrangeEffect)
"""What code meets in values that are of the right types and make no sense."""


def apply_items(
    desk: Desk,
    transaction: Transaction,
    arrived: Arrived,
    items: tuple[Item | Unread, ...],
    chosen: Pending | None = None,
) -> tuple[Pending, Doubt | None]:
    """Apply the items (of a dead letter only the `chosen`); what waits, and why the first of them does."""
    parcel = arrived.parcel
    origin = Origin(parcel.office, parcel.station, parcel.id, parcel.at)
    pending: Pending = {}
    first: Doubt | None = None
    for index, item in enumerate(items):
        if chosen is not None and index not in chosen:
            continue
        try:
            _apply(desk, transaction, origin, item)
        except NotYet as held:
            if chosen is not None and isinstance(held, Gone):  # it was said when it came
                continue
            pending[index] = held.pending or ()
            first = first or Doubt(held.reason, held.detail)
    return pending, first


def _apply(desk: Desk, transaction: Transaction, origin: Origin, item: Item | Unread) -> None:
    """Raises NotYet; then nothing of the item is left, but for one that says which of its parts wait."""
    if isinstance(item, Unread):
        reason = DeadReason.NEWER_VERSION if item.newer else DeadReason.UNREADABLE
        raise NotYet(reason, _("Program ini tidak dapat membaca sebagian isinya."))
    if origin.office == desk.office.id and not isinstance(item, Entries | Receipt):
        raise NotYet(DeadReason.REFUSED, _("Meja kantor ini tidak berbicara atas nama instansi lain."))
    handler = handler_of(item)
    if handler is None:
        raise NotYet(DeadReason.NEWER_VERSION, _("Program ini tidak dapat membaca sebagian isinya."))
    held: NotYet | None = None
    with _doubts(), transaction.attempt():
        try:
            handler(desk, transaction, origin, item)
        except NotYet as partly:
            if partly.pending is None:
                raise
            held = partly
        if isinstance(item, Entries):
            transaction.look_again()
    if held is not None:
        raise held


@contextmanager
def _doubts() -> Iterator[None]:
    """What an item can meet, as the reason why it waits; trouble of the store passes through."""
    try:
        yield
    except NewerFormat as error:
        raise NotYet(DeadReason.NEWER_VERSION, error.message) from error
    except Damaged as error:
        raise NotYet(DeadReason.UNREADABLE, error.message) from error
    except (CannotUnlock, NotLetIn) as error:
        raise NotYet(DeadReason.NO_KEY, error.message) from error
    except Refused as error:
        raise NotYet(DeadReason.REFUSED, error.message) from error
    except _MALFORMED as error:
        detail = _("Isinya tidak masuk akal ({kind}).").format(kind=type(error).__name__)
        raise NotYet(DeadReason.UNREADABLE, detail) from error
