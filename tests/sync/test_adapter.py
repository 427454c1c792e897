"""KPK's own system gets what its desk received and answers it, by a decision of the head."""

import json
import os
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, select

from models.tables.cases import disclosures
from models.tables.exchange import exchange_state
from models.words.exchange import MessageKind
from tests.sync.at_work import REPORTER, TITLE, new_case, proved
from tests.sync.offices import Linked, World, exchanged, hand_over
from wbs_tui.cases.disclosures import EXPORT
from wbs_tui.cases.exchange_kinds import FOREIGN_TAKEN
from wbs_tui.cases.identity.disclosure_list import list_disclosures
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.intake.implicated import Subjects
from wbs_tui.intake.restricted import found_own
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.store.engine import writing
from wbs_tui.sync.adapters import choosing
from wbs_tui.sync.adapters.choosing import NoAdapter, set_adapter, stop_adapter
from wbs_tui.sync.adapters.documents import AdapterTrouble, Answer
from wbs_tui.sync.adapters.running import adapter_within_exchange, run_adapter
from wbs_tui.sync.adapters.unfit import why_unfit
from wbs_tui.sync.offices.deciding import block_peer
from wbs_tui.sync.outgoing.sharing import share_case, share_identity
from wbs_tui.sync.talks.remarks import foreign_remarks, remarks, write_remark
from wbs_tui.text.errors import Refused


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "sistem"
    made.mkdir(mode=0o750)
    return made


def connected(kpk: Linked, folder: Path) -> None:
    set_adapter(kpk.head, "folder", str(folder), "surat KPK 5/2026")


def documents(folder: Path) -> dict[str, dict]:
    return {path.name: json.loads(path.read_bytes()) for path in (folder / "out").iterdir()}


def answer(folder: Path, name: str, case_id: str, text: str, **more: object) -> None:
    said = {"format": "wbs-answer", "version": 1, "id": name, "case": case_id, "kind": "handled"}
    content = json.dumps({**said, "by": "Direktorat PLPM", "text": text, **more})
    (folder / "in" / f"{name}.json").write_text(content)


def exports(kpk: Linked) -> int:
    with kpk.head.reading() as connection:
        query = select(disclosures.c.id).where(disclosures.c.what == EXPORT)
        return len(connection.execute(query).all())


