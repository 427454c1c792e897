"""Everything between this office and the others about one case: who is told what, referrals, messages."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from models.words.exchange import PeerStatus, Shared
from models.words.stages import Stage
from wbs_tui.cases.deciding import decides, stands_in
from wbs_tui.cases.from_offices import office_names
from wbs_tui.cases.lookup import find
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.stages import Edge
from wbs_tui.sync.offices.peers import monitors, read_peers
from wbs_tui.sync.outgoing.sharing import ShareView, shares_of
from wbs_tui.sync.outgoing.told import is_restricted, may_tell, standing
from wbs_tui.sync.talks.referral import ReferralView, referrals_of
from wbs_tui.sync.talks.remarks import RemarkView, remarks


@dataclass(frozen=True, slots=True)
class OtherOffice:
    """An office that a person has confirmed: things can be sealed to it."""

    code: str
    name: str
    kind: str
    knows: bool
    """Whether it may be written to about the case."""
    has: frozenset[Shared]
    """What decisions let go to it now."""


@dataclass(frozen=True, slots=True)
class CaseOffices:
    """How a case stands between offices."""

    automatic: tuple[str, ...]
    """Names of the offices that are told its summary by themselves."""
    restricted: bool
    """Nothing goes by itself, because the case is restricted."""
    held_back: bool
    """Nothing goes by itself, because the office holds its category back."""
    came_from: str
    """The name of the office that handed it over; empty for none."""
    offices: tuple[OtherOffice, ...]
    shares: tuple[ShareView, ...]
    referrals: tuple[ReferralView, ...]
    remarks: tuple[RemarkView, ...]
    may_share: bool
    may_refer: bool
    """Whether this account may hand the case over from where it stands."""
    may_propose: bool
    """Whether it may only propose that."""


def case_offices(desk: Desk, register: str) -> CaseOffices:
    """How a case stands between offices. Raises NotPermitted, NoSuchCase, NotLetIn."""
    desk.require(Operation.CASE_READ)
    shares, referred, said = (
        shares_of(desk, register),
        referrals_of(desk, register),
        remarks(desk, register),
    )
    with desk.reading() as connection:
        case = find(desk, connection, register)
        restricted = is_restricted(desk, case.id, bool(case.restricted))
        held_back = desk.policy.exchange.holds_back(case.category)
        edge = _way_out(desk, case.stage)
        may_refer = edge is not None and decides(desk, connection, case, edge)
        return CaseOffices(
            automatic=() if restricted or held_back else _told(desk, connection),
            restricted=restricted,
            held_back=held_back,
            came_from=office_names(connection).get(case.referred_from or "", ("", ""))[1],
            offices=_offices(desk, connection, case),
            shares=shares,
            referrals=referred,
            remarks=said,
            may_share=desk.may(Operation.CASE_SHARE) or stands_in(desk, connection, case),
            may_refer=may_refer,
            may_propose=edge is not None and not may_refer and desk.actor.role in edge.propose_roles,
        )


def _way_out(desk: Desk, stage: str) -> Edge | None:
    """The step with which a case in this stage is handed over."""
    edge = desk.policy.stages.edge(stage, Stage.REFERRED)
    return edge if edge is not None and edge.by == "refer" else None


def _told(desk: Desk, connection: Connection) -> tuple[str, ...]:
    rules = desk.policy.exchange
    return tuple(each.name for each in monitors(connection) if rules.sends_summaries(each.kind))


def _offices(desk: Desk, connection: Connection, case: Row[Any]) -> tuple[OtherOffice, ...]:
    has: dict[str, set[Shared]] = {}
    for each in standing(desk, connection, case_id=case.id):
        has.setdefault(each.office_id, set()).add(each.what)
    return tuple(
        OtherOffice(
            each.code,
            each.name,
            each.kind,
            may_tell(desk, connection, case, each.id),
            frozenset(has.get(each.id, ())),
        )
        for each in read_peers(connection)
        if each.status == PeerStatus.CONFIRMED
    )
