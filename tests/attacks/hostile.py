"""A report in which every text and name tries to command the terminal or the screen."""

import base64
import re
from pathlib import Path

PAYLOADS = (
    "\x1b]0;judul-palsu\x07",
    "\x1b]2;judul-palsu\x1b\\",
    "\x1b]52;c;amFoYXQ=\x07",
    "\x1b]8;;http://jahat.contoh\x07tautan\x1b]8;;\x07",
    "\x1b[38;5;213mmerah-muda",
    "\x9b987;654Hloncat",
    "\x1bP$qm\x1b\\",
    "\x1b_Gi=31;AAAA\x1b\\",
    "\u202egpj.exe\u202c",
    "\u2066tersembunyi\u2069",
    "\u200e\u200f\u061c",
    "\x85\x90\x9d",
    "\a\b\v\f\x7f",
)
MARKUP = "[@click=app.quit]keluar[/] [/b] [b]tebal [link=http://jahat.contoh]x[/link] [on red]{0} %s"
PIECES = (b"judul-palsu", b"]52;", b"]8;;http", b"38;5;213", b"987;654H", b"Gi=31", b"$qm")
"""Pieces of the payloads that mean something only when their escape came with them."""
_SEQUENCE = re.compile(rb"\x1b(?:\][^\x07\x1b]*|[P_^X][^\x1b]*|\[[0-?]*[ -/]*[@-~])")
BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"


def hostile_mail(path: Path) -> Path:
    """Write the mail: subject, sender, body, file names."""
    attack = "".join(PAYLOADS)
    names = (f"{attack}.pdf", "../../etc/passwd", f"{MARKUP}.jpg", "ktp\u202egpj.exe", "data\u202egpj.exe")
    parts = [
        _part("text/plain; charset=utf-8", f"{MARKUP}\nKepala desa memotong dana desa.\n{attack}\nselesai\n")
    ]
    parts += [_part("application/pdf", f"isi {attack}", _disposition(name)) for name in names]
    head = (
        f"From: {_word(attack + MARKUP)} <jahat@surel.contoh>\n"
        f"Subject: {_word('Dana desa ' + MARKUP + attack)}\n"
        "Date: Mon, 10 Aug 2026 09:00:00 +0700\nMessage-ID: <jahat@surel.contoh>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="batas"\n\n'
    )
    path.write_text(head + "".join(f"--batas\n{part}\n" for part in parts) + "--batas--\n")
    return path


def _part(kind: str, content: str, disposition: str = "") -> str:
    coded = base64.encodebytes(content.encode(errors="surrogateescape")).decode()
    return f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n{disposition}\n{coded}"


def _word(text: str) -> str:
    return "=?utf-8?b?" + base64.b64encode(text.encode()).decode() + "?="


def _disposition(name: str) -> str:
    coded = "".join(f"%{byte:02X}" for byte in name.encode())
    return f"Content-Disposition: attachment; filename*=utf-8''{coded}\n"


def commands_in(output: bytes) -> list[str]:
    """What of the payloads came through as a command of the terminal, or as a direction of writing."""
    text = output.decode(errors="replace")
    sequences = _SEQUENCE.findall(output)
    found = [repr(piece) for piece in PIECES if any(piece in sequence for sequence in sequences)]
    return found + [
        repr(character) for character in (*BIDI, *map(chr, range(0x80, 0xA0))) if character in text
    ]
