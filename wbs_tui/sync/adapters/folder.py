"""The adapter that needs no interface of KPK's: JSON documents in a folder that its own system looks into.

`out/` holds a document for each case; into `in/` the system puts answers, written elsewhere and renamed.
What was read moves to `done/`, what was no answer to `refused/` with the reason beside it. Whoever writes
into the folder is hostile: no link is followed, nothing but small regular files is read.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from wbs_tui.sync.adapters.documents import AdapterTrouble, Answer, CaseDocument
from wbs_tui.text.catalogue import _
from wbs_tui.text.clean import safe_name
from wbs_tui.text.errors import Refused
from wbs_tui.text.records import ready
from wbs_tui.text.system import system_reason

OUT, IN, DONE, REFUSED = "out", "in", "done", "refused"
_LARGEST_ANSWER = 1024 * 1024
_LONGEST_NAME = 60
"""Characters of a refused file's name that its reason is named by."""
_MOST_ANSWERS = 1000
"""Files of one run."""
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_encode = msgspec.json.Encoder().encode


class FolderAdapter:
    """Documents out, answers in, at one folder of this computer."""

    def __init__(self, place: str) -> None:
        self._place = Path(place)
        self._files: dict[str, str] = {}

    @staticmethod
    def prepare(place: str) -> None:
        """Make the folders within. Raises Refused for one that is not there, or that everybody may read."""
        folder = Path(place)
        if not folder.is_absolute() or not folder.is_dir():
            raise Refused(_("{path} bukan folder dengan letak lengkap. Buat dahulu.").format(path=place))
        if os.name == "posix" and stat.S_IMODE(folder.stat().st_mode) & 0o007:
            raise Refused(
                _("Folder {path} terbuka bagi semua orang. Jalankan `chmod o= {path}` lebih dahulu.").format(
                    path=place
                )
            )
        try:
            for name in (OUT, IN, DONE, REFUSED):
                (folder / name).mkdir(mode=0o770, exist_ok=True)
        except OSError as error:
            raise _trouble(folder, error) from error

    def deliver(self, cases: Iterable[CaseDocument]) -> None:
        """Each document takes the place of the one before in one step."""
        for case in cases:
            self._write(OUT, f"case-{case.case}.json", _encode(case))
        self._settled(OUT)

    def withdraw(self, case_ids: Iterable[str]) -> None:
        """The documents go; the system sees that they are no longer there."""
        try:
            for case_id in case_ids:
                (self._place / OUT / f"case-{case_id}.json").unlink(missing_ok=True)
        except OSError as error:
            raise _trouble(self._place, error) from error

    def answers(self) -> Iterator[Answer]:
        """In the order of their names."""
        for name in self._waiting():
            answer = self._read(name)
            if isinstance(answer, Answer):
                self._files[answer.id] = name
                yield answer
            else:
                self._refuse(name, answer)

    def settle(self, answer: Answer, refused: str = "") -> None:
        """Its file moves."""
        name = self._files.pop(answer.id)
        if refused:
            self._refuse(name, refused)
        else:
            self._move(name, DONE)

    def _waiting(self) -> list[str]:
        try:
            with os.scandir(self._place / IN) as entries:
                names = sorted(each.name for each in entries if each.name.endswith(".json"))
        except OSError as error:
            raise _trouble(self._place, error) from error
        return names[:_MOST_ANSWERS]

    def _read(self, name: str) -> Answer | str:
        """The answer, or why it is none."""
        try:
            content = self._content(name)
        except OSError as error:
            return system_reason(error)
        if content is None:
            return _("Bukan berkas biasa, atau lebih besar dari 1 MiB.")
        try:
            return msgspec.json.decode(content, type=ready(Answer))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            return _("Isinya bukan jawaban yang sah: {detail}").format(detail=error)

    def _content(self, name: str) -> bytes | None:
        handle = os.open(self._place / IN / name, os.O_RDONLY | _NO_LINKS)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            return None
        with os.fdopen(handle, "rb") as file:
            content = file.read(_LARGEST_ANSWER + 1)
        return content if len(content) <= _LARGEST_ANSWER else None

    def _refuse(self, name: str, why: str) -> None:
        self._write(REFUSED, f"{safe_name(name)[:_LONGEST_NAME]}.reason.txt", why.encode() + b"\n")
        with suppress(AdapterTrouble):  # what cannot be moved keeps nothing else from being read
            self._move(name, REFUSED)

    def _move(self, name: str, to: str) -> None:
        try:
            (self._place / IN / name).replace(self._place / to / name)
        except FileNotFoundError:  # another run on this folder was first
            return
        except OSError as error:
            raise _trouble(self._place, error) from error

    def _write(self, folder: str, name: str, content: bytes) -> None:
        target = self._place / folder / name
        part = target.with_name(f".{name}.part")
        try:
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
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


def _trouble(place: Path, error: OSError) -> AdapterTrouble:
    return AdapterTrouble(
        _("Folder adaptor {path} tidak dapat dipakai: {reason}. Yang menunggu dikirim kemudian.").format(
            path=place, reason=system_reason(error)
        )
    )
