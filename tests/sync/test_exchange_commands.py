"""Joining, confirming and exchanging by command, as two offices' people do it."""

import hashlib
import re
import ssl
from pathlib import Path

import pytest

from models.words.exchange import OfficeKind
from tests.cli.conftest import Commands
from tests.hubs import running_hub
from tests.sync.at_work import new_case
from tests.sync.between import between
from tests.sync.offices import Linked, World
from wbs_tui.store.engine import writing
from wbs_tui.sync.link.hub_place import HubPlace, set_hub
from wbs_tui.text.catalogue import use_language


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


def _enrolled(at, office: Linked, hub, url: str, kind: OfficeKind, *more: str) -> str:
    token = at(office).secret(f"kode-{office.code}", hub.add_office(office.code, "Instansi", kind))
    words = ("enrol", "--hub", url, "--token-file", token, "--kind", kind.value, "--ca", hub.ca, *more)
    assert at(office).run(*words, user="petugas").code == 1
    return at(office).done(*words, "--json", user="inspektur").document["fingerprint"]


def test_two_offices_join_confirm_each_other_and_exchange(office_world: World, at) -> None:
    kpk, sumsel = office_world("kpk", "province", confirmed=False)
    with running_hub(clock=kpk.clock) as hub, between(hub) as way:
        of_kpk = _enrolled(at, kpk, hub, hub.url, OfficeKind.KPK)
        of_sumsel = _enrolled(at, sumsel, hub, way.url, OfficeKind.PROVINCE)
        nothing = at(kpk).done("sync", "--json", user="pemantau").document
        assert nothing.keys() == {"pushed", "pulled", "conflicts", "dead", "cursor", "notices"}
        at(sumsel).done("sync", user="petugas")
        [seen] = at(kpk).done("office", "peers", "--json", user="inspektur").document["peers"]
        assert (seen["code"], seen["kind"], seen["status"], seen["fingerprint"]) == (
            *("16", "province", "seen"),
            of_sumsel,
        )
        confirm = ("office", "confirm", "16", "--letter", "B/1/2026", "--fingerprint")
        assert at(kpk).run(*confirm, of_kpk, user="inspektur").code == 1
        assert at(kpk).run(*confirm, of_sumsel, user="petugas").code == 1
        assert "dipastikan" in at(kpk).done(*confirm, of_sumsel, user="inspektur").err
        [seen] = at(kpk).done("office", "peers", "--json", user="inspektur").document["peers"]
        assert (seen["status"], seen["letter"]) == ("confirmed", "B/1/2026")
        assert at(kpk).done("sync", "--json", user="pemantau").document["pushed"] == 1
        at(sumsel).done("sync", user="petugas")
        [waits] = at(sumsel).done("dead", "--json", user="petugas").document
        assert waits["reason"] == "not_confirmed"
        confirm = ("office", "confirm", "00", "--letter", "R/9/2026", "--fingerprint", of_kpk)
        at(sumsel).done(*confirm, user="inspektur")
        assert at(sumsel).done("dead", "retry", "--json", user="petugas").document == []
        way.swallow = lambda _method, _path: True
        offline = at(sumsel).run("sync", "--json", user="petugas")
        assert (offline.code, offline.out) == (5, "")
        assert way.url in offline.err
        assert "tidak terjangkau" in offline.err


@pytest.mark.either_store
def test_who_has_not_joined_is_told_how(office_world: World, at) -> None:
    (ours,) = office_world("inspectorate")
    told = at(ours).run("sync", user="inspektur")
    assert told.code == 1
    assert "wbs enrol" in told.err
    token = at(ours).secret("kode", "salah")
    joining = ("enrol", "--token-file", token, "--hub")
    assert at(ours).run(*joining, "http://hub.example", user="inspektur").code == 2
    assert at(ours).run(*joining, "https://hub.example/x", user="inspektur").code == 2
    assert at(ours).run(*joining, "https://hub.example", user="inspektur").code == 3


@pytest.mark.either_store
def test_a_hub_of_another_certificate_gets_nothing(office_world: World, at) -> None:
    (kpk,) = office_world("kpk")
    with running_hub(clock=kpk.clock) as hub:
        token = at(kpk).secret("kode", hub.add_office("00", "KPK", OfficeKind.KPK))
        words = ("enrol", "--hub", hub.url, "--token-file", token, "--kind", "kpk")
        told = at(kpk).run(*words, user="inspektur")
        assert told.code == 5
        assert "Sertifikat" in told.err
        other = (*words[:-1], "province", "--ca", hub.ca)  # not what the operator has noted
        told = at(kpk).run(*other, user="inspektur")
        assert told.code == 5
        assert "kode baru" in told.err
        assert "--kind kpk|province" in told.err
        assert "--under" in told.err
        joined = at(kpk).done(*words, "--ca", hub.ca, user="inspektur")
        again = at(kpk).done(*words, "--ca", hub.ca, user="inspektur")
        assert again.out == joined.out
        assert ("sudah terdaftar" in joined.err, "sudah terdaftar" in again.err) == (False, True)
        assert "tidak perlu memastikannya lagi" in again.err
        assert at(kpk).run(*other, user="inspektur").code == 1
        at(kpk).done("sync", user="inspektur")


def test_a_hub_that_changes_its_certificate_is_trusted_again_by_its_fingerprint(
    office_world: World, at
) -> None:
    (kpk,) = office_world("kpk")
    with running_hub(clock=kpk.clock) as hub:
        renew = ("enrol", "--ca", hub.ca)
        assert at(kpk).run(*renew, user="inspektur").code == 1  # it has no hub yet
        _enrolled(at, kpk, hub, hub.url, OfficeKind.KPK)
        with writing(kpk.head.engine) as connection:
            set_hub(connection, HubPlace(hub.url))
        told = at(kpk).run("sync", user="inspektur")
        assert (told.code, "wbs enrol --ca" in told.err) == (5, True)
        shown = at(kpk).run(*renew, user="inspektur")
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(hub.ca.read_text())).hexdigest()
        [named] = re.findall('--fingerprint "([0-9A-F:]+)"', shown.err)
        assert (shown.code, named.replace(":", "").lower()) == (1, digest)
        wrong = at(kpk).run(*renew, "--fingerprint", "ab" * 32, user="inspektur")
        assert (wrong.code, "BUKAN" in wrong.err) == (1, True)
        assert at(kpk).run("sync", user="inspektur").code == 5
        assert at(kpk).run(*renew, "--fingerprint", named, user="petugas").code == 1
        at(kpk).done(*renew, "--fingerprint", named, user="inspektur")
        at(kpk).done("sync", user="inspektur")


def test_nothing_new_says_when_something_was(office_world: World, at) -> None:
    kpk, ours = office_world("kpk", "inspectorate")
    with running_hub(clock=kpk.clock) as hub:
        for office, kind in ((kpk, OfficeKind.KPK), (ours, OfficeKind.INSPECTORATE)):
            _enrolled(at, office, hub, hub.url, kind)
        assert "sejak pertukaran" not in at(kpk).done("sync", user="inspektur").out
        new_case(ours.head)
        assert "Dikirim" in at(ours).done("sync", user="inspektur").out
        brought = at(kpk).done("sync", user="inspektur").out
        assert "sejak pertukaran" not in brought
        again = at(kpk).done("sync", user="inspektur").out
        assert "diterima 0 paket" in again.splitlines()[0]
