"""Looks for planted words, in every coding that a leak could have, in files and in what a process shows."""

import base64
import os
import quopri
import secrets
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path


def planted(*names: str) -> dict[str, str]:
    """A word of 20 and more characters for each name, of this run alone, with a letter outside ASCII."""
    return {name: f"kenari{name}é{secrets.token_hex(6)}" for name in names}


def codings(word: str) -> set[bytes]:
    """The word as UTF-8, UTF-16 of both orders, base64 at each offset, hexadecimal, quoted-printable."""
    plain = {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be")}
    found = set(plain)
    for written in plain:
        found |= {written.hex().encode(), written.hex().upper().encode()}
        found |= {_inner_base64(written, offset) for offset in range(3)}
        found |= {each.replace(b"+", b"-").replace(b"/", b"_") for each in found if each.isascii()}
    found.add(quopri.encodestring(word.encode()))
    found.add(word.encode("ascii", "backslashreplace"))
    return found


def _inner_base64(written: bytes, offset: int) -> bytes:
    """What stays the same of the coding, whatever stands before and after."""
    coded = base64.b64encode(b"\0" * offset + written)
    first = (offset * 8 + 5) // 6
    return coded[first : (offset + len(written)) * 8 // 6]


class Scanner:
    """Counts what it read; `findings` names the word and the place."""

    def __init__(self, words: Mapping[str, str], without: Collection[Path] = ()) -> None:
        """`without` are the files and folders that the officer wrote in the clear himself."""
        self._codings = {name: codings(word) for name, word in words.items()}
        self._without = tuple(without)
        self.looks = 0
        self.bytes = 0

    def in_bytes(self, data: bytes, place: str) -> list[str]:
        """The planted words in these bytes."""
        self.looks += 1
        self.bytes += len(data)
        return [
            f"{name} in {place}"
            for name, written in self._codings.items()
            if any(each in data for each in written)
        ]

    def in_files(self, *roots: Path) -> list[str]:
        """The planted words in the names and contents of all files below."""
        return [found for root in roots for path in self._files(root) for found in self._in_file(path)]

    def _files(self, root: Path) -> Iterator[Path]:
        for folder, _folders, names in os.walk(root):
            for name in names:
                path = Path(folder, name)
                if not any(path.is_relative_to(own) for own in self._without):
                    yield path

    def _in_file(self, path: Path) -> list[str]:
        found = self.in_bytes(str(path).encode(errors="surrogateescape"), f"the name {path}")
        try:
            if path.is_file():
                found += self.in_bytes(path.read_bytes(), str(path))
        except (
            FileNotFoundError
        ):  # gone while we looked: a temporary file, looked for again in the next round
            pass
        return found

    def in_process(self, pid: int) -> list[str]:
        """The planted words in command line, environment and open files (deleted ones too) of a process."""
        if sys.platform != "linux":
            return []
        proc = Path("/proc", str(pid))
        found = []
        for name in ("cmdline", "environ", "comm"):
            found += self.in_bytes(_read(proc / name), f"{name} of the process")
        for link, target in _open_files(proc / "fd"):
            if not any(target.is_relative_to(own) for own in self._without):
                found += self.in_bytes(_read(link), f"open file {target}")
        return found


def _open_files(folder: Path) -> Iterator[tuple[Path, Path]]:
    """What a process holds open, and what it was called; it may let go of it while we look."""
    try:
        for link in list(folder.iterdir()):
            target = link.readlink()
            if link.is_file():
                yield link, target
    except (FileNotFoundError, PermissionError, ProcessLookupError):
        return


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ProcessLookupError):
        return b""
