"""A disk that fills up while desks write: a tmpfs of a few megabytes in a namespace of its own."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

from commands import environment

from tests.attacks.small_disk import NAMESPACE, on_small_disk
from tests.soak.examine import examined
from tests.soak.sessions import WRITER, Soak
from tests.soak.stores import soaked
from wbs_tui.store.location import FileStore

ON_SERVER = Path(__file__).with_name("disk_full_server.py")
MEGABYTES = (16, 40)
SERVER_MEGABYTES = 190
PATIENCE = 6
"""How many acts a writer tries in vain before the disk is taken away from it."""


def fill_files(folder: Path, seed: int, times: int) -> list[str]:
    """A store in a file on disks of several sizes; gives the findings."""
    chance = random.Random(seed)
    findings: list[str] = []
    for number in range(times):
        findings += _fill_file(folder / str(number), chance)
    return findings


def _fill_file(folder: Path, chance: random.Random) -> list[str]:
    with soaked("sqlite", folder) as store:
        soak = Soak(folder, store, chance)
        disk, kept, log = folder / "disk", folder / "kept", folder / "buku"
        small = FileStore(disk / "office" / "office.wbs")
        environ = environment(soak.location, "petugas", soak.password("petugas"))
        words = [sys.executable, WRITER, small, "petugas", log, chance.random(), PATIENCE]
        office = soak.location.folder
        line = f"cp -r {office} {disk}/office; {' '.join(map(str, words))}; cp -r {disk}/office {kept}"
        size = chance.randint(*MEGABYTES)
        told = on_small_disk(disk, size, line, environ)
        soak.ledger.read(log)
        shutil.rmtree(office)
        shutil.copytree(kept, office)
        return filled(soak, f"file on {size} MB", told)


def filled(soak: Soak, title: str, told: str = "") -> list[str]:
    """What is found of an office whose disk was full, and has room again."""
    findings = [f"disk full, {title}: {each}" for each in examined(soak)]
    print(
        f"disk full, {title}: {len(soak.ledger.kept)} acts acknowledged and there, "
        f"refused {dict(soak.ledger.refused)}",
        flush=True,
    )
    if not soak.ledger.refused["DiskFull"]:
        findings.append(f"disk full, {title}: it never filled; {told}")
    return findings


def fill_server(folder: Path, seed: int) -> list[str]:
    """A server whose data lie on a small disk, in a process of its own; gives the findings."""
    disk = folder / "disk"
    disk.mkdir(parents=True)
    inner = (
        f"exec unshare --user --map-user=1000 --map-group=1000 {sys.executable} {ON_SERVER} {folder} {seed}"
    )
    line = f"mount -t tmpfs -o size={SERVER_MEGABYTES}m,mode=700 tmpfs {disk} && {inner}"
    ran = subprocess.run(
        [*NAMESPACE, "sh", "-c", line],
        env={**os.environ, "TMPDIR": str(disk)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        return [f"disk full, server: {ran.stderr}"]
    *lines, last = ran.stdout.splitlines()
    print("\n".join(lines), flush=True)
    return list(json.loads(last))
