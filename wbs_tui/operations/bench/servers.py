"""Servers for one run: PostgreSQL from the machine's own programs, and a hub with its own certificate."""

import ipaddress
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wbs_tui.operations.bench.program import wbs
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused

_SYSTEM = Path("/usr/lib/postgresql")
_LOOPBACK = "127.0.0.1"
_USER = "postgres"


def server_programs() -> Path | None:
    """The folder with `initdb` and `pg_ctl`; None when the machine has none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve(), *sorted(_SYSTEM.glob("*/bin/initdb"))] if on_path else []
    found = found or sorted(_SYSTEM.glob("*/bin/initdb"))
    return found[-1].parent if found else None


@contextmanager
def temporary_server(programs: Path) -> Iterator[str]:
    """The address of a database on a server that listens on a socket in a folder of its own, for the block.

    It waits for the disk as it is delivered. Raises Refused.
    """
    folder = Path(tempfile.mkdtemp(prefix="wbsbench"))  # a socket's path may have 107 characters
    who = _unprivileged()
    try:
        if who:
            shutil.chown(folder, who["user"], who["group"])
        data = f"--pgdata={folder / 'data'}"
        initial = (f"--username={_USER}", "--auth=trust", "--encoding=UTF8", "--locale=C")
        _run(programs / "initdb", [data, *initial], folder, who)
        options = f"--options=-k {folder} -c listen_addresses=''"
        start = ["start", "--wait", "--silent", data, f"--log={folder / 'log'}", options]
        _run(programs / "pg_ctl", start, folder, who)
        try:
            yield f"postgresql://{_USER}@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", ["stop", "--wait", "--silent", "--mode=fast", data], folder, who)
    finally:
        shutil.rmtree(folder)


def _unprivileged() -> Mapping[str, Any]:
    """PostgreSQL refuses to run as root; whoever else measures is unprivileged already."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _run(program: Path, words: Sequence[str], folder: Path, who: Mapping[str, Any]) -> None:
    done = subprocess.run(  # noqa: S603 - the machine's own programs
        [str(program), *words], cwd=folder, capture_output=True, check=False, **who
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Refused(_("PostgreSQL tidak dapat dijalankan: {said}").format(said=said))


@dataclass(frozen=True, slots=True)
class HubServer:
    """A hub that answers at `url`; `authority` is the certificate that proves it."""

    url: str
    authority: Path
    environment: Mapping[str, str]
    folder: Path

    def add_office(self, code: str, name: str, kind: str, under: str) -> str:
        """Let an office in as the operator does; the code with which it enrols."""
        token = self.folder / f"token-{code}"
        words = ["hub", "office", "add", code, name, "--kind", kind, "--token-to", str(token)]
        words += ["--under", under] if under else []
        subprocess.run([wbs(), *words], env=self.environment, check=True, capture_output=True)  # noqa: S603
        return token.read_text().strip()


@contextmanager
def hub_server(store: str, folder: Path) -> Iterator[HubServer]:
    """`wbs hub serve` over the store of this address, in a process of its own, for the block."""
    folder.mkdir()
    certificate, key = _write_certificate(folder)
    environment = {**os.environ, "WBS_HUB_STORE": store, "WBS_LANG": "id"}
    environment.pop("WBS_STORE", None)
    words = [
        "hub",
        "serve",
        "--listen",
        f"{_LOOPBACK}:0",
        "--tls-cert",
        str(certificate),
        "--tls-key",
        str(key),
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(  # noqa: S603 - our own words
            [wbs(), *words], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            url = process.stdout.readline().strip()
            if not url:
                raise Refused(
                    _("Hub tidak dapat dijalankan: {said}").format(said=(folder / "log").read_text())
                )
            yield HubServer(url, certificate, environment, folder)
        finally:
            process.terminate()


def _write_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this computer alone, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _LOOPBACK)])
    now, day = datetime.now(UTC), timedelta(days=1)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(_LOOPBACK))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.touch(mode=0o600)
    plain = serialization.NoEncryption()
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return certificate, private
