"""The sample reports come out as their README says, once, sealed to whom they should be."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import wbs_tui.operations
from models.tables.cases import cases, evidence, kept_messages, reports
from models.words.outcomes import EvidenceState
from tests.store.kept_files import kept
from wbs_tui.intake.record import import_paths
from wbs_tui.journal.desk import NotPermitted
from wbs_tui.journal.verify import verify_journal
from wbs_tui.store.keyring import NotLetIn

SAMPLES = Path(wbs_tui.operations.__path__[0]) / "samples"
BUILT = [SAMPLES / "mail", SAMPLES / "web"]


def count(desk, table, *where):
    with desk.reading() as connection:
        return connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one()


def verified(desk):
    with desk.reading() as connection:
        report = verify_journal(connection)
    return report.bad == [] and report.replay_equal


def test_the_samples_come_out_as_their_readme_says(office):
    desk = office.desk("petugas")
    result = import_paths(desk, BUILT)
    assert (result.imported, result.set_aside, result.duplicates, len(result.rejected)) == (14, 1, 0, 1)
    assert result.cases == [f"16-2026-{number:06}" for number in range(1, 14)]
    assert count(desk, cases) == 13
    assert count(desk, reports) == 14
    assert count(desk, kept_messages) == 2
    assert verified(desk)


def test_importing_again_imports_nothing(office):
    desk = office.desk("petugas")
    import_paths(desk, BUILT)
    files = kept(desk)
    again = import_paths(office.desk("irban"), BUILT)
    assert (again.imported, again.set_aside, again.duplicates, len(again.rejected)) == (0, 0, 15, 1)
    assert again.cases == []
    assert kept(desk) == files


def test_a_reply_joins_the_case_it_answers(office):
    desk = office.desk("petugas")
    import_paths(desk, BUILT)
    with desk.reading() as connection:
        joined = connection.execute(
            select(cases.c.register, reports.c.joined)
            .join(cases, cases.c.id == reports.c.case_id)
            .order_by(cases.c.register)
        ).all()
    assert [tuple(row) for row in joined if row.joined != "first"] == [("16-2026-000001", "reply")]


def test_a_reply_from_another_sender_stays_unconfirmed(office, tmp_path):
    desk = office.desk("petugas")
    import_paths(desk, BUILT)
    reply = (SAMPLES / "mail" / "0007-rujukan-0001.eml").read_bytes()
    forged = reply.replace(b"From: rahmat.contoh@", b"From: orang.lain@").replace(b"<0007", b"<0007b")
    (tmp_path / "palsu.eml").write_bytes(forged)
    import_paths(desk, [tmp_path / "palsu.eml"])
    assert count(desk, cases) == 13
    assert count(desk, reports, reports.c.joined == "unconfirmed") == 1


def test_an_officer_cannot_reopen_what_he_sealed_to_identity(office):
    desk = office.desk("petugas")
    import_paths(desk, BUILT)
    fresh = office.desk("petugas")
    with fresh.reading() as connection:
        cell = connection.execute(select(reports.c.identity).limit(1)).scalar_one()
        with pytest.raises(NotLetIn):
            fresh.keyring.key(connection, cell[1:17].hex())


def test_identity_cards_are_never_evidence(office):
    desk = office.desk("petugas")
    import_paths(desk, BUILT)
    assert count(desk, evidence, evidence.c.state == EvidenceState.IDENTITY) == 3
    assert count(desk, evidence, evidence.c.state == EvidenceState.RELEASED) == 0


def test_the_super_admin_imports_nothing(office):
    with pytest.raises(NotPermitted):
        import_paths(office.desk("admin"), BUILT)


def test_a_forged_message_id_keeps_no_report_out(office, tmp_path):
    """Somebody sends an empty shell under the Message-ID of a report that is still under way."""
    desk = office.desk("petugas")
    genuine = (SAMPLES / "mail" / "0003-pungli-samsat.eml").read_bytes()
    head = genuine.partition(b"\r\n\r\n")[0]
    (tmp_path / "1-palsu.eml").write_bytes(
        head.replace(b"w@surel", b"lain@surel") + b"\r\n\r\nTidak ada apa-apa di sini.\r\n"
    )
    (tmp_path / "2-asli.eml").write_bytes(genuine)
    result = import_paths(desk, [tmp_path])
    assert result.imported == 2
    assert any("isinya berbeda" in line.reason for line in result.warnings)
    assert import_paths(desk, [tmp_path]).duplicates == 2


def mail(path, text, *, boundary="b", file=None):
    """A mail under one Message-ID, whatever it says."""
    head = "From: a@surel.contoh\nMessage-ID: <sama@surel.contoh>\nSubject: Dana desa\n"
    if file is None:
        path.write_text(f"{head}\n{text}\n")
    else:
        path.write_text(
            f'{head}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{boundary}"\n\n'
            f"--{boundary}\nContent-Type: text/plain\n\n{text}\n--{boundary}\n"
            "Content-Type: application/pdf\n"
            f'Content-Disposition: attachment; filename="bukti.pdf"\n\n{file}\n'
            f"--{boundary}--\n"
        )
    return path


def test_the_same_words_with_another_file_are_another_report(office, tmp_path):
    """Somebody who knows of a report sends its words first, without the evidence."""
    desk = office.desk("petugas")
    words = "Kepala desa memotong bantuan sejak bulan Mei."
    first = import_paths(desk, [mail(tmp_path / "1.eml", words, file="kosong")])
    second = import_paths(desk, [mail(tmp_path / "2.eml", words, file="bukti yang sebenarnya")])
    again = import_paths(desk, [tmp_path / "1.eml", tmp_path / "2.eml"])
    assert (first.imported, second.imported, again.duplicates) == (1, 1, 2)
    assert count(desk, evidence) == 2


def test_another_empty_message_under_the_same_identifier_is_kept_too(office, tmp_path):
    desk = office.desk("petugas")
    for number, text in enumerate(("", " ")):
        assert import_paths(desk, [mail(tmp_path / f"{number}.eml", text)]).set_aside == 1
    again = import_paths(desk, [tmp_path / "0.eml", tmp_path / "1.eml"])
    assert (again.set_aside, again.duplicates) == (0, 2)
    assert count(desk, kept_messages) == 2


def test_files_of_one_name_stay_apart(office, tmp_path):
    desk = office.desk("petugas")
    path = mail(tmp_path / "1.eml", "Lihat dua berkas ini tentang dana desa.", file="satu")
    part = (
        '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="bukti.pdf"\n\ndua\n'
    )
    path.write_text(path.read_text().replace("--b--", f"{part}--b--"))
    import_paths(desk, [path])
    assert count(desk, evidence) == 2
    assert len(kept(desk)) == 2
