"""One e-mail, as bytes, to one report."""

import hashlib
from datetime import datetime
from email.errors import MessageError
from email.message import Message

from models.words.reports import Channel, Incoming, IntakeLimits, Reporter
from wbs_tui.intake.assemble import Draft, assemble, believable_time
from wbs_tui.intake.headers import address, decode_words, message_id, replied_to, sent_at
from wbs_tui.intake.mime import Contents, TooComplex, parse, read_contents
from wbs_tui.intake.sizes import over_the_limit, rejected
from wbs_tui.text.catalogue import _

# What the standard parser has been seen to raise on broken mails, beside its own errors.
_PARSER_ERRORS = (
    MessageError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEADERS_OF_A_MAIL = {"from", "to", "cc", "sender", "reply-to", "subject", "date", "message-id", "received"}
_HEADERS_OF_A_MAIL |= {"return-path", "delivered-to", "mime-version", "content-type"}


def read_mail(raw: bytes, *, limits: IntakeLimits, now: datetime, source: str = "") -> Incoming:
    """The report in a mail; `Rejected`, whole, when it is too large, too tangled, or no mail."""
    if len(raw) > limits.message_bytes:
        return over_the_limit(Channel.EMAIL, raw, limits, source)
    try:
        message = parse(raw.removeprefix(_BYTE_ORDER_MARK).lstrip(b"\r\n"), limits)
        contents = read_contents(message, limits)
        draft = _draft(message, contents, raw, now)
    except TooComplex:
        reason = _(
            "Surel ini terlalu rumit: lebih dari {parts} bagian, {levels} lapis, atau kepala surat tak wajar."
        ).format(parts=limits.parts, levels=limits.nesting)
        return rejected(Channel.EMAIL, raw, reason, source)
    except _PARSER_ERRORS as error:
        reason = _("Surel ini rusak dan tidak dapat dibaca ({cause}).").format(cause=type(error).__name__)
        return rejected(Channel.EMAIL, raw, reason, source)
    if not _HEADERS_OF_A_MAIL.intersection(name.lower() for name in message.keys()):  # noqa: SIM118 - no mapping
        return rejected(Channel.EMAIL, raw, _("Ini bukan surel: tidak ada kepala surat di dalamnya."), source)
    draft.source = source
    return assemble(draft, limits)


def _draft(message: Message, contents: Contents, raw: bytes, now: datetime) -> Draft:
    name, sender = address(message, "From" if "From" in message else "Sender")
    warnings = list(contents.warnings)
    return Draft(
        channel=Channel.EMAIL,
        external_id=message_id(str(message.get("Message-ID", ""))) or hashlib.sha256(raw).hexdigest(),
        received_at=believable_time(sent_at(message), now, warnings),
        raw=raw,
        title=decode_words(str(message.get("Subject", ""))),
        text=contents.text,
        reporter=Reporter(name=name if name != sender else None, email=sender),
        files=contents.files,
        warnings=warnings,
        in_reply_to=replied_to(message),
        sender_key=sender.lower() if sender else None,
    )
