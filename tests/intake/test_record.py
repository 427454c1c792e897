"""The sample reports come out as their README says, once, sealed to whom they should be."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

import wbs_tui.operations
from models.tables.cases import cases, evidence, kept_messages, reports
from models.words.outcomes import EvidenceState
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
    files = sorted(desk.location.evidence.glob("??/*"))
    again = import_paths(office.desk("irban"), BUILT)
    assert (again.imported, again.set_aside, again.duplicates, len(again.rejected)) == (0, 0, 15, 1)
    assert again.cases == []
    assert sorted(desk.location.evidence.glob("??/*")) == files


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
