"""One exchange with the hub: publish our record, pull and apply, collect, push, and move files.

It can be stopped and repeated anywhere: each parcel is applied in one transaction, positions are noted only
behind what was applied, and what the hub has is asked of the hub.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec
from sqlalchemy import Connection, func, select, update

from models.tables.exchange import conflicts, dead_letters, outbox
from wbs_tui.journal.desk import Desk
from wbs_tui.journal.heads import SignedHead, check_heads, read_head, signed_heads
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.sync.client import HubClient, Pause, RecordConflict, Stopped, pause
from wbs_tui.sync.collecting import collect, talk
from wbs_tui.sync.dead import reason_text, retry
from wbs_tui.sync.enrolment import equip_station
from wbs_tui.sync.errors import HubMisbehaves, HubRefused
from wbs_tui.sync.files import due_files, fetch_files, send_files
from wbs_tui.sync.hub_place import HubPlace, hub_place, our_hub
from wbs_tui.sync.keys import own_station, station_signer
from wbs_tui.sync.opening import is_leased
from wbs_tui.sync.peers import take_records, wants_directory
from wbs_tui.sync.protocol import MOST_IN_ONE_ANSWER, Exchanged
from wbs_tui.sync.receipts import PATIENCE, gaps
from wbs_tui.sync.records import our_record, our_records, recover
from wbs_tui.sync.state import forget_state, read_state, write_state
from wbs_tui.sync.taking import Fate, Taken, take
from wbs_tui.sync.wire import SignedParcel, encode
from wbs_tui.text.catalogue import N_, _

_MOST_USELESS = 300
"""Parcels of one exchange that nobody is proved to have sent: a hub with more of them is not listened to."""
_DOUBTED = "doubted"
_BACK = 1000
"""Positions to go back at first for what is missing; each time in vain three times as far."""
_NOW_AND_THEN = 60 * 60 * 1000
"""Milliseconds between two tries to get from the hub what was missing."""
_MOST_ANSWERS = 1000
"""To one exchange: a hub that always has more keeps nobody from the rest of his work."""
_REFUSALS = {
    "too_large": N_("terlalu besar"),
    "unknown_recipient": N_("penerimanya tidak terdaftar pada hub"),
    "not_yours": N_("hub tidak mengakui stasiun pengirimnya"),
    "quota": N_("jatah kantor ini pada hub penuh"),
    "conflict": N_("hub sudah memegang paket lain dengan nomor itu"),
}


class Step(StrEnum):
    """The parts of an exchange."""

    PUBLISH = "publish"
    PULL = "pull"
    COLLECT = "collect"
    PUSH = "push"
    FILES = "files"


Tell = Callable[[Step, int, int], None]
"""Which part, how much of it is done, and of how much (0: nobody knows)."""
Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Synced:
    """What an exchange came to."""

    pushed: int
    """Parcels that the hub took."""
    pulled: int
    """Parcels that arrived and were not here before."""
    conflicts: int
    """Open conflicts, of any age."""
    dead: int
    """What waits among the dead letters, of any age."""
    cursor: int
    """The hub's position up to which everything is here."""
    notices: tuple[str, ...] = ()
    """Sentences about what an officer should know."""
    trips: int = 0
    """How many requests it took."""


class _Doubted(msgspec.Struct, array_like=True, frozen=True):
    """Behind this position something was missing, or spoilt on the way."""

    position: int
    tried_at: int
    """When the hub was asked for it again, UTC milliseconds; 0: not yet."""
    spoilt: bool


@dataclass(slots=True)
class _Run:
    desk: Desk
    client: HubClient
    tell: Tell
    stop: Stop
    pushed: int = 0
    pulled: int = 0
    notices: dict[str, None] = field(default_factory=dict)
    matches: bool = False
    passed_over: set[str] = field(default_factory=set)
    """Parcels that the hub did not take in this exchange."""
    useless: int = 0
    set_back: bool = False
    """Whether the hub has forgotten what it had been told."""
    before: int = 0
    """The position at which the exchange began."""

    def say(self, *sentences: str) -> None:
        self.notices.update(dict.fromkeys(sentences))

    def state(self, name: str) -> str:
        return f"{name}:{self.client.place.mark}"


def silent(_step: Step, _done: int, _of: int) -> None:
    """Tells nobody."""


def never() -> bool:
    """Goes on to the end."""
    return False


def sync(
    desk: Desk, hub: str | None = None, tell: Tell = silent, stop: Stop = never, wait: Pause = pause
) -> Synced:
    """Exchange with the office's hub, or with the one at the address `hub`.

    Raises NotPermitted, NotEnrolled, NotLetIn, Offline, HubBusy, HubRefused, HubMisbehaves, HubNotTrusted,
    ClockApart; what has been exchanged until then stays so.
    """
    desk.require(Operation.EXCHANGE_SYNC)
    equip_station(desk)
    with desk.reading() as connection:
        place = _chosen(connection, hub)
        signer = station_signer(desk, connection)
    with HubClient(place, signer, desk.clock, wait) as client:
        run = _Run(desk, client, tell, stop)
        with suppress(Stopped):
            for part in (_publish, _pull, _retry, _collect, _publish, _push, _files, _talk):
                if stop():
                    break
                part(run)
    return _summed(run)


