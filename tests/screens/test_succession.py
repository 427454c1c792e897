"""An officer moves on: on the Inspektur's screen his cases go to his successor, and new keys are made."""

from screens.dialogs.duties import DutiesDialog
from screens.dialogs.succession import SuccessionDialog
from tests.cases.at_work import new_cases
from tests.conftest import TestOffice
from tests.screens.at_accounts import done, flat, put, stand_on
from tests.screens.seated import press, seated, settled
from wbs_tui.accounts.administration import disable, list_accounts
from wbs_tui.cases.readers.restriction import implicate
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.duties import due


def of(desk: Desk, name: str) -> list[str]:
    return [row.register for row in list_cases(desk, InboxQuery(assigned_to=name))]


async def test_an_officers_cases_go_on_but_for_those_that_his_successor_may_not_read(
    office: TestOffice,
) -> None:
    head = office.desk("inspektur")
    going, staying = new_cases(head, [{"title": "Jalan desa"}, {"title": "Pengadaan kursi"}])
    assign(head, [going, staying], "irban", "awal")
    implicate(head, staying, "petugas2", "namanya disebut")
    async with seated(head, "accounts") as pilot:
        stand_on(pilot, "irban")
        await press(pilot, "g")
        await press(pilot, *"petugas2", "enter")
        assert isinstance(pilot.app.screen, SuccessionDialog)
        shown = flat(pilot)
        assert "1 kasus terbuka berpindah" in shown
        assert f"1 kasus tidak dapat berpindah: {staying}. petugas2 tidak membaca kasus ini" in shown
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, SuccessionDialog)  # without a reason nothing moves
        assert of(head, "irban") == [staying, going]
        put(pilot, "reason", "mutasi")
        await press(pilot, "enter")
        await done(pilot)
        assert "1 kasus sekarang ditangani petugas2" in flat(pilot)
    assert of(head, "irban") == [staying]
    assert of(head, "petugas2") == [going]


async def test_a_grantor_makes_the_new_keys_now_and_is_told_what_was_done(office: TestOffice) -> None:
    admin = office.desk("admin")
    disable(admin, "petugas2")
    head = office.desk("inspektur")
    async with seated(head, "accounts") as pilot:
        stand_on(pilot, "petugas2")
        await settled(pilot)
        assert "Inspektur dapat melakukannya sekarang dengan m" in flat(pilot)
        await press(pilot, "m")
        assert isinstance(pilot.app.screen, DutiesDialog)
        assert "Akses yang sudah berakhir harus dicabut" in flat(pilot)
        await press(pilot, "enter")
        shown = flat(pilot)
        assert "• Akses yang dicabut karena akunnya berakhir" in shown
        assert "belum dapat diganti selama dibuka di tempat lain" in shown
        assert "Akses yang sudah berakhir harus dicabut" not in shown
        admin.close()
        await press(pilot, "enter")
        assert "Tidak ada yang menunggu" in flat(pilot)
    assert due(head) == ()
    assert all(account.left_over == () for account in list_accounts(head))
