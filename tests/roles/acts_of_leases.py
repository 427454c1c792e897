"""Leasing cases to a desk elsewhere, with who may."""

from datetime import timedelta

from tests.roles.acts import LEADERS, MONITOR, READ, Act, Tried
from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation as Op
from wbs_tui.sync.desks.lease_views import NoSuchLease, list_leases
from wbs_tui.sync.desks.leases import end_lease, make_lease


def leased(desk: Desk, tried: Tried) -> None:
    """A desk takes a case along, and is back at once."""
    made = make_lease(
        desk,
        "Meja Batang",
        ["petugas"],
        [tried.office.at_work],
        desk.clock() + timedelta(days=7),
        tried.folder / f"{desk.actor.id}.wbsdesk",
        "desa tanpa jaringan",
    )
    end_lease(desk, made.lease.mark, "sudah kembali")


ACTS = (
    Act("lease a case to a desk elsewhere", leased, LEADERS, (make_lease,), (Op.LEASE_MAKE,)),
    Act(
        "end a lease",
        lambda d, _t: end_lease(d, "S99", "hilang"),
        LEADERS,
        (end_lease,),
        refused=dict.fromkeys(LEADERS, NoSuchLease),
    ),
    Act("see the desks elsewhere", lambda d, _t: list_leases(d), READ | {MONITOR}, (list_leases,)),
)
