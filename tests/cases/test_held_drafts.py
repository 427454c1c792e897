"""What is typed while the store is out of reach waits on this computer, sealed, and is brought afterwards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import TestOffice
from wbs_tui.cases.steps.drafts import NEW_REPORT, deliver_drafts, drafts, keep_draft, load_draft, save_draft
from wbs_tui.journal.desk import Desk
from wbs_tui.store.errors import StoreUnreachable
from wbs_tui.store.reach import find, lose

SUBJECT = "note:analysis:0190"


@contextmanager
def out_of_reach(desk: Desk) -> Iterator[None]:
    lose(desk.engine, StoreUnreachable())
    yield
    find(desk.engine)


def waiting() -> list[Path]:
    return list(Path(os.environ["WBS_STATE"]).rglob("*.draft"))


def test_it_waits_here_and_is_brought_when_the_store_is_back(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, "telaah yang belum selesai")
        assert load_draft(desk, SUBJECT) == "telaah yang belum selesai"
        keep_draft(desk, SUBJECT, "telaah yang hampir selesai")
        with pytest.raises(StoreUnreachable):
            drafts(desk)
        assert deliver_drafts(desk) == 0
    assert deliver_drafts(desk) == 1
    assert waiting() == []
    again = office.desk("petugas")
    assert load_draft(again, SUBJECT) == "telaah yang hampir selesai"


def test_a_program_that_ended_meanwhile_brings_it_the_next_time(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, "telaah yang belum selesai")
        desk.close()
    again = office.desk("petugas")
    assert load_draft(again, SUBJECT) == "telaah yang belum selesai"
    assert deliver_drafts(again) == 1


def test_a_draft_that_was_recorded_or_given_up_is_forgotten_then(office: TestOffice) -> None:
    desk = office.desk("petugas")
    keep_draft(desk, SUBJECT, "telaah")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, None)
        assert load_draft(desk, SUBJECT) is None
    deliver_drafts(desk)
    assert drafts(desk) == ()
    assert waiting() == []


def test_what_the_store_takes_leaves_nothing_older_behind(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, "lama")
    keep_draft(desk, SUBJECT, "baru")
    assert deliver_drafts(desk) == 0
    assert load_draft(desk, SUBJECT) == "baru"


def test_here_it_is_sealed_for_its_account_alone(office: TestOffice) -> None:
    desk, other = office.desk("petugas"), office.desk("petugas2")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, "nama yang rahasia")
    (path,) = waiting()
    held = path.read_bytes()
    assert b"rahasia" not in held
    assert b"0190" not in held + path.name.encode()
    assert path.stat().st_mode & 0o077 == 0
    other_folder = path.parent.with_name(path.parent.name.replace(desk.actor.id, other.actor.id))
    assert load_draft(other, SUBJECT) is None
    assert not other_folder.exists()


def test_a_file_that_does_not_open_is_left_alone(office: TestOffice) -> None:
    desk = office.desk("petugas")
    with out_of_reach(desk):
        keep_draft(desk, SUBJECT, "telaah")
    (path,) = waiting()
    path.write_bytes(b"\x09" + path.read_bytes()[1:])
    assert deliver_drafts(desk) == 0
    assert load_draft(desk, SUBJECT) is None
    assert path.exists()


def test_what_was_kept_at_another_computer_since_stays_beside_it(office: TestOffice) -> None:
    here, elsewhere = office.desk("petugas"), office.desk("petugas")
    with out_of_reach(here):
        keep_draft(here, SUBJECT, "ditulis di kantor, tanpa server")
        keep_draft(here, NEW_REPORT, '{"text": "lama"}')
    office.clock.forward(hours=2)
    save_draft(elsewhere, SUBJECT, "ditulis di rumah")
    save_draft(elsewhere, NEW_REPORT, '{"text": "baru"}')
    assert deliver_drafts(here) == 2
    kept = load_draft(elsewhere, SUBJECT) or ""
    assert "ditulis di rumah" in kept
    assert "ditulis di kantor, tanpa server" in kept
    assert load_draft(elsewhere, NEW_REPORT) == '{"text": "baru"}'
    assert waiting() == []


def test_a_draft_given_up_here_takes_nothing_newer_away(office: TestOffice) -> None:
    here, elsewhere = office.desk("petugas"), office.desk("petugas")
    keep_draft(here, SUBJECT, "telaah")
    with out_of_reach(here):
        keep_draft(here, SUBJECT, None)
    office.clock.forward(minutes=1)
    save_draft(elsewhere, SUBJECT, "telaah yang lain")
    deliver_drafts(here)
    assert load_draft(elsewhere, SUBJECT) == "telaah yang lain"
    assert waiting() == []
