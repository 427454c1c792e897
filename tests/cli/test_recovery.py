"""Every way back, by commands alone over real stores: whoever is lost, the office reads on."""

import io
import itertools
import stat
from pathlib import Path

import pytest
from sqlalchemy import select

import wbs_tui.operations
from models.tables.accounts import accounts
from models.tables.journal import journal
from tests.cases.at_work import new_case
from wbs_tui.cases.readers.restriction import implicate
from wbs_tui.vault.shares import normalise

MAIL = Path(wbs_tui.operations.__file__).parent / "samples" / "mail"
REG = "16-2026-000001"
DECREE = ("--decree", "SK-9/2026", "--decree-date", "2026-08-20")
HEAD, ADMIN, PAPER = "bagian-inspektur.txt", "bagian-super-admin.txt", "bagian-kustodian.txt"
INIT = (
    *("init", "--office-code", "16", "--office-name", "Inspektorat Contoh", "--admin", "admin"),
    *("--decree", "SK-1/2026", "--decree-date", "2026-01-05", "--head", "inspektur", "--invite-to"),
)


def shares(folder, *names):
    """The options that name these sheets of a generation's folder."""
    return tuple(itertools.chain.from_iterable(("--share", folder / name) for name in names))


def renewed(wbs, folder, command=("renew",), user="inspektur"):
    """Make new shares; their folder, with the Super Admin's sheet beside the two others."""
    folder.mkdir()
    wbs.done("recovery", *command, "--shares-to", folder, user=user)
    wbs.done("recovery", "share", "--to", folder / ADMIN, user="admin")
    return folder


@pytest.fixture
def first(wbs, tmp_path):
    """The sheets of a generation of which all three are at hand, and a case with a reporter."""
    [mail] = MAIL.glob("0001*.eml")
    wbs.done("import", mail, user="petugas")
    return renewed(wbs, tmp_path / "lembar")


def status(wbs, user="inspektur"):
    return wbs.done("recovery", "status", "--json", user=user).document


def reads(wbs, user, register=REG):
    """Whether the account reads the case and may know the reporter."""
    shown = wbs.run("show", register, "--json", user=user)
    revealed = wbs.run("reveal", register, "--reason", "uji pemulihan", "--json", user=user)
    return (shown.code, revealed.code) == (0, 0)


def sound(wbs, user="inspektur"):
    return wbs.done("verify", "--json", user=user).document["bad"] == []


def lost(wbs, tmp_path, name="inspektur"):
    """The owner has lost his password: the Super Admin resets him, and he makes new keys."""
    code = tmp_path / f"undangan-{name}"
    wbs.done("account", "reset", name, "--invite-to", code, user="admin")
    wbs.done("activate", name, "--invite", code)


def test_the_shares_are_born_with_the_office_each_for_its_holder(bare_wbs, tmp_path):
    code, folder = tmp_path / "undangan", tmp_path / "lembar"
    folder.mkdir()
    bare_wbs.done(*INIT, code)
    ran = bare_wbs.done("activate", "inspektur", "--invite", code, "--shares-to", folder)
    bare_wbs.done("recovery", "share", "--to", folder / ADMIN, user="admin")
    for name in (HEAD, ADMIN, PAPER):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
        bare_wbs.done("recovery", "check", "--share", folder / name, user="inspektur")
    known = status(bare_wbs)
    assert (known["generation"], known["renewal_due"]) == (1, False)
    assert [share["holder"] for share in known["shares"]] == ["inspector", "super_admin", "custodian"]
    assert not any(share["check_due"] for share in known["shares"])
    assert words_of(folder / HEAD).isdisjoint({*ran.out.split(), *ran.err.split()} - COMMON)
    assert sound(bare_wbs)


COMMON = frozenset({"dan", "untuk"})


