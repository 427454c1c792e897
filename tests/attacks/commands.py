"""Runs the real `wbs` against a test's office, as another process would."""

import os
import subprocess
import sys
from pathlib import Path

from tests import warm
from tests.warm import Process
from wbs_tui.store.location import StoreLocation

WBS = Path(sys.executable).with_name("wbs")


def environment(location: StoreLocation, user: str, password: str, **more: str) -> dict[str, str]:
    """What `wbs` needs to know, with the password in a file that only its owner reads."""
    location.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret, line = location.folder / "kata-sandi", f"{password}\n"
    if not secret.exists() or secret.read_text() != line:  # or one that begins beside it might read it empty
        secret.write_text(line)
        secret.chmod(0o600)
    return {
        **os.environ,
        "WBS_STORE": str(location),
        "WBS_USER": user,
        "WBS_PASSWORD_FILE": str(secret),
        "WBS_KEYRING": "off",
        "WBS_LANG": "id",
        **more,
    }


def start(location: StoreLocation, user: str, password: str, *words: str) -> Process:
    """Begin a command and do not wait for it."""
    return warm.start([WBS, *words], environment(location, user, password))


def kill_after(process: Process, seconds: float) -> None:
    """Let the command run this long at most, then kill -9."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


def mails(folder: Path, count: int, *, prefix: str = "m", attachment: bool = False) -> Path:
    """A folder with one mbox of `count` different reports."""
    folder.mkdir(parents=True, exist_ok=True)
    box = folder / f"{prefix}.mbox"
    with box.open("w") as file:
        for number in range(count):
            file.write(_mail(f"{prefix}{number}", attachment))
    return box


def _mail(name: str, attachment: bool) -> str:
    head = (
        f"From x Mon Aug 10 09:00:00 2026\nFrom: {name}@surel.contoh\nTo: pengaduan@contoh.go.id\n"
        f"Subject: Dana desa {name} dipotong\nDate: Mon, 10 Aug 2026 09:00:00 +0700\n"
        f"Message-ID: <{name}@contoh.id>\nMIME-Version: 1.0\n"
    )
    body = f"Kepala Desa {name} memotong BLT dana desa Rp 300.000 per keluarga sejak Mei 2026.\n\n"
    if not attachment:
        return f"{head}Content-Type: text/plain; charset=utf-8\n\n{body}"
    return (
        f'{head}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n{body}'
        f'--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="{name}.pdf"\n\n'
        + "isi berkas " * 3000
        + "\n--b--\n\n"
    )
