"""Planted words are found nowhere in the clear: store, temporary folders, logs, core files, the process."""

import base64
import os
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest
from commands import WBS, environment

from tests.attacks.own_house import House
from tests.attacks.scan import Scanner, planted

REGISTER = "16-2026-000001"


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


def report(words, path: Path) -> Path:
    """A mail in which every place holds its own planted word."""
    mail = EmailMessage()
    mail["From"] = f"{words['nama']} <{words['surel'].replace('é', 'e')}@surel.contoh>"
    mail["To"] = "pengaduan@contoh.go.id"
    mail["Subject"] = f"Dana desa dipotong {words['judul']}"
    mail["Date"] = "Mon, 10 Aug 2026 09:00:00 +0700"
    mail["Message-ID"] = "<kenari@surel.contoh>"
    mail.set_content(
        f"Kepala Desa memotong BLT dana desa. {words['badan']}\nHubungi {words['telepon']}.\n"
        f"NIK {words['nik']}\n\nHormat saya,\n{words['nama']}\n"
    )
    content = f"%PDF-1.4 {words['isi']}\n" * 5000
    mail.add_attachment(
        content.encode(), maintype="application", subtype="pdf", filename=f"{words['berkas']}.pdf"
    )
    path.parent.mkdir()
    path.write_bytes(bytes(mail))
    return path


def watched(scanner, process, *roots):
    """Look again and again while the process runs, and once after; gives what was found and how it ended."""
    found = []
    while process.poll() is None:
        found += scanner.in_files(*roots) + scanner.in_process(process.pid)
    out, err = process.communicate()
    found += scanner.in_files(*roots) + scanner.in_bytes((out or b"") + err, "what it printed")
    return found, process.returncode


def test_a_report_leaves_nothing_in_the_clear(office, house, password, tmp_path):
    words = planted("badan", "nama", "judul", "berkas", "isi", "surel")
    words |= {
        "telepon": "0812" + str(int.from_bytes(os.urandom(4), "big"))[:9].zfill(9),
        "nik": "1504021203850002",
    }
    mail = report(words, tmp_path / "masuk" / "lapor.eml")
    scanner = Scanner(words, without=[mail.parent])
    environ = environment(office.location, "petugas", password, **house.environment())
    found = []
    commands = (
        ("import", str(mail), "--json"),
        ("inbox",),
        ("show", REGISTER, "--journal", "--json"),
        ("evidence", "release", REGISTER, "1"),
        ("verify",),
        ("doctor",),
    )
    for command in commands:
        shows = command[0] in ("inbox", "show")
        process = subprocess.Popen(
            [WBS, *command],
            env=environ | {"WBS_USER": "irban"},
            cwd=house.working,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if shows else subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        seen, code = watched(scanner, process, tmp_path)
        found += seen
        assert code == 0, command
    assert found == []
    print(f"looked {scanner.looks} times at {scanner.bytes >> 20} MiB for {len(words)} words")


def test_a_scan_finds_what_is_there(tmp_path):
    """The scanner is no good if it finds nothing in what does leak."""
    words = planted("satu")
    word = words["satu"]
    leaks = {
        "utf8": word.encode(),
        "utf16": b"x" + word.encode("utf-16-le"),
        "mail": bytes(EmailMessage()) + report_body(word),
    }
    for offset in range(3):
        leaks[f"base64-{offset}"] = base64.b64encode(b"a" * offset + word.encode() + b"sisa")
    leaks["hex"] = (b"\0" + word.encode()).hex().encode()
    for name, data in leaks.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / word).write_bytes(b"")
    found = Scanner(words).in_files(tmp_path)
    assert len(found) == len(leaks) + 1
    child = [sys.executable, "-c", "import sys; print('siap', flush=True); sys.stdin.read()", word]
    with subprocess.Popen(child, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        seen = Scanner(words).in_process(process.pid)
        process.communicate(b"")
    assert len(seen) == 1 or sys.platform != "linux"


def report_body(word):
    mail = EmailMessage()
    mail.set_content(f"Laporan {word}", cte="quoted-printable")
    return bytes(mail)
