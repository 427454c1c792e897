"""New report: a walk-in is taken down by keys alone, and nothing that was typed is lost."""

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Select, TextArea

from screens.dialogs.receipt import ReceiptDialog
from screens.new_report import NewReportScreen
from screens.widgets.attachments import Attachments
from tests.conftest import TestOffice
from tests.restored import begin_restored_station
from tests.screens.seated import press, seated, seen, settled
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, InboxSource
from wbs_tui.cases.steps.drafts import NEW_REPORT, load_draft
from wbs_tui.journal.desk import Desk

NAME = "Siti Aminah Rahmawati"


def put(pilot: Pilot[None], **fields: str) -> None:
    """Put words into fields, as pasting does."""
    for name, value in fields.items():
        field = pilot.app.screen.query_one(f"#{name}")
        if isinstance(field, TextArea):
            field.text = value
        elif isinstance(field, Input | Select):
            field.value = value


def registers(desk: Desk) -> list[str]:
    return [row.register for row in InboxSource(desk, InboxQuery()).after(None, 50).rows]


async def test_a_walk_in_is_recorded_by_keys_and_his_receipt_saved(
    office: TestOffice, tmp_path: Path
) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "new_report") as pilot:
        await press(pilot, *"Pungli", "tab", *"Saya", "space", *"diminta")
        put(pilot, name=NAME, phone="081234567890")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ReceiptDialog)
        shown = seen(pilot)
        assert "Nomor register : 16-2026-000001" in shown
        assert "Diterima       : 20 Agu 2026 09.00 WIB" in shown
        assert NAME not in shown
        await press(pilot, "s")
        put(pilot, **{"save-path": str(tmp_path)})
        await press(pilot, "enter")
        saved = tmp_path / "tanda-terima-16-2026-000001.txt"
        assert "16-2026-000001" in saved.read_text("utf-8")
        assert NAME not in saved.read_text("utf-8")
        await press(pilot, "n")
        assert pilot.app.screen.query_one("#title", Input).value == ""
    assert registers(desk) == ["16-2026-000001"]
    assert load_draft(desk, NEW_REPORT) is None


async def test_recording_twice_records_once(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "new_report") as pilot:
        put(pilot, text="Isi laporan.")
        await pilot.press("ctrl+s", "ctrl+s")
        await settled(pilot)
    assert len(registers(desk)) == 1


async def test_a_draft_comes_back_in_another_program_with_its_file(
    office: TestOffice, tmp_path: Path
) -> None:
    scan = tmp_path / "surat.pdf"
    scan.write_bytes(b"pindaian")
    async with seated(office.desk("petugas"), "new_report") as pilot:
        put(pilot, title="Dana desa", text="Belum selesai", name=NAME, channel="letter", path=str(scan))
        pilot.app.screen.query_one("#path").focus()
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, NewReportScreen)
        pilot.app.screen.keep_drafts()
    stored = b"".join(
        path.read_bytes() for path in office.location.database.parent.rglob("*") if path.is_file()
    )
    assert NAME.encode() not in stored
    async with seated(office.desk("petugas2"), "new_report") as pilot:
        assert pilot.app.screen.query_one("#title", Input).value == ""
    office.clock.forward(hours=20)
    async with seated(office.desk("petugas"), "new_report") as pilot:
        screen = pilot.app.screen
        assert "dibuka kembali" in seen(pilot)
        assert screen.query_one("#name", Input).value == NAME
        assert screen.query_one("#channel", Select).value == "letter"
        assert screen.query_one("#time", Input).value == "09.00"
        assert screen.query_one(Attachments).paths == (str(scan),)


