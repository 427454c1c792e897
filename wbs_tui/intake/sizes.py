"""What is refused, and the sizes in the refusal as an officer reads them."""

import hashlib

from models.words.reports import IntakeLimits, Rejected
from wbs_tui.text.catalogue import _

_KILO = 1024


def size_in_words(size: int) -> str:
    """Bytes in the unit that reads best, rounded up so that nothing looks smaller than it is."""
    unit = "byte"
    for larger in ("kB", "MB"):
        if size < 10 * _KILO:
            break
        size, unit = -(-size // _KILO), larger
    return f"{size} {unit}"


def rejected(channel: str, raw: bytes, reason: str, source: str) -> Rejected:
    """A message that was read and makes no report, kept whole."""
    return Rejected(channel, hashlib.sha256(raw).hexdigest(), reason, raw, source, len(raw))


def unread(reason: str, source: str, channel: str = "") -> Rejected:
    """A path from which nothing came, or a file that no channel reads and that stays where it is."""
    return Rejected(channel, "", reason, b"", source)


def over_the_limit(channel: str, raw: bytes, limits: IntakeLimits, source: str) -> Rejected:
    """A message larger than `message_bytes`, kept whole."""
    reason = _("Pesan ini {size}, melewati batas {limit}; disimpan utuh tanpa dibaca.").format(
        size=size_in_words(len(raw)), limit=size_in_words(limits.message_bytes)
    )
    return rejected(channel, raw, reason, source)


def over_the_cap(channel: str, digest: str, size: int, limits: IntakeLimits, source: str) -> Rejected:
    """A message larger than `kept_bytes`: only its size and hash are known."""
    reason = _(
        "Pesan ini {size}, melewati batas simpan {limit}; simpan sendiri berkas aslinya sebagai bukti."
    ).format(size=size_in_words(size), limit=size_in_words(limits.kept_bytes))
    return Rejected(channel, digest, reason, b"", source, size, kept_whole=False)
