"""The hub that this office exchanges through: its address, and whose certificate it must show."""

import hashlib
import re
import ssl
from collections.abc import Collection
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection

from wbs_tui.journal.desk import Desk
from wbs_tui.policy.operations import Operation
from wbs_tui.store.engine import writing
from wbs_tui.sync.errors import NotEnrolled
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import Refused, WrongUse

_HUB = "hub"
_LARGEST_AUTHORITY = 256 * 1024
_CERTIFICATE = re.compile("-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)


class HubPlace(msgspec.Struct, frozen=True):
    """Where a hub is."""

    url: str
    """`https://name[:port]`, without a path."""
    authority: str = ""
    """PEM certificates that its own must come from; empty: those that the system trusts."""

    @property
    def mark(self) -> str:
        """Tells cursors of one hub from those of another."""
        return hashlib.sha256(self.url.encode()).hexdigest()[:16]


def hub_place(url: str, authority_file: Path | None = None) -> HubPlace:
    """A hub by its address, and a file of certificates for one that no public authority has signed.

    Raises WrongUse.
    """
    parts = urlsplit(url)
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.path.strip("/")
        or parts.query
        or parts.username
    ):
        raise WrongUse(_("Alamat hub harus https://NAMA[:PORT], tanpa yang lain."))
    return HubPlace(f"https://{parts.netloc.lower()}", _read(authority_file) if authority_file else "")


class NotThisCertificate(Refused):
    """The fingerprint of a new certificate was not given, or is that of another."""

    def __init__(self, file: Path, found: Collection[str], *, given: bool) -> None:
        different = _("Sidiknya BUKAN yang disebut, jadi berkas ini tidak dipakai.")
        named = " ".join(f'--fingerprint "{each}"' for each in found)
        super().__init__(
            _(
                "Sertifikat di {path} bersidik SHA-256 {found}. {different} Cocokkan dengan pengelola hub "
                "lewat telepon atau surat, lalu: wbs enrol --ca {path} {named}"
            ).format(path=file, found=", ".join(found), different=different if given else "", named=named)
        )


def our_hub(connection: Connection) -> HubPlace:
    """The hub that the office enrolled at. Raises NotEnrolled."""
    place = read_state(connection, _HUB, HubPlace)
    if place is None:
        raise NotEnrolled
    return place


def has_hub(connection: Connection) -> bool:
    """Whether the office has enrolled at a hub."""
    return read_state(connection, _HUB, HubPlace) is not None


def is_our_hub(connection: Connection, place: HubPlace) -> bool:
    """Whether the office has enrolled at this very hub."""
    known = read_state(connection, _HUB, HubPlace)
    return known is not None and known.url == place.url


def set_hub(connection: Connection, place: HubPlace) -> None:
    """Exchange through this hub from now on."""
    write_state(connection, _HUB, place)


def renew_authority(desk: Desk, file: Path, fingerprints: Collection[str]) -> HubPlace:
    """Trust the certificates of a file for the office's hub from now on, once the SHA-256 of each was given.

    Raises NotPermitted, NotEnrolled, WrongUse (no certificate), NotThisCertificate.
    """
    desk.require(Operation.EXCHANGE_ENROL)
    with desk.reading() as connection:
        place = our_hub(connection)
    authority = _read(file)
    found = certificate_fingerprints(authority, file)
    if set(map(_hex, fingerprints)) != set(map(_hex, found)):
        raise NotThisCertificate(file, found, given=bool(fingerprints))
    renewed = HubPlace(place.url, authority)
    with writing(desk.engine) as connection:
        set_hub(connection, renewed)
    return renewed


def certificate_fingerprints(authority: str, file: Path) -> tuple[str, ...]:
    """The SHA-256 of each certificate of a file, as browsers and openssl show it: `AB:CD:...`."""
    try:
        ssl.create_default_context(cadata=authority)
        ders = [ssl.PEM_cert_to_DER_cert(each) for each in _CERTIFICATE.findall(authority)]
    except (ssl.SSLError, ValueError) as error:
        raise WrongUse(_("Berkas sertifikat {path} tidak terbaca.").format(path=file)) from error
    return tuple(hashlib.sha256(der).digest().hex(":").upper() for der in ders)


def _hex(fingerprint: str) -> str:
    return "".join(sign for sign in fingerprint.casefold() if sign.isalnum())


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(_LARGEST_AUTHORITY).decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(_("Berkas sertifikat {path} tidak terbaca.").format(path=file)) from error
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise WrongUse(_("Berkas sertifikat {path} tidak terbaca.").format(path=file))
    return text
