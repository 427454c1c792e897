"""`make soak SEED=n`: what takes long. Prints counts and the seed; ends with 1 on any finding."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.soak.kills import kill_sessions, race_writers
from tests.soak.outside import ask_tools

ROOT = Path(__file__).parents[2]


def long_searches(seed: int) -> list[str]:
    """The random searches of the whole suite, twenty times as long."""
    words = ["-q", "-p", "tests.soak.longer", f"--hypothesis-seed={seed}", "-n", "auto", str(ROOT / "tests")]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    return [f"the random searches ended with {ran.returncode}"] if ran.returncode else []


def main() -> int:
    """Everything in turn, each in a folder of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    given = parser.parse_args()
    os.environ["WBS_KEYRING"] = "off"
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory(prefix="wbs-soak-") as name:
        folder = Path(name)
        findings = [
            *race_writers(folder / "race", given.seed, given.writers, 25),
            *ask_tools(folder / "tools", given.seed),
            *kill_sessions(folder / "kills", given.seed, given.kills),
            *long_searches(given.seed),
        ]
    for finding in findings:
        print(f"FOUND: {finding}")
    print(f"seed {given.seed}: {len(findings)} findings")
    return bool(findings)


if __name__ == "__main__":
    sys.exit(main())
