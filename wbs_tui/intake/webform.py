"""One line of a web form's export to one report. Fields that are not known are passed over."""

import binascii
import hashlib
from base64 import b64decode
from datetime import UTC, datetime

import msgspec

from models.words.reports import AttachmentKind, Channel, IdentityPolicy, Incoming, IntakeLimits, Reporter
from wbs_tui.cases.traces import nik
from wbs_tui.intake.assemble import Draft, assemble, believable_time
from wbs_tui.intake.files import File
from wbs_tui.intake.sizes import over_the_limit, rejected
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean
from wbs_tui.text.records import ready


class FormFile(msgspec.Struct):
    """A file of a form, in base64."""

    filename: str | None = None
    media_type: str | None = None
    base64: str | None = None
    kind: str | None = None


class FormReporter(msgspec.Struct):
    """Who filled in the form, as far as the form asked."""

    nik: str | None = None
    name: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    occupation: str | None = None
    ktp: FormFile | None = None


class FormReport(msgspec.Struct):
    """One form as the portal exports it."""

    id: str | None = None
    received_at: str | None = None
    identity_policy: str | None = None
    reporter: FormReporter | None = None
    title: str | None = None
    text: str | None = None
    what: str | None = None
    who: str | None = None
    where: str | None = None
    when: str | None = None
    why: str | None = None
    how: str | None = None
    amount_idr: int | float | str | None = None
    evidence: list[FormFile] = []


_ANSWERS = ("what", "who", "where", "when", "why", "how")
_LONGEST_ID = 200
_DECODER = msgspec.json.Decoder(ready(FormReport))


def read_form(raw: bytes, *, limits: IntakeLimits, now: datetime, source: str = "") -> Incoming:
    """The report in a line; `Rejected`, whole, when it is no form."""
    if len(raw) > limits.message_bytes:
        return over_the_limit(Channel.WEB, raw, limits, source)
    try:
        form = _DECODER.decode(raw.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        reason = _("Bukan isian formulir yang utuh: terpotong, rusak, atau bentuknya tidak dikenal.")
        return rejected(Channel.WEB, raw, reason, source)
    draft = _draft(form, raw, now)
    draft.source = source
    return assemble(draft, limits)


def _draft(form: FormReport, raw: bytes, now: datetime) -> Draft:
    warnings: list[str] = []
    reporter = form.reporter or FormReporter()
    return Draft(
        channel=Channel.WEB,
        external_id=_external_id(form, raw),
        received_at=believable_time(_moment(form.received_at), now, warnings),
        raw=raw,
        title=form.title or form.what or "",
        text=form.text or "",
        reporter=_reporter(reporter, now, warnings),
        files=_files(form, reporter, warnings),
        facts=_facts(form),
        sender_key=reporter.email.strip().lower() if reporter.email else None,
        identity_policy=_policy(form.identity_policy, warnings),
        warnings=warnings,
    )


def _external_id(form: FormReport, raw: bytes) -> str:
    given = clean(form.id or "", single_line=True)
    return given if 0 < len(given) <= _LONGEST_ID else hashlib.sha256(raw).hexdigest()


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _reporter(given: FormReporter, now: datetime, warnings: list[str]) -> Reporter:
    if given.nik and given.nik.strip() and (warning := nik.check(given.nik, now.date()).warning):
        warnings.append(warning)
    return Reporter(given.name, given.email, given.phone, given.nik, given.address, given.occupation)


def _facts(form: FormReport) -> list[tuple[str, str]]:
    facts = [(name, getattr(form, name) or "") for name in _ANSWERS]
    amount = form.amount_idr
    if isinstance(amount, float):
        amount = f"{amount:.0f}"
    return [*facts, ("amount_idr", "" if amount is None else str(amount))]


def _policy(given: str | None, warnings: list[str]) -> IdentityPolicy | None:
    if not given:
        return None
    try:
        return IdentityPolicy(given)
    except ValueError:
        warnings.append(
            _("Pilihan kerahasiaan pelapor pada formulir tidak dikenal; tanyakan kepada pelapor.")
        )
        return None


def _files(form: FormReport, reporter: FormReporter, warnings: list[str]) -> list[File]:
    files = [_file(file, None, warnings) for file in form.evidence]
    if reporter.ktp:
        files.append(_file(reporter.ktp, AttachmentKind.IDENTITY, warnings))
    return [file for file in files if file]


def _file(file: FormFile, kind: AttachmentKind | None, warnings: list[str]) -> File | None:
    if not file.base64:
        warnings.append(_("Sebuah berkas pada formulir tidak berisi apa-apa."))
        return None
    try:
        content = b64decode(file.base64, validate=True)
    except (binascii.Error, ValueError):
        warnings.append(_("Sebuah lampiran rusak saat dikirim; disimpan seperti diterima."))
        content = file.base64.encode("utf-8", errors="replace")
    return File(file.filename or "", file.media_type or "", content, described_as=file.kind or "", kind=kind)
