"""The adapter that needs no interface of KPK's: JSON documents in a folder that its own system looks into.

`out/` holds a document for each case; into `in/` the system puts answers, written elsewhere and renamed.
What was read moves to `done/`, what was no answer to `refused/` with the reason beside it. Whoever writes
into the folder is hostile: no link is followed, nothing but small regular files is read.
"""

import itertools
import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from wbs_tui.sync.adapters.documents import AdapterTrouble, Answer, CaseDocument
from wbs_tui.sync.adapters.unfit import why_unfit
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import clean, safe_name
from wbs_tui.text.errors import Refused
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason

OUT, IN, DONE, REFUSED = "out", "in", "done", "refused"
_LARGEST_ANSWER = 1024 * 1024
_LONGEST_NAME = 40
"""Characters of a file's name that another is named by: of four bytes each they fit with what is added."""
_MOST_ANSWERS = 1000
"""Files that one run does away with."""
_PARTS = ".*.part"
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_encode = msgspec.json.Encoder().encode


class FolderAdapter:
    """Documents out, answers in, at one folder of this computer."""

    def __init__(self, place: str) -> None:
        self._place = Path(place)
        self._files: dict[str, str] = {}
        self._done = 0

    @staticmethod
    def prepare(place: str) -> None:
        """Make the folders within. Raises Refused for one that is not there, or that everybody may read."""
        folder = Path(place)
        if not folder.is_absolute() or not folder.is_dir():
            raise Refused(_("{path} bukan folder dengan letak lengkap. Buat dahulu.").format(path=place))
        if why := _unfit(folder):
            raise Refused(why)
        try:
            for name in (OUT, IN, DONE, REFUSED):
                if not (folder / name).exists():
                    (folder / name).mkdir()
                    (folder / name).chmod(0o770 if name == IN else 0o750)  # whatever the umask takes away
        except OSError as error:
            raise _trouble(folder, error) from error

    def deliver(self, cases: Iterable[CaseDocument]) -> None:
        """Each document takes the place of the one before in one step."""
        self._require_sound()
        for case in cases:
            self._write(OUT, f"case-{case.case}.json", _encode(case))
        self._settled(OUT)

    def withdraw(self, case_ids: Iterable[str]) -> None:
        """The documents go; the system sees that they are no longer there."""
        self._require_sound()
        try:
            for part in (self._place / OUT).glob(_PARTS):  # of a run that was cut off
                part.unlink(missing_ok=True)
            for case_id in case_ids:
                (self._place / OUT / f"case-{case_id}.json").unlink(missing_ok=True)
        except OSError as error:
            raise _trouble(self._place, error) from error

    def answers(self) -> Iterator[Answer]:
        """In the order of their names."""
        self._require_sound()
        for name in self._waiting():
            if self._done >= _MOST_ANSWERS:
                return
            answer = self._read(name)
            if isinstance(answer, Answer):
                self._files[answer.id] = name
                yield answer
            elif answer:
                self._refuse(name, answer)

    def settle(self, answer: Answer, refused: str = "") -> None:
        """Its file moves."""
        name = self._files.pop(answer.id)
        if refused:
            self._refuse(name, refused)
        else:
            self._move(name, self._free(DONE, name))

    def _require_sound(self) -> None:
        """Raise AdapterTrouble when others may read it by now, or a link has taken the place of a folder."""
        why = _unfit(self._place)
        if why:
            raise AdapterTrouble(why)

    def _waiting(self) -> list[str]:
        try:
            with os.scandir(self._place / IN) as entries:
                return sorted(each.name for each in entries if each.name.endswith(".json"))
        except OSError as error:
            raise _trouble(self._place, error) from error

    def _read(self, name: str) -> Answer | str:
        """The answer, or why it is none; nothing where another run on this folder was first."""
        try:
            content = self._content(name)
        except FileNotFoundError:
            return ""
        except OSError as error:
            return system_reason(error)
        if content is None:
            return _("Bukan berkas biasa, atau lebih besar dari 1 MiB.")
        try:
            return msgspec.json.decode(content, type=ready(Answer))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return _("Isinya bukan jawaban yang sah: {detail}").format(detail=why_unfit(error))

    def _content(self, name: str) -> bytes | None:
        handle = os.open(self._place / IN / name, os.O_RDONLY | _NO_LINKS)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        with os.fdopen(handle, "rb") as file:
            content = file.read(_LARGEST_ANSWER + 1)
        return content if len(content) <= _LARGEST_ANSWER else None

    def _refuse(self, name: str, why: str) -> None:
        target = self._free(REFUSED, name)
        self._write(REFUSED, f"{_short(target.name)}.reason.txt", clean(why).encode() + b"\n")
        with suppress(AdapterTrouble):  # what cannot be moved keeps nothing else from being read
            self._move(name, target)

    def _free(self, folder: str, name: str) -> Path:
        """Where a file may lie without taking another's place."""
        names = itertools.chain([name], (f"{count}-{_short(name)}" for count in itertools.count(2)))
        return next(path for each in names if not os.path.lexists(path := self._place / folder / each))

    def _move(self, name: str, target: Path) -> None:
        self._done += 1
        try:
            (self._place / IN / name).replace(target)
        except FileNotFoundError:  # another run on this folder was first
            return
        except OSError as error:
            raise _trouble(self._place, error) from error

    def _write(self, folder: str, name: str, content: bytes) -> None:
        target = self._place / folder / name
        part = target.with_name(
            f".{name}.{secrets.token_hex(4)}.part"
        )  # two runs may write the same document
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o640)
            part.replace(target)
        except OSError as error:
            raise _trouble(self._place, error) from error

    def _settled(self, folder: str) -> None:
        """The names are on the disk too."""
        if os.name != "posix":
            return
        try:
            handle = os.open(self._place / folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            raise _trouble(self._place, error) from error


def _unfit(folder: Path) -> str:
    """Why nothing may be put there; empty for nothing."""
    if os.name == "posix" and folder.is_dir() and stat.S_IMODE(folder.stat().st_mode) & 0o007:
        return _("Folder {path} terbuka bagi semua orang. Jalankan `chmod o= {path}` lebih dahulu.").format(
            path=folder
        )
    links = [name for name in (OUT, IN, DONE, REFUSED) if (folder / name).is_symlink()]
    return _("{path} adalah tautan; ganti dengan folder.").format(path=folder / links[0]) if links else ""


def _short(name: str) -> str:
    return safe_name(name)[:_LONGEST_NAME]


def _trouble(place: Path, error: OSError) -> AdapterTrouble:
    return AdapterTrouble(
        _("Folder adaptor {path} tidak dapat dipakai: {reason}. Yang menunggu dikirim kemudian.").format(
            path=place, reason=system_reason(error)
        )
    )
