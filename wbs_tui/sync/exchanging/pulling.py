"""The parts of an exchange that take in: what is addressed here, and what was missing of it.

Positions are the hub's word: what is proved is not, and what was missing or spoilt is asked for again.
"""

import msgspec
from sqlalchemy import Connection

from wbs_tui.cases.from_offices import office_names
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.heads import SignedHead, check_heads, read_head, signed_heads
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import HubMisbehaves
from wbs_tui.sync.exchanging.run import Run, Step, note, tell_anew
from wbs_tui.sync.link.notary import take_closures
from wbs_tui.sync.offices.directory import take_records, wants_directory
from wbs_tui.sync.offices.keys import own_station
from wbs_tui.sync.parcels.dead import why_text
from wbs_tui.sync.parcels.receipts import gaps
from wbs_tui.sync.parcels.taking import Fate, Taken, take
from wbs_tui.sync.protocol import Exchanged
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.counted import parcels

_MOST_USELESS = 300
"""Parcels of one exchange that nobody is proved to have sent: a hub with more of them is not listened to."""
_DOUBTED = "doubted"
_BACK = 1000
"""Positions to go back at first for what is missing; each time in vain three times as far."""
_NOW_AND_THEN = 60 * 60 * 1000
"""Milliseconds between two tries to get from the hub what was missing."""
_MOST_ANSWERS = 200
"""To one exchange: a hub that always has more keeps nobody from the rest of his work."""


class _Doubted(msgspec.Struct, array_like=True, frozen=True):
    """Behind this position something was missing, or spoilt on the way."""

    position: int
    tried_at: int
    """When the hub was asked for it again, UTC milliseconds; 0: not yet."""
    spoilt: bool


def pull(run: Run) -> None:
    """Take in what is addressed here, answer by answer."""
    desk = run.desk
    after = _start(run)
    with desk.reading() as connection:
        directory = read_state(connection, run.state("directory"), int) or 0
        if wants_directory(connection):
            directory = 0
        head = _own_head(desk, connection)
    for _answer in range(_MOST_ANSWERS):
        run.tell(Step.PULL, run.pulled, 0)
        answer = run.client.exchange(after, directory, head)
        if _is_beyond(after, answer.last) or _is_beyond(directory, answer.directory_last):
            after = directory = 0  # the hub was set back, or had named positions that there never were
            tell_anew(run)
            continue
        run.say(*take_records(desk, [record for _position, record in answer.records]))
        run.say(*take_closures(desk, run.client.place, answer))
        for waiting in answer.parcels:
            _noted(run, take(desk, waiting.parcel), waiting.position)
        _look_at_head(run, answer)
        after = answer.parcels[-1].position if answer.parcels else after
        told = [each[-1][0] for each in (answer.records, answer.closures) if each]
        directory = max([directory, *told])
        if answer.parcels or told:
            note(desk, run.state("cursor"), after)
            note(desk, run.state("directory"), directory)
        run.matches = run.matches or answer.matches
        if not answer.more or run.stop():
            return
    run.say(
        _("Hub {hub} belum selesai; sisanya diambil pada sinkronisasi berikut.").format(
            hub=run.client.place.url
        )
    )


def tell_missing(run: Run) -> None:
    """Say when parcels have not come although later ones have; the hub is asked for them again."""
    with run.desk.reading() as connection:
        missing = gaps(connection)
        names = office_names(connection)
    if missing:
        _doubt(run, max(0, run.before - _BACK), spoilt=False)
    for office, count in missing.items():
        sentence = _("Belum tiba dari {office}: {parcels}, walau yang sesudahnya sudah; diminta diulang.")
        named = " ".join(names.get(office, (run.desk.office.code, run.desk.office.name)))
        run.say(sentence.format(parcels=parcels(count), office=named))


def _start(run: Run) -> int:
    """Behind which position to ask: further back when something there was missing or spoilt.

    What the hub has given it gives again for 30 days. It is asked once at once, and then now and then.
    """
    with writing(run.desk.engine) as connection:
        run.before = after = read_state(connection, run.state("cursor"), int) or 0
        doubted = read_state(connection, run.state(_DOUBTED), _Doubted)
        if doubted is None or run.desk.now() - doubted.tried_at < _pause(doubted):
            return after
        if doubted.tried_at and not doubted.spoilt and not gaps(connection):
            forget_state(connection, run.state(_DOUBTED))
            return after
        start = min(after, doubted.position)
        farther = max(0, start - 2 * (after - start) - _BACK)
        write_state(connection, run.state(_DOUBTED), _Doubted(farther, run.desk.now(), spoilt=False))
    return start


def _pause(doubted: _Doubted) -> int:
    """How long the hub is left alone with it: all that it has is asked for once a day."""
    return _NOW_AND_THEN if doubted.position else 24 * _NOW_AND_THEN


def _doubt(run: Run, position: int, *, spoilt: bool) -> None:
    """Remember to ask again for what lies behind a position."""
    with writing(run.desk.engine) as connection:
        doubted = read_state(connection, run.state(_DOUBTED), _Doubted)
        if doubted is None or spoilt:
            least = position if doubted is None else min(position, doubted.position)
            write_state(connection, run.state(_DOUBTED), _Doubted(least, 0, spoilt))


def _is_beyond(position: int, last: int | None) -> bool:
    return last is not None and position > last


def _own_head(desk: Desk, connection: Connection) -> tuple[bytes, bytes] | None:
    """How far this station's journal has come, for the hub to keep."""
    own = own_station(connection)
    heads = [head for head in signed_heads(desk, connection) if read_head(head).station == own]
    return (heads[0].statement, heads[0].signature) if heads else None


def _look_at_head(run: Run, answer: Exchanged) -> None:
    """What the hub kept for us must be in our journal still: else somebody put in an older store."""
    if answer.head is None:
        return
    with run.desk.reading() as connection:
        held = check_heads(connection, [SignedHead(*answer.head)])
    if held.findings:
        run.say(_("Jurnal di sini tidak melanjutkan yang pernah dititipkan ke hub. Jalankan `wbs verify`."))


def _noted(run: Run, taken: Taken, position: int) -> None:
    """Count a parcel, and say what is wrong with it. Raises HubMisbehaves when too many come from nowhere."""
    run.pulled += taken.fate in (Fate.TAKEN, Fate.WAITING)
    if taken.fate is Fate.TAKEN and taken.parcel is not None:
        run.stirred.add(taken.parcel.office)
    if taken.doubt is None or taken.fate is Fate.REPEATED:
        return
    if not taken.sender:
        _doubt(run, position - 1, spoilt=True)
    who = taken.sender or _("hub {hub}").format(hub=run.client.place.url)
    run.say(
        _("Kiriman lewat {who} tertahan: {why}. Lihat `wbs dead`.").format(
            who=who, why=why_text(taken.doubt).rstrip(".")
        )
    )
    run.useless += not taken.sender
    if run.useless > _MOST_USELESS:
        raise HubMisbehaves(run.client.place.url, N_("terlalu banyak kiriman yang bukan dari siapa pun"))
