"""The screens in the other language, help, and the palette."""

import re
from collections.abc import Iterable
from functools import cache

import pytest

from tests.cases.at_work import new_case
from tests.conftest import TestOffice
from tests.screens.seated import at_unlock, press, seated, seen, unlock
from wbs_tui.journal.desk import Desk
from wbs_tui.text.messages import all_entries

_entries = cache(all_entries)


def indonesian(desk: Desk) -> Iterable[str]:
    """Everything that English says otherwise: messages without parameters, and labels of the policy."""
    for entry in _entries():
        if "{" not in entry.text:
            yield from _differing(entry.text, entry.english)
    for kind in desk.policy.kinds():
        for code in desk.policy.choices(kind):
            yield from _differing(desk.policy.label(kind, code, "id"), desk.policy.label(kind, code, "en"))


def _differing(indonesian: str, english: str) -> Iterable[str]:
    """The words, unless English uses them too."""
    if indonesian.casefold() not in english.casefold():
        yield indonesian.strip()


def left_over(shown: str, desk: Desk) -> list[str]:
    flat = " ".join(shown.replace(desk.office.name, "").split())
    return [
        words
        for words in indonesian(desk)
        if words in flat and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", flat)
    ]


KEYS = {
    "inbox": (),
    "filter": ("s",),
    "palette": ("ctrl+p",),
    "nothing matches": ("ctrl+p", *"qqq"),
    "help": ("f1",),
    "assign": ("t",),
    "move": ("p",),
    "today": ("3",),
    "follow-ups": ("4",),
    "calendar": ("4", "e"),
    "interrupted": ("ctrl+c",),
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
async def test_no_indonesian_is_left_on_an_english_screen(office: TestOffice, keys: tuple[str, ...]) -> None:
    desk = office.desk("irban")
    new_case(desk, "Qwerty")
    async with seated(desk, "inbox", (160, 48)) as pilot:
        assert left_over(seen(pilot), desk)
        await press(pilot, "f9", *keys)
        assert left_over(seen(pilot), desk) == []


async def test_switching_keeps_the_place_and_what_is_filtered(office: TestOffice) -> None:
    desk = office.desk("petugas")
    new_case(desk, "Qwerty")
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "m", "f9")
        assert "Filter mine: found 0" in seen(pilot)
        await press(pilot, "f9")
        assert "Saringan milik saya" in seen(pilot)


async def test_the_first_screen_switches_too(office: TestOffice) -> None:
    async with at_unlock(office, "petugas") as pilot:
        await press(pilot, "f9")
        assert left_over(seen(pilot), office.desk("petugas")) == []
        await unlock(pilot, "wrong")
        assert left_over(seen(pilot), office.desk("petugas")) == []


async def test_the_palette_finds_an_action_and_does_it(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "inbox") as pilot:
        await press(pilot, "ctrl+p", *"tindak lanjut".replace(" ", ""))
        assert "Tidak ada yang cocok" in seen(pilot)
        await press(pilot, *["backspace"] * 6, "enter")
        assert "Sampai 30 hari lagi" in seen(pilot)


async def test_the_palette_offers_only_what_applies(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "inbox", (160, 48)) as pilot:
        await press(pilot, "ctrl+p")
        shown = seen(pilot)
        assert "Laporan baru" in shown
        assert "Tugaskan" not in shown.split("Di layar ini")[1].split("Di semua layar")[0]
        assert "Screenshot" not in shown
