"""Killed anywhere while new shares are made: the old ones hold, or the new, and the slot is theirs."""

import shutil
from contextlib import closing

from tests.accounts.test_cut_off import killed_at_each_step, opened, sound
from wbs_tui.accounts.recovery.drill import check_share, drill, own_share, renew_shares
from wbs_tui.accounts.recovery.shares import page
from wbs_tui.accounts.recovery.status import recovery_status
from wbs_tui.store.location import FileStore


def nothing(_sheets):
    """Deliver to nobody."""


def test_a_renewal_that_was_cut_off_leaves_shares_that_recover(office, tmp_path, monkeypatch):
    old = renew_shares(office.desk("inspektur"), nothing)
    office.opened[-1].close()
    folder = tmp_path / "cut"
    shutil.copytree(office.location.database.parent, folder / "office")
    seen = set()
    for point in killed_at_each_step("renew", folder):
        location = FileStore(folder / str(point) / "office.wbs")
        monkeypatch.setenv("WBS_STATE", str(folder / str(point) / "state"))
        with closing(opened(location, "inspektur")) as head, closing(opened(location, "admin")) as admin:
            generation = recovery_status(head).generation
            seen.add(generation)
            sheets = location.database.parent
            paper = page(old.custodian) if generation == 2 else (sheets / "bagian-kustodian.txt").read_text()
            assert check_share(head, paper).number == 3, point
            escrows = [slot.account_id for slot in location.header.read().slots if slot.kind == "escrow"]
            assert escrows == [recovery_status(head).escrow_id], point
            drill(head, paper, own_share(admin).words, nothing)
            assert sound(head), point
    assert seen == {2, 3}
