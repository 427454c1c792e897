"""The shipped samples come out as their README says."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import wbs_tui.operations
from models.words.reports import (
    AttachmentKind,
    Channel,
    IdentityPolicy,
    Incoming,
    IncomingReport,
    IntakeLimits,
    Rejected,
    SetAside,
    SetAsideReason,
)
from wbs_tui.intake.sources import read_sources

SAMPLES = Path(wbs_tui.operations.__file__).parent / "samples"
NOW = datetime(2026, 9, 1, tzinfo=UTC)


def read(*parts: str) -> list[Incoming]:
    return list(read_sources([SAMPLES / part for part in parts], limits=IntakeLimits(), now=NOW))


def report(name: str) -> IncomingReport:
    (found,) = read(f"mail/{name}.eml")
    assert isinstance(found, IncomingReport)
    return found


@pytest.fixture(scope="module")
def everything() -> list[Incoming]:
    return read("mail", "web")


def test_fourteen_reports_one_empty_mail_and_one_broken_line(everything: list[Incoming]) -> None:
    assert Counter(type(each) for each in everything) == {IncomingReport: 14, SetAside: 1, Rejected: 1}


def test_the_empty_mail_is_set_aside_and_kept() -> None:
    (found,) = read("mail/0009-kosong.eml")
    assert isinstance(found, SetAside)
    assert found.reason is SetAsideReason.EMPTY
    assert found.raw == (SAMPLES / "mail/0009-kosong.eml").read_bytes()


def test_the_broken_line_is_named_by_its_number_and_kept(everything: list[Incoming]) -> None:
    (broken,) = [each for each in everything if isinstance(each, Rejected)]
    assert broken.channel == Channel.WEB
    assert "Bukan isian formulir yang utuh" in broken.reason
    assert broken.raw == b'{"id": "web-2026-0004", "rusak": '
    assert broken.source.endswith("laporan-20260818.jsonl, baris 4")


def test_every_report_keeps_what_was_sent(everything: list[Incoming]) -> None:
    for path in (SAMPLES / "mail").glob("*.eml"):
        assert any(each.raw == path.read_bytes() for each in everything)


def test_the_first_mail_with_its_identity_taken_out() -> None:
    first = report("0001-dana-desa")
    assert first.title == "Laporan penyimpangan Dana Desa Sungai Rambai TA 2025"
    assert first.text.endswith("NIK [identitas 1]\nHP [identitas 2]")
    assert first.masked == ("1504021203850002", "0812-0000-0101")
    assert "Rp 287.500.000" in first.text
    assert "14 Januari 2026" in first.text
    assert first.received_at == datetime(2026, 8, 3, 2, 12, tzinfo=UTC)
    assert (first.reporter.name, first.reporter.email) == ("Rahmat H.", "rahmat.contoh@mail.contoh")
    assert [(file.name, file.kind) for file in first.attachments] == [
        ("foto jalan RT04.jpg", AttachmentKind.EVIDENCE),
        ("APBDes 2025.pdf", AttachmentKind.EVIDENCE),
        ("KTP.jpg", AttachmentKind.IDENTITY),
    ]
    assert first.attachments[0].content.startswith(b"\xff\xd8\xff")


def test_the_reply_names_the_first_mail_and_its_sender() -> None:
    first, reply = report("0001-dana-desa"), report("0007-rujukan-0001")
    assert reply.in_reply_to == (first.external_id,)
    assert reply.sender_key == first.sender_key
    assert reply.title == first.title


def test_the_page_becomes_text_without_its_picture_and_script() -> None:
    text = report("0002-pbj-rsud").text
    assert "Saya ASN di RSUD. Pengadaan alat hemodialisa" in text
    assert "Harga pasar Rp 310 juta/unit" in text
    assert "pelacak" not in text
    assert "alert" not in text


def test_nothing_hostile_is_left() -> None:
    hostile = report("0008-sarana-berbahaya")
    shown = [hostile.title, hostile.text, *(file.name for file in hostile.attachments)]
    assert all(each.isprintable() for each in shown)
    assert "judul palsu" not in hostile.text
    assert [file.name for file in hostile.attachments] == ["laporanfdp.exe", "passwd"]
    assert [file.original_name for file in hostile.attachments] == [
        "laporan\u202efdp.exe",
        "../../etc/passwd",
    ]


def test_advertising_is_a_report_like_any_other() -> None:
    assert report("0010-promosi").title == "DISKON 70% seminar bimtek!!!"


def test_the_mailbox_holds_two_reports() -> None:
    first, second = read("mail/kotak.mbox")
    assert (first.external_id, second.external_id) == ("m1@contoh.id", "m2@contoh.id")
    assert isinstance(second, IncomingReport)
    assert second.text.endswith("sejak 2024.")
    assert second.source.endswith("kotak.mbox, pesan 2")


def test_the_web_forms() -> None:
    first, second, third, _broken = read("web")
    assert isinstance(first, IncomingReport)
    assert isinstance(second, IncomingReport)
    assert isinstance(third, IncomingReport)
    assert [each.identity_policy for each in (first, second, third)] == [
        IdentityPolicy.CONFIDENTIAL,
        IdentityPolicy.OPEN,
        IdentityPolicy.ANONYMOUS,
    ]
    assert dict(first.facts)["amount_idr"] == "5467000000"
    assert [(file.name, file.kind, file.described_as) for file in first.attachments] == [
        ("RKA.pdf", AttachmentKind.EVIDENCE, "document"),
        ("label.jpg", AttachmentKind.EVIDENCE, "photo"),
        ("saksi.txt", AttachmentKind.EVIDENCE, "witness"),
        ("ktp.jpg", AttachmentKind.IDENTITY, ""),
    ]
    assert first.warnings == ()
    assert second.warnings == ("Tanggal lahir di dalam NIK tidak mungkin; periksa kembali dengan pelapor.",)
    assert second.reporter.nik == "1671050000900003"


@pytest.mark.parametrize("folder", ["whatsapp", "sms", "sp4n"])
def test_what_has_no_reader_yet_says_so(folder: str) -> None:
    found = read(folder)
    assert found
    assert all(isinstance(each, Rejected) and "belum dapat dibaca" in each.reason for each in found)


def test_a_walk_over_all_samples_passes_the_readme_over() -> None:
    assert not [each for each in read("") if "README" in each.source or ".git" in each.source]
