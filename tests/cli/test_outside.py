"""The province keeps the keys of a case about the Inspektur, which no shares here open, and gives it back."""

import pytest

from tests.accounts.staff import findings
from tests.cases.at_work import recorded
from wbs_tui.accounts.recovery.drill import own_share, renew_shares
from wbs_tui.accounts.recovery.generations import standing
from wbs_tui.accounts.recovery.outside import outside_escrow, outside_keys
from wbs_tui.cases.readers.restriction import restrict
from wbs_tui.store.engine import writing
from wbs_tui.store.keyring import Keyring
from wbs_tui.vault.account_keys import AccountKeys, fingerprint
from wbs_tui.vault.shares import combine, escrow_keys

INIT = (
    *("init", "--office-code", "16", "--office-name", "Inspektorat Provinsi", "--admin", "adminprov"),
    *("--decree", "SK-1", "--decree-date", "2026-01-05", "--head", "kepala", "--invite-to"),
)


@pytest.fixture
def province(wbs, tmp_path):
    """`province("recovery", ...)` is a command at the province's store, by its Inspektur."""
    store = f"sqlite:///{tmp_path / 'provinsi' / 'office.wbs'}"
    code = tmp_path / "undangan-provinsi"
    wbs.done(*INIT, code, "--store", store)
    wbs.done("activate", "kepala", "--invite", code, "--store", store)
    return lambda *words, user="kepala": wbs.run(*words, "--store", store, user=user)


@pytest.fixture
def registered(wbs, province, tmp_path):
    """The Inspektur has registered the province by its letter."""
    key = tmp_path / "kunci-provinsi.json"
    known_as = province("recovery", "outside", "export", key).out.strip()
    wbs.done("recovery", "outside", "add", key, "--fingerprint", known_as, user="inspektur")
    return known_as


def case_about_the_head(office):
    """A case that implicates the Inspektur: the lead reads it, and the province keeps its keys."""
    officer = office.desk("petugas")
    register = recorded(officer)
    restrict(officer, register, ["inspektur"], "disebut pelapor")
    return register


def case_places(office):
    """The compartments of cases, and whether our own escrow and the outside one are in them."""
    desk = office.desk("irban")
    with desk.reading() as connection:
        outside = outside_escrow(connection, desk.keyring)
        escrow = standing(connection, desk.keyring)
        return {
            compartment_id: (escrow.id in chain.granted, outside.account_id in chain.granted)
            for compartment_id, chain in desk.keyring.authority.chains.items()
            if compartment_id not in {desk.keyring.compartment(kind) for kind in ("office", "identity")}
        }


@pytest.mark.usefixtures("registered")
def test_the_province_is_the_escrow_of_a_case_about_the_inspektur_and_two_shares_open_nothing_of_it(office):
    case_about_the_head(office)
    assert set(case_places(office).values()) == {(False, True)}

    head = office.desk("inspektur")
    sheets = renew_shares(head, lambda _sheets: None)
    with head.reading() as connection:
        head.keyring.load(connection)
        generation = standing(connection, head.keyring)
        words = sheets.custodian.words, own_share(office.desk("admin")).words
        keyring = Keyring(head.office.id, generation.id, escrow_keys(combine(*words)))
        keyring.load(connection)
        assert keyring.member_compartments().isdisjoint(case_places(office))


@pytest.mark.usefixtures("registered")
def test_who_lost_his_keys_gets_the_case_back_from_the_province(wbs, office, province, tmp_path):
    register = case_about_the_head(office)
    assert wbs.run("show", register, "--json", user="irban").code == 0
    code, asked, given = tmp_path / "undangan", tmp_path / "minta.json", tmp_path / "jawab.json"
    office.clock.forward(days=1)
    wbs.done("account", "reset", "irban", "--invite-to", code, user="admin")
    known_as = wbs.done("activate", "irban", "--invite", code).out.splitlines()[0]
    wbs.done("account", "grant", "office", "irban", "--fingerprint", known_as, user="inspektur")
    assert wbs.run("show", register, "--json", user="irban").code == 1
    wbs.done("recovery", "outside", "request", register, asked, user="irban")
    refused = province("recovery", "outside", "answer", asked, given, "--fingerprint", "1" * 40)
    assert (refused.code, given.exists()) == (1, False)
    answered = province("recovery", "outside", "answer", asked, given, "--fingerprint", known_as)
    assert answered.code == 0, answered.err
    assert register in answered.err
    assert wbs.run("recovery", "outside", "accept", given, user="inspektur").code == 1
    wbs.done("recovery", "outside", "accept", given, user="irban")
    shown = wbs.run("show", register, "--json", user="irban")
    assert shown.code == 0, shown.err
    assert findings(office.desk("petugas")) == set()
    assert province("verify", "--json").document["bad"] == []
    again = wbs.run("recovery", "outside", "accept", given, user="irban")
    assert again.code == 1
    assert "berubah" in again.err


