"""Mails for imports that are interrupted: each with a file, one of them too large to lie in a row."""

from email.message import EmailMessage
from pathlib import Path


def write_mails(folder: Path, name: str, count: int) -> Path:
    """`count` mails with names of their own, in a new folder."""
    made = folder / name
    made.mkdir()
    for number in range(count):
        (made / f"{number}.eml").write_bytes(_mail(f"{name}-{number}", large=number == 0))
    return made


def _mail(name: str, *, large: bool) -> bytes:
    mail = EmailMessage()
    mail["From"] = f"Pelapor {name} <{name}@contoh.example>"
    mail["To"] = "wbs@inspektorat.example"
    mail["Date"] = "Wed, 19 Aug 2026 09:00:00 +0700"
    mail["Message-ID"] = f"<{name}@contoh.example>"
    mail["Subject"] = f"Dana desa perkara {name}"
    mail.set_content(f"Kepala desa memakai dana desa untuk dirinya. Perkara {name}.")
    content = f"kuitansi {name} ".encode() * (20_000 if large else 100)
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="kuitansi.pdf")
    return mail.as_bytes()
