"""Makes `store_0003/`: a populated store as the last program with schema 0003 wrote it (2026-11-22).

    git worktree add OLD ebdd543
    python tests/migrations/make_store_0003.py OLD tests/migrations/store_0003

It runs that program's own code and test helpers, never today's. The office was brought back from a backup, so
it writes at its second station. Beside the store it leaves what the old program showed of every case to who
reads all of them, `shown.json`. Nothing in it is real.
"""

import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

OLD, TARGET = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
sys.path.insert(0, str(OLD))
os.environ["WBS_KEYRING"] = "off"
os.environ["WBS_STATE"] = str(TARGET / "state")
os.umask(0o077)

import msgspec  # noqa: E402 - the old program's folder comes first

from models.words.reports import IdentityPolicy  # noqa: E402
from models.words.roles import CoverKind  # noqa: E402
from tests.cases.at_work import new_case, recorded, to_disposition  # noqa: E402
from tests.conftest import PASSWORD, TickingClock, found  # noqa: E402
from wbs_tui.accounts.access import fingerprint_of  # noqa: E402
from wbs_tui.accounts.administration import invite, rename  # noqa: E402
from wbs_tui.accounts.cover import begin_cover  # noqa: E402
from wbs_tui.accounts.handover import Decree  # noqa: E402
from wbs_tui.accounts.session import unlock  # noqa: E402
from wbs_tui.cases.identity import identity  # noqa: E402
from wbs_tui.cases.identity.identity_policy import set_identity_policy  # noqa: E402
from wbs_tui.cases.kept.confirming_numbers import confirm_last_number  # noqa: E402
from wbs_tui.cases.kept.holds import place_hold  # noqa: E402
from wbs_tui.cases.readers.restriction import implicate, let_in_to_case  # noqa: E402
from wbs_tui.cases.reading.detail import load_case, mark_read  # noqa: E402
from wbs_tui.cases.reading.history import history  # noqa: E402
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases  # noqa: E402
from wbs_tui.cases.steps import evidence, followup, notes  # noqa: E402
from wbs_tui.cases.steps.drafts import save_draft  # noqa: E402
from wbs_tui.journal.desk import Desk  # noqa: E402
from wbs_tui.operations.backup import make_backup  # noqa: E402
from wbs_tui.operations.loading import SignIn  # noqa: E402
from wbs_tui.operations.restore import restore  # noqa: E402
from wbs_tui.store.backup_file import read_backup  # noqa: E402
from wbs_tui.store.location import FileStore  # noqa: E402

DECREE = Decree("SP-3/2026", "2026-08-19", "Sekretaris Daerah", "2026-08-22")


def worked(officer: Desk, lead: Desk, head: Desk, clock: TickingClock) -> None:
    """Cases as they were before the backup: at work, apart, held, before the Inspektur."""
    at_work, apart, held = [recorded(officer) for _report in range(3)]
    evidence.release(lead, at_work, ["1"])
    notes.write_note(officer, at_work, "Dana desa dipakai untuk keperluan sendiri.")
    followup.add(officer, at_work, "Kembalikan ke kas desa.", clock().date())
    identity.reveal(lead, at_work, "menghubungi pelapor")
    clock.forward(days=1)
    implicate(head, apart, "petugas2", "namanya disebut")
    let_in_to_case(head, apart, "irban", fingerprint_of(head, "irban"))
    place_hold(lead, held, "diminta kejaksaan")
    to_disposition(officer, new_case(officer, "Menunggu disposisi"))


def brought_back(first: FileStore, second: FileStore, clock: TickingClock) -> None:
    """The office goes on in a store that was restored: at a station of its own, numbers confirmed."""
    desk = unlock(first, "inspektur", PASSWORD, clock).desk
    copy = TARGET / "cadangan.wbsbak"
    make_backup(desk, copy)
    desk.close()
    clock.forward(hours=1)
    restore(read_backup(copy), second, SignIn("inspektur", PASSWORD), clock)
    copy.unlink()
    desk = unlock(second, "inspektur", PASSWORD, clock).desk
    confirm_last_number(desk, "16-2026-000009", "menurut buku agenda")
    desk.close()


def went_on(officer: Desk, head: Desk, admin: Desk, clock: TickingClock) -> None:
    """What was done at the second station: after the numbers that were lost, and in the office itself."""
    later = recorded(officer)
    notes.write_note(officer, later, "Dicatat sesudah pemulihan.")
    save_draft(officer, f"note:analysis:{load_case(officer, later).id}", "belum selesai")
    mark_read(officer, load_case(officer, later).id)
    set_identity_policy(head, IdentityPolicy.OPEN, "keputusan Inspektur")
    until = clock().date() + timedelta(days=5)
    begin_cover(head, "petugas2", until, CoverKind.PLH, DECREE, fingerprint_of(head, "petugas2"))
    rename(admin, "petugas2", "Budi Hartono")
    invite(admin, "baru", "officer")


def shown(desk: Desk) -> dict[str, object]:
    """What the program showed to an account of every case, but for words that a policy may change."""
    registers = [row.register for row in list_cases(desk, InboxQuery(sort="register"))]
    return {
        register: {"case": _case(desk, register), "history": _history(desk, register)}
        for register in registers
    }


def _case(desk: Desk, register: str) -> dict[str, object]:
    case = msgspec.to_builtins(load_case(desk, register))
    answered = [item for item in case["checklist"] if item["answer"]]
    case["checklist"] = [{name: item[name] for name in ("id", "answer", "note")} for item in answered]
    del case["clocks"]
    return case


def _history(desk: Desk, register: str) -> list[dict[str, object]]:
    lines = msgspec.to_builtins(history(desk, register))
    return [{name: line[name] for name in ("entry_id", "at", "account", "kind", "detail")} for line in lines]


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    first, location = FileStore(TARGET / "first" / "office.wbs"), FileStore(TARGET / "office.wbs")
    clock = TickingClock()
    found(first, clock)

    def sit(place: FileStore, *names: str) -> list[Desk]:
        return [unlock(place, name, PASSWORD, clock).desk for name in names]

    officer, lead, head = before = sit(first, "petugas", "irban", "inspektur")
    worked(officer, lead, head, clock)
    for desk in before:
        desk.close()
    brought_back(first, location, clock)
    officer, head, admin, lead = after = sit(location, "petugas", "inspektur", "admin", "irban")
    went_on(officer, head, admin, clock)
    (TARGET / "shown.json").write_bytes(msgspec.json.format(msgspec.json.encode(shown(lead)), indent=1))
    for desk in after:
        desk.close()
    for left in ("office.wbs.use", "office.wbs.header.lock", "office.wbs.attempts.lock"):
        (TARGET / left).unlink(missing_ok=True)
    for folder in ("first", "state", "office.wbs.caches"):
        shutil.rmtree(TARGET / folder, ignore_errors=True)


if __name__ == "__main__":
    main()
