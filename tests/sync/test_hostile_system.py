"""What a system behind the adapter, or another run beside, could break: the folder is open to both."""

import json
import os
from pathlib import Path

import pytest

from tests.cases.years_later import years_later
from tests.sync.at_work import new_case
from tests.sync.offices import Linked, World, exchanged
from tests.sync.test_adapter import answer, connected, documents
from tests.sync.test_foreign_retention import REASON, THREE_YEARS, shared_and_ended
from wbs_tui.cases.exchange_kinds import FOREIGN_TAKEN
from wbs_tui.cases.kept.foreign_retention import destroy_foreign
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.intake.implicated import Subjects
from wbs_tui.intake.restricted import found_own
from wbs_tui.sync.adapters import folder as folder_adapter
from wbs_tui.sync.adapters.documents import AdapterTrouble, CaseDocument
from wbs_tui.sync.adapters.folder import FolderAdapter
from wbs_tui.sync.adapters.running import run_adapter
from wbs_tui.sync.offices.deciding import block_peer
from wbs_tui.sync.outgoing.sharing import share_case
from wbs_tui.sync.talks.remarks import foreign_remarks

pytestmark = pytest.mark.file_store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sistem"
    made.mkdir(mode=0o750)
    return made


@pytest.fixture
def at_kpk(office_world: World, folder: Path) -> tuple[Linked, Linked, str]:
    """KPK with an adapter, an office, and the id of its case there."""
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    return kpk, ours, register


def test_nothing_in_a_file_or_its_name_stops_a_run_or_gives_words_to_an_officer(
    at_kpk: tuple[Linked, Linked, str], folder: Path
) -> None:
    kpk, ours, register = at_kpk
    case_id = load_case(ours.head, register).id
    answer(folder, "a-nobody", case_id, "Tanpa nama.", by="\u200b\u202e")
    answer(folder, "b-nothing", case_id, "\u200b")
    (folder / "in" / os.fsdecode(b"c-\xff\xfe.json")).write_text('{"\\u001b[31mmerah": 1}')
    (folder / "in" / "d-\n.json").write_text('{"\\ud800": 1}')
    (folder / "in" / f"e-{chr(0x1F4C1) * 60}.json").write_text("[]")
    for name in ("done", "refused"):
        (folder / name / "f-twice.json").mkdir()
    answer(folder, "f-twice", case_id, "Sudah kami tangani.")
    (folder / "in" / "g-last.json").write_text("[]")
    ran = run_adapter(kpk.head)
    assert (ran.taken, ran.refused, ran.delivered) == (1, 2, 1)
    assert list((folder / "in").iterdir()) == []
    reasons = [path.read_text() for path in (folder / "refused").glob("*.reason.txt")]
    assert len(reasons) == 6
    assert not any("\x1b" in reason for reason in reasons)
    [said] = foreign_remarks(kpk.head, case_id)
    assert said.by == "Direktorat PLPM"


def test_what_was_taken_in_or_refused_is_never_overwritten(
    at_kpk: tuple[Linked, Linked, str], folder: Path
) -> None:
    kpk, ours, register = at_kpk
    case_id = load_case(ours.head, register).id
    for number in (1, 2):
        answer(folder, f"jawaban-{number}", case_id, "Sudah kami tangani.")
        (folder / "in" / f"jawaban-{number}.json").rename(folder / "in" / "a.json")
        (folder / "in" / "b.json").write_text("[" * number)
        run_adapter(kpk.head)
    assert {path.name for path in (folder / "done").iterdir()} == {"a.json", "2-a.json"}
    refused = {path.name for path in (folder / "refused").iterdir()}
    assert refused == {"b.json", "b.json.reason.txt", "2-b.json", "2-b.json.reason.txt"}


def test_the_group_gets_in_whatever_the_umask_and_nobody_else_later(
    at_kpk: tuple[Linked, Linked, str], folder: Path
) -> None:
    kpk, _ours, _register = at_kpk
    modes = {name: (folder / name).stat().st_mode & 0o777 for name in ("in", "out", "done", "refused")}
    assert modes == {"in": 0o770, "out": 0o750, "done": 0o750, "refused": 0o750}
    folder.chmod(0o755)
    with pytest.raises(AdapterTrouble):
        run_adapter(kpk.head)
    assert documents(folder) == {}
    folder.chmod(0o750)
    run_adapter(kpk.head)
    assert {path.stat().st_mode & 0o777 for path in (folder / "out").iterdir()} == {0o640}


