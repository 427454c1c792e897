"""Bundles, and the same matter at two offices: who may."""

from pathlib import Path

from tests.roles.acts import LEADERS, MONITOR, OUT, READ, Act
from tests.roles.acts_of_exchange import EXCHANGES
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.store.closed import NotLetIn
from wbs_tui.sync.bundles import courier
from wbs_tui.sync.duplicates import matches
from wbs_tui.sync.errors import NoSuchOffice
from wbs_tui.text.errors import Unreadable

_NOWHERE = Path("tidak-ada.age")

ACTS = (
    Act(
        "write a bundle for an office that there is not",
        lambda d, _t: courier.write_bundle(d, _NOWHERE, "99"),
        EXCHANGES,
        (courier.write_bundle,),
        refused=dict.fromkeys(EXCHANGES, NoSuchOffice),
    ),
    Act(
        "read a bundle that is not there",
        lambda d, _t: courier.read_bundle(d, _NOWHERE),
        EXCHANGES,
        (courier.read_bundle,),
        refused=dict.fromkeys(EXCHANGES, Unreadable) | dict.fromkeys((OUT, MONITOR), NotLetIn),
    ),
    Act(
        "see which cases look the same at two offices",
        lambda d, _t: matches.matches(d),
        READ | {MONITOR},
        (matches.matches,),
    ),
    Act(
        "decide who is told of it",
        lambda d, _t: matches.decide_match(d, "0" * 32, [], "", "tidak sama"),
        LEADERS,
        (matches.decide_match,),
        (Op.MATCH_DECIDE,),
        refused=dict.fromkeys(LEADERS, matches.NoSuchMatch),
    ),
)
