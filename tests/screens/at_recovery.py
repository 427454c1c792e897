"""What the tests of recovery's screens share: copying a sheet, typing a share."""

import re

from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from screens.dialogs.share_sheet import ShareSheetDialog
from screens.dialogs.type_share import TypeShareDialog
from tests.screens.seated import press, seen, settled

_NUMBERED = re.compile(r"(\d{1,2})\.\s+([a-z]+)")


def copied(pilot: Pilot[None]) -> str:
    """The words of the sheet on the terminal, written down in their order."""
    assert isinstance(pilot.app.screen, ShareSheetDialog)
    words = {int(number): word for number, word in _NUMBERED.findall(seen(pilot))}
    return " ".join(words[place] for place in range(1, 34))


async def confirm(pilot: Pilot[None], words: str) -> None:
    """Say that the sheet is copied, and type the three words that are asked for."""
    await press(pilot, "enter")
    for field in pilot.app.screen.query(Input):
        assert field.id is not None
        field.value = words.split()[int(field.id.removeprefix("word-"))]
    await press(pilot, "enter")


async def type_share(pilot: Pilot[None], words: str) -> None:
    """What a holder does when he is asked for his share."""
    assert isinstance(pilot.app.screen, TypeShareDialog)
    pilot.app.screen.query_one(TextArea).text = words
    await settled(pilot)
    await press(pilot, "ctrl+s")
