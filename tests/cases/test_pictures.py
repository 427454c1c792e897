"""Identity documents as pictures: only while revealed, and a hostile one ends nothing but its own decoder."""

import os
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from models.words.reports import Attachment, AttachmentKind, IncomingReport, Reporter
from tests.cases.at_work import recorded
from wbs_tui.cases.identity import decode_picture, pictures
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.identity.pictures import NotRevealed, NotShown, Picture, decode, identity_picture
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.evidence import NoSuchEvidence
from wbs_tui.intake.record import record
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.vault.ids import new_id


def card(size=(860, 540), format="JPEG", **given):
    """A picture with a red left and a blue right half."""
    made = Image.new("RGB", size, (20, 40, 200))
    made.paste((200, 30, 20), (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    made.save(file, format, **given)
    return file.getvalue()


def png(width, height, data=b"", *, more=()):
    """A PNG of any declared size."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [
        chunk(b"IHDR", head),
        *(chunk(*each) for each in more),
        chunk(b"IDAT", data),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def zeros(size):
    """A zlib stream of many zero bytes in few."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(bytes(1 << 20)) for _each in range(size >> 20)] + [packer.flush()])


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_a_picture_becomes_pixels_no_larger_than_asked(format):
    made = decode(card(format=format), (100, 100))
    assert (made.width, len(made.pixels)) == (100, 100 * made.height * 3)
    assert made.height in (62, 63)
    middle = made.height // 2 * 300
    left, right = made.pixels[middle : middle + 3], made.pixels[middle + 294 : middle + 297]
    assert left[0] > 150 > left[2]
    assert right[2] > 150 > right[0]


def test_a_picture_taken_upright_is_turned_as_it_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    made = decode(card(exif=exif), (100, 100))
    assert made.height == 100 > made.width


HOSTILE = {
    "a bomb": lambda: png(30_000, 30_000, zeros(64 << 20)),
    "huge dimensions": lambda: png(2**31 - 1, 2**31 - 1),
    "large and lying": lambda: png(6000, 6000, zlib.compress(b"")),
    "a truncated JPEG": lambda: card(size=(2000, 1500))[:4000],
    "a JPEG without its data": lambda: card()[:200],
    "SVG": lambda: (
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    ),
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n",
    "an animated GIF": lambda: card(
        format="GIF", save_all=True, append_images=[Image.new("RGB", (9, 9))] * 50
    ),
    "TIFF": lambda: card(format="TIFF"),
    "noise": lambda: os.urandom(50_000),
    "noise behind a JPEG's head": lambda: b"\xff\xd8\xff\xe0" + os.urandom(50_000),
    "nothing": lambda: b"",
    "a text bomb": lambda: png(
        10, 10, zlib.compress(bytes(310)), more=[(b"zTXt", b"a\0\0" + zeros(256 << 20))]
    ),
    "a profile bomb": lambda: png(
        10, 10, zlib.compress(bytes(310)), more=[(b"iCCP", b"a\0\0" + zeros(256 << 20))]
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_picture_is_refused_in_a_sentence(name):
    raw = HOSTILE[name]()
    with pytest.raises(NotShown) as refused:
        decode(raw)
    assert refused.value.exit_code == 1


def test_more_than_may_be_is_not_even_given_to_the_decoder(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nothing/here")
    with pytest.raises(NotShown):
        decode(bytes(pictures.MOST_BYTES + 1))


LIMITED = f"""
import sys
sys.path.insert(0, {str(Path(decode_picture.__file__).parent)!r})
import decode_picture, os, socket
decode_picture.CPU_SECONDS = 1
decode_picture.give_up_rights()
"""


@pytest.mark.parametrize(
    ("does", "ends"),
    [
        ("while True: pass", -9),
        ("x = bytearray(2 << 30)", 1),
        ("open('/etc/hostname')", 1),
        ("open('/tmp/terbuka', 'w')", 1),
        ("socket.socket()", 1),
        ("os.pipe()", 1),
    ],
    ids=["endless", "memory", "read", "write", "socket", "pipe"],
)
def test_a_decoder_that_was_taken_over_can_do_nothing(does, ends):
    done = subprocess.run([sys.executable, "-I", "-c", LIMITED + does], capture_output=True, timeout=60)
    assert done.returncode in (ends, -24)
    assert done.returncode != 0


@pytest.mark.parametrize(
    "does",
    [
        "sys.stdout.buffer.write(b'9 9\\n' + bytes(9)); sys.exit(0)",
        "sys.stdout.buffer.write(b'-1 5\\n'); sys.exit(0)",
        "sys.stdout.buffer.write(b'99999 1\\n' + bytes(300000)); sys.exit(0)",
        "sys.stdout.buffer.write(b'x' * 100); sys.exit(0)",
        "sys.stdout.buffer.write(bytes(50 << 20)); sys.exit(0)",
        "os.kill(os.getpid(), 11)",
        "sys.exit(0)",
    ],
    ids=["short", "negative", "wide", "no head", "endless", "killed", "silent"],
)
def test_what_a_decoder_says_is_not_believed(tmp_path, monkeypatch, does):
    script = tmp_path / "decoder.py"
    script.write_text(f"import os, sys\nsys.stdin.buffer.read()\n{does}\n")
    monkeypatch.setattr(decode_picture, "__file__", str(script))
    with pytest.raises(NotShown):
        decode(card(), (100, 100))


def test_a_decoder_that_never_ends_is_killed(tmp_path, monkeypatch):
    script = tmp_path / "decoder.py"
    script.write_text("import threading\nthreading.Event().wait()\n")
    monkeypatch.setattr(decode_picture, "__file__", str(script))
    monkeypatch.setattr(pictures, "_SECONDS", 0.2)
    with pytest.raises(NotShown):
        decode(card(), (100, 100))


def with_card(desk, content=None):
    """A report with an identity card and another file; its register number and their ids."""
    files = (
        Attachment("kuitansi.jpg", "kuitansi.jpg", "image/jpeg", card()),
        Attachment("ktp.jpg", "ktp siti.jpg", "image/jpeg", content or card(), AttachmentKind.IDENTITY),
    )
    report = IncomingReport(
        channel="web",
        external_id=new_id(desk.clock),
        received_at=desk.clock(),
        title="Dana desa",
        text="Dana desa.",
        masked=(),
        reporter=Reporter(name="Siti Pelapor"),
        raw=b"mentah",
        attachments=files,
    )
    register = record(desk, report).register
    receipt, identity = load_case(desk, register).evidence
    return register, receipt.id, identity.id


def test_an_identity_card_is_shown_only_while_revealed(office):
    lead = office.desk("irban")
    register, receipt, identity = with_card(lead)
    with pytest.raises(NotRevealed):
        identity_picture(lead, register, identity)
    shown = reveal(lead, register, "klarifikasi")
    assert [(each.id, each.name) for each in shown.reports[0].pictures] == [(identity, "ktp siti.jpg")]
    assert isinstance(identity_picture(lead, register, identity), Picture)
    with pytest.raises(NoSuchEvidence):
        identity_picture(lead, register, receipt)
    office.clock.forward(minutes=11)
    with pytest.raises(NotRevealed):
        identity_picture(lead, register, identity)


def test_what_one_revealed_another_does_not_see(office):
    lead, head = office.desk("irban"), office.desk("inspektur")
    register, _receipt, identity = with_card(lead)
    reveal(lead, register, "klarifikasi")
    with pytest.raises(NotRevealed):
        identity_picture(head, register, identity)
    with pytest.raises(NotRevealed):
        identity_picture(office.desk("petugas"), register, identity)
    with pytest.raises(NotPermitted):
        identity_picture(office.desk("auditor"), register, identity)


def test_an_identity_card_of_another_case_stays_closed(office):
    lead = office.desk("irban")
    register, _receipt, _identity = with_card(lead)
    _other, _receipt, elsewhere = with_card(lead)
    reveal(lead, register, "klarifikasi")
    with pytest.raises(NoSuchEvidence):
        identity_picture(lead, register, elsewhere)


def test_nothing_of_a_picture_is_written_to_the_disk(office, tmp_path, monkeypatch):
    """Neither by us nor by the decoder: the folders stay as they are, temporary ones too."""
    monkeypatch.setenv("TMPDIR", str(tmp_path / "sementara"))
    (tmp_path / "sementara").mkdir()
    lead = office.desk("irban")
    register, _receipt, identity = with_card(lead)
    reveal(lead, register, "klarifikasi")
    before = {path for path in tmp_path.rglob("*") if "office.wbs-" not in path.name}
    identity_picture(lead, register, identity)
    assert {path for path in tmp_path.rglob("*") if "office.wbs-" not in path.name} == before


def test_a_card_is_never_counted_as_evidence(office):
    desk = office.desk("petugas")
    register = recorded(desk)
    with desk.reading() as connection:
        from sqlalchemy import text

        counted = connection.execute(text("SELECT evidence FROM cases WHERE register = :r"), {"r": register})
        assert counted.scalar() == 1
