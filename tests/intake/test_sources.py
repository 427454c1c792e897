"""Files and folders: every format is found, nothing stops the rest, memory stays small."""

import os
import socket
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.words.reports import Channel, Incoming, IncomingReport, IntakeLimits, Rejected
from wbs_tui.intake.sources import read_sources
from wbs_tui.text.errors import WrongUse

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIMITS = IntakeLimits()
SENT = "Date: Mon, 03 Aug 2026 09:12:00 +0700\n"


def read(*paths: Path, channel: str = "auto", limits: IntakeLimits = LIMITS) -> list[Incoming]:
    return list(read_sources(paths, channel, limits=limits, now=NOW))


def texts(found: list[Incoming]) -> list[str]:
    return [each.text if isinstance(each, IncomingReport) else each.reason for each in found]


def mail(text: str) -> str:
    return f"From: a@b.contoh\n{SENT}\n{text}\n"


def envelope(text: str, line: str = "From a@b.contoh Mon Aug  3 09:12:00 2026") -> str:
    return f"{line}\n{mail(text)}\n"


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_folder_is_read_by_name_and_the_paths_in_the_order_given(tmp_path: Path) -> None:
    put(tmp_path / "b" / "2.eml", mail("dua"))
    put(tmp_path / "b" / "10.eml", mail("sepuluh"))
    put(tmp_path / "b" / "a" / "1.eml", mail("satu"))
    first = put(tmp_path / "z.eml", mail("dulu"))
    assert texts(read(first, tmp_path / "b")) == ["dulu", "sepuluh", "dua", "satu"]


def test_what_is_no_report_is_passed_over_in_a_folder(tmp_path: Path) -> None:
    for name in ("README.md", "readme.txt", ".DS_Store", ".git/x.eml", "Thumbs.db", "catatan.md"):
        put(tmp_path / name, mail("bukan"))
    assert read(tmp_path) == []


def test_a_file_given_by_name_is_never_passed_over(tmp_path: Path) -> None:
    assert texts(read(put(tmp_path / ".surat", mail("isi")))) == ["isi"]


def test_a_format_that_is_not_known_is_said_and_the_rest_goes_on(tmp_path: Path) -> None:
    put(tmp_path / "a.docx", b"PK\x03\x04")
    put(tmp_path / "b.eml", mail("isi"))
    found = read(tmp_path)
    assert texts(found) == ["Bentuk berkas ini tidak dikenal.", "isi"]
    assert found[0].raw == b""
    assert found[0].source == str(tmp_path / "a.docx")


@pytest.mark.parametrize(
    ("name", "channel"),
    [("a.zip", "whatsapp"), ("a.xml", "sms"), ("a.csv", "sp4n"), ("a.xlsx", "sp4n")],
)
def test_channels_without_a_reader(tmp_path: Path, name: str, channel: str) -> None:
    path = put(tmp_path / name, b"x")
    (found,) = read(path)
    (told,) = read(path, channel=channel)
    assert found == told
    assert isinstance(found, Rejected)
    assert found.channel == channel


def test_a_channel_that_does_not_exist_is_wrong_use_at_once(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="merpati"):
        read_sources([tmp_path], "merpati", limits=LIMITS, now=NOW)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    missing = tmp_path / "tiada.eml"
    (found,) = read(missing)
    assert isinstance(found, Rejected)
    assert (found.reason, found.source, found.external_id) == (
        "Berkas atau folder ini tidak ada.",
        str(missing),
        "",
    )


def test_a_path_with_a_nul() -> None:
    assert texts(read(Path("a\0b"))) == ["Berkas atau folder ini tidak dapat dibaca (ValueError)."]


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything: be nobody for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_what_may_not_be_read_is_said_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    put(tmp_path / "a.eml", mail("rahasia")).chmod(0)
    put(tmp_path / "b" / "c.eml", mail("rahasia")).parent.chmod(0)
    put(tmp_path / "d.eml", mail("isi")).chmod(0o644)
    with as_nobody():
        found = read(Path())
    (tmp_path / "b").chmod(0o700)
    reason = "Berkas atau folder ini tidak boleh dibaca oleh akun Anda; periksa izinnya."
    assert texts(found) == [reason, reason, "isi"]
    assert [each.source for each in found] == ["a.eml", "b", "d.eml"]


def test_links_and_pipes_are_not_followed(tmp_path: Path) -> None:
    put(tmp_path / "luar" / "a.eml", mail("luar"))
    inside = tmp_path / "dalam"
    inside.mkdir()
    (inside / "a").symlink_to(tmp_path / "luar")
    (inside / "b.eml").symlink_to(tmp_path / "luar" / "a.eml")
    (inside / "c").symlink_to(inside)
    os.mkfifo(inside / "d.eml")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(inside / "e.eml"))
        assert texts(read(inside)) == [
            *["Tautan di dalam folder tidak diikuti."] * 3,
            *["Ini bukan berkas biasa dan tidak dibaca."] * 2,
        ]


def test_a_link_given_by_name_is_followed(tmp_path: Path) -> None:
    link = tmp_path / "tautan.eml"
    link.symlink_to(put(tmp_path / "a.eml", mail("isi")))
    assert texts(read(link)) == ["isi"]


def test_a_name_that_lies_is_shown_harmless(tmp_path: Path) -> None:
    (found,) = read(put(tmp_path / "a\x1b[2J\u202e.bin", b"x"))
    assert found.source == str(tmp_path / "a.bin")


