"""Deciding on what desks brought, with who may."""

from tests.roles.acts import ONLY_HEAD, READ, WORK, Act
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.sync.conflicts.conflict_views import conflicts
from wbs_tui.sync.conflicts.settling import NoSuchConflict, settle
from wbs_tui.sync.desks.ruling import rule
from wbs_tui.sync.parcels.dead import NoSuchLetter, accept_more

_NONE = "0" * 32

ACTS = (
    Act("see edits that crossed", lambda d, _t: conflicts(d), READ, (conflicts,)),
    Act(
        "settle edits that crossed",
        lambda d, _t: settle(d, _NONE, _NONE, "sesuai berita acara"),
        WORK,
        (settle,),
        (Op.CONFLICT_SETTLE,),
        refused=dict.fromkeys(WORK, NoSuchConflict),
    ),
    Act(
        "rule on what no rule lets in",
        lambda d, _t: rule(d, _NONE, accept=True, reason="sudah ditanyakan"),
        ONLY_HEAD,
        (rule,),
        (Op.EXCHANGE_RULE,),
        refused=dict.fromkeys(ONLY_HEAD, NoSuchLetter),
    ),
    Act(
        "let in what is over a limit",
        lambda d, _t: accept_more(d, _NONE, "kantor besar"),
        ONLY_HEAD,
        (accept_more,),
        (Op.EXCHANGE_RULE,),
        refused=dict.fromkeys(ONLY_HEAD, NoSuchLetter),
    ),
)
