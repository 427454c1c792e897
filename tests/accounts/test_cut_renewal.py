"""Killed anywhere while new shares are made: the old ones hold, or the new, and the slot is theirs."""

from contextlib import closing

from tests.accounts.test_cut_off import CUT_OFF, opened, sound
from tests.cut_copies import cut_stores
from wbs_tui.accounts.recovery.drill import check_share, drill, own_share, renew_shares
from wbs_tui.accounts.recovery.shares import page
from wbs_tui.accounts.recovery.status import recovery_status


def nothing(_sheets):
    """Deliver to nobody."""


def test_a_renewal_that_was_cut_off_leaves_shares_that_recover(office, tmp_path, monkeypatch):
    old = renew_shares(office.desk("inspektur"), nothing)
    office.opened[-1].close()
    cut = tmp_path / "cut"
    seen = set()
    for point, location in cut_stores(CUT_OFF, ["renew"], str(office.location), cut, monkeypatch):
        with closing(opened(location, "inspektur")) as head, closing(opened(location, "admin")) as admin:
            generation = recovery_status(head).generation
            seen.add(generation)
            sheet = cut / str(point) / "bagian-kustodian.txt"
            paper = page(old.custodian) if generation == 2 else sheet.read_text()
            assert check_share(head, paper).number == 3, point
            escrows = [slot.account_id for slot in location.header.read().slots if slot.kind == "escrow"]
            assert escrows == [recovery_status(head).escrow_id], point
            drill(head, paper, own_share(admin).words, nothing)
            assert sound(head), point
    assert seen == {2, 3}
