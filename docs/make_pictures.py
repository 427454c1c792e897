"""Makes the pictures of the README from the real program: `make pictures`.

A demonstration office is founded in a temporary folder on a clock that stands still. The screens are opened
on it without a terminal, keys are pressed, and what is painted is kept as SVG that fetches no font.
"""

import asyncio
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from wbs_tui.accounts.session import unlock
from wbs_tui.app import WbsApp
from wbs_tui.intake.record import import_paths
from wbs_tui.operations.demo import PASSWORD, Demo, make_demo
from wbs_tui.operations.demo_cases import OFFICER
from wbs_tui.text.catalogue import use_language
from wbs_tui.vault.passwords import Argon2Parameters

FOLDER = Path(__file__).parent / "pictures"
SAMPLES = Path(__file__).parents[1] / "wbs_tui" / "operations" / "samples"
NOW = datetime(2026, 8, 20, 2, 30, tzinfo=UTC)
CHEAP = Argon2Parameters(memory_kib=8 * 1024, iterations=1, lanes=1)
_REMOTE_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture: its name, the size of the terminal, the language, and the keys that lead there."""

    name: str
    columns: int
    rows: int
    keys: tuple[str, ...] = ()
    language: str = "id"


PICTURES = (
    Picture("kotak-masuk", 132, 36),
    Picture("inbox-80x24", 80, 24, language="en"),
    Picture("klasifikasi", 110, 32, ("end", "up", "enter", "2")),
    Picture("verifikasi", 110, 32, ("end", "up", "enter", "3")),
    Picture("tindak-lanjut", 110, 32, ("f4",)),
)


def clock() -> datetime:
    """The time in every picture."""
    return NOW


async def take(demo: Demo, picture: Picture) -> None:
    """Unlock, press the keys, keep what is painted."""
    use_language(picture.language)
    app = WbsApp(str(demo.location), OFFICER, clock)
    async with app.run_test(size=(picture.columns, picture.rows)) as pilot:
        await pilot.press(*("space" if letter == " " else letter for letter in PASSWORD), "enter")
        while app.desk is None:
            await pilot.pause(0.05)
        for key in ("", *picture.keys):
            if key:
                await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause(0.5)
        svg = app.export_screenshot(title="WBS")
    (FOLDER / f"{picture.name}.svg").write_text(_REMOTE_FONT.sub("", svg), encoding="utf-8")


def main() -> None:
    """Make every picture anew."""
    os.environ["WBS_KEYRING"] = "off"
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        demo = make_demo(Path(folder) / "office", 0, clock, CHEAP)
        desk = unlock(demo.location, OFFICER, PASSWORD, clock).desk
        import_paths(desk, [SAMPLES / "mail", SAMPLES / "web"])
        desk.close()
        make_demo(Path(folder) / "office", 40, clock, CHEAP)
        for picture in PICTURES:
            asyncio.run(take(demo, picture))


if __name__ == "__main__":
    main()
