"""What the screens say of cases that a desk elsewhere has along, at the office and at the desk."""

from datetime import timedelta
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.cases.at_work import recorded
from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, settled
from tests.sync.desks_apart import Apart, apart
from wbs_tui.intake.receipts import receipt_of
from wbs_tui.sync.desks.lease_views import list_leases
from wbs_tui.text.formats import date_short


@pytest.fixture
def world(office: TestOffice, tmp_path: Path) -> Apart:
    return apart(office, tmp_path)


async def test_the_office_sees_in_the_list_and_in_the_case_where_it_is(world: Apart) -> None:
    async with seated(world.home, "inbox") as pilot:
        assert "S2│Dana desa" in seen(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert "dibawa meja S2 s.d. 27 Agu 2026" in seen(pilot)


async def test_the_desk_says_what_it_is_and_moves_no_case_on(world: Apart) -> None:
    async with seated(world.desk, "inbox") as pilot:
        assert "petugas (Petugas) · meja S2 s.d." in seen(pilot)
        assert "S2│" not in seen(pilot)
        await press(pilot, "enter")
        await settled(pilot)
        assert "dibawa meja" not in seen(pilot)
        for label in ("Tahap", "Tugaskan", "Balas"):
            assert f" {label}" not in seen(pilot).splitlines()[-1]
        await press(pilot, "p", "t", "b")
        assert "Pindah" not in seen(pilot)
        await press(pilot, "ctrl+p")
        assert "Klasifikasi" in seen(pilot)
        await press(pilot, *"tahap")
        assert "Bawa kasus ke tahap lain" not in seen(pilot)
        await press(pilot, "escape", "f1")
        assert "Bawa kasus ke tahap lain" not in seen(pilot)


async def test_the_inbox_of_a_desk_offers_what_the_desk_may(world: Apart) -> None:
    async with seated(world.desk, "inbox", size=(160, 40)) as pilot:
        keys = seen(pilot).splitlines()[-1]
        assert "Cari" in keys
        assert "Tugaskan" not in keys
        assert "Pindahkan" not in keys
        assert "Tandai" not in keys
        await press(pilot, "enter", "8")
        assert "Buka identitas" not in seen(pilot).splitlines()[-1]  # its keys stayed at the office


async def test_a_desk_is_made_from_the_inbox(office: TestOffice, tmp_path: Path) -> None:
    register = recorded(office.desk("petugas"))
    until = date_short((office.clock() + timedelta(days=6)).date())
    async with seated(office.desk("irban"), "inbox") as pilot:
        await press(pilot, "b", *"Meja Batang", "enter", *"petugas", "enter", *"kapan-kapan", "ctrl+s")
        assert "tidak terbaca" in seen(pilot)
        field = pilot.app.screen.query_one("#lease-until", Input)
        assert pilot.app.focused is field
        field.value = until
        path = pilot.app.screen.query_one("#lease-path", Input)
        path.focus()
        await press(pilot, *"tas/meja")
        assert path.value == "tas/meja"  # in the place of what was proposed
        path.value = str(tmp_path / "meja.wbs-desk")
        await press(pilot, "ctrl+s")
        reason = pilot.app.screen.query_one("#lease-reason", Input)
        assert "Tuliskan alasannya" in seen(pilot)
        assert pilot.app.focused is reason
        await press(pilot, *"desa tanpa jaringan", "ctrl+s")
        await settled(pilot)
        assert "Meja S2 (Meja Batang) dibuat: 1 kasus" in " ".join(seen(pilot).split())
        await press(pilot, "escape")
        await settled(pilot)
        assert "S2│" in seen(pilot)
    [lease] = list_leases(office.desk("irban"))
    assert (lease.mark, lease.accounts, lease.registers) == ("S2", ("petugas",), (register,))
    assert (tmp_path / "meja.wbs-desk").exists()


async def test_who_may_not_lend_is_not_asked(office: TestOffice) -> None:
    recorded(office.desk("petugas"))
    async with seated(office.desk("petugas"), "inbox") as pilot:
        await press(pilot, "b")
        assert "Nama meja" not in seen(pilot)


async def test_a_receipt_from_the_desk_says_that_its_number_is_provisional(world: Apart) -> None:
    register = recorded(world.desk)
    assert register == "S2-0001"
    assert "S2-0001 (nomor sementara; nomor register menyusul)" in receipt_of(world.desk, register).text
    assert "sementara" not in receipt_of(world.home, world.register).text
