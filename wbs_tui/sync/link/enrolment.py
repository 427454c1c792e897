"""An office joins the exchange: its keys are made, and the hub is told with a one-time token."""

from sqlalchemy import select

from models.tables.accounts import offices
from models.words.exchange import OfficeKind
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import HubMisbehaves, OtherKind
from wbs_tui.sync.kinds import ENROLLED, KEYS_MADE, OFFICE_KEY_RENEWED
from wbs_tui.sync.link.client import HubClient, Pause, pause
from wbs_tui.sync.link.hub_place import HubPlace, has_hub, set_hub
from wbs_tui.sync.offices.keys import (
    is_enrolled,
    make_office_keys,
    make_station_keys,
    own_station,
    station_keys,
    station_signer,
)
from wbs_tui.sync.offices.peers import kind_text
from wbs_tui.sync.offices.records import our_record, read_record, record_fingerprint, set_under
from wbs_tui.sync.state import write_state
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
    desk: Desk, place: HubPlace, token: str, kind: OfficeKind, under: str = "", wait: Pause = pause
) -> str:
    """Join a hub with its operator's one-time token; the office's fingerprint, for the official letters.

    Can be repeated when it was cut off. Raises NotPermitted, NotLetIn, WrongCode, OtherKind, Offline, ....
    """
    code = normalise(token)
    with desk.reading() as connection:
        said = connection.execute(select(offices.c.kind)).scalar()
        if has_hub(connection) and said != kind:
            raise OtherKind(kind_text(said or OfficeKind.INSPECTORATE))
    prepare(desk, kind, under)
    record = our_record(desk)
    with desk.reading() as connection:
        signer = station_signer(desk, connection)
    with HubClient(place, signer, desk.clock, wait) as client:
        answer = client.enrol(code, record)
        if answer.office != desk.office.id:
            raise HubMisbehaves(place.url, N_("bukan jawaban protokol ini"))
    with writing(desk.engine) as connection:
        set_hub(connection, place)
        write_state(connection, f"published:{place.mark}", read_record(record).number)
    return record_fingerprint(read_record(record).sign)


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
