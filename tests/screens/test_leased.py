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
        await press(pilot, "p")
        await settled(pilot)
        assert "penyimpanan induk kantor" in " ".join(seen(pilot).split())
