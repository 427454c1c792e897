"""What another office shared of a case is kept for a term, and then its keys and files may go for good."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from models.tables.exchange import foreign_cases, foreign_files
from models.tables.journal import journal
from models.tables.local import key_wraps
from models.words.clock import LAST_SHOWN
from tests.cases.years_later import years_later
from tests.conftest import PASSWORD
from tests.sync.at_work import TITLE, arrive, new_case
from tests.sync.offices import Linked, World, exchanged
from wbs_tui.accounts.session import unlock
from wbs_tui.cases.kept.destruction import (
    CannotDestroy,
    destroy_again,
    reapply_destructions,
    sweep_store,
)
from wbs_tui.cases.kept.foreign_retention import destroy_foreign, foreign_kept, foreign_past_term
from wbs_tui.cases.kinds import DESTROYED
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.steps.evidence import release
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.entries import decode
from wbs_tui.journal.verify import verify_journal
from wbs_tui.operations.doctor import examine
from wbs_tui.store.engine import writing
from wbs_tui.store.location import FileStore
from wbs_tui.sync.foreign_cases.foreign_views import ForeignDestroyed, NoSuchForeign, foreign_case
from wbs_tui.sync.outgoing.sharing import end_share, share_case
from wbs_tui.sync.parcels.dead import dead_letters, retry
from wbs_tui.sync.parcels.files import expected_files, keep_file
from wbs_tui.sync.talks.remarks import foreign_remarks, write_foreign_remark

REASON = "masa simpan salinan lewat"
THREE_YEARS = 3 * 366


def shared_and_ended(kpk: Linked, ours: Linked) -> str:
    """A case of ours with a file, which KPK had whole until the sharing ended; its number."""
    register = new_case(ours.head, attachment=b"gambar dari pelapor")
    [file] = load_case(ours.head, register).evidence
    release(ours.head, register, [file.id])
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    arrive(ours.head, kpk.head)
    write_foreign_remark(kpk.head, register, "Mohon perkembangannya.")
    end_share(ours.head, register, "00")
    exchanged(ours.head, kpk.head)
    return register


def sealed_files(kpk: Linked) -> set[str]:
    with kpk.head.reading() as connection:
        ids = connection.execute(select(foreign_files.c.id)).scalars().all()
    return set(kpk.head.evidence_files.held(ids))


def wraps_of(kpk: Linked, case_id: str) -> list:
    with kpk.head.reading() as connection:
        return connection.execute(select(key_wraps).where(key_wraps.c.case_id == case_id)).all()


def test_after_its_term_the_head_destroys_it_and_nothing_of_it_opens(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = shared_and_ended(kpk, ours)
    case = foreign_case(kpk.head, register)
    assert (case.title, len(case.files), len(sealed_files(kpk))) == (TITLE, 1, 1)
    assert foreign_past_term(kpk.head) == ()
    [kept] = foreign_kept(kpk.head)
    assert (kept.register, kept.past, kept.term_ends_at) == (register, False, case.kept_until)
    with pytest.raises(CannotDestroy):
        destroy_foreign(kpk.head, "1601", register, REASON)

    years_later(kpk, THREE_YEARS)
    [due] = foreign_past_term(kpk.head)
    assert (due.register, due.office) == (register, "1601")
    with pytest.raises(NotPermitted):
        destroy_foreign(kpk.desk("irban"), "1601", register, REASON)
    with pytest.raises(NoSuchCase):
        destroy_foreign(kpk.head, "1602", register, REASON)
    destroy_foreign(kpk.head, "1601", register, REASON)

    assert (wraps_of(kpk, case.id), sealed_files(kpk), foreign_past_term(kpk.head)) == ([], set(), ())
    kpk.close()
    left = foreign_case(kpk.head, register)
    assert (left.register, left.texts, left.files, left.identity) == (register, (), (), False)
    assert "dimusnahkan" in left.title
    assert "perkembangannya" not in foreign_remarks(kpk.head, register)[0].text
    with pytest.raises(ForeignDestroyed):
        write_foreign_remark(kpk.head, register, "Masih ada?")
    with kpk.head.reading() as connection:
        report = verify_journal(connection, keyring=kpk.head.keyring)
    assert (report.bad, report.replay_equal, report.destroyed, report.unopened) == ([], True, 1, 0)
    unwell = {check.id for check in examine(kpk.head) if check.health != "good"}
    assert unwell.isdisjoint({"destroyed", "evidence", "orphans", "integrity", "keys"})


@pytest.mark.file_store
def test_a_file_that_comes_while_its_case_is_destroyed_is_not_kept(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head, attachment=b"gambar dari pelapor")
    release(ours.head, register, [load_case(ours.head, register).evidence[0].id])
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    end_share(ours.head, register, "00")
    exchanged(ours.head, kpk.head)
    [expected] = expected_files(kpk.head)
    years_later(kpk, THREE_YEARS)
    destroy_foreign(kpk.head, "1601", register, REASON)
    with ours.head.reading() as connection, ours.head.evidence_files.sealed(connection, expected.id) as file:
        assert file is not None
        keep_file(kpk.head, expected, [file.read(expected.size)])
    assert sealed_files(kpk) == set()
    assert expected_files(kpk.head) == ()


@pytest.mark.file_store
def test_it_is_not_taken_in_again(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = shared_and_ended(kpk, ours)
    years_later(kpk, THREE_YEARS)
    years_later(ours, 0)
    destroy_foreign(kpk.head, "1601", register, REASON)
    share_case(ours.head, register, "00", "sekali lagi")
    exchanged(ours.head, kpk.head)
    assert [each.reason for each in dead_letters(kpk.head)] == ["refused"]
    assert retry(kpk.head) == 1  # nor does it lie in a letter for ever
    assert dead_letters(kpk.head) == ()
    assert foreign_case(kpk.head, register).texts == ()


@pytest.mark.file_store
def test_an_end_that_its_office_says_is_to_come_keeps_it_no_longer(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = shared_and_ended(kpk, ours)
    with writing(kpk.head.engine) as connection:
        connection.execute(update(foreign_cases).values(ended_at=LAST_SHOWN))
    assert foreign_past_term(kpk.head) == ()
    years_later(kpk, THREE_YEARS)
    assert [each.register for each in foreign_past_term(kpk.head)] == [register]


@pytest.mark.file_store
def test_what_an_older_copy_brings_back_goes_again(office_world: World, tmp_path: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = shared_and_ended(kpk, ours)
    years_later(kpk, THREE_YEARS)
    case_id = foreign_case(kpk.head, register).id
    wraps = wraps_of(kpk, case_id)
    kpk.close()
    before = tmp_path / "sebelum"
    shutil.copytree(kpk.location.database.parent, before)
    destroy_foreign(kpk.head, "1601", register, REASON)
    with writing(kpk.head.engine) as connection:
        connection.execute(insert(key_wraps), [row._asdict() for row in wraps])
        assert reapply_destructions(connection, kpk.head.evidence_files) == 1
    assert wraps_of(kpk, case_id) == []
    with kpk.head.reading() as connection:
        signed = connection.execute(select(journal.c.signed).where(journal.c.kind == DESTROYED)).scalar_one()

    older = unlock(FileStore(before / "office.wbs"), "inspektur", PASSWORD, kpk.clock).desk
    kpk.opened.append(older)
    assert foreign_case(older, register).title == TITLE
    with older.transaction() as transaction:
        assert destroy_again(older, transaction, decode(signed))
        assert not destroy_again(older, transaction, decode(signed))
    assert sweep_store(older.engine, older.evidence_files) == 1
    assert "dimusnahkan" in foreign_case(older, register).title


@pytest.mark.file_store
def test_a_case_that_is_only_told_of_has_no_term_and_is_not_destroyed(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    years_later(kpk, THREE_YEARS)
    assert foreign_past_term(kpk.head) == ()
    with pytest.raises(NoSuchCase):
        destroy_foreign(kpk.head, "1601", register, REASON)
    with pytest.raises(NoSuchForeign):
        foreign_case(kpk.head, "1601-2026-999999")
