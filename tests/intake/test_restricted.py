"""A report about the office itself: restricted before anybody reads it, its importer included."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.tables.cases import cases
from models.tables.local import key_wraps
from models.words.reports import Attachment, IncomingReport, Reporter
from tests.cases.at_work import journal_is_sound
from wbs_tui.accounts.administration import rename
from wbs_tui.cases.identity.identity import reveal
from wbs_tui.cases.readers.moving import move_due
from wbs_tui.cases.readers.restriction import readers
from wbs_tui.cases.reading.detail import load_case
from wbs_tui.cases.reading.inbox import InboxQuery, list_cases
from wbs_tui.cases.reading.today import counts
from wbs_tui.intake.form import FormValues, record_form
from wbs_tui.intake.record import ImportResult, import_paths, record

MAIL = """From: Warga <warga@contoh.id>
To: pengaduan@inspektorat.contoh.go.id
Subject: {subject}
Date: Wed, 19 Aug 2026 08:00:00 +0700
Message-ID: <{name}@contoh.id>

{text}
"""


@pytest.fixture
def desks(office):
    return {name: office.desk(name) for name in ("petugas", "petugas2", "irban", "inspektur")}


def report(text, external_id="r1", **given):
    return IncomingReport(
        channel="web",
        external_id=external_id,
        received_at=datetime(2026, 8, 20, 1, 0, tzinfo=UTC),
        title="Laporan",
        text=text,
        masked=(),
        reporter=Reporter(name="Siti Pelapor"),
        raw=b"mentah " + external_id.encode(),
        attachments=(Attachment("foto.jpg", "foto siti.jpg", "image/jpeg", b"foto"),),
        **given,
    )


def sees(desk):
    return [row.register for row in list_cases(desk, InboxQuery())]


def names(desk, register):
    return [reader.name for reader in readers(desk, register)]


def owners(desk, register):
    """The compartments that hold a wrap of any of the case's keys, by purpose."""
    with desk.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.register == register)).scalar_one()
        rows = connection.execute(select(key_wraps).where(key_wraps.c.case_id == case_id)).all()
    return {(row.purpose, row.compartment_id) for row in rows}


def test_one_against_somebody_of_the_staff_is_the_inspekturs_alone(desks):
    stored = record(desks["petugas"], report("Oknum auditor Inspektorat memeras kepala sekolah kami."))
    assert (stored.register, stored.case_id, stored.warnings) == (None, None, ())
    assert [sees(desks[name]) for name in ("petugas", "petugas2", "irban")] == [[], [], []]
    (register,) = sees(desks["inspektur"])
    assert names(desks["inspektur"], register) == ["inspektur"]
    assert load_case(desks["inspektur"], register).opened
    assert journal_is_sound(desks["inspektur"])


def test_no_key_of_it_was_ever_wrapped_for_the_office(desks):
    record(desks["inspektur"], report("Oknum auditor Inspektorat memeras kepala sekolah kami."))
    head = desks["inspektur"]
    (register,) = sees(head)
    shared = {head.keyring.compartment(kind) for kind in ("office", "identity")}
    wrapped_for = {compartment for _purpose, compartment in owners(head, register)}
    assert len(wrapped_for) == 2
    assert shared.isdisjoint(wrapped_for)


def test_who_reported_is_moved_when_a_holder_of_the_grant_comes(desks):
    record(desks["petugas"], report("Oknum auditor Inspektorat memeras kepala sekolah kami."))
    head = desks["inspektur"]
    (register,) = sees(head)
    identity = head.keyring.compartment("identity")
    assert ("identity", identity) in owners(head, register)
    assert move_due(head) == 1
    assert ("identity", identity) not in owners(head, register)
    assert reveal(head, register, "perlu").reports[0].name == "Siti Pelapor"
    assert move_due(head) == 0
    assert journal_is_sound(head)


def test_one_against_the_inspektur_that_he_takes_in_himself_goes_to_the_leads(desks):
    stored = record(desks["inspektur"], report("Inspektur Daerah menerima uang dari kepala desa."))
    assert stored.register is None
    assert sees(desks["inspektur"]) == []
    (register,) = sees(desks["irban"])
    assert names(desks["irban"], register) == ["irban"]
    assert load_case(desks["irban"], register).opened
    assert reveal(desks["irban"], register, "perlu").reports[0].name == "Siti Pelapor"
    assert journal_is_sound(desks["irban"])