def words_of(sheet):
    """The words of a sheet, as they stand numbered on it."""
    lines = [line for line in sheet.read_text().splitlines() if ". " in line and line.strip()[0].isdigit()]
    return {word for line in lines for word in line.split() if word.isalpha()}


def test_without_a_folder_the_sheets_are_shown_and_nothing_of_the_super_admins(bare_wbs, tmp_path):
    code = tmp_path / "undangan"
    bare_wbs.done(*INIT, code)
    ran = bare_wbs.done("activate", "inspektur", "--invite", code)
    assert ran.out.count("\n") == 1
    assert ran.err.count("BAGIAN KUNCI PEMULIHAN") == 2
    assert "Bagian ke-1 dari 3" in ran.err
    assert "Bagian ke-2 dari 3" not in ran.err


def test_nothing_is_activated_when_a_sheet_could_not_be_written(bare_wbs, tmp_path):
    code = tmp_path / "undangan"
    bare_wbs.done(*INIT, code)
    (tmp_path / PAPER).write_text("milik orang lain")
    command = ("activate", "inspektur", "--invite", code, "--shares-to")
    assert bare_wbs.run(*command, tmp_path).code == 1
    assert bare_wbs.run(*command, tmp_path / "x" / "y").code == 2
    assert (tmp_path / PAPER).read_text() == "milik orang lain"
    bare_wbs.done("activate", "inspektur", "--invite", code)


def test_a_share_is_proved_and_when_is_kept(wbs, first):
    assert all(share["checked_at"] is None and share["check_due"] for share in status(wbs)["shares"])
    wbs.done("recovery", "check", "--share", first / PAPER, user="inspektur")
    wbs.done("recovery", "check", "--share", first / ADMIN, user="admin")
    assert [share["check_due"] for share in status(wbs)["shares"]] == [True, False, False]
    wbs.clock.forward(days=32)
    assert all(share["check_due"] for share in status(wbs)["shares"])
    assert sound(wbs)


@pytest.mark.parametrize("pair", [(HEAD, ADMIN), (HEAD, PAPER), (ADMIN, PAPER)])
def test_one_share_lost_the_two_others_split_anew(wbs, first, tmp_path, pair):
    second = renewed(wbs, tmp_path / "baru", ("drill", *shares(first, *pair)))
    assert status(wbs)["generation"] == 3
    assert status(wbs)["drilled_at"] is not None
    for name in (HEAD, ADMIN, PAPER):
        assert wbs.run("recovery", "check", "--share", first / name, user="inspektur").code == 3
        wbs.done("recovery", "check", "--share", second / name, user="inspektur")
    assert reads(wbs, "inspektur")
    assert sound(wbs)


@pytest.mark.usefixtures("first")
def test_the_inspektur_splits_anew_without_any_share(wbs, tmp_path):
    second = renewed(wbs, tmp_path / "baru")
    wbs.done("recovery", "check", "--share", second / HEAD, user="inspektur")
    assert reads(wbs, "inspektur")


def test_an_old_sheet_is_told_its_generation(wbs, first, tmp_path):
    renewed(wbs, tmp_path / "baru")
    ran = wbs.run("recovery", "check", "--share", first / HEAD, user="inspektur")
    assert ran.code == 3
    assert "generasi 2 yang sudah diganti" in ran.err
    assert "generasi 3" in ran.err


def test_the_inspektur_who_lost_his_password_recovers_with_two_shares(wbs, office, first, tmp_path):
    lost(wbs, tmp_path)
    assert not reads(wbs, "inspektur")
    ran = wbs.done("recovery", "use", *shares(first, ADMIN, PAPER), "--shares-to", tmp_path, user="inspektur")
    assert "pulih" in ran.err
    assert reads(wbs, "inspektur")
    assert reads(wbs, "irban")
    assert status(wbs)["generation"] == 3
    [used] = entries(office, "recovery.used")
    assert maker(office, used.actor).role == "escrow"
    listed = {row["name"] for row in wbs.done("account", "list", "--json", user="admin").document}
    assert not any(name.startswith("escrow") for name in listed)
    assert sound(wbs)


