"""Passwords come from a file that only its owner reads, and codes go into one."""

import os
from pathlib import Path

import pytest

from wbs_tui.text.errors import Refused, WrongUse
from wbs_tui.vault.secret_files import read_password_file, write_secret_file


def written(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "sandi"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    "content", [b"kuda baterai\n", b"kuda baterai", b"kuda baterai\r\n", b"\xef\xbb\xbfkuda baterai\n"]
)
def test_one_line_is_read_without_its_end(tmp_path: Path, content: bytes) -> None:
    assert read_password_file(written(tmp_path, content)) == "kuda baterai"


def test_spaces_belong_to_the_password(tmp_path: Path) -> None:
    assert read_password_file(written(tmp_path, b" kuda \n")) == " kuda "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o601])
def test_a_file_that_others_can_read_is_refused_with_advice(tmp_path: Path, mode: int) -> None:
    with pytest.raises(Refused, match="chmod 600") as refusal:
        read_password_file(written(tmp_path, b"kuda baterai\n", mode))
    assert "kuda" not in refusal.value.message


@pytest.mark.parametrize("content", [b"", b"\n", b"dua\nbaris\n", b"\xff\xfe", b"x" * 5000, b"a\rb"])
def test_what_is_not_one_line_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(WrongUse, match="satu baris"):
        read_password_file(written(tmp_path, content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="tidak ada"):
        read_password_file(tmp_path / "tidak ada")


def test_a_pipe_will_do() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"kuda baterai\n")
    os.close(writing)
    assert read_password_file(Path(f"/dev/fd/{reading}")) == "kuda baterai"
    os.close(reading)


def test_a_code_is_written_for_its_owner_only_and_never_over_another(tmp_path: Path) -> None:
    path = tmp_path / "undangan"
    write_secret_file(path, "ABCDE-FGHJK")
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_password_file(path) == "ABCDE-FGHJK"
    with pytest.raises(Refused, match="sudah ada"):
        write_secret_file(path, "lain")
    assert path.read_text() == "ABCDE-FGHJK\n"
    with pytest.raises(WrongUse):
        write_secret_file(tmp_path / "tidak ada" / "undangan", "ABCDE")