def test_one_against_the_inspektur_stays_with_the_officer_who_took_it_in(desks):
    stored = record(desks["petugas"], report("Inspektur Daerah menerima uang dari kepala desa."))
    assert stored.register is not None
    assert names(desks["petugas"], stored.register) == ["irban", "petugas"]
    assert sees(desks["inspektur"]) == []


def test_one_against_the_whole_inspektorat_stays_with_who_took_it_in(desks):
    stored = record(desks["petugas"], report("Inspektorat bersekongkol dan menghilangkan temuan."))
    assert names(desks["petugas"], stored.register) == ["petugas"]
    assert [sees(desks[name]) for name in ("petugas2", "irban", "inspektur")] == [[], [], []]


def test_an_officer_who_is_named_does_not_get_what_he_takes_in(office, desks):
    admin = office.desk("admin")
    rename(admin, "petugas", "Budi Santoso")
    stored = record(desks["petugas"], report("Yang meminta uang adalah Budi Santoso.", external_id="r2"))
    assert stored.register is None
    (register,) = sees(desks["inspektur"])
    assert names(desks["inspektur"], register) == ["inspektur"]
    other = record(desks["petugas2"], report("Budi Santoso meminta uang lagi.", external_id="r3"))
    assert names(desks["petugas2"], other.register) == ["inspektur", "petugas2"]


def test_an_import_names_no_case_that_is_not_there_for_the_importer(tmp_path, desks):
    mails = {
        "biasa": ("Dana desa", "Kepala desa memakai dana desa."),
        "oknum": ("Pungli", "Oknum pegawai Inspektorat meminta uang kepada bendahara."),
    }
    for name, (subject, text) in mails.items():
        (tmp_path / f"{name}.eml").write_text(MAIL.format(name=name, subject=subject, text=text))
    first = import_paths(desks["petugas"], [tmp_path])
    assert (first.imported, first.duplicates, len(first.cases), first.warnings) == (2, 0, 1, [])
    assert counts(desks["petugas"]).all == 1
    assert counts(desks["inspektur"]).all == 2
    again = import_paths(desks["petugas"], [tmp_path])
    assert (again.imported, again.duplicates, again.cases) == (1, 1, [])


def test_a_reply_to_it_joins_it_unseen(desks):
    record(desks["petugas"], report("Oknum auditor Inspektorat memeras kami.", external_id="r1"))
    joined = record(desks["petugas"], report("Ini buktinya.", external_id="r2", in_reply_to=("r1",)))
    assert joined.register is None
    (register,) = sees(desks["inspektur"])
    assert len(load_case(desks["inspektur"], register).reports) == 2
    assert sees(desks["petugas"]) == []


def test_many_at_once_are_each_in_their_own_place(tmp_path, desks):
    for number in range(6):
        text = "Oknum auditor Inspektorat memeras kami." if number % 2 else "Kepala desa memakai dana desa."
        (tmp_path / f"{number}.eml").write_text(
            MAIL.format(name=number, subject=f"Nomor {number}", text=text)
        )
    result: ImportResult = import_paths(desks["petugas"], [tmp_path])
    assert (result.imported, len(result.cases)) == (6, 3)
    assert len(sees(desks["inspektur"])) == 6
    assert all(load_case(desks["inspektur"], register).opened for register in sees(desks["inspektur"]))
    assert journal_is_sound(desks["inspektur"])


def test_the_form_gives_no_receipt_to_whom_the_case_is_not_there_for(desks):
    values = FormValues(
        channel="in_person",
        day="20 Agu 2026",
        time="08.30",
        text="Oknum auditor Inspektorat memeras kepala sekolah kami.",
    )
    assert record_form(desks["petugas"], values) is None
    assert record_form(desks["petugas"], values) is None
    assert record_form(desks["inspektur"], values).register == sees(desks["inspektur"])[0]
    assert len(sees(desks["inspektur"])) == 1
