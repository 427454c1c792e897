"""The history tells every entry in officers' words, in both languages."""

from datetime import date

import pytest

from tests.cases.at_work import recorded, to_clarification
from wbs_tui.cases import kinds
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps.answers import answer
from wbs_tui.cases.steps.assignment import assign
from wbs_tui.cases.steps.classification import Decision, decide
from wbs_tui.cases.steps.evidence import add, export, release
from wbs_tui.cases.steps.followup import add as recommend
from wbs_tui.cases.steps.followup import set_status
from wbs_tui.cases.steps.notes import write_note
from wbs_tui.cases.steps.stages import advance
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.text.catalogue import use_language

TOLD_ELSEWHERE = {
    *(kinds.REPORT_JOINED, kinds.RECUSED, kinds.RESTRICTED, kinds.REPORT_RESTRICTED, kinds.READER_CHANGED),
    *(kinds.HOLD_PLACED, kinds.HOLD_LIFTED, kinds.DESTROYED, kinds.IDENTITY_TYPED, kinds.IDENTITY_COPIED),
    *(kinds.POLICY_SET, kinds.NUMBER_CONFIRMED, kinds.DESTROYED_AGAIN),
}
"""Kinds that the worked case has not; each area's own tests read them."""


@pytest.fixture
def worked(office, tmp_path):
    """A case on which everything was done once; its register number."""
    officer, lead, head = (office.desk(name) for name in ("petugas", "irban", "inspektur"))
    register = recorded(officer)
    decide(officer, register, Decision(severity="heavy", reason="nilainya besar"))
    to_clarification(officer, head, register)
    note = write_note(officer, register, "catatan pertama")
    write_note(officer, register, "catatan kedua", corrects=note)
    recommend(officer, register, "Kembalikan uang", date(2026, 12, 1))
    set_status(officer, register, 1, 1, "sudah lunas")
    paper = tmp_path / "bukti.txt"
    paper.write_text("bukti")
    add(officer, register, [paper])
    release(lead, register, ["1"])
    export(officer, register, "1", tmp_path / "keluar.pdf", "untuk ahli")
    reveal(lead, register, "klarifikasi")
    assign(lead, [register], "petugas2", "cuti")
    answer(officer, register, "Sudah kami periksa")
    advance(officer, register, "closed", "usul tutup", result="proven", closure="discipline", propose=True)
    advance(head, register, "closed", "selesai", result="proven", closure="discipline")
    return register


def test_every_kind_of_entry_is_told(office, worked):
    lines = history(office.desk("auditor"), worked)
    told = [line.sentence for line in lines]
    assert told[:3] == [
        f"Laporan diterima melalui WBS web dan diberi nomor {worked}.",
        "Klasifikasi diputuskan: Dana desa, Berat.",
        "Tahap berpindah dari Diterima ke Verifikasi.",
    ]
    assert (
        told[-1]
        == "Tahap berpindah dari Klarifikasi ke Selesai. Hasil: Terbukti. Penyelesaian: Hukuman disiplin."
    )
    assert "Ditugaskan kepada petugas2." in told
    assert "1 lampiran dilepas ke kasus." in told
    assert not any(
        "." in sentence and sentence == line.kind for sentence, line in zip(told, lines, strict=True)
    )
    made = {value for name, value in vars(kinds).items() if name.isupper()}
    assert {line.kind for line in lines} == made - TOLD_ELSEWHERE
    details = [line.detail for line in lines]
    for words in (
        "nilainya besar",
        "catatan kedua",
        "sudah lunas",
        "untuk ahli",
        "klarifikasi",
        "usul tutup",
    ):
        assert words in details


def test_it_is_told_in_english_too(office, worked):
    use_language("en")
    try:
        told = [line.sentence for line in history(office.desk("petugas"), worked)]
    finally:
        use_language("id")
    assert told[2] == "Moved from Received to Verification."
    assert told[-1].startswith("Moved from Clarification to Closed. Result: Proven.")


def test_who_reads_no_case_reads_no_history(office, worked):
    with pytest.raises(NotPermitted):
        history(office.desk("admin"), worked)
