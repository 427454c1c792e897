"""Reports that an officer types."""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from models.words.reports import AttachmentKind, Channel, IdentityPolicy, IntakeLimits, Reporter
from wbs_tui.intake.files import File
from wbs_tui.intake.manual import ManualEntry, from_form
from wbs_tui.text.errors import Refused

ENTRY = ManualEntry(
    channel=Channel.IN_PERSON,
    received_at=datetime(2026, 8, 18, 2, 15, tzinfo=UTC),
    title="Jalan rusak",
    text="Pelapor Siti Contoh datang sendiri, HP 0812-0000-0505.",
    reporter=Reporter(name="Siti Contoh", phone="081200000505"),
    attachments=(File("surat.pdf", "application/pdf", b"%PDF"),),
    identity_policy=IdentityPolicy.CONFIDENTIAL,
    facts=(("where", "Kuto Batu"), ("when", "")),
)


def test_what_was_typed_becomes_a_report() -> None:
    report = from_form(ENTRY, IntakeLimits())
    assert (report.channel, report.title) == ("in_person", "Jalan rusak")
    assert report.text == "Pelapor [identitas 1] datang sendiri, HP [identitas 2]."
    assert report.reporter == ENTRY.reporter
    assert report.facts == (("where", "Kuto Batu"),)
    assert [(file.name, file.content) for file in report.attachments] == [("surat.pdf", b"%PDF")]
    assert report.received_at == ENTRY.received_at
    assert report.identity_policy is IdentityPolicy.CONFIDENTIAL


def test_the_original_holds_what_was_typed_and_the_same_each_time() -> None:
    report = from_form(ENTRY, IntakeLimits())
    typed = msgspec.json.decode(report.raw)
    assert typed["text"] == ENTRY.text
    assert typed["reporter"]["phone"] == "081200000505"
    assert typed["attachments"] == [{"name": "surat.pdf", "media_type": "application/pdf", "size": 4}]
    assert from_form(ENTRY, IntakeLimits()).raw == report.raw


def test_a_form_saved_twice_is_one_report_and_two_forms_are_two() -> None:
    again = ManualEntry(ENTRY.channel, ENTRY.received_at, ENTRY.title, ENTRY.text)
    first = from_form(ENTRY, IntakeLimits()).external_id
    assert from_form(ENTRY, IntakeLimits()).external_id == first
    assert from_form(again, IntakeLimits()).external_id != first


def test_an_impossible_nik_warns() -> None:
    report = from_form(replace(ENTRY, reporter=Reporter(nik="123")), IntakeLimits())
    assert report.warnings == ("NIK harus 16 angka; periksa kembali dengan pelapor.",)


def test_a_file_said_to_be_identity_is_identity() -> None:
    entry = replace(ENTRY, attachments=(File("a.jpg", "", b"x", kind=AttachmentKind.IDENTITY),))
    assert [file.kind for file in from_form(entry, IntakeLimits()).attachments] == [AttachmentKind.IDENTITY]


def test_an_empty_form_is_refused() -> None:
    with pytest.raises(Refused, match="masih kosong"):
        from_form(replace(ENTRY, title="", text=" \n", attachments=()), IntakeLimits())


def test_a_scanned_letter_alone_is_enough() -> None:
    report = from_form(replace(ENTRY, title="", text=""), IntakeLimits())
    assert report.title == "Laporan tanpa judul"


def test_a_repr_shows_nothing_that_was_typed() -> None:
    assert not [word for word in ("Siti", "0505", "Jalan", "Kuto") if word in repr(ENTRY)]
