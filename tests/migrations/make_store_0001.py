"""Makes `store_0001/`: a populated store as the last program with schema 0001 wrote it (2026-11-21).

    git worktree add OLD 865d434
    python tests/migrations/make_store_0001.py OLD tests/migrations/store_0001

It runs that program's own code and test helpers, never today's. Beside the store it leaves what the old
program showed of every case, `shown.json`, to which later programs are held. Nothing in it is real.
"""

import os
import shutil
import sys
from pathlib import Path

OLD, TARGET = Path(sys.argv[1]).resolve(), Path(sys.argv[2])
sys.path.insert(0, str(OLD))
os.environ["WBS_KEYRING"] = "off"
os.umask(0o077)

import msgspec  # noqa: E402 - the old program's folder comes first

from tests.cases.at_work import new_case, recorded, to_clarification, to_disposition  # noqa: E402
from tests.conftest import PASSWORD, TickingClock, found  # noqa: E402
from wbs_tui.accounts.access import revoke  # noqa: E402
from wbs_tui.accounts.administration import disable, invite  # noqa: E402
from wbs_tui.accounts.session import unlock  # noqa: E402
from wbs_tui.cases.identity import identity  # noqa: E402
from wbs_tui.cases.reading.detail import load_case, mark_read  # noqa: E402
from wbs_tui.cases.reading.history import history  # noqa: E402
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases  # noqa: E402
from wbs_tui.cases.steps import evidence, followup, notes  # noqa: E402
from wbs_tui.cases.steps.answers import answer  # noqa: E402
from wbs_tui.cases.steps.assignment import assign_one  # noqa: E402
from wbs_tui.cases.steps.drafts import save_draft  # noqa: E402
from wbs_tui.cases.steps.stages import advance  # noqa: E402
from wbs_tui.intake.record import import_paths  # noqa: E402
from wbs_tui.journal.desk import Desk  # noqa: E402
from wbs_tui.store.location import StoreLocation  # noqa: E402

MAILS = ("0001-dana-desa.eml", "0007-rujukan-0001.eml", "0009-kosong.eml")


def worked(officer: Desk, lead: Desk, head: Desk, clock: TickingClock, folder: Path) -> None:
    """Ten cases in several stages, with everything that an office leaves behind in a store."""
    ended, held, *_others = [recorded(officer) for _report in range(3)]
    titles = ("Pungli di kelurahan", "Pengadaan fiktif", "Jabatan dijual", "Bansos dipotong", "Absen fiktif")
    cases = [new_case(officer, title) for title in titles]
    clock.forward(hours=3)
    to_clarification(officer, head, ended)
    paper = folder / "berita acara.txt"
    paper.write_text("Berita acara klarifikasi.\n")
    evidence.add(officer, ended, [paper], "berita acara")
    evidence.release(lead, ended, ["1"])
    notes.write_note(officer, ended, "Dana desa dipakai untuk keperluan sendiri.")
    number = followup.add(officer, ended, "Kembalikan ke kas desa.", clock().date())
    clock.forward(days=2)
    followup.set_status(officer, ended, number, 1, "Sudah disetor.")
    answer(officer, ended, "Laporan Anda terbukti dan ditindaklanjuti.")
    advance(head, ended, "closed", "selesai", result="proven", closure="repayment")
    identity.reveal(lead, held, "menghubungi pelapor")
    advance(officer, held, "verification", "mulai")
    to_disposition(officer, cases[0])
    advance(officer, cases[1], "verification", "mulai")
    advance(officer, cases[1], "archived", "bukan kewenangan", propose=True)
    assign_one(lead, cases[2], "petugas2", "sesuai bidangnya")
    mails = OLD / "wbs_tui" / "operations" / "samples" / "mail"
    import_paths(officer, [mails / name for name in MAILS])
    save_draft(officer, f"note:analysis:{load_case(officer, cases[3]).id}", "belum selesai")
    mark_read(officer, load_case(officer, ended).id)


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
    location, clock = StoreLocation(TARGET / "office.wbs"), TickingClock()
    found(location, clock)

    def sit(name: str) -> Desk:
        return unlock(location, name, PASSWORD, clock).desk

    officer, lead, head, admin = sit("petugas"), sit("irban"), sit("inspektur"), sit("admin")
    worked(officer, lead, head, clock, TARGET)
    revoke(head, "office", "petugas2")
    invite(admin, "pergi", "officer")
    disable(admin, "pergi")
    new_case(officer, "Sesudah pencabutan akses")
    (TARGET / "berita acara.txt").unlink()
    location.header.with_name(f"{location.header.name}.lock").unlink()
    (TARGET / "shown.json").write_bytes(msgspec.json.format(msgspec.json.encode(shown(lead)), indent=1))
    for desk in (officer, lead, head, admin):
        desk.close()


if __name__ == "__main__":
    main()
