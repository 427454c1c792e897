"""The programs beside us: their mailbox is a real one, and what is missing is said to be missing."""

import mailbox
from pathlib import Path

import pytest

from wbs_tui.operations.bench.peers import MAIL_PROGRAMS, lists_mail, notmuch_seconds, write_maildir


def test_the_mailbox_for_the_peers_is_a_maildir_of_read_mails(tmp_path: Path) -> None:
    write_maildir(tmp_path / "mails", 30)
    box = mailbox.Maildir(tmp_path / "mails" / "INBOX", create=False)
    subjects = sorted(message["Subject"] for message in box)
    assert subjects[0] == "Laporan nomor 000001"
    assert len(subjects) == 30
    assert {message.get_flags() for message in box} == {"S"}
    assert lists_mail(subjects)


def test_what_is_not_installed_is_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not any(program.installed for program in MAIL_PROGRAMS.values())
    assert notmuch_seconds(tmp_path, tmp_path) is None
