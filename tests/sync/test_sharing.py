"""A case goes whole by a decision with a reason, follows until that ends, and never says who reported."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from sqlalchemy import select, update

from models.tables.exchange import foreign_cases, foreign_files, messages, shares
from models.words.exchange import Shared
from tests.sync.at_work import REPORTER, TEXT, TITLE, arrive, new_case, proved
from tests.sync.offices import World, exchanged, outgoing
from wbs_tui.accounts.administration import rename
from wbs_tui.cases.identity.disclosure_list import list_disclosures
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.readers.recusal import recuse
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.cases.steps import evidence, notes
from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.cases.traces.findings import even_if_identity
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import Desk, NotPermitted
from wbs_tui.operations.health.evidence import known_files
from wbs_tui.store.dump import named_files
from wbs_tui.store.engine import owning
from wbs_tui.sync.duplicates.matches import matches, pull_matches
from wbs_tui.sync.errors import NoSuchOffice, NotConfirmed
from wbs_tui.sync.foreign_cases.foreign_identity import IdentityNotShared, reveal_foreign
from wbs_tui.sync.foreign_cases.foreign_views import FileNotHere, NoSuchForeign, foreign_case, foreign_content
from wbs_tui.sync.link.client import HubClient
from wbs_tui.sync.link.hub_place import HubPlace
from wbs_tui.sync.offices.directory import take_records
from wbs_tui.sync.offices.records import our_record, our_records
from wbs_tui.sync.outgoing.sharing import (
    GoesByItself,
    NothingShared,
    NotSharedYet,
    SharedAlready,
    end_share,
    share_case,
    share_identity,
    share_summary,
    shares_of,
)
from wbs_tui.sync.protocol import Match
from wbs_tui.sync.talks.remarks import foreign_remarks, remarks, write_foreign_remark, write_remark


def test_a_shared_case_comes_with_its_texts_and_released_evidence_and_no_identity(
    office_world: World, tmp_path
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head, attachment=b"gambar dari pelapor")
    notes.write_note(ours.desk("petugas"), register, "Loket tiga perlu didatangi.")
    even_if_identity(lambda: notes.write_note(ours.head, register, f"Pelapor {REPORTER.name} dihubungi."))()
    path = tmp_path / "kuitansi.pdf"
    path.write_bytes(b"isi kuitansi" * 40000)
    evidence.add(ours.head, register, [path], "kuitansi")
    share_case(ours.head, register, "00", "Menyangkut penyelenggara negara.")
    [*_before, data] = outgoing(ours.head, kpk.id)
    assert b"loket" not in data
    exchanged(ours.head, kpk.head)
    shown = foreign_case(kpk.desk("pemantau"), register)
    assert (shown.shared, shown.title, shown.reason) == (True, TITLE, "Menyangkut penyelenggara negara.")
    said = "\n".join(text.text for text in shown.texts)
    assert TEXT in said
    assert "Loket tiga perlu didatangi." in said
    assert "Pelapor [identitas] dihubungi." in said
    assert "Zubaidah" not in said
    [file] = shown.files
    assert (file.name, file.number, file.here) == ("kuitansi.pdf", 2, False)
    with pytest.raises(FileNotHere):
        foreign_content(kpk.head, file.id)
    arrive(ours.head, kpk.head)
    assert b"".join(foreign_content(kpk.desk("pemantau"), file.id)) == path.read_bytes()
    with pytest.raises(IdentityNotShared):
        reveal_foreign(kpk.head, register, "koordinasi")
    assert proved(ours.head)


def test_later_changes_follow_until_the_share_ends(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    notes.write_note(ours.desk("petugas"), register, "Catatan sesudahnya.")
    exchanged(ours.desk("petugas"), kpk.head)
    texts = foreign_case(kpk.head, register).texts
    assert [text.by for text in texts if text.text == "Catatan sesudahnya."] == ["petugas"]
    end_share(ours.head, register, "00")
    notes.write_note(ours.head, register, "Sesudah berakhir.")
    exchanged(ours.head, kpk.head)
    shown = foreign_case(kpk.head, register)
    assert not shown.shared
    assert shown.texts == texts
    with pytest.raises(NothingShared):
        end_share(ours.head, register, "00")
    assert proved(ours.head)
    assert proved(kpk.head)


def test_nothing_new_sends_nothing(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head, 3)
    before = len(outgoing(ours.head, kpk.id))
    exchanged(ours.head, kpk.head)
    exchanged(ours.desk("petugas"), kpk.head)
    assert len(outgoing(ours.head, kpk.id)) == before


def test_the_identity_is_a_second_decision_and_only_for_those_who_may_know(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    with pytest.raises(NotSharedYet):
        share_identity(ours.head, register, "00", "pelapor hendak dilindungi")
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    assert not foreign_case(kpk.head, register).identity
    with pytest.raises(ReasonMissing):
        share_identity(ours.head, register, "00", "")
    share_identity(ours.head, register, "00", "pelapor hendak dilindungi")
    exchanged(ours.head, kpk.desk("petugas"))
    assert foreign_case(kpk.head, register).identity
    with pytest.raises(NoIdentityGrant):
        reveal_foreign(kpk.desk("petugas"), register, "ingin tahu")
    with pytest.raises(NotPermitted):
        reveal_foreign(kpk.desk("pemantau"), register, "ingin tahu")
    [reporter] = reveal_foreign(kpk.head, register, "menghubungi pelapor").reporters
    assert (reporter.name, reporter.phone, reporter.nik) == (REPORTER.name, REPORTER.phone, REPORTER.nik)
    assert [line.what for line in list_disclosures(ours.head)] == ["shared"]
    assert [line.reason for line in list_disclosures(kpk.head)] == ["menghubungi pelapor"]
    assert [share.what for share in shares_of(ours.head, register)] == [Shared.WHOLE, Shared.IDENTITY]
    assert proved(ours.head)
    assert proved(kpk.head)


@pytest.mark.either_store
def test_who_may_decide(office_world: World) -> None:
    _kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    for name in ("petugas", "irban", "pemantau", "admin"):
        with pytest.raises(NotPermitted):
            share_case(ours.desk(name), register, "00", "ingin")
        with pytest.raises(NotPermitted):
            share_identity(ours.desk(name), register, "00", "ingin")
    with pytest.raises(NoSuchOffice):
        share_case(ours.head, register, "99", "tidak ada")
    with pytest.raises(GoesByItself):
        share_summary(ours.head, register, "00", "sudah")
    share_case(ours.head, register, "00", "koordinasi")
    with pytest.raises(SharedAlready):
        share_case(ours.head, register, "00", "sekali lagi")


def test_a_case_against_the_inspektur_is_shared_by_a_lead_among_its_readers(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.desk("irban"))
    restrict(ours.desk("irban"), register, ("inspektur",), "Inspektur disebut")
    with pytest.raises(NoSuchCase):
        share_case(ours.head, register, "00", "ingin tahu")
    share_case(ours.desk("irban"), register, "00", "Inspektur terlibat; KPK menangani")
    exchanged(ours.desk("irban"), kpk.head)
    assert foreign_case(kpk.head, register).title == TITLE
    assert proved(ours.desk("irban"))


@pytest.mark.either_store
def test_who_recused_himself_learns_nothing_of_what_is_shared(office_world: World) -> None:
    _kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    recuse(ours.desk("petugas"), register, "kerabat")
    with pytest.raises(NoSuchCase):
        shares_of(ours.desk("petugas"), register)


@pytest.mark.either_store
def test_nothing_is_sealed_to_an_office_that_nobody_has_confirmed(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate", confirmed=False)
    our_record(kpk.head)
    with kpk.head.reading() as connection:
        take_records(ours.head, our_records(connection))
    register = new_case(ours.head)
    with pytest.raises(NotConfirmed):
        share_case(ours.head, register, "00", "koordinasi")
    assert shares_of(ours.head, register) == ()


def test_a_shared_case_about_an_account_here_is_kept_from_it(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    rename(kpk.desk("admin"), "petugas", "Hendra Wijayakusuma")
    register = new_case(ours.head, text="Hendra Wijayakusuma dari KPK menerima uang dari kontraktor.")
    share_case(ours.head, register, "00", "menyangkut pegawai KPK")
    exchanged(ours.head, kpk.desk("petugas"))
    with pytest.raises(NoSuchForeign):
        foreign_case(kpk.desk("petugas"), register)
    assert foreign_case(kpk.head, register).title == TITLE
    with kpk.head.reading() as connection:
        row = connection.execute(select(foreign_cases)).one()
    assert not kpk.desk("petugas").keyring.is_member(
        kpk.head.keyring.compartment_of_case(row.id, "case") or ""
    )
    assert proved(kpk.head)


@pytest.mark.either_store
def test_a_case_that_names_an_account_here_in_the_reason_alone_is_kept_from_it(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    rename(kpk.desk("admin"), "petugas", "Hendra Wijayakusuma")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "Menyangkut Hendra Wijayakusuma dari kantor Saudara.")
    exchanged(ours.head, kpk.head)
    with pytest.raises(NoSuchForeign):
        foreign_case(kpk.desk("petugas"), register)
    assert foreign_case(kpk.head, register).title == TITLE


@pytest.mark.either_store
def test_who_reported_goes_in_no_reason_and_no_remark_that_an_officer_keeps(office_world: World) -> None:
    """He may keep it here after the warning; to let it go takes the second decision."""
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    words = f"Dari {REPORTER.name} sendiri."
    even_if_identity(lambda: share_case(ours.head, register, "00", words))()
    even_if_identity(lambda: write_remark(ours.head, register, "00", words))()
    exchanged(ours.head, kpk.head)
    assert foreign_case(kpk.head, register).reason == "Dari [identitas] sendiri."
    assert [each.text for each in foreign_remarks(kpk.head, register)] == ["Dari [identitas] sendiri."]
    assert [each.text for each in remarks(ours.head, register)] == [words]
    assert [each.reason for each in shares_of(ours.head, register)] == [words]


def test_who_is_kept_out_of_a_case_is_not_told_that_another_looks_like_it(office_world: World) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    rename(kpk.desk("admin"), "petugas", "Hendra Wijayakusuma")
    register = new_case(ours.head, text="Hendra Wijayakusuma dari KPK menerima uang dari kontraktor.")
    share_case(ours.head, register, "00", "menyangkut pegawai KPK")
    exchanged(ours.head, kpk.head)
    with kpk.head.reading() as connection:
        ref = connection.execute(select(foreign_cases.c.ref)).scalar_one()
    _found(kpk.head, Match(1, "2026-Q3", ours.id, ref, "f" * 32, b"x" * 16, 9))
    [match] = matches(kpk.head)
    assert match.first.register == register
    kpk.close()
    assert matches(kpk.desk("petugas")) == ()


def _found(desk: Desk, *rows: Match) -> None:
    """As the hub tells it."""
    client = cast(HubClient, SimpleNamespace(place=HubPlace("https://hub", ""), matches=_once(rows)))
    pull_matches(desk, client, True)


def _once(rows: tuple[Match, ...]) -> Callable[[int], tuple[Match, ...]]:
    return lambda after: tuple(row for row in rows if row.position > after)


def test_a_backup_and_a_sweep_keep_the_files_of_shared_cases(office_world: World, tmp_path: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    path = tmp_path / "kuitansi.pdf"
    path.write_bytes(b"isi kuitansi")
    evidence.add(ours.head, register, [path])
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    arrive(ours.head, kpk.head)
    with kpk.head.reading() as connection:
        known = known_files(connection)
        assert list(named_files(connection)) == sorted(known)
    assert known == {file.id for file in foreign_case(kpk.head, register).files}
    assert proved(kpk.head)


@pytest.mark.file_store
@pytest.mark.parametrize(("mark", "value"), [("moment", 2**62), ("sealed", b"rusak" * 30)])
def test_what_somebody_spoilt_of_a_shared_case_is_said_to_be_and_shown(
    office_world: World, mark: str, value: object
) -> None:
    """Whoever can write to the database: the case, its remarks and the shares are listed all the same."""
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    write_foreign_remark(kpk.head, register, "Mohon dipercepat.")
    exchanged(kpk.head, ours.head)
    for desk in (kpk.head, ours.head):
        with owning(desk.engine) as connection:
            for table in (foreign_cases, foreign_files, messages, shares):
                for column in (each for each in table.c if each.info.get(mark)):
                    rows = update(table).where(column.is_not(None)).values({column: value})
                    connection.execute(rows)
    assert "rusak" in foreign_case(kpk.head, register).title
    [remark] = remarks(ours.head, register)
    [share] = shares_of(ours.head, register)
    assert foreign_remarks(kpk.head, register)
    if mark == "sealed":
        assert "rusak" in remark.text
        assert "rusak" in share.reason
