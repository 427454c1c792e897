"""What cannot be read is not lost: it is listed with its reason, and comes out again as it came."""

import pytest

from wbs_tui.cases.steps.evidence import NoIdentityGrant
from wbs_tui.intake.kept import export_kept, list_kept
from wbs_tui.intake.record import import_paths
from wbs_tui.text.errors import Refused

LIMIT = 25 * 1024 * 1024


def test_a_mail_of_30_mb_is_kept_whole(office, tmp_path):
    mail = tmp_path / "besar.eml"
    mail.write_bytes(
        b"From: a@surel.contoh\nSubject: besar\nMessage-ID: <besar@x>\n\n" + b"isi surat " * 3_000_000
    )
    head = office.desk("inspektur")
    result = import_paths(office.desk("petugas"), [mail])
    assert result.imported == 0
    assert len(result.rejected) == 1
    assert "25" in result.rejected[0].reason
    (kept,) = list_kept(head)
    assert (kept.state, kept.kept_whole, kept.size) == ("rejected", True, mail.stat().st_size)
    copy = export_kept(head, kept.id, tmp_path / "salinan.eml", "Diperiksa dengan pelapor.")
    assert copy.read_bytes() == mail.read_bytes()


def test_only_the_identity_grant_opens_a_kept_message(office, tmp_path):
    (tmp_path / "kosong.eml").write_bytes(b"From: rahasia@surel.contoh\nSubject: \nMessage-ID: <k@x>\n\n \n")
    desk = office.desk("petugas")
    assert import_paths(desk, [tmp_path]).set_aside == 1
    (kept,) = list_kept(office.desk("petugas2"))
    assert (kept.reason, kept.source) == (None, None)
    with pytest.raises(NoIdentityGrant):
        export_kept(desk, kept.id, tmp_path / "salinan.eml", "Ingin tahu.")
    assert not (tmp_path / "salinan.eml").exists()


def test_a_kept_message_overwrites_nothing(office, tmp_path):
    (tmp_path / "kosong.eml").write_bytes(b"From: a@surel.contoh\nSubject: \nMessage-ID: <k@x>\n\n \n")
    head = office.desk("inspektur")
    import_paths(head, [tmp_path])
    target = tmp_path / "kosong.eml"
    before = target.read_bytes()
    with pytest.raises(Refused):
        export_kept(head, list_kept(head)[0].id, target, "Diperiksa.")
    assert target.read_bytes() == before