def entries(office, kind):
    """The entries of a kind, as the rows of the journal."""
    desk = office.desk("inspektur")
    with desk.reading() as connection:
        return connection.execute(select(journal).where(journal.c.kind == kind)).all()


def maker(office, account_id):
    """The row of an account."""
    with office.desk("inspektur").reading() as connection:
        return connection.execute(select(accounts).where(accounts.c.id == account_id)).one()


def test_with_all_passwords_lost_two_sheets_of_paper_and_the_store_are_enough(wbs, first, tmp_path):
    code = tmp_path / "undangan"
    wbs.done("recovery", "use", "--reset-head", "--invite-to", code, *shares(first, HEAD, PAPER))
    assert wbs.run("inbox", user="inspektur").code == 3
    wbs.done("activate", "inspektur", "--invite", code)
    assert not reads(wbs, "inspektur")
    wbs.done("recovery", "use", *shares(first, HEAD, PAPER), "--shares-to", tmp_path, user="inspektur")
    assert reads(wbs, "inspektur")
    assert status(wbs)["generation"] == 3
    assert sound(wbs)


def test_the_inspektur_is_gone_for_good_and_the_irban_takes_over_by_decree(wbs, first, tmp_path):
    use = ("recovery", "use", "--head", *shares(first, ADMIN, PAPER), "--shares-to", tmp_path)
    assert wbs.run(*use, user="irban").code == 2
    wbs.done(*use, *DECREE, user="irban")
    listed = {row["name"]: row for row in wbs.done("account", "list", "--json", user="admin").document}
    assert listed["irban"]["role"] == "inspector"
    assert listed["inspektur"]["status"] == "disabled"
    assert wbs.run("inbox", user="inspektur").code == 3
    assert reads(wbs, "irban")
    wbs.done("account", "revoke", "office", "petugas2", user="irban")
    assert sound(wbs, "irban")
    wbs.done("recovery", "check", "--share", tmp_path / HEAD, user="irban")


def test_who_takes_over_gets_nothing_of_a_case_that_implicates_him(wbs, office, first, tmp_path):
    new_case(office.desk("petugas"))
    implicate(office.desk("inspektur"), REG, "irban", "disebut pelapor")
    use = ("recovery", "use", "--head", *shares(first, ADMIN, PAPER), "--shares-to", tmp_path, *DECREE)
    wbs.done(*use, user="irban")
    assert wbs.run("show", REG, user="irban").code == 1
    assert wbs.run("show", "16-2026-000002", user="irban").code == 0
    renewed(wbs, tmp_path / "baru", ("drill", *shares(tmp_path, HEAD, PAPER)), "irban")
    assert wbs.run("show", REG, user="irban").code == 1
    assert sound(wbs, "irban")


def test_a_lead_recovers_nothing_for_himself(wbs, first):
    ran = wbs.run("recovery", "use", *shares(first, ADMIN, PAPER), user="irban")
    assert ran.code == 1
    assert "--head" in ran.err


@pytest.mark.parametrize("user", ["petugas", "auditor", "admin"])
def test_shares_are_of_no_use_to_others(wbs, first, user):
    for words in (("drill",), ("use",), ("use", "--head", *DECREE)):
        assert wbs.run("recovery", *words, *shares(first, HEAD, PAPER), user=user).code == 1
    assert wbs.run("recovery", "renew", user=user).code == 1


def test_recovery_that_would_give_nothing_is_refused(wbs, first):
    ran = wbs.run("recovery", "use", *shares(first, HEAD, PAPER), user="inspektur")
    assert ran.code == 1
    assert "tidak ada yang perlu dipulihkan" in ran.err


