"""Stores to measure on: made once for each number of cases, kept, and found again by a later run."""

import shutil
from collections.abc import Callable
from pathlib import Path

from models.words.clock import system_clock
from wbs_tui.operations.bench.generate import generate
from wbs_tui.operations.demo import make_demo, quick_desks
from wbs_tui.operations.demo_cases import LEAD, DemoClock
from wbs_tui.store.location import FileStore
from wbs_tui.store.schema import VERSIONS
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused
from wbs_tui.vault.passwords import Argon2Parameters

ACCOUNT = LEAD
"""Who opens the stores: let into both compartments, may work cases."""
CHEAP_SLOTS = Argon2Parameters(memory_kib=8 * 1024, iterations=1, lanes=1)
"""The quickest derivation that the program accepts in a header. The budgets do not count the derivation: so
there is next to nothing to take off, in time and in memory. The stores hold nothing that is real."""
_BYTES_A_CASE = 8_000
_SPARE = 500_000_000

Tell = Callable[[str], None]


def case_store(folder: Path, count: int, tell: Tell) -> FileStore:
    """The kept store of so many cases, made first where it is not there. Raises Refused for want of space."""
    kept = folder / f"cases-{count}-schema-{VERSIONS[-1]}"
    if not kept.exists():
        make_room(folder, count * _BYTES_A_CASE)
        _make(kept, count, tell)
    return FileStore(kept / "office.wbs")


def empty_store(folder: Path) -> FileStore:
    """A new office without cases."""
    return make_demo(folder, 0, parameters=CHEAP_SLOTS).location


def make_room(folder: Path, needed: int) -> None:
    """Make the folder; refuse when the disk has not the bytes that are needed, and some to spare."""
    folder.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE:
        raise Refused(
            _(
                "Pengukuran butuh {needed} MB di {folder}, yang bebas {free} MB. Pilih --cases yang lebih "
                "kecil, atau folder lain dengan --keep."
            ).format(needed=(needed + _SPARE) // 1_000_000, folder=folder, free=free // 1_000_000)
        )


def _make(kept: Path, count: int, tell: Tell) -> None:
    """Under another name until it is whole: what an interrupted run left is begun anew."""
    partial = kept.with_name(kept.name + ".part")
    shutil.rmtree(partial, ignore_errors=True)
    location = empty_store(partial)

    def progress(done: int) -> None:
        tell(_("Membuat penyimpanan: {done} dari {count} kasus").format(done=done, count=count))

    with quick_desks(location, DemoClock(system_clock())) as (desks, _clock):
        generate(desks[ACCOUNT], count, progress)
    partial.rename(kept)