def test_what_was_received_lies_in_the_folder_and_the_answer_comes_into_the_case(
    office_world: World, folder: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register, whole = new_case(ours.head), new_case(ours.head, 2)
    share_case(ours.head, whole, "00", "penyelenggara negara")
    share_identity(ours.head, whole, "00", "perlindungan")
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    ran = run_adapter(kpk.desk("pemantau"))
    assert (ran.delivered, ran.taken, ran.refused) == (2, 0, 0)
    by_register = {each["register"]: each for each in documents(folder).values()}
    summary, case = by_register[register], by_register[whole]
    assert (summary["shared"], summary["title"], summary["texts"]) == (False, "", [])
    assert (case["format"], case["version"], case["office"]["code"]) == ("wbs-case", 1, "1601")
    assert (case["shared"], case["title"]) == (True, TITLE)
    assert "Petugas loket" in case["texts"][0]["text"]
    everything = "".join(path.read_text() for path in (folder / "out").iterdir())
    assert not any(piece in everything for piece in (REPORTER.name, REPORTER.phone, REPORTER.nik))

    answer(folder, "KPK-1", summary["case"], "Sudah ditangani KPK.\x1b[31m")
    assert run_adapter(kpk.desk("pemantau")).taken == 1
    assert [path.name for path in (folder / "done").iterdir()] == ["KPK-1.json"]
    exchanged(kpk.head, ours.head)
    [came] = remarks(ours.head, register)
    assert (came.kind, came.text) == (MessageKind.HANDLED, "Sudah ditangani KPK.")
    assert came.by == "Direktorat PLPM, pemantau (Pemantau)"
    write_remark(ours.head, register, "00", "Terima kasih.", reply_to=came.id)
    exchanged(ours.head, kpk.head)
    run_adapter(kpk.head)
    said = documents(folder)[f"case-{summary['case']}.json"]["remarks"]
    assert {each["text"] for each in said} == {came.text, "Terima kasih."}
    assert proved(kpk.head)


@pytest.mark.file_store
def test_only_the_head_of_an_office_that_watches_connects_it(office_world: World, folder: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with pytest.raises(NotPermitted):
        set_adapter(kpk.desk("irban"), "folder", str(folder), "ingin")
    with pytest.raises(NoAdapter):
        connected(ours, folder)
    with pytest.raises(NoAdapter):
        set_adapter(kpk.head, "awan", str(folder), "ingin")
    with pytest.raises(ReasonMissing):
        set_adapter(kpk.head, "folder", str(folder), " ")
    with pytest.raises(NoAdapter):
        run_adapter(kpk.head)
    folder.chmod(0o755)
    with pytest.raises(Refused):
        connected(kpk, folder)
    assert list(folder.iterdir()) == []


@pytest.mark.file_store
def test_what_leaves_is_journalled_before_it_leaves_and_nothing_new_writes_nothing(
    office_world: World, folder: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "penyelenggara negara")
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    (folder / "out").rmdir()
    with pytest.raises(AdapterTrouble):
        run_adapter(kpk.head)
    (folder / "out").mkdir()
    told = exports(kpk)
    assert told == 2
    run_adapter(kpk.head)
    assert (exports(kpk), len(documents(folder))) == (4, 1)
    assert run_adapter(kpk.head).delivered == 0
    assert exports(kpk) == 4
    assert [each.what for each in list_disclosures(kpk.head)] == ["export"] * 4 + ["adapter"]
    assert "surat KPK 5/2026" in (list_disclosures(kpk.head)[-1].reason or "")


@pytest.mark.file_store
def test_hostile_answers_are_set_aside_and_the_sound_one_is_taken_once(
    office_world: World, folder: Path, tmp_path: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    case_id = load_case(ours.head, register).id
    secret = tmp_path / "rahasia.json"
    secret.write_text("{}")
    (folder / "in" / "a-link.json").symlink_to(secret)
    os.mkfifo(folder / "in" / "b-pipe.json")
    (folder / "in" / "c-large.json").write_bytes(b"[" * (1024 * 1024 + 1))
    (folder / "in" / "d-deep.json").write_bytes(b"[" * 100_000)
    answer(folder, "e-unknown", "0" * 32, "kasus yang tidak ada")
    answer(folder, "f-strange", case_id, "x", kind="duplicate")
    answer(folder, "g-more", case_id, "x", office="00")
    (folder / "in" / "g2-folder.json").mkdir()
    (folder / "refused" / "g2-folder.json" / "isi").mkdir(parents=True)
    (folder / "in" / f"g3-{'x' * 240}.json").write_text("[]")
    answer(folder, "h-sound", case_id, "Mohon hasilnya.", kind="request")
    (folder / "in" / "i-unread.txt").write_text("bukan jawaban")
    ran = run_adapter(kpk.head)
    assert (ran.taken, ran.waiting) == (1, 0)
    assert secret.read_text() == "{}"
    left = {path.name for path in (folder / "in").iterdir()}
    assert left == {"i-unread.txt"}
    reasons = {path.name[0]: path.read_text() for path in (folder / "refused").glob("*.reason.txt")}
    assert set(reasons) == {"2", *"abcdefg"}
    assert "kind: nilai 'duplicate' tidak dikenal" in reasons["f"]
    assert "isian office tidak dikenal" in reasons["g"]
    answer(folder, "h-sound", case_id, "Isi lain dengan pengenal yang sama.")
    assert run_adapter(kpk.head).taken == 1
    assert [each.text for each in foreign_remarks(kpk.head, case_id)] == ["Mohon hasilnya."]


@pytest.mark.file_store
def test_a_run_that_is_cut_off_before_it_noted_itself_is_repeated_whole(
    office_world: World, folder: Path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    case_id = load_case(ours.head, new_case(ours.head)).id
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    answer(folder, "1", case_id, "Sudah kami tangani.")
    run_adapter(kpk.head)
    before = documents(folder)
    (folder / "done" / "1.json").rename(folder / "in" / "1.json")
    with writing(kpk.head.engine) as connection:
        connection.execute(delete(exchange_state).where(exchange_state.c.name.startswith("adapter:")))
    assert run_adapter(kpk.head).delivered == 1
    assert documents(folder) == before
    assert len(foreign_remarks(kpk.head, case_id)) == 1


@pytest.mark.file_store
def test_an_answer_to_an_office_that_is_blocked_waits(office_world: World, folder: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    case_id = load_case(ours.head, new_case(ours.head)).id
    exchanged(ours.head, kpk.head)
    connected(kpk, folder)
    block_peer(kpk.head, ours.code)
    answer(folder, "1", case_id, "Sudah kami tangani.")
    assert run_adapter(kpk.head).waiting == 1
    assert (folder / "in" / "1.json").is_file()
    assert foreign_remarks(kpk.head, case_id) == ()


@pytest.mark.file_store
def test_a_case_against_somebody_of_this_office_never_goes_out(office_world: World, folder: Path) -> None:
    province, ours = office_world("province", "inspectorate")
    register, other = new_case(ours.head), new_case(ours.head, 2)
    exchanged(ours.head, province.head)
    case_id = load_case(ours.head, register).id
    against = Subjects(frozenset(), frozenset({province.desk("petugas").actor.id}))
    with province.head.transaction() as transaction, transaction.entry(FOREIGN_TAKEN) as change:
        found_own(province.head, change, case_id, against)
    province.close()
    connected(province, folder)
    assert run_adapter(province.head).delivered == 1
    assert {each["register"] for each in documents(folder).values()} == {other}


@pytest.mark.file_store
def test_the_exchange_runs_it_where_it_was_set_and_says_what_is_wrong(
    office_world: World, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    new_case(ours.head)
    hand_over(ours.head, kpk.head)
    assert tuple(adapter_within_exchange(kpk.head)) == ()
    connected(kpk, folder)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(choosing.platform, "node", lambda: "komputer-lain")
        assert tuple(adapter_within_exchange(kpk.head)) == ()
        with pytest.raises(NoAdapter):
            run_adapter(kpk.head)
    assert documents(folder) == {}
    assert tuple(adapter_within_exchange(kpk.head)) == ()
    assert len(documents(folder)) == 1
    (folder / "in").rmdir()
    assert len(tuple(adapter_within_exchange(kpk.head))) == 1
    stop_adapter(kpk.head, "sistem diganti")
    assert tuple(adapter_within_exchange(kpk.head)) == ()
    with pytest.raises(NoAdapter):
        run_adapter(kpk.head)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"{", "bukan JSON yang terbaca"),
        (b"[]", "dokumen: seharusnya objek JSON"),
        (b'{"format": "wbs-answer", "id": "a"}', "isian version tidak ada"),
        (b'{"format": "wbs-answer", "version": "1"}', "version: seharusnya bilangan bulat"),
        (b'{"format": "wbs-answer", "version": 1, "id": "a b"}', "id: bentuknya tidak sesuai"),
        (b'{"by": ""}', "by: kosong"),
        (b'{"reply_to": 1}', "reply_to: seharusnya teks"),
        (b'{"by": "%s"}' % (b"x" * 121), "by: lebih dari 120 karakter"),
    ],
)
def test_whoever_looks_after_the_other_system_reads_what_is_wrong_in_his_language(
    said: bytes, why: str
) -> None:
    with pytest.raises((msgspec.MsgspecError, UnicodeDecodeError)) as refused:
        msgspec.json.decode(said, type=Answer)
    assert why_unfit(refused.value) == why