def _chosen(connection: Connection, hub: str | None) -> HubPlace:
    ours = our_hub(connection)
    if hub is None:
        return ours
    named = hub_place(hub)
    return ours if named.url == ours.url else named


def _publish(run: _Run) -> None:
    """Tell the hub what has changed of our stations and keys; a leased desk leaves that to its office."""
    desk = run.desk
    with desk.reading() as connection:
        if is_leased(connection, own_station(connection)):
            return
    while True:
        our_record(desk)
        with desk.reading() as connection:
            published = read_state(connection, run.state("published"), int) or 0
            due = our_records(connection, published)
        if not due:
            return
        run.tell(Step.PUBLISH, 0, len(due))
        try:
            run.client.put_record(due[0])
        except RecordConflict as conflict:
            if recover(desk, published, conflict.records):
                _note(desk, run.state("published"), published + len(conflict.records))
            elif published and not run.set_back:
                _tell_anew(run)
            else:
                raise
            continue
        _note(desk, run.state("published"), published + 1)


def _pull(run: _Run) -> None:
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
            _tell_anew(run)
            continue
        run.say(*take_records(desk, [record for _position, record in answer.records]))
        for waiting in answer.parcels:
            _noted(run, take(desk, waiting.parcel), waiting.position)
        _look_at_head(run, answer)
        after = answer.parcels[-1].position if answer.parcels else after
        directory = answer.records[-1][0] if answer.records else directory
        if answer.parcels or answer.records:
            _note(desk, run.state("cursor"), after)
            _note(desk, run.state("directory"), directory)
        run.matches = run.matches or answer.matches
        if not answer.more or run.stop():
            return
    run.say(
        _("Hub {hub} belum selesai; sisanya diambil pada sinkronisasi berikut.").format(
            hub=run.client.place.url
        )
    )


def _tell_anew(run: _Run) -> None:
    """A hub that was restored from an old copy gets our records again, and the parcels nobody confirmed."""
    run.set_back = True
    with writing(run.desk.engine) as connection:
        write_state(connection, run.state("published"), 0)
        connection.execute(update(outbox).where(outbox.c.received_at.is_(None)).values(hub_at=None))


def _start(run: _Run) -> int:
    """Behind which position to ask: further back when something there was missing or spoilt.

    What the hub has given it gives again for 30 days. It is asked once at once, and then now and then.
    """
    with writing(run.desk.engine) as connection:
        run.before = after = read_state(connection, run.state("cursor"), int) or 0
        doubted = read_state(connection, run.state(_DOUBTED), _Doubted)
        if doubted is None or run.desk.now() - doubted.tried_at < _NOW_AND_THEN:
            return after
        if doubted.tried_at and not doubted.spoilt and not gaps(connection):
            forget_state(connection, run.state(_DOUBTED))
            return after
        start = min(after, doubted.position)
        farther = max(0, start - 2 * (after - start) - _BACK)
        write_state(connection, run.state(_DOUBTED), _Doubted(farther, run.desk.now(), spoilt=False))
    return start


def _doubt(run: _Run, position: int, *, spoilt: bool) -> None:
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


def _look_at_head(run: _Run, answer: Exchanged) -> None:
    """What the hub kept for us must be in our journal still: else somebody put in an older store."""
    if answer.head is None:
        return
    with run.desk.reading() as connection:
        held = check_heads(connection, [SignedHead(*answer.head)])
    if held.findings:
        run.say(_("Jurnal di sini tidak melanjutkan yang pernah dititipkan ke hub. Jalankan `wbs verify`."))


def _noted(run: _Run, taken: Taken, position: int) -> None:
    """Count a parcel, and say what is wrong with it. Raises HubMisbehaves when too many come from nowhere."""
    run.pulled += taken.fate in (Fate.TAKEN, Fate.WAITING)
    if taken.doubt is None or taken.fate is Fate.REPEATED:
        return
    if not taken.sender:
        _doubt(run, position - 1, spoilt=True)
    who = taken.sender or _("hub {hub}").format(hub=run.client.place.url)
    run.say(
        _("Kiriman lewat {who} tertahan: {reason}. {detail} Lihat `wbs dead`.").format(
            who=who, reason=reason_text(taken.doubt.reason), detail=taken.doubt.detail
        )
    )
    run.useless += not taken.sender
    if run.useless > _MOST_USELESS:
        raise HubMisbehaves(run.client.place.url, N_("terlalu banyak kiriman yang bukan dari siapa pun"))