def test_a_link_in_the_place_of_a_folder_takes_nothing_elsewhere(
    at_kpk: tuple[Linked, Linked, str], folder: Path, tmp_path: Path
) -> None:
    kpk, _ours, _register = at_kpk
    elsewhere = tmp_path / "lain"
    elsewhere.mkdir()
    for name in ("out", "refused"):
        (folder / name).rmdir()
        (folder / name).symlink_to(elsewhere)
        (folder / "in" / "a.json").write_text("[]")
        with pytest.raises(AdapterTrouble):
            run_adapter(kpk.head)
    assert list(elsewhere.iterdir()) == []


def test_an_answer_that_another_run_took_is_not_said_to_be_refused(
    at_kpk: tuple[Linked, Linked, str], folder: Path
) -> None:
    _kpk, ours, register = at_kpk
    for name in ("a", "b"):
        answer(folder, name, load_case(ours.head, register).id, "Sudah kami tangani.")
    ours_first = FolderAdapter(str(folder)).answers()
    next(ours_first)
    (folder / "in" / "b.json").rename(folder / "done" / "b.json")
    assert list(ours_first) == []
    assert list((folder / "refused").iterdir()) == []


def test_answers_that_wait_for_a_fingerprint_keep_no_other_from_coming(
    office_world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpk, ours, sumsel = office_world("kpk", "inspectorate", "province")
    cases = {}
    for office in (ours, sumsel):
        cases[office.code] = load_case(office.head, new_case(office.head)).id
        exchanged(office.head, kpk.head)
    connected(kpk, folder)
    block_peer(kpk.head, ours.code)
    for number in range(3):
        answer(folder, f"a-{number}", cases[ours.code], "Sudah kami tangani.")
    answer(folder, "b", cases[sumsel.code], "Sudah kami tangani.")
    monkeypatch.setattr(folder_adapter, "_MOST_ANSWERS", 1)
    ran = run_adapter(kpk.head)
    assert (ran.waiting, ran.taken) == (3, 1)


def test_what_a_run_beside_wrote_meanwhile_goes_out_once_more(
    at_kpk: tuple[Linked, Linked, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kpk, ours, _register = at_kpk
    deliver = FolderAdapter.deliver

    def slowly(self: FolderAdapter, cases: list[CaseDocument]) -> None:
        """Another run begins when this one has read the cases, and ends before it has written them."""
        read = list(cases)
        monkeypatch.setattr(FolderAdapter, "deliver", deliver)
        new_case(ours.head, 2)
        exchanged(ours.head, kpk.head)
        run_adapter(kpk.head)
        deliver(self, read)

    monkeypatch.setattr(FolderAdapter, "deliver", slowly)
    run_adapter(kpk.head)
    assert run_adapter(kpk.head).delivered == 2
    assert run_adapter(kpk.head).delivered == 0


def test_a_case_that_turns_out_to_be_against_somebody_here_is_withdrawn(
    at_kpk: tuple[Linked, Linked, str], folder: Path
) -> None:
    kpk, ours, register = at_kpk
    assert run_adapter(kpk.head).delivered == 1
    against = Subjects(frozenset(), frozenset({kpk.desk("petugas").actor.id}))
    with kpk.head.transaction() as transaction, transaction.entry(FOREIGN_TAKEN) as change:
        found_own(kpk.head, change, load_case(ours.head, register).id, against)
    kpk.close()
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    run_adapter(kpk.head)
    assert documents(folder) == {}


def test_nothing_of_a_destroyed_case_is_left_outside_not_even_of_a_run_that_was_killed(
    office_world: World, folder: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = shared_and_ended(kpk, ours)
    connected(kpk, folder)
    run_adapter(kpk.head)
    [document] = (folder / "out").iterdir()
    assert json.loads(document.read_bytes())["texts"]
    document.with_name(f".{document.name}.0a1b2c3d.part").write_bytes(document.read_bytes())
    years_later(kpk, THREE_YEARS)
    destroy_foreign(kpk.head, "1601", register, REASON)
    run_adapter(kpk.head)
    assert list((folder / "out").iterdir()) == []
