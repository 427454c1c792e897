"""Lines of a web form's export."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.words.reports import AttachmentKind, Incoming, IncomingReport, IntakeLimits, Rejected, SetAside
from wbs_tui.intake.sources import read_sources
from wbs_tui.intake.webform import read_form

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIMITS = IntakeLimits()


def incoming(raw: bytes, limits: IntakeLimits = LIMITS) -> Incoming:
    return read_form(raw, limits=limits, now=NOW)


def read(**fields: Any) -> IncomingReport:
    form = {"id": "w-1", "received_at": "2026-08-18T02:15:00Z", "text": "Isi laporan.", **fields}
    found = incoming(json.dumps(form).encode())
    assert isinstance(found, IncomingReport)
    return found


def test_a_form_with_the_least_in_it() -> None:
    report = read()
    assert (report.external_id, report.text, report.title) == ("w-1", "Isi laporan.", "Isi laporan.")
    assert report.received_at == datetime(2026, 8, 18, 2, 15, tzinfo=UTC)
    assert (report.attachments, report.facts, report.warnings) == ((), (), ())


def test_fields_that_are_not_known_are_passed_over() -> None:
    assert read(versi=3, lain={"a": [1, 2]}).text == "Isi laporan."


def test_everything_is_cleaned_and_masked() -> None:
    reporter = {"name": "SITI\x1b[2J CONTOH", "phone": "+6281200000505", "address": "Alamat contoh No. 1"}
    report = read(
        title="Dari Siti Contoh\u202e",
        text="Saya siti contoh, alamat contoh no 1, 0812-0000-0505.\x1b]0;palsu\x07",
        where="rumah Siti Contoh, 0812-0000-0505",
        reporter=reporter,
    )
    assert report.title == "Dari [identitas 1]"
    assert report.text == "Saya [identitas 2], [identitas 3], [identitas 4]."
    assert dict(report.facts) == {"where": "rumah [identitas 1], [identitas 4]"}
    assert report.reporter.name == "SITI CONTOH"


@pytest.mark.parametrize(
    ("amount", "text"), [(5_467_000_000, "5467000000"), (1.5e9, "1500000000"), ("Rp 5 juta", "Rp 5 juta")]
)
def test_amounts(amount: object, text: str) -> None:
    assert dict(read(amount_idr=amount).facts) == {"amount_idr": text}


def test_a_choice_of_confidentiality_that_is_not_known_warns() -> None:
    report = read(identity_policy="tertutup")
    assert report.identity_policy is None
    assert report.warnings == (
        "Pilihan kerahasiaan pelapor pada formulir tidak dikenal; tanyakan kepada pelapor.",
    )


@pytest.mark.parametrize("when", [None, "", "kemarin", "1990-01-01T00:00:00Z", "2027-01-01T00:00:00Z"])
def test_a_time_that_cannot_be_believed(when: str | None) -> None:
    report = read(received_at=when)
    assert report.received_at == NOW
    assert report.warnings == ("Waktu kirim pada pesan tidak dapat dipercaya; dipakai waktu impor.",)


def test_a_time_in_another_zone() -> None:
    assert read(received_at="2026-08-18T09:15:00+07:00").received_at == datetime(
        2026, 8, 18, 2, 15, tzinfo=UTC
    )


def test_files() -> None:
    evidence = [
        {"filename": "../a\u202efdp.exe", "media_type": "application/pdf", "base64": "QUJD", "kind": "photo"},
        {"filename": "rusak.jpg", "base64": "bukan base64!"},
        {"filename": "kosong.jpg", "base64": None},
    ]
    report = read(evidence=evidence, reporter={"ktp": {"filename": "a.jpg", "base64": "QUJD"}})
    assert [(file.name, file.content, file.kind) for file in report.attachments] == [
        ("afdp.exe", b"ABC", AttachmentKind.EVIDENCE),
        ("rusak.jpg", b"bukan base64!", AttachmentKind.EVIDENCE),
        ("a.jpg", b"ABC", AttachmentKind.IDENTITY),
    ]
    assert [file.described_as for file in report.attachments] == ["photo", "", ""]
    assert report.warnings == (
        "Sebuah lampiran rusak saat dikirim; disimpan seperti diterima.",
        "Sebuah berkas pada formulir tidak berisi apa-apa.",
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"{",
        b"[]",
        b"null",
        b'{"id": 5}',
        b'{"id": "a", "evidence": [3]}',
        b'{"id": "\xff"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"reporter": {"nik": 16}}',
        b"\x00",
    ],
)
def test_a_line_that_is_no_form_is_refused_and_kept(raw: bytes) -> None:
    found = incoming(raw)
    assert isinstance(found, Rejected)
    assert found.reason.startswith("Bukan isian formulir yang utuh: ")
    assert found.raw == raw


def test_an_empty_form_is_set_aside() -> None:
    assert isinstance(incoming(b'{"id": "w-1", "text": " ", "title": ""}'), SetAside)


def test_a_form_without_an_id_is_known_by_its_bytes() -> None:
    first, second = incoming(b'{"text": "a"}'), incoming(b'{"text": "b"}')
    assert first.external_id != second.external_id


def test_a_line_over_the_limit_is_kept_whole() -> None:
    raw = json.dumps({"text": "x" * 2_000}).encode()
    found = incoming(raw, IntakeLimits(message_bytes=1_000))
    assert isinstance(found, Rejected)
    assert found.raw == raw
    assert "1000 byte" in found.reason


def test_lines_of_a_file_are_counted_and_one_over_the_cap_does_not_end_it(tmp_path: Path) -> None:
    big = json.dumps({"evidence": [{"base64": base64.b64encode(b"x" * 9_000).decode()}]})
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"text": "satu"}\r\n\r\n' + big.encode() + b'\n{"text": "empat"}')
    limits = IntakeLimits(message_bytes=1_000, kept_bytes=2_000)
    first, beyond, last = read_sources([path], limits=limits, now=NOW)
    assert isinstance(first, IncomingReport)
    assert isinstance(last, IncomingReport)
    assert (first.text, last.text) == ("satu", "empat")
    assert isinstance(beyond, Rejected)
    assert not beyond.kept_whole
    assert [each.source.rpartition(", ")[2] for each in (first, beyond, last)] == [
        "baris 1",
        "baris 3",
        "baris 4",
    ]
