"""The adapter, and the end of what other offices shared, by command."""

from pathlib import Path

import pytest

from tests.cases.years_later import years_later
from tests.cli.conftest import Commands
from tests.sync.at_work import new_case
from tests.sync.offices import World, exchanged
from wbs_tui.sync.outgoing.sharing import end_share, share_case
from wbs_tui.text.catalogue import use_language

pytestmark = pytest.mark.file_store


def test_kpk_hands_over_to_its_system_and_destroys_what_is_past_its_term(
    office_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    share_case(ours.head, register, "00", "koordinasi")
    exchanged(ours.head, kpk.head)
    end_share(ours.head, register, "00")
    exchanged(ours.head, kpk.head)
    years_later(kpk, 3 * 366)
    for name in ("WBS_DEBUG", "WBS_NEW_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WBS_LANG", "id")
    monkeypatch.setenv("WBS_STORE", str(kpk.location))
    wbs = Commands(kpk.clock, monkeypatch, capsys, tmp_path)
    folder = tmp_path / "sistem"
    folder.mkdir(mode=0o750)

    assert "Tidak ada adaptor" in wbs.done("adapter", "show", user="pemantau").err
    assert wbs.run("adapter", "run", user="pemantau").code == 1
    put = ("adapter", "set", "folder", str(folder), "--reason", "surat 5/2026")
    assert wbs.run(*put, user="irban").code == 1
    assert "tanpa segel" in wbs.done(*put, user="inspektur").err
    assert "di komputer " in wbs.done("adapter", "show", user="pemantau").out
    assert wbs.done("adapter", "show", "--json", user="pemantau").document["place"] == str(folder)
    ran = wbs.done("adapter", "run", "--json", user="pemantau").document
    assert ran == {"delivered": 1, "taken": 0, "refused": 0, "waiting": 0}
    [document] = (folder / "out").iterdir()

    [due] = wbs.done("retention", "--foreign", "--json", user="inspektur").document
    assert (due["register"], due["office"], due["past"]) == (register, "1601", True)
    assert "disimpan sampai" in wbs.done("monitor", "show", register, user="pemantau").out
    elsewhere = wbs.run("retention", register, user="inspektur")
    assert (elsewhere.code, "--foreign" in elsewhere.err) == (1, True)
    assert register in wbs.done("retention", "--foreign", user="irban").out
    destroy = ("destroy", register, "--office", "1601", "--reason", "lewat masa simpannya")
    assert wbs.run(*destroy, user="irban").code == 1
    assert wbs.run("destroy", register, "--office", "1602", "--reason", "x", user="inspektur").code == 1
    assert "dimusnahkan" in wbs.done(*destroy, user="inspektur").err
    wbs.done("adapter", "run", user="pemantau")
    assert not document.exists()
    wbs.done("adapter", "stop", "--reason", "sistem diganti", user="inspektur")
    assert wbs.run("adapter", "run", user="pemantau").code == 1
    use_language("id")
