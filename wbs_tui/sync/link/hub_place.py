"""The hub that this office exchanges through: its address, and whose certificate it must show."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from sqlalchemy import Connection

from wbs_tui.sync.errors import NotEnrolled
from wbs_tui.sync.state import read_state, write_state
from wbs_tui.text.catalogue import _
from wbs_tui.text.errors import WrongUse

_HUB = "hub"
_LARGEST_AUTHORITY = 256 * 1024


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


def _read(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            text = opened.read(_LARGEST_AUTHORITY).decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongUse(_("Berkas sertifikat {path} tidak terbaca.").format(path=file)) from error
    if "-----BEGIN CERTIFICATE-----" not in text:
        raise WrongUse(_("Berkas sertifikat {path} tidak terbaca.").format(path=file))
    return text
