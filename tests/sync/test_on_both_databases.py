"""An office on a server exchanges with one in a file."""

from dataclasses import dataclass
from typing import cast

import pytest

from models.words.exchange import OfficeKind
from tests.conftest import TestOffice
from tests.sync.at_work import proved
from tests.sync.offices import Linked, World, confirm, exchanged, unconfirmed
from wbs_tui.journal.desk import Desk
from wbs_tui.sync.link.enrolment import prepare
from wbs_tui.sync.parcels.dead import dead_letters
from wbs_tui.sync.parcels.outbox import queue
from wbs_tui.sync.wire import ShareEnded, Summaries


@dataclass
class _Ours:
    head: Desk
    code: str = "16"


@pytest.mark.both_stores
def test_parcels_receipts_and_dead_letters(office: TestOffice, office_world: World) -> None:
    (kpk,) = office_world("kpk")
    ours = _Ours(office.desk("inspektur"))
    prepare(ours.head, OfficeKind.PROVINCE)
    confirm(kpk, cast(Linked, ours))
    with kpk.head.transaction() as transaction:
        queue(kpk.head, transaction, ours.head.office.id, [ShareEnded(case="f" * 32, at=0)])
    with ours.head.transaction() as transaction:
        parcel = queue(ours.head, transaction, kpk.id, [Summaries(())])
    exchanged(ours.head, kpk.head)
    assert unconfirmed(ours.head, parcel) == 0
    assert len(dead_letters(ours.head)) == 1
    assert proved(ours.head)