def _retry(run: _Run) -> None:
    """What waited may be applied by now."""
    with run.desk.reading() as connection:
        waits = connection.execute(select(dead_letters.c.id).limit(1)).first() is not None
    if waits:
        retry(run.desk)


def _collect(run: _Run) -> None:
    run.tell(Step.COLLECT, 0, 0)
    collect(run.desk)


def _push(run: _Run) -> None:
    """Hand the hub what it has not taken yet, in requests of at most 8 MiB."""
    with writing(run.desk.engine) as connection:
        old = outbox.c.received_at.is_(None) & (outbox.c.hub_at < run.desk.now() - PATIENCE)
        connection.execute(update(outbox).where(old).values(hub_at=None))
    for station in _stations_with_mail(run):
        with run.desk.reading() as connection:
            signer = station_signer(run.desk, connection, station)
        with run.client.signed_by(signer) as client:
            while not run.stop() and (batch := _batch(run, station)):
                _push_batch(run, client, batch)
            run.client.trips += client.trips


def _stations_with_mail(run: _Run) -> list[str]:
    """Our stations whose parcels wait: after a restore also the one before."""
    with run.desk.reading() as connection:
        unsent = select(outbox.c.station).where(outbox.c.hub_at.is_(None), outbox.c.received_at.is_(None))
        return sorted(connection.execute(unsent.distinct()).scalars())


def _batch(run: _Run, station: str) -> dict[str, bytes]:
    """The next parcels by their ids."""
    query = (
        select(outbox.c.id, outbox.c.statement, outbox.c.signature)
        .where(outbox.c.station == station, outbox.c.hub_at.is_(None), outbox.c.received_at.is_(None))
        .order_by(outbox.c.made_at, outbox.c.id)
    )
    batch: dict[str, bytes] = {}
    size = 0
    with run.desk.reading() as connection:
        for row in connection.execute(query):
            if row.id in run.passed_over:
                continue
            data = encode(SignedParcel(row.statement, row.signature))
            size += len(data) + 16
            if batch and size > MOST_IN_ONE_ANSWER:
                break
            batch[row.id] = data
    return batch


def _push_batch(run: _Run, client: HubClient, batch: dict[str, bytes]) -> None:
    run.tell(Step.PUSH, run.pushed, 0)
    answer = client.put_parcels(tuple(batch.values()))
    taken = batch.keys() & set(answer.taken)
    with writing(run.desk.engine) as connection:
        connection.execute(update(outbox).where(outbox.c.id.in_(taken)).values(hub_at=run.desk.now()))
        due_files(connection, [data for parcel, data in batch.items() if parcel in taken])
    run.pushed += len(taken)
    run.passed_over |= batch.keys() - taken
    for refused in answer.refused:
        if refused.id in batch and refused.id not in taken:
            why = _(_REFUSALS[refused.reason]) if refused.reason in _REFUSALS else ""
            run.say(_("Hub tidak mengambil satu paket: {why}. Paketnya tetap disimpan.").format(why=why))


def _files(run: _Run) -> None:
    with suppress(HubRefused):  # what the hub does not know of is asked again with the next exchange
        send_files(run.desk, run.client, run.stop, lambda done, of: run.tell(Step.FILES, done, of))
    fetch = fetch_files(run.desk, run.client, run.stop, lambda done, of: run.tell(Step.FILES, done, of))
    run.say(*fetch)


def _talk(run: _Run) -> None:
    run.say(*talk(run.desk, run.client, run.matches))


def _note(desk: Desk, name: str, value: int) -> None:
    with writing(desk.engine) as connection:
        write_state(connection, name, value)


def _summed(run: _Run) -> Synced:
    with run.desk.reading() as connection:
        missing = gaps(connection)
        dead = connection.execute(select(func.count()).select_from(dead_letters)).scalar_one()
        open_conflicts = select(func.count()).where(conflicts.c.settled_at.is_(None))
        crossings = connection.execute(open_conflicts).scalar_one()
        cursor = read_state(connection, run.state("cursor"), int) or 0
    if missing:
        _doubt(run, max(0, run.before - _BACK), spoilt=False)
        run.say(
            _("{count} paket belum tiba walau yang sesudahnya sudah; pengirimnya diminta mengulang.").format(
                count=sum(missing.values())
            )
        )
    synced = Synced(run.pushed, run.pulled, crossings, dead, cursor, tuple(run.notices), run.client.trips)
    with writing(run.desk.engine) as connection:
        write_state(connection, "last", (run.desk.now(), run.pushed, run.pulled))
    return synced


def last_exchange(connection: Connection) -> tuple[int, int, int] | None:
    """When the last exchange ended, and how many parcels it pushed and pulled."""
    last: tuple[int, int, int] | None = read_state(connection, "last", tuple[int, int, int])
    return last
