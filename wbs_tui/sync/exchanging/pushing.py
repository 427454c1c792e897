"""The parts of an exchange that give: this office's records, and parcels that nobody has confirmed."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import func, select, update

from models.tables.exchange import outbox, peers
from models.words.exchange import PeerStatus
from wbs_tui.store.engine import writing
from wbs_tui.sync.exchanging.run import Run, Step, note, tell_anew
from wbs_tui.sync.link.client import HubClient, RecordConflict
from wbs_tui.sync.offices.closures import closure_of, closure_text
from wbs_tui.sync.offices.keys import own_station, station_signer
from wbs_tui.sync.offices.records import our_record, our_records, recover
from wbs_tui.sync.parcels.files import due_files
from wbs_tui.sync.parcels.opening import is_leased
from wbs_tui.sync.parcels.outbox import UNSENT
from wbs_tui.sync.parcels.receipts import PATIENCE
from wbs_tui.sync.protocol import MOST_IN_ONE_ANSWER, PutParcelsAnswer
from wbs_tui.sync.state import read_state
from wbs_tui.sync.wire import SignedParcel, encode
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.counted import parcels

_MOST_RECORDS = 200
"""Published in one exchange; a hub that never has enough of them keeps nobody from the rest."""
_REFUSALS = {
    "too_large": N_("terlalu besar"),
    "unknown_recipient": N_("penerimanya tidak terdaftar pada hub, atau ditutup di sana"),
    "not_yours": N_("hub tidak mengakui stasiun pengirimnya"),
    "quota": N_("jatah kantor ini pada hub penuh"),
    "conflict": N_("hub sudah memegang paket lain dengan nomor itu"),
}


def publish(run: Run) -> None:
    """Tell the hub what has changed of our stations and keys; a leased desk leaves that to its office."""
    desk = run.desk
    with desk.reading() as connection:
        if is_leased(connection, own_station(connection)):
            return
    for _record in range(_MOST_RECORDS):
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
            newest = recover(desk, conflict.records)
            if newest is None or newest == published:
                raise
            if newest < published:
                tell_anew(run)
            note(desk, run.state("published"), newest)
            continue
        note(desk, run.state("published"), published + 1)


def push_again(run: Run) -> None:
    """What the hub took long ago and nobody has confirmed is to go to it once more."""
    with writing(run.desk.engine) as connection:
        before = outbox.c.hub_at.between(0, run.desk.now() - PATIENCE - 1)
        old = outbox.c.received_at.is_(None) & before
        connection.execute(update(outbox).where(old).values(hub_at=None))


@contextmanager
def pushing(run: Run) -> Iterator[Callable[[], None]]:
    """Gives what hands the hub the parcels that are kept by then, and does not wait for its answer.

    Whoever makes many goes on meanwhile. What fails is raised at the end of the block.
    """
    with run.desk.reading() as connection:
        station = own_station(connection)
    with ThreadPoolExecutor(1) as thread:
        beside = _Beside(run, station, thread)
        yield beside.go_on
        beside.settle()


@dataclass(slots=True)
class _Beside:
    """At most one request under way; the store is only touched by who calls."""

    run: Run
    station: str
    thread: Executor
    last: str = ""
    """The parcel up to which all have gone."""
    batch: dict[str, bytes] = field(default_factory=dict)
    answer: Future[PutParcelsAnswer] | None = None

    def go_on(self) -> None:
        """Hand over what waits, unless the hub has not answered yet, or has failed."""
        if self.answer is not None:
            if not self.answer.done() or self.answer.exception() is not None:
                return
            self.settle()
        if not self.run.stop() and (batch := _batch(self.run, self.station, self.last)):
            self.run.tell(Step.PUSH, self.run.pushed, 0)
            self.batch, self.last = batch, max(batch)
            self.answer = self.thread.submit(self.run.client.put_parcels, tuple(batch.values()))

    def settle(self) -> None:
        """Wait for the answer, and note it. Raises what the request raised."""
        if self.answer is not None:
            answer, self.answer = self.answer.result(), None
            _note_taken(self.run, self.batch, answer)


def push(run: Run) -> None:
    """Hand the hub what it has not taken yet, in requests of at most 8 MiB."""
    with run.desk.reading() as connection:
        ours = own_station(connection)
    for station in _stations_with_mail(run):
        if station == ours:
            _push_all(run, run.client, station)
            continue
        with run.desk.reading() as connection:
            signer = station_signer(run.desk, connection, station)
        with run.client.signed_by(signer) as client:
            _push_all(run, client, station)
            run.client.trips += client.trips
    _tell_closed(run)


def _tell_closed(run: Run) -> None:
    """What waits for an office that the hub has closed is not handed over: it would refuse it for ever."""
    query = (
        select(peers.c.id, peers.c.code, peers.c.name, func.count())
        .join(outbox, outbox.c.to_office == peers.c.id)
        .where(peers.c.status == PeerStatus.CLOSED, UNSENT)
        .group_by(peers.c.id, peers.c.code, peers.c.name)
        .order_by(peers.c.code)
    )
    with run.desk.reading() as connection:
        for office, code, name, count in connection.execute(query).all():
            said = _("Untuk {office} menunggu {parcels}: kantor itu {closure}. Kirimannya tetap disimpan.")
            closure = closure_text(closure_of(connection, office), run.desk.office.zone)
            run.say(said.format(office=f"{code} {name}", parcels=parcels(count), closure=closure))


def _push_all(run: Run, client: HubClient, station: str) -> None:
    while not run.stop() and (batch := _batch(run, station)):
        run.tell(Step.PUSH, run.pushed, 0)
        _note_taken(run, batch, client.put_parcels(tuple(batch.values())))


def _stations_with_mail(run: Run) -> list[str]:
    """Our stations whose parcels wait: after a restore also the one before."""
    with run.desk.reading() as connection:
        return sorted(connection.execute(select(outbox.c.station).where(UNSENT).distinct()).scalars())


def _batch(run: Run, station: str, after: str = "") -> dict[str, bytes]:
    """The next parcels by their ids, of those beyond one."""
    closed = select(peers.c.id).where(peers.c.status == PeerStatus.CLOSED)
    query = (
        select(outbox.c.id, outbox.c.statement, outbox.c.signature)
        .where(outbox.c.id > after, outbox.c.station == station, UNSENT)
        .where(outbox.c.to_office.not_in(closed))
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


def _note_taken(run: Run, batch: dict[str, bytes], answer: PutParcelsAnswer) -> None:
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
