"""The standard `age` tool and a courier's bundle: it opens with the receiver's key, and with no other."""

import os
import shutil
import subprocess
from pathlib import Path

import pyrage

from models.words.clock import system_clock
from tests.sync.at_work import new_case
from tests.sync.offices import CODES, Linked, confirm, found_linked
from wbs_tui.store.location import FileStore
from wbs_tui.sync.bundles.courier import read_bundle, write_bundle
from wbs_tui.sync.offices.keys import age_identity


def open_with_age(folder: Path) -> list[str]:
    """An office's bundle for KPK, opened by the tool; gives the findings."""
    tool = shutil.which("age")
    if tool is None:
        print("age: not here", flush=True)
        return []
    folder.mkdir(parents=True, exist_ok=True)
    kpk, office = _offices(folder)
    try:
        register = new_case(office.head)
        bundle = folder / "bundel.wbsb"
        write_bundle(office.head, bundle, CODES["kpk"])
        opened, _said = _opened(tool, folder, bundle, kpk)
        refused, said = _opened(tool, folder, bundle, office)
        plain = pyrage.decrypt(bundle.read_bytes(), [pyrage.x25519.Identity.from_str(_identity(kpk))])
        findings = [] if opened == plain else ["age opens the bundle to something else"]
        findings += [] if refused is None and "no identity matched" in said else [f"another key: {said}"]
        findings += ["the register number stands in clear"] * (register.encode() in bundle.read_bytes())
        findings += [] if read_bundle(kpk.head, bundle).taken else ["nothing was taken in of it"]
        print(f"age: {len(plain)} bytes of a bundle opened, {len(findings)} findings", flush=True)
        return findings
    finally:
        for each in (kpk, office):
            each.close()


def _offices(folder: Path) -> tuple[Linked, Linked]:
    made = []
    for number, kind in enumerate(("kpk", "inspectorate"), 501):
        (folder / kind).mkdir()
        found_linked(folder / kind, kind, number)
        made.append(Linked(kind, FileStore(folder / kind / "office.wbs"), system_clock))
    confirm(*made)
    return made[0], made[1]


def _identity(office: Linked) -> str:
    with office.head.reading() as connection:
        return age_identity(office.head, connection)


def _opened(tool: str, folder: Path, bundle: Path, office: Linked) -> tuple[bytes | None, str]:
    """What the tool makes of it with the office's key; None and what it says when it refuses."""
    key = folder / f"kunci-{office.code}"
    os.close(os.open(key, os.O_CREAT | os.O_WRONLY, 0o600))
    key.write_text(_identity(office) + "\n")
    ran = subprocess.run([tool, "-d", "-i", str(key), str(bundle)], capture_output=True, check=False)
    return (ran.stdout if ran.returncode == 0 else None), ran.stderr.decode()
