"""A process of its own that migrates copies of a server's DATABASE: SOCKET-FOLDER DATABASE.

Each time it is killed at another step, as kill -9 would. Prints how many steps there are, the version that
was found after each, at which steps the old tables were not as before, and a copy that was cut off last.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["WBS_KEYRING"] = "off"

import alembic.command  # noqa: F401 - before the forks, once for all of them

from tests.killing import cut_off, done_here
from tests.migrations.old_stores import contents, opened
from tests.postgres import Server
from wbs_tui.store.location import StoreLocation, locate
from wbs_tui.store.migrate import migrate

POINTS = 8
STEPS = ("/alembic/", "/migrations/", "/wbs_tui/store/")


def bring_up(location: StoreLocation) -> None:
    """Bring the database up to date."""
    with opened(location) as engine:
        migrate(engine)


def main() -> None:
    folder, like = Path(sys.argv[1]), sys.argv[2]
    server = Server(folder, {})

    def copy() -> tuple[str, StoreLocation]:
        name = server.new_database(like)
        return name, locate(server.address(name))

    done_here(bring_up, copy()[1])
    name, location = copy()
    before = contents(location)
    steps = cut_off(lambda _folder: bring_up(location), folder, 0, counted=STEPS)
    points = sorted({*range(1, steps, steps // POINTS), *range(steps - 4, steps + 1)})
    found: dict[int, str] = {}
    changed = []
    name, location = copy()
    for point in points:
        if found and found[max(found)] != before[0]:
            name, location = copy()
        if cut_off(lambda _folder, at=location: bring_up(at), folder, point, counted=STEPS):
            continue  # it was done before it came to that step
        now = contents(location)
        found[point] = str(now[0])
        if now[0] == before[0] and now != before:
            changed.append(point)
    sys.stdout.write(json.dumps({"steps": steps, "found": found, "changed": changed, "last": name}))


if __name__ == "__main__":
    main()
