"""`make soak SEED=n`: what takes long. Prints counts and the seed; ends with 1 on any finding."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.soak.age_tool import open_with_age
from tests.soak.asleep import close_laptops
from tests.soak.clock_back import jump
from tests.soak.disk_full import fill_files, fill_server
from tests.soak.exchange_kills import kill_exchange
from tests.soak.histories import long_histories
from tests.soak.kills import kill_sessions, race_writers
from tests.soak.migrations import race_migrations
from tests.soak.outside import ask_tools
from tests.soak.server_killed import kill_server
from tests.soak.stores import DATABASES

ROOT = Path(__file__).parents[2]


def long_searches(seed: int) -> list[str]:
    """The random searches of the whole suite, twenty times as long."""
    words = ["-q", "-p", "tests.soak.longer", f"--hypothesis-seed={seed}", "-n", "auto", str(ROOT / "tests")]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    return [f"the random searches ended with {ran.returncode}"] if ran.returncode else []


def every_point(seed: int) -> list[str]:
    """The whole suite, with all the points and values of which `make test` tries a share."""
    words = ["-q", "-n", "auto", str(ROOT / "tests")]
    environ = {**os.environ, "EVERY": "1", "SEED": str(seed)}
    ran = subprocess.run([sys.executable, "-m", "pytest", *words], cwd=ROOT, env=environ)
    return [f"the tests at every point ended with {ran.returncode}"] if ran.returncode else []


Part = Callable[[Path, int, argparse.Namespace], list[str]]


def _over(database: str) -> dict[str, Part]:
    """What is done over each database."""
    return {
        f"race-{database}": lambda here, seed, given: race_writers(here, database, seed, given.writers, 25),
        f"clock-{database}": lambda here, seed, _given: jump(here, database, seed, 400),
        f"asleep-{database}": lambda here, seed, _given: close_laptops(here, database, seed, 8),
        f"kills-{database}": lambda here, seed, given: kill_sessions(here, database, seed, given.kills),
    }


PARTS: dict[str, Part] = {
    "server-killed": lambda here, seed, _given: kill_server(here, seed, 20),
    "disk-full": lambda here, seed, _given: fill_files(here, seed, 6),
    "disk-full-server": lambda here, seed, _given: fill_server(here, seed),
    "migrations": lambda here, seed, _given: race_migrations(here, seed, 10),
    **{name: part for database in DATABASES for name, part in _over(database).items()},
    "exchange-kills": lambda here, seed, given: kill_exchange(here, seed, given.kills),
    "histories": lambda here, seed, given: long_histories(here, seed, given.histories, given.workers),
    "age": lambda here, _seed, _given: open_with_age(here),
    "tools": lambda here, seed, _given: ask_tools(here, seed),
    "every-point": lambda _here, seed, _given: every_point(seed),
    "searches": lambda _here, seed, _given: long_searches(seed),
}


def main() -> int:
    """Every part in turn, each in a folder of its own; findings as they come."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--histories", type=int, default=100_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    given = parser.parse_args()
    os.environ["WBS_KEYRING"] = "off"
    print(f"seed {given.seed}", flush=True)
    found: list[str] = []
    with tempfile.TemporaryDirectory(prefix="wbs-soak-") as name:
        os.environ["WBS_STATE"] = str(Path(name) / "state")
        for part in given.only:
            findings = PARTS[part](Path(name) / part, given.seed, given)
            print("\n".join(f"FOUND: {finding}" for finding in findings) or f"{part}: nothing", flush=True)
            found += findings
    print(f"seed {given.seed}: {len(found)} findings")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
