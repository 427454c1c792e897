"""E-mails to import: as they reach an inspectorate, the same for every run."""

import random
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from wbs_tui.operations.demo_texts import MATTERS, PLACES

_FIRST = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
_NAMES = ("Siti Aminah", "Budi Santoso", "Rahmat Hidayat", "Dewi Lestari", "Agus Salim", "Nur Hasanah")
_WITH_HTML = 5
"""One mail in so many has an HTML half besides the plain one."""


def write_mails(folder: Path, count: int, seed: int = 7) -> None:
    """Write so many reports of 1 to 3 kB into the maildir `folder`: one in five with HTML, no attachments."""
    chance = random.Random(seed)  # noqa: S311 - the same mails every time
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    for number in range(1, count + 1):
        (folder / "cur" / f"{1_760_000_000 + number}.{number}.bench:2,S").write_bytes(
            bytes(_mail(number, chance))
        )


def _mail(number: int, chance: random.Random) -> EmailMessage:
    matter, place, name = chance.choice(MATTERS), chance.choice(PLACES), chance.choice(_NAMES)
    amount = f"Rp{chance.randint(5, 900)}.{chance.randint(0, 999):03}.000"
    blanks = {"place": f"{place} {number % 997}", "amount": amount, "year": chance.randint(2022, 2026)}
    mail = EmailMessage()
    mail["Return-Path"] = f"<warga{number}@example.org>"
    mail["Received"] = f"from mx{number % 9}.example.net by mail.example.go.id with ESMTPS id {number:012X}"
    mail["From"] = f"{name} <warga{number}@example.org>"
    mail["To"] = "wbs@example.go.id"
    mail["Subject"] = matter.title.format(**blanks)
    mail["Date"] = format_datetime(_FIRST + timedelta(minutes=number))
    mail["Message-ID"] = f"<bench.{number}@example.org>"
    text = "\n\n".join(
        [
            "Kepada Yth. Inspektur,",
            matter.text.format(**blanks),
            chance.choice(MATTERS).text.format(**blanks),
            f"Saya dapat dihubungi di 08{chance.randint(10**9, 10**10 - 1)}.",
            f"Hormat saya,\n{name}\nDusun {number % 40}, {place}",
        ]
    )
    mail.set_content(text)
    if number % _WITH_HTML == 0:
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        mail.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    return mail
