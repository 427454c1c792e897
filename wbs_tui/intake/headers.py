"""The headers of a mail, read as leniently as senders write them."""

import binascii
import re
from datetime import UTC, datetime
from email.message import Message
from email.policy import Compat32
from email.utils import parseaddr, parsedate_to_datetime

from wbs_tui.intake.charsets import decode_eight_bit, decode_text
from wbs_tui.text.clean import clean

_LONGEST_HEADER = 16_384  # characters; what follows is nobody's subject
_LONGEST_CONTENT_HEADER = 4_096  # the parser of parameters is quadratic
_LONGEST_ID = 500
_MOST_REFERENCES = 50
_LONGEST_ADDRESS_HEADER = 1_000

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_ENCODED_WORDS = re.compile(r"=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)*")
_MESSAGE_ID = re.compile(r"<([^<>]{1,998})>")
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")


class LenientPolicy(Compat32):
    """The old parser's policy; raw 8-bit headers are text, and none is long enough to stall a parser."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        """The header's value, still folded."""
        longest = _LONGEST_CONTENT_HEADER if name[:8].lower() == "content-" else _LONGEST_HEADER
        return decode_eight_bit(value[:longest])


LENIENT = LenientPolicy(mangle_from_=False)


def decode_words(value: str) -> str:
    """A header with its RFC 2047 words decoded; what is broken stays as it is written."""
    return _ENCODED_WORDS.sub(_decoded_run, value) if "=?" in value else value


def _decoded_run(match: re.Match[str]) -> str:
    """Words that follow each other, joined as bytes: senders split them within a character."""
    run: list[tuple[str, bytes]] = []
    for charset, encoding, payload in _ENCODED_WORD.findall(match.group()):
        try:
            data = _decoded_bytes(encoding, payload)
        except binascii.Error:
            return match.group()
        if run and run[-1][0] == charset:
            data = run.pop()[1] + data
        run.append((charset, data))
    return "".join(decode_text(data, charset.partition("*")[0]) for charset, data in run)


def _decoded_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", errors="replace")
    return binascii.a2b_qp(data, header=True) if encoding in "qQ" else binascii.a2b_base64(data + b"==")


def address(message: Message, header: str) -> tuple[str | None, str | None]:
    """Display name and address of a header such as From; either is None when it is not there."""
    value = str(message.get(header, ""))[:_LONGEST_ADDRESS_HEADER]
    try:
        name, found = parseaddr(value)
    except (RecursionError, IndexError, ValueError):
        name, found = "", ""
    if "@" not in found:
        guess = _ADDRESS.search(value)
        found = guess.group() if guess else ""
    return decode_words(name).strip() or None, found.strip() or None


def message_id(value: str) -> str | None:
    """A Message-ID without its brackets and with its domain in lower case; None when there is none to use."""
    found = _MESSAGE_ID.search(value)
    text = "".join(clean(found.group(1) if found else value.strip(" <>")).split())
    if not text or len(text) > _LONGEST_ID:
        return None
    local, at, domain = text.rpartition("@")
    return local + at + domain.lower()


def replied_to(message: Message) -> tuple[str, ...]:
    """The messages that this one says it answers, nearest first."""
    direct = _MESSAGE_ID.findall(str(message.get("In-Reply-To", "")))
    earlier = reversed(_MESSAGE_ID.findall(str(message.get("References", ""))))
    ids = (message_id(f"<{found}>") for found in [*direct, *earlier])
    return tuple(dict.fromkeys(found for found in ids if found))[:_MOST_REFERENCES]


def sent_at(message: Message) -> datetime | None:
    """The time of the Date header in UTC; None when it cannot be read. Without a zone it is taken as UTC."""
    try:
        moment = parsedate_to_datetime(str(message.get("Date", "")))
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
