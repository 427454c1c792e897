"""The last step of every channel: what goes in is as received, what comes out is clean, masked and named."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from models.words.reports import (
    Attachment,
    IdentityPolicy,
    IncomingReport,
    IntakeLimits,
    Reporter,
    SetAside,
    SetAsideReason,
)
from wbs_tui.intake.files import File, harmless_name, kind_of, plain_media_type
from wbs_tui.intake.masking import Masker
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean

_EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_CLOCK_TROUBLE = timedelta(days=1)
_LONGEST_TITLE = 200  # characters
_TITLE_WORDS = 12
_LONGEST_FIELD = 500
_LONGEST_ANSWER = 4_000
_PREFIX = re.compile(
    r"(?:\s*(?:re|fwd?|bls|trs|tr|aw|balas|teruskan)\s?(?:\[\d{1,3}\])?\s?:)+\s*", re.IGNORECASE
)
_SUBJECT_THAT_IS_A_REPORT = 5  # words


@dataclass(slots=True)
class Draft:
    """One report as a channel reads it: nothing is clean yet."""

    channel: str
    external_id: str
    received_at: datetime
    raw: bytes = field(repr=False)
    title: str = ""
    text: str = field(default="", repr=False)
    reporter: Reporter = field(default_factory=Reporter)
    files: list[File] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    in_reply_to: tuple[str, ...] = ()
    sender_key: str | None = None
    identity_policy: IdentityPolicy | None = None
    source: str = ""


def assemble(draft: Draft, limits: IntakeLimits) -> IncomingReport | SetAside:
    """The report, cleaned and masked; set aside when it says nothing and carries nothing.

    A subject of five words or more is a message of its own, as short messages from telephones are.
    """
    title = _without_prefixes(clean(draft.title, single_line=True))
    text = _cut(clean(draft.text).strip(), draft, limits)
    if not (text or draft.files or len(title.split()) >= _SUBJECT_THAT_IS_A_REPORT):
        return SetAside(
            draft.channel, draft.external_id, draft.received_at, SetAsideReason.EMPTY, draft.raw, draft.source
        )
    return _report(draft, title, text)


def _report(draft: Draft, title: str, text: str) -> IncomingReport:
    reporter = _clean_reporter(draft.reporter)
    masker = Masker(reporter)
    title, text = masker.mask_line(title), masker.mask(text)
    return IncomingReport(
        channel=draft.channel,
        external_id=draft.external_id,
        received_at=draft.received_at,
        title=_shortened(title or _first_words(text)) or _("Laporan tanpa judul"),
        text=text,
        attachments=tuple(_attachments(draft.files, masker)),
        facts=tuple(
            (name, masker.mask_line(clean(answer, single_line=True)[:_LONGEST_ANSWER]))
            for name, answer in draft.facts
            if answer.strip()
        ),
        masked=masker.originals,
        reporter=reporter,
        raw=draft.raw,
        in_reply_to=draft.in_reply_to,
        sender_key=draft.sender_key,
        identity_policy=draft.identity_policy,
        warnings=tuple(dict.fromkeys(draft.warnings)),
        source=draft.source,
    )


def believable_time(moment: datetime | None, now: datetime, warnings: list[str]) -> datetime:
    """The message's own time in UTC; `now`, and a warning, when it is missing, before 2000 or a day ahead."""
    if moment is not None and _EARLIEST <= moment <= now + _CLOCK_TROUBLE:
        return moment.astimezone(UTC)
    warnings.append(_("Waktu kirim pada pesan tidak dapat dipercaya; dipakai waktu impor."))
    return now


def _cut(text: str, draft: Draft, limits: IntakeLimits) -> str:
    if len(text) <= limits.text_characters:
        return text
    draft.warnings.append(
        _("Teks melebihi batas {limit} karakter dan dipotong; aslinya tersimpan utuh.").format(
            limit=limits.text_characters
        )
    )
    return text[: limits.text_characters]


def _without_prefixes(title: str) -> str:
    prefix = _PREFIX.match(title)
    return title[prefix.end() :] if prefix else title


def _first_words(text: str) -> str:
    return " ".join(text[:_LONGEST_FIELD].split()[:_TITLE_WORDS])


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _clean_reporter(reporter: Reporter) -> Reporter:
    return Reporter(
        name=_line(reporter.name) or None,
        email=_line(reporter.email) or None,
        phone=_line(reporter.phone) or None,
        nik=_line(reporter.nik) or None,
        address=_line(reporter.address) or None,
        occupation=_line(reporter.occupation) or None,
    )


def _line(text: str | None) -> str:
    return clean(text, single_line=True)[:_LONGEST_FIELD] if text else ""


def _attachments(files: Iterable[File], masker: Masker) -> Iterable[Attachment]:
    for number, file in enumerate(files, start=1):
        yield Attachment(
            name=masker.mask_line(harmless_name(file, number)),
            original_name=file.original_name.encode("utf-8", errors="replace").decode("utf-8"),
            media_type=plain_media_type(file),
            content=file.content,
            kind=kind_of(file),
            described_as=_line(file.described_as),
        )
