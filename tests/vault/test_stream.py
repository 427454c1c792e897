"""Evidence: what comes out is what went in, or nothing, and a gigabyte needs no more memory than a page."""

import io
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wbs_tui.text.errors import Refused, Unreadable
from wbs_tui.vault import stream
from wbs_tui.vault.errors import Damaged, NewerFormat
from wbs_tui.vault.stream import SealedFile, export_to, open_file, seal_file

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
EVIDENCE, OTHER = "01" * 16, "02" * 16
CHUNK = 32
SEALED_CHUNK = CHUNK + 16
HEADER = 8

FULL_DISK = """
import io, resource, sys
from pathlib import Path
from wbs_tui.text.errors import StoreTrouble
from wbs_tui.vault.stream import seal_file
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    seal_file(io.BytesIO(bytes(1_000_000)), Path(sys.argv[1]), bytes(32), "01" * 16)
except StoreTrouble as trouble:
    print(trouble.message)
"""


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHUNK_BYTES", CHUNK)


def sealed(folder: Path, plaintext: bytes, name: str = "bukti", evidence: str = EVIDENCE) -> Path:
    seal_file(io.BytesIO(plaintext), folder / name, KEY, evidence)
    return folder / name


def opened(path: Path, key: bytes = KEY, evidence: str = EVIDENCE) -> bytes:
    return b"".join(open_file(path, key, evidence))


def only(folder: Path, *names: str) -> bool:
    return sorted(entry.name for entry in folder.iterdir()) == sorted(names)


