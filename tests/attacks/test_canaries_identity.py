"""Who reported is found nowhere in the clear: not while revealed, nor after a crash, nor in a cache."""

import os
import signal
from io import BytesIO

import pytest
from commands import WBS
from PIL import Image

from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from tests.attacks.own_house import TITLES, House, open_case, unlock_screens
from tests.attacks.scan import Scanner, planted
from tests.conftest import PASSWORD, TestOffice
from wbs_tui.cases.identity.disclosure_list import list_disclosures
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.identity.repeat_reporters import repeat_reporters
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.traces.findings import TypedIdentity
from wbs_tui.intake.record import record
from wbs_tui.operations.bench.terminal import Terminal
from wbs_tui.search.cache import cache_path
from wbs_tui.search.layout import REPORTERS
from wbs_tui.vault.ids import new_id

CASE = "2026-000001"


def card(word: str) -> bytes:
    """A picture with the word in its comment."""
    file = BytesIO()
    Image.new("RGB", (860, 540), (20, 120, 60)).save(file, "JPEG", comment=word.encode())
    return file.getvalue()


@pytest.fixture
def words() -> dict[str, str]:
    return planted("nama", "alamat", "pekerjaan", "ktp", "tanda") | {
        "nik": "16710552" + str(int.from_bytes(os.urandom(4), "big"))[:8].zfill(8),
        "telepon": "0812" + str(int.from_bytes(os.urandom(4), "big"))[:8].zfill(8),
    }


def reported(office: TestOffice, words: dict[str, str]) -> str:
    desk = office.desk("petugas")
    report = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title="Dana desa dipotong",
        text="Isi. [identitas 1]",
        masked=(words["tanda"],),
        reporter=Reporter(
            name=words["nama"],
            phone=words["telepon"],
            nik=words["nik"],
            address=words["alamat"],
            occupation=words["pekerjaan"],
        ),
        raw=f"mentah {words['nama']}".encode(),
        attachments=(
            Attachment(
                "ktp.jpg", f"{words['nama']}.jpg", "image/jpeg", card(words["ktp"]), AttachmentKind.IDENTITY
            ),
        ),
    )
    register = record(desk, report).register
    assert register is not None
    return register


def children(pid: int) -> list[int]:
    """The processes that a process has started, as Linux tells them."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as listed:  # noqa: PTH123
            return [int(word) for word in listed.read().split()]
    except FileNotFoundError:
        return []


def test_a_revealed_identity_is_found_nowhere_but_on_the_screen(office, tmp_path, words):
    register = reported(office, words)
    house = House(tmp_path)
    environ = house.environment() | {
        "WBS_STORE": str(office.location),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
    }
    scanner, found = Scanner(words), []

    def look(terminal):
        for pid in (terminal.pid, *children(terminal.pid)):
            found.extend(scanner.in_process(pid))
        found.extend(scanner.in_files(tmp_path))

    with Terminal(
        [str(WBS), "--user", "irban"], columns=160, rows=48, env=environ, cwd=house.working
    ) as terminal:
        unlock_screens(terminal, PASSWORD, CASE)
        open_case(terminal)
        terminal.press(b"8i")
        terminal.wait_for("Alasan (wajib)")
        terminal.settle(0.3)
        terminal.press(b"perlu klarifikasi\r")
        terminal.wait_for(words["nik"])
        look(terminal)
        terminal.press(b"g")
        look(terminal)
        terminal.wait_for("▀▀▀")
        look(terminal)
        assert not TITLES.search(terminal.output)
        os.kill(terminal.pid, signal.SIGSEGV)
        assert terminal.wait_exit() == -signal.SIGSEGV
    found += scanner.in_files(tmp_path)
    lead = office.desk("irban")
    assert cache_path(lead, REPORTERS).exists()
    assert found == []
    print(f"looked {scanner.looks} times at {scanner.bytes >> 20} MiB for {len(words)} words")
    assert words["nama"] not in str(history(lead, register))


def test_caches_guards_and_warnings_hold_no_identity(office, tmp_path, words):
    register = reported(office, words)
    lead, officer = office.desk("irban"), office.desk("petugas")
    reveal(lead, register, "uji")
    repeat_reporters(lead, register)
    with pytest.raises(TypedIdentity) as warned:
        write_note(officer, register, f"Telepon {words['telepon']}, NIK {words['nik']}")
    scanner = Scanner(words)
    said = [
        warned.value.message,
        repr(warned.value),
        repr(warned.value.places),
        repr(list_disclosures(office.desk("inspektur"))),
    ]
    found = scanner.in_bytes("\n".join(said).encode(), "what was said") + scanner.in_files(tmp_path)
    assert found == []
