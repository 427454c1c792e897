"""An office with cases that have something of everything, and all that can be looked at and done in it."""

from collections.abc import Callable, Iterator
from datetime import date

from models.words.roles import CoverKind
from tests.cases.at_work import complete_checklist, recorded
from wbs_tui.accounts.access import fingerprint_of, grant, look_again
from wbs_tui.accounts.administration import list_accounts
from wbs_tui.accounts.cover import begin_cover, end_cover
from wbs_tui.accounts.handover import Decree
from wbs_tui.accounts.recovery.drill import own_share
from wbs_tui.cases.due import due_list
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.kept.holds import place_hold
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.reading.detail import load_case, mark_read
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.reading.today import counts, today
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assignable
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.drafts import drafts, load_draft, save_draft
from wbs_tui.cases.steps.evidence import content, release
from wbs_tui.cases.steps.followup import add, set_status
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance, steps
from wbs_tui.cases.steps.verification import checklist
from wbs_tui.journal.desk import Desk
from wbs_tui.operations.doctor import examine

REGISTERS = ("16-2026-000001", "16-2026-000002")


def work_cases(office) -> None:
    """Two cases at follow-up, each with reports, files, notes, an answer, a recommendation, a reveal."""
    officer, lead, head = (office.desk(name) for name in ("petugas", "irban", "inspektur"))
    for register in (recorded(officer), recorded(officer)):
        _work(officer, lead, head, register)
    save_draft(officer, "note:x", "rancangan")
    _keep_apart(officer, head)
    _stand_in(office, head)
    for desk in (officer, lead, head):
        desk.close()


def _keep_apart(officer: Desk, head: Desk) -> None:
    """A case that is restricted, one that an officer has left, and a hold."""
    restrict(head, recorded(officer), ["petugas2"], "menyangkut petugas2")
    recuse(officer, recorded(officer), "saudara terlapor")
    place_hold(head, REGISTERS[0], "perkara di pengadilan")


def _stand_in(office, head: Desk) -> None:
    """Somebody stood in for the Inspektur, and the Super Admin has looked at his share."""
    office.clock.forward(minutes=1)
    compared = fingerprint_of(head, "irban")
    begin_cover(head, "irban", date(2026, 8, 27), CoverKind.PLH, Decree("SP-1", "2026-08-20"), compared)
    office.clock.forward(minutes=1)
    end_cover(head)
    admin = office.desk("admin")
    own_share(admin)
    admin.close()


def _work(officer: Desk, lead: Desk, head: Desk, register: str) -> None:
    advance(officer, register, "verification", "mulai")
    complete_checklist(officer, register)
    decide(officer, register, Decision(severity="heavy", reason="kerugian besar"))
    advance(officer, register, "disposition", "lengkap")
    advance(head, register, "analysis", "telaah dahulu", assign="petugas")
    write_note(officer, register, "Telaah: dana dipakai sendiri.")
    release(lead, register, ["1"])
    advance(officer, register, "examination", "cukup alasan")
    advance(officer, register, "audit_report", "selesai diperiksa")
    advance(lead, register, "follow_up", "LHP terbit")
    add(lead, register, "Setor kembali ke kas desa", date(2026, 10, 1))
    set_status(officer, register, "1", 2, "Baru sebagian")
    answer(officer, register, "Laporan Anda terbukti sebagian.")
    reveal(lead, register, "konfirmasi")


def looks(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything that the account at the desk can look at, by name."""
    yield "inbox", lambda: list_cases(desk, InboxQuery())
    yield "counts", lambda: counts(desk)
    yield "today", lambda: today(desk)
    yield "due", lambda: due_list(desk)
    yield "accounts", lambda: list_accounts(desk)
    yield "assignable", lambda: assignable(desk)
    yield "look again", lambda: look_again(desk)
    yield "doctor", lambda: examine(desk)
    yield "drafts", lambda: [load_draft(desk, each.subject) for each in drafts(desk)]
    for register in REGISTERS:
        yield f"case {register}", lambda register=register: load_case(desk, register)
        yield f"history {register}", lambda register=register: history(desk, register)
        yield f"checklist {register}", lambda register=register: checklist(desk, register)
        yield f"steps {register}", lambda register=register: steps(desk, register)
        yield f"files {register}", lambda register=register: _files(desk, register)


def _files(desk: Desk, register: str) -> list[bytes]:
    return [
        b"".join(content(desk, file.id))
        for file in load_case(desk, register).evidence
        if file.state == "released"
    ]


def acts(desk: Desk) -> Iterator[tuple[str, Callable[[], object]]]:
    """Some of everything that the account at the desk can do, by name."""
    yield "record", lambda: recorded(desk)
    yield "grant", lambda: grant(desk, "identity", "petugas2", fingerprint_of(desk, "petugas2"))
    yield "draft", lambda: save_draft(desk, "note:x", "lagi")
    for register in REGISTERS:
        yield f"read {register}", lambda register=register: mark_read(desk, load_case(desk, register).id)
        yield f"note {register}", lambda register=register: write_note(desk, register, "Catatan lagi")
        yield f"answer {register}", lambda register=register: answer(desk, register, "Jawaban lagi")
        yield f"status {register}", lambda register=register: set_status(desk, register, "1", 2, "Lagi")
        yield f"decide {register}", lambda register=register: decide(desk, register, Decision())
        yield f"reveal {register}", lambda register=register: reveal(desk, register, "konfirmasi")
        yield (
            f"close {register}",
            lambda register=register: advance(
                desk, register, "closed", "selesai", result="proven", closure="repayment"
            ),
        )
