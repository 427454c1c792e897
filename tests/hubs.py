"""A real hub for the tests: the program's own server with a real certificate on 127.0.0.1, in a thread.

    with running_hub() as hub:
        token = hub.add_office("16", "Inspektorat Contoh", OfficeKind.INSPECTORATE)
        ...                         # an httpx.Client(verify=hub.ca_context()) speaks to hub.url

Only while it runs may the test open sockets, and those only to 127.0.0.1.
"""

import atexit
import io
import ipaddress
import shutil
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest_socket
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.words.clock import Clock, system_clock
from models.words.exchange import OfficeKind
from wbs_tui.hub import logs
from wbs_tui.hub import upkeep as hub_upkeep
from wbs_tui.hub.app import applications
from wbs_tui.hub.core import Hub
from wbs_tui.hub.database import open_database
from wbs_tui.hub.limits import Limits
from wbs_tui.hub.offices import add_office
from wbs_tui.hub.serving import Listen, Tls, listening, names_of, server_of
from wbs_tui.store.location import locate

LOOPBACK = "127.0.0.1"
_DAY = timedelta(days=1)


@dataclass
class RunningHub:
    """A hub that answers at `url`; `ca` is the file that proves it (httpx: `verify=hub.ca_context()`)."""

    url: str
    ca: Path
    hub: Hub
    said: io.StringIO = field(repr=False)
    """What it has logged."""

    def add_office(self, code: str, name: str, kind: OfficeKind, under: str = "") -> str:
        """Let an office in; the code with which it enrols."""
        return add_office(self.hub, code, name, kind, under).code

    def ca_context(self) -> ssl.SSLContext:
        """Trusts this hub's certificate and no other."""
        return _trusting(self.ca)

    def upkeep(self) -> int:
        """What it does each minute, now; the number of parcels that were removed."""
        return hub_upkeep.run(self.hub)


@contextmanager
def loopback_only() -> Iterator[None]:
    """Sockets, but to this computer alone."""
    pytest_socket.enable_socket()
    pytest_socket.socket_allow_hosts([LOOPBACK], allow_unix_socket=True)
    try:
        yield
    finally:
        pytest_socket._remove_restrictions()
        pytest_socket.disable_socket(allow_unix_socket=True)


@contextmanager
def running_hub(
    store: str | None = None,
    *,
    tls: bool = True,
    clock: Clock = system_clock,
    limits: Limits | None = None,
    port: int = 0,
) -> Iterator[RunningHub]:
    """A hub over an address as `wbs hub serve --store` takes it (default: a new file), while the block lasts.

    A `port` of its own lets a second one take the place of one that has stopped.
    """
    with TemporaryDirectory(prefix="wbs-hub-") as folder, loopback_only():
        location = locate(store or f"sqlite:///{folder}/hub.db")
        hub = Hub(open_database(location), clock, limits or Limits())
        said = io.StringIO()
        logs.to_stream(said)
        files = certificate() if tls else None
        try:
            with _served(hub, files, port) as url:
                yield RunningHub(url, certificate().certificate.with_name("ca.pem"), hub, said)
        finally:
            hub.engine.dispose()
            logs.to_stream()


@contextmanager
def _served(hub: Hub, tls: Tls | None, port: int) -> Iterator[str]:
    faces = applications(hub, names_of(Listen(LOOPBACK, 0), tls))
    server = server_of(faces.public, tls)
    with listening(Listen(LOOPBACK, port)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"{'https' if tls else 'http'}://{LOOPBACK}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@cache
def _trusting(authority: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(authority))


@cache
def certificate() -> Tls:
    """An authority of the tests' own and a certificate of it for 127.0.0.1, made once for a process."""
    place = Path(mkdtemp(prefix="wbs-hub-tls-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = _certified("Otoritas uji", authority_key, "Otoritas uji", authority_key)
    server = _certified("127.0.0.1", key, "Otoritas uji", authority_key)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (place / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    chain = [each.public_bytes(serialization.Encoding.PEM) for each in (server, authority)]
    (place / "cert.pem").write_bytes(b"".join(chain))
    (place / "key.pem").write_bytes(private)
    return Tls(place / "cert.pem", place / "key.pem")


def _certified(
    name: str, key: ec.EllipticCurvePrivateKey, by: str, by_key: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    is_authority = key is by_key
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(by))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + 2 * _DAY)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(by_key.public_key()), critical=False
        )
    )
    if is_authority:
        usage = dict.fromkeys(_USAGES, False) | {"key_cert_sign": True, "crl_sign": True}
        built = built.add_extension(x509.KeyUsage(**usage), critical=True)
    else:
        address = x509.IPAddress(ipaddress.ip_address(LOOPBACK))
        built = built.add_extension(x509.SubjectAlternativeName([address]), critical=False)
    return built.sign(by_key, hashes.SHA256())


_USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
