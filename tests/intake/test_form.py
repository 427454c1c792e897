"""What an officer types into the form: read field by field, recorded once, its files within the limits."""

from datetime import UTC, datetime, time
from pathlib import Path

import msgspec
import pytest

from tests.conftest import TestOffice
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.intake.attaching import chosen_path, find_file
from wbs_tui.intake.form import FormIncomplete, FormValues, parse_time, read_form, record_form, usual_channel
from wbs_tui.journal.desk import Desk
from wbs_tui.text.errors import Refused


def walk_in(**fields: object) -> FormValues:
    return FormValues(
        **{"channel": "in_person", "day": "20 Agu 2026", "time": "08.30", "text": "Isi."} | fields
    )  # type: ignore[arg-type]


def refused(desk: Desk, **fields: object) -> dict[str, str]:
    with pytest.raises(FormIncomplete) as caught:
        read_form(walk_in(**fields), desk.office.zone, desk.clock(), desk.policy.limits)
    return caught.value.fields


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("09.12", time(9, 12)),
        ("9:12", time(9, 12)),
        ("0912", time(9, 12)),
        ("pukul 9", time(9)),
        ("23.59 WIB", time(23, 59)),
        ("24.00", None),
        ("9.7", None),
        ("siang", None),
        ("", None),
    ],
)
def test_a_time_is_read_as_indonesians_write_it(typed: str, means: time | None) -> None:
    assert parse_time(typed) == means


def test_the_fields_become_an_entry_in_utc_with_the_amount_in_rupiah(office: TestOffice) -> None:
    desk = office.desk("petugas")
    values = walk_in(amount="Rp 4,8 miliar", where="Desa Suka Maju", name="Siti Aminah")
    entry = read_form(values, desk.office.zone, desk.clock(), desk.policy.limits)
    assert entry.received_at == datetime(2026, 8, 20, 1, 30, tzinfo=UTC)
    assert entry.facts == (("where", "Desa Suka Maju"), ("amount_idr", "4800000000"))
    assert entry.reporter.name == "Siti Aminah"


def test_every_field_that_cannot_be_read_is_named_at_once(office: TestOffice) -> None:
    desk = office.desk("petugas")
    wrong = refused(desk, day="kemarin dulu", time="x", text=" ", amount="banyak")
    assert set(wrong) == {"day", "time", "text", "amount"}
    assert set(refused(desk, day="21/8/2026")) == {"day"}
    assert set(refused(desk, day="20/8/1026")) == {"day"}


def test_an_anonymous_reporter_leaves_nothing_of_himself(office: TestOffice) -> None:
    desk = office.desk("irban")
    receipt = record_form(
        desk, walk_in(identity_policy="anonymous", name="Siti Aminah", phone="081234567890")
    )
    (report,) = reveal(desk, receipt.register, "uji").reports
    assert (report.name, report.phone) == (None, None)


def test_the_same_entry_again_gives_the_same_number(office: TestOffice) -> None:
    desk = office.desk("petugas")
    values = walk_in()
    assert record_form(desk, values) == record_form(desk, values)
    assert record_form(desk, walk_in()).register != record_form(desk, values).register


def test_the_channel_of_the_last_report_by_form_is_proposed(office: TestOffice) -> None:
    desk = office.desk("petugas")
    assert usual_channel(desk) == "telephone"
    record_form(desk, walk_in(channel="letter"))
    assert usual_channel(desk) == "letter"
    assert usual_channel(office.desk("petugas2")) == "telephone"


def test_a_scanned_letter_alone_makes_a_report(office: TestOffice, tmp_path: Path) -> None:
    scan = tmp_path / "surat dari warga.pdf"
    scan.write_bytes(b"%PDF-1.4 pindaian")
    desk = office.desk("petugas")
    receipt = record_form(desk, walk_in(channel="letter", text="", files=(str(scan),)))
    (held,) = load_case(desk, receipt.register).evidence
    assert held.size == len(b"%PDF-1.4 pindaian")


def test_files_that_cannot_be_attached_say_why(office: TestOffice, tmp_path: Path) -> None:
    desk = office.desk("petugas")
    limits = desk.policy.limits
    small = msgspec.structs.replace(
        limits, message_bytes=msgspec.structs.replace(limits.message_bytes, value=10)
    )
    letter = tmp_path / "surat.pdf"
    letter.write_bytes(b"sebelas byte")
    for typed, reason in ((str(tmp_path / "tidak.pdf"), "tidak ada"), (str(tmp_path), "bukan berkas")):
        with pytest.raises(Refused, match=reason):
            find_file(typed, limits)
    with pytest.raises(Refused, match="batasnya 10 byte"):
        find_file(str(letter), small)
    assert find_file(str(letter), limits).size == 12


@pytest.mark.parametrize(
    "typed",
    [
        "'/data/surat satu.pdf'",
        '"/data/surat satu.pdf"',
        r"/data/surat\ satu.pdf ",
        "file:///data/surat%20satu.pdf",
    ],
)
def test_a_path_that_a_terminal_pastes_is_understood(typed: str) -> None:
    assert chosen_path(typed) == Path("/data/surat satu.pdf")


def test_a_form_says_nothing_of_the_reporter_when_it_is_shown() -> None:
    assert "Siti" not in repr(walk_in(name="Siti Aminah"))