def test_wrong_pairs_are_refused_in_one_sentence_and_change_nothing(wbs, first, tmp_path):
    second = renewed(wbs, tmp_path / "baru")
    code = tmp_path / "undangan"
    before = wbs.done("verify", "--json", user="inspektur").document["entries"]
    pairs = {
        "sama": (first / HEAD, first / HEAD),
        "generasi": (first / HEAD, second / PAPER),
        "sudah diganti": (first / HEAD, first / PAPER),
    }
    for said, (one, other) in pairs.items():
        ran = wbs.run("recovery", "drill", "--share", one, "--share", other, user="inspektur")
        assert ran.code == 3
        assert said in ran.err
        assert len(ran.err.strip().splitlines()) == 1
        ran = wbs.run(
            "recovery", "use", "--reset-head", "--invite-to", code, "--share", one, "--share", other
        )
        assert ran.code == 3
    assert not code.exists()
    assert wbs.done("verify", "--json", user="inspektur").document["entries"] == before
    assert status(wbs)["generation"] == 3


def test_a_mistyped_share_is_told_by_its_place(wbs, first, tmp_path):
    words = normalise((first / HEAD).read_text()).split()
    words[6] = "inspektorat"
    slip = tmp_path / "salin.txt"
    slip.touch(mode=0o600)
    slip.write_text(" ".join(words))
    ran = wbs.run("recovery", "check", "--share", slip, user="inspektur")
    assert ran.code == 3
    assert "Kata ke-7 (inspektorat)" in ran.err
    slip.chmod(0o644)
    assert wbs.run("recovery", "check", "--share", slip, user="inspektur").code == 1


def test_a_share_comes_through_standard_input_and_never_goes_into_a_pipe(wbs, first, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO((first / PAPER).read_text()))
    wbs.done("recovery", "check", "--share", "-", user="inspektur")
    ran = wbs.run("recovery", "share", user="admin")
    assert ran.code == 1
    assert not ran.out


@pytest.mark.usefixtures("first")
def test_a_share_is_shown_to_its_holder_alone(wbs, tmp_path):
    for user in ("inspektur", "petugas"):
        assert wbs.run("recovery", "share", "--to", tmp_path / "x", user=user).code == 1
    assert not (tmp_path / "x").exists()


def test_the_office_goes_live_once_everybody_has_opened_something_and_recovery_is_proven(wbs, first):
    for user in ("petugas", "irban"):
        wbs.done("inbox", user=user)
    ran = wbs.run("live", user="inspektur")
    assert ran.code == 1
    assert "auditor" in ran.err
    assert "petugas2" in ran.err
    assert "irban" not in ran.err
    assert "Kunci pemulihan belum terbukti" in ran.err
    for user in ("auditor", "petugas2"):
        wbs.done("inbox", user=user)
    wbs.done("recovery", "check", "--share", first / HEAD, user="inspektur")
    assert "terbukti" in wbs.run("live", user="inspektur").err
    wbs.done("recovery", "check", "--share", first / PAPER, user="inspektur")
    assert wbs.run("live", user="admin").code == 1
    wbs.done("live", user="inspektur")
    assert sound(wbs)


def test_a_drill_proves_recovery_for_good(wbs, first, tmp_path):
    renewed(wbs, tmp_path / "baru", ("drill", *shares(first, HEAD, PAPER)))
    for user in ("petugas", "petugas2", "irban", "auditor"):
        wbs.done("inbox", user=user)
    wbs.done("live", user="inspektur")


@pytest.mark.usefixtures("first")
def test_the_page_is_in_the_language_in_use_and_reads_back(wbs, monkeypatch, tmp_path):
    monkeypatch.setenv("WBS_LANG", "en")
    english = renewed(wbs, tmp_path / "english")
    assert "SHARE OF THE RECOVERY KEY" in (english / HEAD).read_text()
    assert all(len(line) <= 80 for line in (english / PAPER).read_text().splitlines())
    wbs.done("recovery", "check", "--share", english / PAPER, user="inspektur")
