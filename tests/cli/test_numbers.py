"""`wbs number`: an import into a restored store waits, and goes on once the last number is confirmed."""

from pathlib import Path

import wbs_tui.operations
from tests.cases.at_work import recorded
from tests.restored import begin_restored_station

MAIL = Path(wbs_tui.operations.__file__).parent / "samples" / "mail" / "0001-dana-desa.eml"


def test_an_import_says_what_to_do_and_goes_on_after_it(wbs, office):
    recorded(office.desk("petugas"))
    begin_restored_station(office.desk("admin"))
    refused = wbs.run("import", MAIL, user="petugas")
    assert refused.code == 1
    assert "wbs number confirm" in refused.err
    shown = wbs.done("number", "show", "--json", user="petugas")
    assert shown.document == {
        "on_hold": True,
        "last": "16-2026-000001",
        "lost_from": None,
        "lost_to": None,
    }
    assert wbs.run("number", "confirm", "16-2026-000004", "--reason", "agenda", user="petugas").code == 1
    said = wbs.done("number", "confirm", "16-2026-000004", "--reason", "agenda", user="irban")
    assert "16-2026-000002 sampai 16-2026-000004" in said.out
    ran = wbs.done("import", MAIL, "--json", user="petugas")
    assert ran.document["cases"] == ["16-2026-000005"]
    assert wbs.done("number", "show", user="petugas").out.strip().endswith("16-2026-000005")
    wbs.done("verify", user="auditor")