class Zeros(io.RawIOBase):
    """A source that is never in memory whole, and gives less than it is asked for."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, size: int = -1) -> bytes:
        given = min(size, self.left, 100_000)
        self.left -= given
        return bytes(given)


@pytest.mark.usefixtures("small_chunks")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(plaintext=st.one_of(st.binary(max_size=5 * CHUNK), st.integers(0, 5).map(lambda n: bytes(n * CHUNK))))
def test_what_was_sealed_is_opened(tmp_path_factory: pytest.TempPathFactory, plaintext: bytes) -> None:
    folder = tmp_path_factory.mktemp("bukti")
    path = sealed(folder, plaintext)
    exported = export_to(folder / "keluar", open_file(path, KEY, EVIDENCE))
    assert opened(path) == (folder / "keluar").read_bytes() == plaintext
    assert exported == SealedFile(len(plaintext), exported.sha256)
    assert only(folder, "bukti", "keluar")


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("size", [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_every_changed_byte_is_noticed(tmp_path: Path, size: int) -> None:
    path = sealed(tmp_path, bytes(size))
    whole = path.read_bytes()
    for place in range(len(whole)):
        broken = bytearray(whole)
        broken[place] ^= 0x20
        path.write_bytes(broken)
        with pytest.raises((Damaged, NewerFormat)):
            opened(path)


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("size", [0, 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 5])
def test_every_truncation_and_every_extension_is_noticed(tmp_path: Path, size: int) -> None:
    path = sealed(tmp_path, os.urandom(size))
    whole = path.read_bytes()
    longer = [whole + b"\0" * more for more in (1, 16, 17, SEALED_CHUNK, 2 * SEALED_CHUNK)]
    for attempt in [whole[:length] for length in range(len(whole))] + longer + [whole + whole[HEADER:]]:
        path.write_bytes(attempt)
        with pytest.raises(Damaged):
            opened(path)


@pytest.mark.usefixtures("small_chunks")
def test_chunks_that_were_reordered_dropped_or_doubled_are_noticed(tmp_path: Path) -> None:
    path = sealed(tmp_path, os.urandom(4 * CHUNK))
    whole = path.read_bytes()
    header = whole[:HEADER]
    first, second, third, last = (
        whole[start : start + SEALED_CHUNK] for start in range(HEADER, len(whole), SEALED_CHUNK)
    )
    for order in (
        (second, first, third, last),
        (first, third, last),
        (first, second, third),
        (first, second, second, third, last),
        (first, second, third, last, last),
        (last,),
        (first, second, last, third),
    ):
        path.write_bytes(header + b"".join(order))
        with pytest.raises(Damaged):
            opened(path)


@pytest.mark.usefixtures("small_chunks")
def test_chunks_of_another_file_under_the_same_key_are_noticed(tmp_path: Path) -> None:
    path, other = sealed(tmp_path, bytes(3 * CHUNK)), sealed(tmp_path, bytes(3 * CHUNK), "lain")
    mine, theirs = path.read_bytes(), other.read_bytes()
    for attempt in (
        mine[: HEADER + SEALED_CHUNK] + theirs[HEADER + SEALED_CHUNK :],
        theirs[:HEADER] + mine[HEADER:],
    ):
        path.write_bytes(attempt)
        with pytest.raises(Damaged):
            opened(path)


def test_another_key_or_another_evidence_id_opens_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"isi bukti")
    with pytest.raises(Damaged):
        opened(path, key=OTHER_KEY)
    with pytest.raises(Damaged):
        opened(path, evidence=OTHER)


def test_a_newer_version_says_so(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"isi bukti")
    path.write_bytes(b"\2" + path.read_bytes()[1:])
    with pytest.raises(NewerFormat, match="lebih baru"):
        opened(path)


@pytest.mark.usefixtures("small_chunks")
def test_one_plaintext_has_one_form(tmp_path: Path) -> None:
    """A full chunk and then an empty last one would be a second form of the same file."""
    header, aead = b"\1" + bytes(7), AESGCM(KEY)
    label = f"wbs-evidence-v1|{EVIDENCE}|".encode() + header
    first = aead.encrypt(bytes(7) + bytes(4) + b"\0", b"x" * CHUNK, label)
    empty = aead.encrypt(bytes(7) + b"\0\0\0\1" + b"\1", b"", label)
    (tmp_path / "bukti").write_bytes(header + first + empty)
    with pytest.raises(Damaged):
        opened(tmp_path / "bukti")


def test_evidence_that_is_gone_is_damage(tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        opened(tmp_path / "tidak ada")


@pytest.mark.usefixtures("small_chunks")
def test_an_export_of_broken_evidence_leaves_nothing(tmp_path: Path) -> None:
    path = sealed(tmp_path, bytes(3 * CHUNK))
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(Damaged):
        export_to(tmp_path / "keluar", open_file(path, KEY, EVIDENCE))
    assert only(tmp_path, "bukti")


def test_an_export_never_overwrites(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"isi bukti")
    (tmp_path / "keluar").write_bytes(b"milik orang lain")
    with pytest.raises(Refused, match="sudah ada"):
        export_to(tmp_path / "keluar", open_file(path, KEY, EVIDENCE))
    assert (tmp_path / "keluar").read_bytes() == b"milik orang lain"
    assert only(tmp_path, "bukti", "keluar")


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "bukti"

    class Racing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            target.write_bytes(b"milik orang lain")
            return super().read(size)

    with pytest.raises(Refused):
        seal_file(Racing(b"isi"), target, KEY, EVIDENCE)
    assert target.read_bytes() == b"milik orang lain"
    assert only(tmp_path, "bukti")


def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, *_size: int | None) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Unreadable, match="Input/output error"):
        seal_file(Broken(), tmp_path / "bukti", KEY, EVIDENCE)
    assert only(tmp_path)


def test_an_interrupted_seal_leaves_nothing(tmp_path: Path) -> None:
    class Interrupted(io.BytesIO):
        def read(self, *_size: int | None) -> bytes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_file(Interrupted(), tmp_path / "bukti", KEY, EVIDENCE)
    assert only(tmp_path)


def test_a_full_disk_says_so_and_leaves_nothing(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "bukti")], capture_output=True, text=True, check=True
    )
    assert "tidak dapat ditulis" in run.stdout
    assert only(tmp_path)


def test_only_its_owner_may_read_what_was_written(tmp_path: Path) -> None:
    path = sealed(tmp_path, b"isi bukti")
    export_to(tmp_path / "keluar", open_file(path, KEY, EVIDENCE))
    assert {entry.stat().st_mode & 0o777 for entry in tmp_path.iterdir()} == {0o600}


def test_64_mebibytes_need_two_of_memory(tmp_path: Path) -> None:
    size = 64 * 1024 * 1024
    tracemalloc.start()
    try:
        answer = seal_file(Zeros(size), tmp_path / "bukti", KEY, EVIDENCE)
        exported = export_to(tmp_path / "keluar", open_file(tmp_path / "bukti", KEY, EVIDENCE))
        _current, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert answer == exported
    assert answer.size == size
    assert peak < 2 * 1024 * 1024
