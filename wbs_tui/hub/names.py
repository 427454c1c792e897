"""The names by which the hub may be called: a request that was signed for another hub is not for this one."""

from dataclasses import dataclass
from pathlib import Path

from cryptography import x509

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, slots=True)
class HostNames:
    """Names and addresses, lower case; `*.` stands for one label."""

    names: frozenset[str]

    def has(self, host: str) -> bool:
        """Whether the hub is meant by this `host` header, with a port or without."""
        name, _colon, port = host.rpartition(":")
        if not _colon or not port.isdigit():  # no port: an address in brackets holds colons too
            name = host
        name = name.lower()
        return name in self.names or f"*.{name.partition('.')[2]}" in self.names


def loopback() -> HostNames:
    """Of a hub that only this computer reaches."""
    return HostNames(_LOOPBACK)


def certified(certificate: Path) -> HostNames:
    """The names that the first certificate of the file (PEM) proves. Raises OSError, ValueError."""
    found = x509.load_pem_x509_certificate(certificate.read_bytes())
    try:
        said = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return HostNames(frozenset())
    addresses = {
        f"[{address}]" if address.version == 6 else str(address)
        for address in said.get_values_for_type(x509.IPAddress)
    }
    return HostNames(frozenset({name.lower() for name in said.get_values_for_type(x509.DNSName)} | addresses))
