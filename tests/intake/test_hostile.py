"""Whatever arrives, reading it ends and says what it found; nothing gets through that commands a terminal."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import wbs_tui.operations
from models.words.reports import Incoming, IncomingReport, IntakeLimits, Rejected, SetAside
from wbs_tui.intake.mail import read_mail
from wbs_tui.intake.webform import read_form
from wbs_tui.text.clean import clean, safe_name

NOW = datetime(2026, 9, 1, tzinfo=UTC)
LIMITS = IntakeLimits(message_bytes=200_000, text_characters=2_000)
SAMPLES = Path(wbs_tui.operations.__file__).parent / "samples"
MAILS = [
    path.read_bytes() for path in sorted((SAMPLES / "mail").glob("*.eml")) if path.stat().st_size < 3_000
]
FORMS = (SAMPLES / "web" / "laporan-20260818.jsonl").read_bytes().splitlines()[1:3]

FRAGMENTS = [
    *[
        b"\r\n",
        b"\r\n\r\n",
        b"--b\r\n",
        b"--b--\r\n",
        b"From: a@b\r\n",
        b"Subject: =?utf-8?b?w6k",
        b"?= x\r\n",
    ],
    *[
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: multipart/alternative; boundary=b\r\n",
    ],
    *[b"Content-Type: message/rfc822\r\n", b"Content-Type: message/delivery-status\r\n"],
    *[b"Content-Type: message/partial; id=1\r\n", b"Content-Type: text/html; charset=utf-7\r\n"],
    *[
        b"Content-Type: text/plain; charset*=utf-8'x'%ff; format=flowed\r\n",
        b"Content-Type: multipart/mixed\r\n",
    ],
    *[b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n"],
    *[b"Content-Transfer-Encoding: quoted-printable\r\n", b"begin 644 a\r\n#86)C\r\n", b"=C3=A9=\r\n"],
    *[b"Content-Disposition: attachment; filename*0*=utf-8''%e2%80; filename*1*=%ae.exe\r\n"],
    *[
        b'Content-Disposition: attachment; filename="\x1b]0;x\x07/../a"\r\n',
        b"Date: 31 Feb 2026 99:99 +9999\r\n",
    ],
    *[
        b"<table><tr><td>",
        b"<script>",
        b"</a>",
        b"&#27;",
        b"\x1b[2J",
        b"\xe2\x80\xae",
        b"\xff\xfe",
        b"\x00",
        b"QUJD",
    ],
    *[b"Terima kasih,\r\nBudi\r\n", b"08120000", b"1504021203850002", b"-- \r\n", b"[identitas 1]", b"> "],
]


def check(found: Incoming, raw: bytes) -> None:
    assert found.raw == raw
    if isinstance(found, SetAside):
        return
    if isinstance(found, Rejected):
        assert found.reason == clean(found.reason, single_line=True)
        return
    shown = [found.title, *(answer for _name, answer in found.facts), *found.warnings]
    assert all(each == clean(each, single_line=True) for each in shown)
    assert found.title
    assert found.text == clean(found.text)
    assert found.received_at.utcoffset() is not None
    _check_files_and_identity(found)


def _check_files_and_identity(found: IncomingReport) -> None:
    for file in found.attachments:
        assert file.name == safe_name(file.name)
        file.original_name.encode()
    reporter = found.reporter
    for field in (reporter.name, reporter.email, reporter.phone, reporter.nik, reporter.address):
        assert field is None or field == clean(field, single_line=True)
    for number in range(1, len(found.masked) + 1):
        places = [found.title, found.text, *(file.name for file in found.attachments)]
        places += [answer for _name, answer in found.facts]
        assert any(f"[identitas {number}]" in place for place in places) or len(found.title) == 200


def read(raw: bytes) -> None:
    check(read_mail(raw, limits=LIMITS, now=NOW, source="x"), raw)


@given(st.binary(max_size=2_000))
@settings(max_examples=150)
def test_any_bytes(raw: bytes) -> None:
    read(raw)


@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=8), max_size=40))
@settings(max_examples=400)
@example([b"From: a@b\r\n", b"Content-Type: message/rfc822\r\n", b"\r\n"])
@example([b"From: a@b\r\n", b"Content-Type: multipart/mixed\r\n", b"\r\n", b"isi"])
def test_any_arrangement_of_the_pieces_of_a_mail(pieces: list[bytes]) -> None:
    read(b"".join(pieces))


@given(
    st.sampled_from(MAILS),
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 40), st.sampled_from(FRAGMENTS)), max_size=6),
)
@settings(max_examples=300)
def test_real_mails_damaged(raw: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for place, length, piece in damages:
        at = place % len(raw)
        raw = raw[:at] + piece + raw[at + length :]
    read(raw)


@given(
    st.sampled_from([form[:3_000] for form in FORMS] + [b'{"text": "a", "title": "b", "evidence": []}']),
    st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 9), st.binary(max_size=6)), max_size=4),
)
@settings(max_examples=200)
def test_forms_damaged(raw: bytes, damages: list[tuple[int, int, bytes]]) -> None:
    for place, length, piece in damages:
        at = place % len(raw)
        raw = raw[:at] + piece + raw[at + length :]
    check(read_form(raw, limits=LIMITS, now=NOW), raw)


BOMBS = {
    "encoded words": b"Subject: " + b"=?utf-8?b?w6k=?= " * 20_000,
    "beginnings of words": b"Subject: " + b"=?" * 90_000,
    "quotes": b"From: " + b'"' * 90_000,
    "commas": b"From: " + b"a," * 90_000,
    "references": b"References: " + b"<a@b> " * 30_000,
    "parameters": b"Content-Type: text/plain;" + b'a="\\";' * 30_000,
    "semicolons": b"Content-Type: text/plain;" + b";" * 180_000,
    "charset": b"Content-Type: text/plain; charset=" + b"x" * 100_000,
    "pieces of a name": b"Content-Disposition: attachment; "
    + b"".join(b"filename*%d=a; " % n for n in range(9_000)),
    "headers": b"From: a@b\n" * 1_900,
    "signatures": b"From: a@b\n\n" + b"Salam,\nBudi\n" * 15_000,
    "nested page": b"From: a@b\nContent-Type: text/html\n\n" + b"<div>" * 35_000,
    "links": b"From: a@b\nContent-Type: text/html\n\n" + b"<a href=http://x>" * 11_000,
    "combining marks": b"From: a@b\nContent-Type: text/plain; charset=utf-8\n\na"
    + "\u0301".encode() * 90_000,
    "parts": b"From: a@b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 20_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bombs_end_in_a_report_or_a_refusal(bomb: str) -> None:
    read(BOMBS[bomb])