@pytest.mark.usefixtures("registered")
def test_a_request_tells_nobody_here_whether_there_is_such_a_case(wbs, office, province, tmp_path):
    register = case_about_the_head(office)
    there, absent = tmp_path / "ada.json", tmp_path / "tidak.json"
    said = [
        wbs.done("recovery", "outside", "request", number, file, user="inspektur").err
        for number, file in ((register, there), ("16-2026-009999", absent))
    ]
    assert said[0] == said[1]
    assert there.stat().st_size == absent.stat().st_size
    assert register not in there.read_text()
    known_as = fingerprint(office.desk("inspektur").account_keys.public())
    ran = province("recovery", "outside", "answer", absent, tmp_path / "x", "--fingerprint", known_as)
    assert (ran.code, (tmp_path / "x").exists()) == (1, False)


@pytest.mark.usefixtures("registered")
def test_the_implicated_takes_in_nothing_even_when_the_province_is_deceived(wbs, office, province, tmp_path):
    register = case_about_the_head(office)
    asked, given = tmp_path / "minta.json", tmp_path / "jawab.json"
    head = office.desk("inspektur")
    known_as = fingerprint(head.account_keys.public())
    wbs.done("recovery", "outside", "request", register, asked, user="inspektur")
    assert province("recovery", "outside", "answer", asked, given, "--fingerprint", known_as).code == 0
    ran = wbs.run("recovery", "outside", "accept", given, user="inspektur")
    assert ran.code == 1
    assert "tidak untuk akun Anda" in ran.err
    assert wbs.run("show", register, user="inspektur").code == 1
    assert findings(head) == set()


def test_another_fingerprint_or_a_changed_file_registers_nothing(wbs, office, province, tmp_path):
    key = tmp_path / "kunci.json"
    known_as = province("recovery", "outside", "export", key).out.strip()
    add = ("recovery", "outside", "add", key, "--fingerprint")
    assert wbs.run(*add, "1" * 40, user="inspektur").code == 1
    assert wbs.run(*add, known_as, user="irban").code == 1
    key.write_text(key.read_text().replace("Provinsi", "Palsu"))
    assert wbs.run(*add, known_as, user="inspektur").code == 5
    head = office.desk("inspektur")
    with head.reading() as connection:
        assert outside_escrow(connection, head.keyring) is None


@pytest.mark.usefixtures("registered")
def test_who_can_write_to_the_database_cannot_put_his_own_keys_in_the_provinces_place(office):
    head, keys = office.desk("inspektur"), AccountKeys.generate()
    with head.reading() as connection:
        before = outside_escrow(connection, head.keyring)
    with writing(head.engine) as connection:
        connection.exec_driver_sql(
            "update account_keys set seal_public = ?, sign_public = ? where id = ?",
            (keys.public().seal, keys.public().sign, before.key_id),
        )
    with head.reading() as connection:
        assert outside_escrow(connection, head.keyring) is None


@pytest.mark.usefixtures("registered")
def test_another_province_takes_the_place_of_the_first_and_gets_its_cases(wbs, office, tmp_path):
    case_about_the_head(office)
    store = f"sqlite:///{tmp_path / 'lain' / 'office.wbs'}"
    code, key = tmp_path / "undangan-lain", tmp_path / "kunci-lain.json"
    wbs.done(*INIT, code, "--store", store)
    wbs.done("activate", "kepala", "--invite", code, "--store", store)
    known_as = wbs.done("recovery", "outside", "export", key, "--store", store, user="kepala").out.strip()
    wbs.done("recovery", "outside", "add", key, "--fingerprint", known_as, user="inspektur")
    wbs.done("inbox", user="irban")
    assert set(case_places(office).values()) == {(False, True)}
    assert findings(office.desk("irban")) == set()


def test_the_outside_key_outlives_an_inspektur_and_opens_what_is_sealed_to_it(office):
    head, lead = office.desk("inspektur"), office.desk("irban")
    assert outside_keys(head).public() == outside_keys(lead).public()
