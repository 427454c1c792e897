"""The parts of a mail: which are its text, which are files. Nothing that a part points to is fetched."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from typing import Any

from models.words.reports import IntakeLimits
from wbs_tui.intake.charsets import decode_text
from wbs_tui.intake.files import File
from wbs_tui.intake.flowed import unflow
from wbs_tui.intake.headers import LENIENT, LenientPolicy, decode_words
from wbs_tui.intake.html import html_to_text
from wbs_tui.text.catalogue import _

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_HEAD = 4_096  # bytes of a page in which its charset is looked for


_MOST_HEADERS = 2_000  # of one part


class TooComplex(Exception):
    """The mail has more parts, deeper ones, or more headers than a reader should follow."""


class _Part(Message):
    """A part that refuses to be one of too many, while the parser still reads: a bomb costs it minutes."""

    depth = 0
    deepest = 0

    def attach(self, payload: Any) -> None:
        payload.depth = self.depth + 1
        if payload.depth > payload.deepest:
            raise TooComplex
        super().attach(payload)

    def set_raw(self, name: str, value: str) -> None:
        if len(self) >= _MOST_HEADERS:
            raise TooComplex
        super().set_raw(name, value)


@dataclass(slots=True)
class Contents:
    """What a mail says and carries."""

    text: str = ""
    files: list[File] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Body:
    text: str
    is_html: bool


def parse(raw: bytes, limits: IntakeLimits) -> Message:
    """The mail's tree of parts; raises TooComplex when it passes the limits."""
    return BytesParser(_factory(limits), policy=LENIENT).parsebytes(raw)


def read_contents(message: Message, limits: IntakeLimits) -> Contents:
    """Text and files of a mail."""
    contents = Contents()
    bodies = list(_bodies(message, contents))
    texts = (_readable(body, contents, limits) for body in bodies)
    contents.text = "\n\n".join(text for text in texts if text.strip())
    return contents


def _factory(limits: IntakeLimits) -> Callable[..., Message]:
    left = limits.parts + 2  # the parser makes one to try the factory, and one for the mail itself

    def part(policy: LenientPolicy) -> Message:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooComplex
        made = _Part(policy)
        made.deepest = limits.nesting
        return made

    return part


def _bodies(part: Message, contents: Contents) -> Iterator[_Body]:
    if part.get_content_maintype() == "message":
        contents.files.append(_enclosed(part))
    elif part.is_multipart():
        inner = [body for child in _children(part) for body in _bodies(child, contents)]
        yield from _best(inner) if part.get_content_subtype() == "alternative" else inner
    elif _is_body(part):
        yield _body(part)
    else:
        contents.files.append(_file(part, contents))


def _best(bodies: list[_Body]) -> list[_Body]:
    """Of the same text in several forms, the plain one when it says anything."""
    return [body for body in bodies if not body.is_html and body.text.strip()] or bodies


def _is_body(part: Message) -> bool:
    kind = part.get_content_type()
    if part.get_content_disposition() == "attachment" or part.get_filename():
        return False
    return kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart"


def _body(part: Message) -> _Body:
    data = _content(part)
    charset = _charset(part)
    is_html = part.get_content_subtype() == "html"
    if is_html and not charset:
        declared = _META_CHARSET.search(data, 0, _HEAD)
        charset = declared.group(1).decode("ascii") if declared else None
    text = decode_text(data, charset)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflow(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return _Body(text, is_html)


def _charset(part: Message) -> str | None:
    charset = part.get_param("charset")
    return charset[2] if isinstance(charset, tuple) else charset


def _readable(body: _Body, contents: Contents, limits: IntakeLimits) -> str:
    if not body.is_html:
        return body.text
    longest = 2 * limits.text_characters
    if len(body.text) > longest:
        contents.warnings.append(_("Isi surel terlalu panjang dan dipotong; aslinya tersimpan utuh."))
    return html_to_text(body.text[:longest])


def _file(part: Message, contents: Contents) -> File:
    name = _file_name(part)
    content = _content(part)
    if part.get("Content-Transfer-Encoding", "").strip().lower() == "base64" and part.defects:
        contents.warnings.append(_("Sebuah lampiran rusak saat dikirim; disimpan seperti diterima."))
    return File(
        name, part.get_content_type(), content, hint=decode_words(part.get("Content-Description", ""))
    )


def _enclosed(part: Message) -> File:
    """A forwarded mail, or a notice about one, as a file of its own."""
    inner = _children(part)
    content = b"\n".join(message.as_bytes() for message in inner) or _content(part)
    subject = decode_words(str(inner[0].get("Subject", ""))) if inner else ""
    return File(_file_name(part) or f"{subject or 'pesan'}.eml", "message/rfc822", content)


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _content(part: Message) -> bytes:
    """The part's bytes out of their transfer encoding; as received where that is broken."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    return decode_words(part.get_filename() or "")
