"""Files and folders to reports, lazily: which format is where, and what is passed over."""

import os
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from models.words.reports import Channel, Incoming, IntakeLimits
from wbs_tui.intake.mail import read_mail
from wbs_tui.intake.mailboxes import RawMessage, read_whole, split_lines, split_mbox
from wbs_tui.intake.sizes import over_the_cap, rejected, unread
from wbs_tui.intake.webform import read_form
from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.clean import clean
from wbs_tui.text.errors import WrongUse

AUTO = "auto"
CHANNELS = (AUTO, Channel.EMAIL, Channel.WHATSAPP, Channel.SMS, Channel.SP4N, Channel.WEB, "manual")

_NO_READER_YET = {
    Channel.WHATSAPP: N_("Ekspor WhatsApp belum dapat dibaca oleh versi ini; simpan berkasnya."),
    Channel.SMS: N_("Cadangan SMS belum dapat dibaca oleh versi ini; simpan berkasnya."),
    Channel.SP4N: N_("Unduhan SP4N-LAPOR! belum dapat dibaca oleh versi ini; simpan berkasnya."),
    "manual": N_("Laporan manual diketik di formulir Laporan baru, bukan diimpor dari berkas."),
}
_CHANNEL_OF_SUFFIX = {
    ".eml": Channel.EMAIL,
    ".mbox": Channel.EMAIL,
    ".jsonl": Channel.WEB,
    ".ndjson": Channel.WEB,
    ".xml": Channel.SMS,
    ".csv": Channel.SP4N,
    ".xlsx": Channel.SP4N,
    ".zip": Channel.WHATSAPP,
}
_PASSED_OVER = re.compile(r"\..*|readme.*|.*\.md|thumbs\.db|desktop\.ini", re.IGNORECASE)
_HEAD = 4_096  # bytes in which a format shows itself
_MAIL_HEADER = re.compile(
    rb"\s{0,4}(?:return-path|received|delivered-to|from|to|subject|date|message-id|mime-version|content-type|x-[\w-]+)"
    rb"[ \t]*:",
    re.IGNORECASE,
)
_WHATSAPP_LINE = re.compile(rb"\W{0,4}\d{1,2}[/.]\d{1,2}[/.]\d{2,4}[, ]")


def read_sources(
    paths: Sequence[Path], channel: str = AUTO, *, limits: IntakeLimits, now: datetime
) -> Iterator[Incoming]:
    """Every message in the files and folders, in the order given, in folders by name.

    In a folder, hidden files, READMEs, `.md` files and what Windows leaves behind are passed over, links are
    not followed, and of a Maildir only `cur` and `new` are read, its hidden folders (sent, drafts, bin) not.
    What cannot be read comes out as `Rejected` with its reason, and the rest goes on. Raises WrongUse for a
    channel that does not exist.
    """
    if channel not in CHANNELS:
        raise WrongUse(
            _("Kanal {channel} tidak dikenal. Pilih salah satu: {channels}.").format(
                channel=clean(channel, single_line=True), channels=", ".join(CHANNELS)
            )
        )
    return _read_all(paths, channel, limits, now)


def _read_all(paths: Sequence[Path], channel: str, limits: IntakeLimits, now: datetime) -> Iterator[Incoming]:
    for path in paths:
        for found in _files(path):
            if isinstance(found, Path):
                yield from _read_file(found, channel, limits, now)
            else:
                yield found


def _files(path: Path) -> Iterator[Path | Incoming]:
    """The files at a path, or the reason why there is none."""
    try:
        mode = path.stat().st_mode
        if S_ISREG(mode):
            yield path
        elif S_ISDIR(mode):
            yield from _walk(path)
        else:
            yield unread(_("Ini bukan berkas biasa dan tidak dibaca."), label(path))
    except (OSError, ValueError) as error:
        yield unread(_why(error), label(path))


def _walk(folder: Path) -> Iterator[Path | Incoming]:
    entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    names = {entry.name for entry in entries}
    is_maildir = {"cur", "new"} <= names and all((folder / name).is_dir() for name in ("cur", "new"))
    for entry in entries:
        if _PASSED_OVER.fullmatch(entry.name) or (is_maildir and entry.name not in ("cur", "new")):
            continue
        if entry.is_symlink():
            yield unread(_("Tautan di dalam folder tidak diikuti."), label(Path(entry.path)))
        else:
            yield from _files(Path(entry.path))


def _read_file(path: Path, channel: str, limits: IntakeLimits, now: datetime) -> Iterator[Incoming]:
    try:
        yield from _messages(path, channel, limits, now)
    except OSError as error:
        yield unread(_why(error), label(path))


def _messages(path: Path, channel: str, limits: IntakeLimits, now: datetime) -> Iterator[Incoming]:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        found = channel if channel != AUTO else _recognised(path, head)
        if found == Channel.WEB:
            for number, message in enumerate(split_lines(stream, limits), start=1):
                yield from _form(message, number, path, limits, now)
        elif found == Channel.EMAIL and head.startswith(b"From "):
            for number, message in enumerate(split_mbox(stream, limits), start=1):
                yield _mail(message, f"{label(path)}, {_('pesan')} {number}", limits, now)
        elif found == Channel.EMAIL:
            yield _mail(read_whole(path, limits), label(path), limits, now)
        else:
            reason = _(_NO_READER_YET[found]) if found else _("Bentuk berkas ini tidak dikenal.")
            yield unread(reason, label(path), found or "")


def _recognised(path: Path, head: bytes) -> str | None:
    """The channel that a file's name, else its beginning, shows; None when neither does."""
    if head.startswith(b"From "):
        return Channel.EMAIL
    if channel := _CHANNEL_OF_SUFFIX.get(path.suffix.lower()):
        return channel
    if path.parent.name in ("cur", "new") or _MAIL_HEADER.match(head):
        return Channel.EMAIL
    if path.suffix.lower() == ".txt" and _WHATSAPP_LINE.match(head):
        return Channel.WHATSAPP
    return None


def _mail(message: RawMessage, source: str, limits: IntakeLimits, now: datetime) -> Incoming:
    if message.raw is None:
        return over_the_cap(Channel.EMAIL, message.digest, message.size, limits, source)
    if not message.raw.strip():
        return rejected(Channel.EMAIL, message.raw, _("Berkas ini kosong."), source)
    return read_mail(message.raw, limits=limits, now=now, source=source)


def _form(
    message: RawMessage, number: int, path: Path, limits: IntakeLimits, now: datetime
) -> Iterator[Incoming]:
    source = f"{label(path)}, {_('baris')} {number}"
    if message.raw is None:
        yield over_the_cap(Channel.WEB, message.digest, message.size, limits, source)
    elif message.raw.strip():
        yield read_form(message.raw, limits=limits, now=now, source=source)


def label(path: Path) -> str:
    """A path as it may be shown."""
    return clean(os.fsencode(path).decode("utf-8", errors="replace"), single_line=True)


def _why(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return _("Berkas atau folder ini tidak ada.")
    if isinstance(error, PermissionError):
        return _("Berkas atau folder ini tidak boleh dibaca oleh akun Anda; periksa izinnya.")
    return _("Berkas atau folder ini tidak dapat dibaca ({cause}).").format(cause=type(error).__name__)
