"""What the system says of a file reaches an officer in his own language."""

import errno
import os

import pytest

from wbs_tui.text.catalogue import use_language
from wbs_tui.text.errors import WbsError
from wbs_tui.text.system import system_reason
from wbs_tui.vault.secret_files import read_password_file

USUAL = ("ENOENT", "EACCES", "EISDIR", "ENOTDIR", "EEXIST", "ENOSPC", "EROFS")


@pytest.fixture(autouse=True)
def indonesian_again():
    yield
    use_language("id")


@pytest.mark.parametrize("name", USUAL)
def test_the_usual_reasons_are_said_in_both_languages(name):
    number = getattr(errno, name)
    said = []
    for language in ("id", "en"):
        use_language(language)
        said.append(system_reason(OSError(number, os.strerror(number))))
    assert os.strerror(number) not in said
    assert said[0] != said[1]


def test_what_is_rare_keeps_the_words_of_the_system():
    assert system_reason(OSError(errno.EMFILE, "Too many open files")) == "Too many open files"
    assert system_reason(OSError("apa saja")) == "OSError"


def test_a_file_that_is_not_there_is_missed_in_indonesian(tmp_path):
    with pytest.raises(WbsError, match="berkas atau folder itu tidak ada"):
        read_password_file(tmp_path / "tidak-ada")
