"""An office joins the exchange: its keys are made, and the hub is told with a one-time token."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from models.tables.accounts import offices
from models.words.exchange import OfficeKind
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import HubMisbehaves, HubRefused, OtherKind
from wbs_tui.sync.kinds import ENROLLED, KEYS_MADE, OFFICE_KEY_RENEWED
from wbs_tui.sync.link.client import HubClient, Pause, RecordConflict, pause
from wbs_tui.sync.link.hub_place import HubPlace, has_hub, set_hub
from wbs_tui.sync.link.notary import pin_notary
from wbs_tui.sync.offices.keys import (
    is_enrolled,
    make_office_keys,
    make_station_keys,
    own_station,
    station_keys,
    station_signer,
)
from wbs_tui.sync.offices.peers import kind_text
from wbs_tui.sync.offices.records import (
    forget_records,
    newest_number,
    our_record,
    our_records,
    our_under,
    read_record,
    record_fingerprint,
    rejoin,
    set_under,
)
from wbs_tui.sync.protocol import Enrolled, SignedRecord
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import N_
from wbs_tui.vault.codes import normalise


def prepare(desk: Desk, kind: OfficeKind, under: str = "") -> None:
    """Make the office's keys and its station's, once; say what kind of office it is, and whose (a code).

    Raises NotPermitted, NotLetIn.
    """
    desk.require(Operation.EXCHANGE_ENROL)
    with desk.transaction() as transaction:
        connection = transaction.connection
        said = connection.execute(select(offices.c.kind)).scalar()
        if not is_enrolled(connection) or said != kind:
            with transaction.entry(ENROLLED) as change:
                change.update(offices, desk.office.id, kind=kind)
                if not is_enrolled(connection):
                    make_office_keys(desk, change)
                if own_station(connection) not in station_keys(connection):  # a desk elsewhere may know it
                    make_station_keys(desk, change, own_station(connection))
        set_under(connection, under)


def enrol(
    desk: Desk,
    place: HubPlace,
    token: str,
    kind: OfficeKind,
    under: str = "",
    wait: Pause = pause,
    *,
    new_key: bool = False,
) -> str:
    """Join a hub with its operator's one-time token; the office's fingerprint, for the official letters.

    `new_key`: come back under a key that the one before does not sign, because it is lost; every other office
    must compare a letter. Can be repeated when it was cut off.

    Raises NotPermitted, NotLetIn, WrongCode, OtherKind, OfficeKeyLost, Offline, ....
    """
    code = normalise(token)
    with desk.reading() as connection:
        said = connection.execute(select(offices.c.kind)).scalar()
        if has_hub(connection) and said != kind:
            raise OtherKind(kind_text(said or OfficeKind.INSPECTORATE))
        before = _Said(said, our_under(connection), newest_number(connection))
    prepare(desk, kind, under)
    if new_key:
        _forsake(desk, code)
    with desk.reading() as connection:
        signer = station_signer(desk, connection)
    with HubClient(place, signer, desk.clock, wait) as client:
        try:
            answer, record = _joined(desk, client, code, new_key=new_key)
        except HubRefused:
            _take_back(desk, before)
            raise
        if answer.office != desk.office.id:
            raise HubMisbehaves(place.url, N_("bukan jawaban protokol ini"))
    with writing(desk.engine) as connection:
        set_hub(connection, place)
        pin_notary(connection, place, answer.notary, anew=True)
        write_state(connection, f"published:{place.mark}", read_record(record).number)
    return record_fingerprint(read_record(record).sign)


@dataclass(frozen=True, slots=True)
class _Said:
    """What this office called itself before it was to join a hub."""

    kind: str | None
    under: str
    number: int


def _take_back(desk: Desk, before: _Said) -> None:
    """The hub took nothing: no later exchange may tell the others what it has refused."""
    with desk.transaction() as transaction:
        connection = transaction.connection
        set_under(connection, before.under)
        forget_records(connection, before.number)
        if connection.execute(select(offices.c.kind)).scalar() != before.kind:
            with transaction.entry(ENROLLED) as change:
                change.update(offices, desk.office.id, kind=before.kind)


def _forsake(desk: Desk, code: str) -> None:
    """A new key of the office, once for each token."""
    name = f"forsaken:{hashlib.sha256(code.encode()).hexdigest()[:32]}"
    with desk.transaction() as transaction:
        if read_state(transaction.connection, name, bool):
            return
        with transaction.entry(OFFICE_KEY_RENEWED) as change:
            make_office_keys(desk, change)
        write_state(transaction.connection, name, value=True)


def _joined(desk: Desk, client: HubClient, code: str, *, new_key: bool) -> tuple[Enrolled, SignedRecord]:
    """The hub's answer and the record that it took: behind its newest, where it knew this office before."""
    with desk.reading() as connection:
        said = our_records(connection)
    record = said[-1] if said and new_key else our_record(desk)
    try:
        return client.enrol(code, record), record
    except RecordConflict as conflict:
        if not conflict.records or read_record(conflict.records[-1]).office != desk.office.id:
            raise
        newest = conflict.records[-1]
    record = rejoin(desk, newest, forsaking=new_key)
    return client.enrol(code, record), record


def renew_office_key(desk: Desk) -> str:
    """A new key of the office, which the old one signs in its next record; the new fingerprint.

    Raises NotPermitted, NotEnrolled, NotLetIn.
    """
    desk.require(Operation.EXCHANGE_ENROL)
    our_record(desk)  # what was said under the old key is signed by it alone
    with desk.change(OFFICE_KEY_RENEWED) as change:
        public = make_office_keys(desk, change)
    our_record(desk)
    return record_fingerprint(public)


def equip_station(desk: Desk) -> bool:
    """Keys for a station that has none, after a restore or a move; whether any were made."""
    with desk.transaction() as transaction:
        known = station_keys(transaction.connection)  # none: no hub, and no desk elsewhere
        if not known or own_station(transaction.connection) in known:
            return False
        with transaction.entry(KEYS_MADE) as change:
            make_station_keys(desk, change, own_station(transaction.connection))
    return True
