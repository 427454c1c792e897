"""Evidence and identity: who may open what, and what is recorded of it."""

import pytest
from sqlalchemy import select

from models.tables.cases import disclosures
from models.words.outcomes import EvidenceState
from tests.cases.at_work import journal_is_sound, new_case, recorded
from tests.store.kept_files import kept
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.lookup import NoSuchCase
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.history import history
from wbs_tui.cases.steps.evidence import (
    NeverReleased,
    NoIdentityGrant,
    NoSuchEvidence,
    NotReleased,
    add,
    content,
    export,
    release,
)
from wbs_tui.cases.words import ReasonMissing
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.text.errors import Refused, Unreadable


@pytest.fixture
def officer(office):
    return office.desk("petugas")


@pytest.fixture
def lead(office):
    """Holds the identity grant."""
    return office.desk("irban")


def disclosed(desk):
    with desk.reading() as connection:
        rows = connection.execute(select(disclosures).order_by(disclosures.c.id)).all()
    return [(row.what, row.subject_id) for row in rows]


def test_what_came_with_a_report_has_no_name_until_it_is_released(officer, lead):
    register = recorded(officer)
    receipt, card = load_case(officer, register).evidence
    assert (receipt.name, receipt.state, receipt.size) == ("Lampiran 1", EvidenceState.HELD, 12)
    assert (card.name, card.state) == ("Lampiran 2", EvidenceState.IDENTITY)
    with pytest.raises(NotReleased):
        content(officer, receipt.id)
    assert release(lead, register, ["1"]) == (receipt.id,)
    released = load_case(officer, register).evidence[0]
    assert (released.name, released.state) == ("kuitansi.pdf", EvidenceState.RELEASED)
    assert released.sha256 == receipt.sha256
    assert b"".join(content(officer, receipt.id)) == b"isi kuitansi"
    assert release(lead, register, [receipt.id]) == ()
    assert journal_is_sound(officer)


def test_an_identity_card_is_never_released(officer, lead):
    register = recorded(officer)
    with pytest.raises(NeverReleased):
        release(lead, register, ["1", "2"])
    assert [file.state for file in load_case(officer, register).evidence] == ["held", "identity"]


def test_releasing_needs_the_identity_grant(office, officer):
    register = recorded(officer)
    with pytest.raises(NoIdentityGrant):
        release(officer, register, ["1"])
    with pytest.raises(NotPermitted):
        release(office.desk("auditor"), register, ["1"])


def test_an_officers_file_is_open_to_all_who_read_the_case(office, officer, tmp_path):
    register = new_case(officer)
    scan = tmp_path / "surat\u202egpj.pdf"
    scan.write_bytes(b"surat" * 100_000)
    (first,) = add(officer, register, [scan], "surat balasan")
    add(officer, register, [scan])
    files = load_case(office.desk("auditor"), register).evidence
    assert [(file.number, file.name, file.media_type) for file in files] == [
        (1, "suratgpj.pdf", "application/pdf"),
        (2, "suratgpj.pdf", "application/pdf"),
    ]
    assert files[0].described_as == "surat balasan"
    assert b"".join(content(office.desk("petugas2"), first)) == scan.read_bytes()
    assert scan.read_bytes()[:5] not in kept(officer)[first]


def test_a_file_that_cannot_be_read_adds_nothing(officer, tmp_path):
    register = new_case(officer)
    good = tmp_path / "ada.txt"
    good.write_text("ada")
    with pytest.raises(Unreadable, match=r"hilang\.txt"):
        add(officer, register, [good, tmp_path / "hilang.txt"])
    assert load_case(officer, register).evidence == ()
    assert kept(officer) == {}
    with pytest.raises(NoSuchCase):
        add(officer, "16-2026-000009", [good])


def test_an_export_is_recorded_and_overwrites_nothing(officer, lead, tmp_path):
    register = recorded(officer)
    target = tmp_path / "keluar.pdf"
    with pytest.raises(NotReleased):
        export(officer, register, "1", target)
    assert not target.exists()
    assert disclosed(officer) == []
    release(lead, register, ["1"])
    file_id = load_case(officer, register).evidence[0].id
    assert export(officer, register, "1", target, "untuk ahli") == target
    assert target.read_bytes() == b"isi kuitansi"
    assert export(officer, register, file_id, tmp_path) == tmp_path / "kuitansi.pdf"
    with pytest.raises(Refused, match="sudah ada"):
        export(officer, register, "1", target)
    assert disclosed(officer) == [("export", file_id)] * 2
    with pytest.raises(NoSuchEvidence):
        export(officer, register, "7", tmp_path / "x")


def test_revealing_needs_the_grant_and_a_reason_and_is_recorded(officer, lead):
    register = recorded(officer)
    with pytest.raises(NoIdentityGrant):
        reveal(officer, register, "ingin tahu")
    with pytest.raises(ReasonMissing):
        reveal(lead, register, " ")
    assert disclosed(officer) == []
    shown = reveal(lead, register, "klarifikasi lewat telepon")
    (reporter,) = shown.reports
    assert (reporter.name, reporter.nik) == ("Siti Pelapor", "3171011708450001")
    assert reporter.masked == ("0812-0000-1111",)
    assert "Dukcapil" in reporter.nik_remark
    assert reporter.files == ("kuitansi siti.pdf", "ktp siti.jpg")
    assert (shown.until - lead.clock()).total_seconds() == 600
    assert disclosed(officer) == [("identity", None)]
    line = history(officer, register)[-1]
    assert (line.account, line.sentence, line.detail) == (
        "irban",
        "Identitas pelapor dibuka.",
        "klarifikasi lewat telepon",
    )


def test_a_held_file_opens_while_the_identity_is_revealed(office, officer, lead):
    register = recorded(officer)
    receipt, card = load_case(officer, register).evidence
    with pytest.raises(NotReleased):
        content(lead, receipt.id)
    reveal(lead, register, "memeriksa lampiran")
    assert b"".join(content(lead, receipt.id)) == b"isi kuitansi"
    assert b"".join(content(lead, card.id)) == b"foto ktp"
    with pytest.raises(NotReleased):
        content(office.desk("inspektur"), receipt.id)
    office.clock.forward(minutes=11)
    with pytest.raises(NotReleased):
        content(lead, receipt.id)


def test_no_other_view_knows_the_reporter(officer, lead):
    register = recorded(officer)
    reveal(lead, register, "perlu")
    for desk in (officer, lead):
        case = load_case(desk, register)
        seen = repr([case, case.reports[0].text, case.reports[0].facts, history(desk, register)])
        for secret in ("Siti", "0812-0000-1111", "3171011708450001", "siti.pdf"):
            assert secret not in seen


def test_views_and_sealed_contents_do_not_speak_in_a_repr(officer, lead):
    register = recorded(officer)
    assert "Siti" not in repr(reveal(lead, register, "perlu"))
    assert "dana desa" not in repr(load_case(officer, register).reports)
