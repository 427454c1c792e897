"""A process of its own that fills search indexes over FOLDER/office.wbs, killed at another step each time.

A step is a call in the program's own code, or of it to the system. After each kill the index is opened again
and filled to its end by somebody who lives. Prints how many steps there are, at which it was killed, how many
cases each of those had left in the index, and which words it held in the end.
"""

import json
import os
import sys
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

from tests.conftest import PASSWORD, TickingClock
from tests.killing import cut_off
from tests.shares import share
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.finding import search_filling
from wbs_tui.cases.finding.search_index import SearchIndex
from wbs_tui.cases.reading.inbox import InboxQuery
from wbs_tui.journal.desk import Desk
from wbs_tui.search.cache import cache, drop
from wbs_tui.search.index import size
from wbs_tui.search.layout import SEARCH
from wbs_tui.store.engine import reading
from wbs_tui.store.location import FileStore

POINTS = 16
search_filling.BATCH = 4


def at_the_desk(folder: Path) -> Desk:
    return unlock(FileStore(folder / "office.wbs"), "petugas", PASSWORD, TickingClock()).desk


def fill(desk: Desk) -> None:
    with closing(SearchIndex(desk)) as index:
        index.refresh()


def held(desk: Desk) -> int:
    with cache(desk, SEARCH) as engine, reading(engine) as connection:
        return size(connection)


def found(desk: Desk) -> list[str]:
    fill(desk)
    with closing(SearchIndex(desk)) as index:
        return [row.register for row in index.find("perkara", InboxQuery()).last(64).rows]


def main() -> None:
    folder = Path(sys.argv[1])
    steps = cut_off(fill, folder, 0, at_the_desk)
    told = []
    for point in share(range(steps // POINTS, steps, steps // POINTS), 2):
        with closing(at_the_desk(folder)) as desk:
            drop(desk, SEARCH)
        if cut_off(fill, folder, point, at_the_desk):
            continue
        with closing(at_the_desk(folder)) as desk:
            left = held(desk)
            told.append({"at": point, "left": left, "found": found(desk)})
    sys.stdout.write(json.dumps({"steps": steps, "killed": told}))


if __name__ == "__main__":
    main()