async def test_a_file_that_is_gone_is_named_and_kept_in_the_list_until_it_is_let_go(
    office: TestOffice, tmp_path: Path
) -> None:
    desk = office.desk("petugas")
    scans = [tmp_path / "surat.pdf", tmp_path / "foto.jpg"]
    async with seated(desk, "new_report") as pilot:
        for scan in scans:
            scan.write_bytes(b"pindaian")
            put(pilot, text="Isi laporan.", path=str(scan))
            pilot.app.screen.query_one("#path").focus()
            await press(pilot, "enter")
        pilot.app.screen.keep_drafts()  # type: ignore[attr-defined]
    for scan in scans:
        scan.unlink()
    async with seated(desk, "new_report", (160, 48)) as pilot:
        assert pilot.app.screen.query_one(Attachments).paths == tuple(map(str, scans))
        await press(pilot, "ctrl+s")
        assert "✗ Berkas surat.pdf tidak ada" in seen(pilot)
        await press(pilot, "tab", "home", "delete", "home", "delete")
        assert pilot.app.screen.query_one(Attachments).paths == ()


async def test_what_cannot_be_read_is_said_beside_the_field_and_nothing_is_lost(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "new_report", (160, 48)) as pilot:
        put(pilot, title="Judul", text="Isi laporan.", amount="banyak sekali", time="jam kerja", nik="123")
        await press(pilot, "ctrl+s")
        shown = seen(pilot)
        assert "✗ Jam tidak terbaca. Tulis seperti 09.12." in shown
        assert "✗ Nilai tidak terbaca" in shown
        assert pilot.app.focused is pilot.app.screen.query_one("#time")
        assert pilot.app.screen.query_one("#text", TextArea).text == "Isi laporan."
        put(pilot, amount="4,8 miliar", time="8.15")
        await settled(pilot)
        assert "= Rp4.800.000.000" in seen(pilot)
        await press(pilot, "ctrl+s")
        assert "08.15 WIB" in seen(pilot)


async def test_a_nik_is_looked_at_while_it_is_typed_and_refuses_nothing(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "new_report", (160, 48)) as pilot:
        put(pilot, text="Isi laporan.", nik="1671049904850001")
        await settled(pilot)
        assert "Tanggal lahir di dalam NIK tidak mungkin" in seen(pilot)
        await press(pilot, "ctrl+s")
        assert "16-2026-000001" in seen(pilot)
    (report,) = load_case(desk, "16-2026-000001").reports
    assert report.warnings


async def test_an_anonymous_reporter_is_not_asked_who_he_is(office: TestOffice) -> None:
    async with seated(office.desk("petugas"), "new_report", (160, 48)) as pilot:
        assert "Pekerjaan" in seen(pilot)
        put(pilot, identity_policy="anonymous")
        await settled(pilot)
        shown = seen(pilot)
        assert "Pekerjaan" not in shown
        assert "tidak disimpan" in shown


async def test_an_empty_form_begins_only_when_it_is_sure(office: TestOffice) -> None:
    desk = office.desk("petugas")
    async with seated(desk, "new_report") as pilot:
        put(pilot, title="Dana desa")
        await press(pilot, "ctrl+n", "escape")
        assert pilot.app.screen.query_one("#title", Input).value == "Dana desa"
        await press(pilot, "ctrl+n", "y")
        assert pilot.app.screen.query_one("#title", Input).value == ""
    assert load_draft(desk, NEW_REPORT) is None


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (200, 60)])
async def test_the_form_and_the_receipt_fit_every_terminal(office: TestOffice, size: tuple[int, int]) -> None:
    async with seated(office.desk("petugas"), "new_report", size) as pilot:
        put(pilot, text="[/b] \x1b]0;judul\x07 isi")
        await press(pilot, *["tab"] * 18, "ctrl+s")
        assert isinstance(pilot.app.screen, ReceiptDialog)
        assert "16-2026-000001" in seen(pilot)


async def test_in_a_restored_store_the_form_says_that_numbers_wait_and_keeps_what_is_typed(
    office: TestOffice,
) -> None:
    begin_restored_station(office.desk("inspektur"))
    desk = office.desk("petugas")
    async with seated(desk, "new_report") as pilot:
        assert "wbs number confirm" in " ".join(seen(pilot).split())
        await press(pilot, *"Pungli", "tab", *"Saya", "space", *"diminta")
        await press(pilot, "ctrl+s")
        assert pilot.app.screen.query_one("#title", Input).value == "Pungli"
    assert registers(desk) == []
    assert load_draft(desk, NEW_REPORT) is not None
