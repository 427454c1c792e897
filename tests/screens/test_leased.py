"""What the screens say of cases that a desk elsewhere has along, at the office and at the desk."""

from pathlib import Path

import pytest

from tests.conftest import TestOffice
from tests.screens.seated import press, seated, seen, settled
from tests.sync.desks_apart import Apart, apart


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