def test_a_mail_without_a_telling_name_is_recognised(tmp_path: Path) -> None:
    assert texts(read(put(tmp_path / "1786.M1.host", "Return-Path: <a@b.contoh>\n" + mail("isi")))) == ["isi"]


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert texts(read(put(tmp_path / "a.eml", b""))) == ["Berkas ini kosong."]


def test_a_maildir_gives_what_was_delivered_only(tmp_path: Path) -> None:
    put(tmp_path / "box" / "cur" / "1786000001.M1.host:2,S", mail("satu"))
    put(tmp_path / "box" / "new" / "1786000002.M2.host", mail("dua"))
    put(tmp_path / "box" / "tmp" / "1786000003.M3.host", mail("setengah"))
    put(tmp_path / "box" / ".Sent" / "cur" / "1.M", mail("dari kantor"))
    put(tmp_path / "box" / "dovecot-uidlist", "3 V1 N3")
    assert texts(read(tmp_path / "box")) == ["satu", "dua"]
    assert texts(read(tmp_path)) == ["satu", "dua"]


def test_an_mbox_of_any_name(tmp_path: Path) -> None:
    for name in ("Inbox", "surat.mbox", "surat.eml", "surat.bin"):
        found = read(put(tmp_path / name, envelope("satu") + envelope("dua")))
        assert texts(found) == ["satu", "dua"]
        assert [each.source for each in found] == [
            f"{tmp_path / name}, pesan 1",
            f"{tmp_path / name}, pesan 2",
        ]


@pytest.mark.parametrize(
    "line",
    [
        "From - Mon Aug  3 09:12:00 2026",
        "From MAILER-DAEMON Mon Aug  3 09:12:00 2026",
        "From 1786@xxx Mon Aug 03 02:12:00 +0000 2026",
    ],
)
def test_envelopes_of_other_programs(tmp_path: Path, line: str) -> None:
    assert texts(read(put(tmp_path / "m", envelope("satu", line) + envelope("dua", line)))) == ["satu", "dua"]


def test_the_word_from_splits_nothing(tmp_path: Path) -> None:
    text = "a\n\nFrom the beginning\n\nFrom 09:12 to 10:12 in 2026\nb\n\n>From x\n\n>>From y"
    assert texts(read(put(tmp_path / "m", envelope(text) + envelope("dua")))) == [
        "a\n\nFrom the beginning\n\nFrom 09:12 to 10:12 in 2026\nb\n\nFrom x\n\n>From y",
        "dua",
    ]


def test_an_mbox_with_other_line_ends(tmp_path: Path) -> None:
    both = (envelope("satu") + envelope("dua")).replace("\n", "\r\n")
    assert texts(read(put(tmp_path / "m", both))) == ["satu", "dua"]


def test_an_mbox_whose_last_message_has_no_end(tmp_path: Path) -> None:
    assert texts(read(put(tmp_path / "m", (envelope("satu") + envelope("dua")).rstrip()))) == ["satu", "dua"]


def test_a_message_is_the_same_from_an_mbox_and_from_a_file(tmp_path: Path) -> None:
    (boxed,) = read(put(tmp_path / "m", envelope("satu")))
    (alone,) = read(put(tmp_path / "a.eml", mail("satu")))
    assert boxed.raw == alone.raw
    assert boxed.external_id == alone.external_id


def test_a_message_over_the_limit_is_kept_and_one_over_the_cap_is_named(tmp_path: Path) -> None:
    limits = IntakeLimits(message_bytes=1_000, kept_bytes=3_000)
    box = envelope("a" * 2_000) + envelope("b" * 100_000) + envelope("c")
    over, beyond, small = read(put(tmp_path / "m", box), limits=limits)
    assert isinstance(over, Rejected)
    assert isinstance(beyond, Rejected)
    assert "melewati batas 1000 byte" in over.reason
    assert over.kept_whole
    assert over.raw.endswith(b"a" * 2_000 + b"\n")
    assert "simpan sendiri berkas aslinya" in beyond.reason
    assert (beyond.raw, beyond.kept_whole) == (b"", False)
    assert beyond.size > 100_000
    assert texts([small]) == ["c"]


def test_a_huge_mail_and_a_huge_line_keep_memory_small(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with path.open("wb") as stream:
        stream.write(envelope("awal").encode() + b"From x Mon Aug  3 09:12:00 2026\nSubject: y\n\n")
        for _ in range(60):
            stream.write(b"x" * 1_000_000)
        stream.write(b"\n\n" + envelope("akhir").encode())
    limits = IntakeLimits(message_bytes=100_000, kept_bytes=1_000_000)
    tracemalloc.start()
    found = read(path, limits=limits)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [texts([found[0]]), texts([found[2]])] == [["awal"], ["akhir"]]
    assert found[1].size == 60_000_013
    assert peak < 8_000_000


def test_the_first_message_is_there_before_the_last_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "m", envelope("satu") * 20_000)
    messages = read_sources([path], limits=LIMITS, now=NOW)
    tracemalloc.start()
    assert texts([next(messages)]) == ["satu"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < path.stat().st_size / 2


def test_channel_email_reads_anything_as_mail(tmp_path: Path) -> None:
    found = read(put(tmp_path / "a.bin", b"\x00\x01"), channel="email")
    assert texts(found) == ["Ini bukan surel: tidak ada kepala surat di dalamnya."]
    assert found[0].raw == b"\x00\x01"
    assert found[0].channel == Channel.EMAIL
