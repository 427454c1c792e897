"""The receipt: what the reporter keeps, in a file for its owner's eyes or on paper, and never who he is."""

import stat
import sys
from pathlib import Path

import pytest

from tests.conftest import TestOffice
from wbs_tui.intake.form import FormValues, record_form
from wbs_tui.intake.receipts import WIDTH, Receipt, print_receipt, receipt_of, save_receipt
from wbs_tui.text.errors import Refused

IDENTITY = {
    "name": "Siti Aminah Rahmawati",
    "phone": "0812-3456-7890",
    "nik": "1671045204850001",
    "address": "Jalan Melati 17",
    "email": "siti.aminah@contoh.id",
    "occupation": "Bendahara desa",
}


def recorded(office: TestOffice) -> Receipt:
    values = FormValues(
        channel="in_person",
        day="20/8/2026",
        time="08.30",
        title="Pungutan di loket",
        text="Saya Siti Aminah Rahmawati dari Jalan Melati 17 diminta membayar.",
        **IDENTITY,  # type: ignore[arg-type]
    )
    return record_form(office.desk("petugas"), values)


def test_it_tells_number_time_channel_and_the_day_of_the_answer_and_no_identity(office: TestOffice) -> None:
    receipt = recorded(office)
    for said in ("16-2026-000001", "20 Agu 2026 08.30 WIB", "Datang langsung", "19 September 2026"):
        assert said in receipt.text
    for secret in (*IDENTITY.values(), "Siti", "Melati", "Pungutan"):
        assert secret not in receipt.text
    assert max(map(len, receipt.text.split("\n"))) <= WIDTH


def test_it_can_be_made_again_from_the_case(office: TestOffice) -> None:
    receipt = recorded(office)
    office.clock.forward(days=40)
    assert receipt_of(office.desk("petugas2"), receipt.register) == receipt


def test_a_file_of_it_is_its_owners_and_overwrites_nothing(office: TestOffice, tmp_path: Path) -> None:
    receipt = recorded(office)
    path = tmp_path / receipt.file_name
    save_receipt(receipt, path)
    assert path.read_text("utf-8") == receipt.text + "\n"
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("lain")
    with pytest.raises(Refused, match="tidak ditimpa"):
        save_receipt(receipt, path)
    assert path.read_text() == "lain"


def test_it_is_printed_through_a_pipe_and_a_refusal_is_told(
    office: TestOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipt = recorded(office)
    printed = tmp_path / "tercetak"
    command = tmp_path / "lp"
    command.write_text(f"#!/bin/sh\n/bin/cat >{printed}\n")
    command.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    print_receipt(receipt)
    assert printed.read_text("utf-8") == receipt.text + "\n"
    command.write_text("#!/bin/sh\necho 'lp: tidak ada \x1b]0;pencetak' >&2\nexit 1\n")
    with pytest.raises(Refused, match="lp: tidak ada") as refusal:
        print_receipt(receipt)
    assert "\x1b" not in refusal.value.message
    command.unlink()
    with pytest.raises(Refused, match="tidak punya perintah cetak"):
        print_receipt(receipt)
