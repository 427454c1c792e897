"""The same by command: what a script gets and what an officer reads."""

from pathlib import Path

import pytest

from tests.cli.conftest import Commands
from tests.sync.at_work import at_disposition, new_case
from tests.sync.offices import Linked, World, exchanged
from wbs_tui.text.catalogue import use_language

pytestmark = pytest.mark.either_store


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """`at(office)` gives the commands over the store of an office."""
    for name in ("WBS_DEBUG", "WBS_NEW_PASSWORD_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WBS_LANG", "id")
    monkeypatch.setenv("COLUMNS", "100")

    def commands(office: Linked) -> Commands:
        monkeypatch.setenv("WBS_STORE", str(office.location))
        return Commands(office.clock, monkeypatch, capsys, tmp_path)

    yield commands
    use_language("id")


def test_a_case_is_shared_with_its_identity_and_the_share_ends(office_world: World, at) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    wbs = at(ours)
    share = ("share", register, "--with", "00")
    assert wbs.run(*share, "--reason", "ingin", user="petugas").code == 1
    assert wbs.run(*share, "--reason", "", user="inspektur").code == 1
    ran = wbs.done(*share, "--reason", "penyelenggara negara", "--json", user="inspektur")
    assert [(each["what"], each["office"], each["counts"]) for each in ran.document["shares"]] == [
        ("whole", "00", True)
    ]
    wbs.done(*share, "--identity", "--reason", "perlindungan", user="inspektur")
    shown = wbs.done("share", register, user="petugas").out
    assert "identitas pelapor" in shown
    assert "berlaku" in shown
    wbs.done(*share, "--end", user="inspektur")
    assert "berakhir" in wbs.done("share", register, user="petugas").out
    assert wbs.run("share", register, "--identity", user="inspektur").code == 2
    assert wbs.run("share", register, "--with", "77", "--reason", "x", user="inspektur").code == 1
    exchanged(ours.head, kpk.head)


def test_a_referral_goes_out_is_listed_accepted_and_seen_again(office_world: World, at) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    refer = ("refer", register, "--to", "1602", "--reason", "bukan wilayah kami")
    assert "diusulkan" in at(ours).done(*refer, "--propose", user="irban").err
    assert "dilimpahkan" in at(ours).done(*refer, user="inspektur").err
    exchanged(ours.head, other.head)
    [listed] = at(other).done("referral", "list", "--json", user="irban").document
    assert (listed["register"], listed["reason"]) == (register, "bukan wilayah kami")
    assert at(other).run("referral", "accept", "99-2026-000001", user="irban").code == 1
    ran = at(other).done("referral", "accept", register, user="irban")
    assert ran.out == "Pelimpahan diterima sebagai 1602-2026-000001.\n"
    told = at(other).done("monitor", "show", register, user="irban").out
    assert "diterima sebagai 1602-2026-000001" in told
    assert at(other).run("referral", "decline", register, "--reason", "lagi", user="irban").code == 1
    assert at(other).done("referral", "list", user="irban").out == ""
    exchanged(other.head, ours.head)
    document = at(ours).done("share", register, "--json", user="petugas").document
    assert [(each["state"], each["register"]) for each in document["referrals"]] == [
        ("accepted", "1602-2026-000001")
    ]
    assert "di sana 1602-2026-000001" in at(ours).done("share", register, user="petugas").out


def test_a_referral_is_declined_with_its_reason(office_world: World, at) -> None:
    ours, other = office_world("inspectorate", "other")
    register = new_case(ours.head)
    at_disposition(ours.head, register)
    at(ours).done("refer", register, "--to", "1602", "--reason", "bukan wilayah kami", user="inspektur")
    exchanged(ours.head, other.head)
    at(other).done("referral", "decline", register, "--reason", "bukan kami juga", user="inspektur")
    exchanged(other.head, ours.head)
    shown = at(ours).done("share", register, user="petugas").out
    assert "ditolak" in shown
    assert "bukan kami juga" in shown


def test_remarks_go_both_ways(office_world: World, at, tmp_path: Path) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register = new_case(ours.head)
    exchanged(ours.head, kpk.head)
    text = tmp_path / "pesan.txt"
    text.write_text("Mohon hasil telaah.\nSegera.")
    asking = ("remark", register, "--text-file", text, "--kind", "request")
    astray = at(kpk).run(*asking, "--to", "77", user="pemantau")
    assert astray.code == 1
    assert f"--to {ours.code}" in astray.err
    assert at(kpk).done("remark", register, user="pemantau").out == ""
    at(kpk).done(*asking, "--to", ours.code, user="pemantau")
    exchanged(kpk.head, ours.head)
    [came] = at(ours).done("remark", register, "--json", user="petugas").document
    assert (came["kind"], came["state"], came["text"]) == (
        "request",
        "waiting",
        "Mohon hasil telaah.\nSegera.",
    )
    text.write_text("Pekan depan.")
    answer = ("remark", register, "--text-file", text, "--reply", came["id"])
    assert at(ours).run(*answer, user="petugas").code == 2
    assert "sudah dijawab" in at(ours).done(*answer, "--to", "00", user="petugas").out
    exchanged(ours.head, kpk.head)
    assert "Pekan depan." in at(kpk).done("remark", register, user="pemantau").out
    assert at(kpk).run("remark", "16-2026-000777", user="pemantau").code == 1
    assert at(ours).run("remark", register, "--reply", came["id"], user="petugas").code == 2


def test_cases_of_other_offices_are_listed_and_shown(office_world: World, at) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    register, second = new_case(ours.head), new_case(ours.head, 2)
    exchanged(ours.head, kpk.head)
    wbs = at(kpk)
    assert f"  {ours.code} " in wbs.done("monitor", "list", user="pemantau").out
    listed = wbs.done("monitor", "list", "--json", user="pemantau").document
    assert {(each["register"], each["office"], each["shared"]) for each in listed} == {
        (register, ours.code, False),
        (second, ours.code, False),
    }
    unknown = wbs.run("monitor", "list", "--office", "77", user="pemantau")
    assert (unknown.code, ours.code in unknown.err) == (2, True)
    assert "yang cocok" in wbs.done("monitor", "list", "--stage", "closed", user="pemantau").err
    cut = wbs.done("monitor", "list", "--limit", "1", user="pemantau")
    assert len(cut.out.splitlines()) == 2
    assert "--limit" in cut.err
    assert wbs.run("monitor", "list", user="admin").code == 1
    assert "Hanya ringkasannya" in wbs.done("monitor", "show", register, user="pemantau").out
    assert wbs.run("monitor", "show", "16-2026-000777", user="pemantau").code == 1
    at(ours).done("share", register, "--with", "00", "--reason", "penting", user="inspektur")
    exchanged(ours.head, kpk.head)
    shown = at(kpk).done("monitor", "show", register, "--json", user="pemantau").document
    assert shown["shared"]
    told = at(kpk).done("monitor", "show", register, user="pemantau").out
    assert shown["title"] in told
    assert "    penting" in told  # why it was shared
    for each in shown["texts"]:
        assert each["text"].split()[0] in at(kpk).done("monitor", "show", register, user="pemantau").out
