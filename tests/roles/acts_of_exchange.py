"""Joining the exchange, exchanging, and trusting other offices' keys, with who may."""

from models.words.exchange import OfficeKind
from tests.roles.acts import EVERYBODY, HEAD, LEADERS, MONITOR, ONLY_HEAD, WORK, Act, Tried
from tests.roles.connected import KPK
from wbs_tui.cases.kept import foreign_retention
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.sync.adapters import choosing, running
from wbs_tui.sync.errors import NotEnrolled
from wbs_tui.sync.exchanging.exchange import sync
from wbs_tui.sync.link import enrolment, hub_place
from wbs_tui.sync.offices import deciding, peers
from wbs_tui.sync.parcels import dead

EXCHANGES = WORK | {MONITOR}


def confirmed(desk: Desk, _tried: Tried) -> peers.Peer:
    """Compares KPK's fingerprint once more."""
    [kpk] = peers.peers(desk)
    return deciding.confirm_peer(desk, KPK, kpk.fingerprint, "B/2/2036")


ACTS = (
    Act(
        "say what kind of office this is",
        lambda d, _t: enrolment.prepare(d, OfficeKind.PROVINCE),
        LEADERS,
        (enrolment.prepare, enrolment.enrol, hub_place.renew_authority),
        (Op.EXCHANGE_ENROL,),
    ),
    Act(
        "renew the office's key",
        lambda d, _t: enrolment.renew_office_key(d),
        LEADERS,
        (enrolment.renew_office_key,),
    ),
    Act(
        "exchange with a hub",
        lambda d, _t: sync(d),
        EXCHANGES,
        (sync,),
        (Op.EXCHANGE_SYNC,),
        refused=dict.fromkeys(EXCHANGES, NotEnrolled),  # the office of the table has joined none
    ),
    Act(
        "try again what waits",
        lambda d, _t: dead.retry(d),
        EXCHANGES,
        (dead.retry,),
        (Op.EXCHANGE_RETRY,),
    ),
    Act(
        "try again what waits, within an exchange",
        lambda d, _t: dead.retry_due(d),
        EXCHANGES,
        (dead.retry_due,),
        (Op.EXCHANGE_RETRY,),
    ),
    Act(
        "confirm another office's fingerprint",
        confirmed,
        LEADERS,
        (deciding.confirm_peer,),
        (Op.PEER_CONFIRM,),
    ),
    Act(
        "connect the office with a system of its own",
        lambda d, _t: choosing.set_adapter(d, "folder", "/", "surat"),
        ONLY_HEAD,
        (choosing.set_adapter,),
        refused={HEAD: choosing.NoAdapter},  # the office of the table watches over no other
    ),
    Act(
        "end that connection",
        lambda d, _t: choosing.stop_adapter(d, "selesai"),
        ONLY_HEAD,
        (choosing.stop_adapter,),
        refused={HEAD: choosing.NoAdapter},
    ),
    Act(
        "run the adapter",
        lambda d, _t: running.run_adapter(d),
        EXCHANGES,
        (running.run_adapter,),
        refused=dict.fromkeys(EXCHANGES, choosing.NoAdapter),
    ),
    Act(
        "see what others shared and may be destroyed",
        lambda d, _t: foreign_retention.foreign_past_term(d),
        LEADERS,
        (foreign_retention.foreign_past_term, foreign_retention.foreign_kept),
    ),
    Act(
        "destroy what another office shared",
        lambda d, _t: foreign_retention.destroy_foreign(d, KPK, "00-1999-000001", "lewat masa simpannya"),
        ONLY_HEAD,
        (foreign_retention.destroy_foreign,),
        refused={HEAD: NoSuchCase},
    ),
    Act("block another office", lambda d, _t: deciding.block_peer(d, KPK), LEADERS, (deciding.block_peer,)),
    Act("see the other offices", lambda d, _t: peers.peers(d), EVERYBODY, (peers.peers,)),
)
