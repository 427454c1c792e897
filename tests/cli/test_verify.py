"""`wbs verify`: what it says of anchors, of what it cannot open, and of a store held against files."""

import json
import shutil

import pytest
from sqlalchemy import delete, func, select

from models.tables.journal import journal
from tests.cases.at_work import new_case, recorded
from tests.conftest import PASSWORD
from wbs_tui.accounts.session import unlock
from wbs_tui.cli.proof_text import MEANINGS
from wbs_tui.store.engine import owning
from wbs_tui.store.location import FileStore

pytestmark = pytest.mark.file_store


def last(desk):
    with desk.reading() as connection:
        return connection.execute(select(func.max(journal.c.sequence))).scalar_one()


def cut(office, entries):
    with owning(office.desk("admin").engine) as connection:
        kept = connection.execute(select(func.max(journal.c.sequence))).scalar_one() - entries
        connection.execute(delete(journal).where(journal.c.sequence > kept))
    return kept + entries


def found(ran):
    assert ran.code == 5
    return {(finding["what"], finding["place"]) for finding in ran.document["bad"]}


def test_a_station_is_anchored_once_the_account_has_seen_it_before(wbs, office):
    new_case(office.desk("petugas"))
    first = wbs.done("verify", "--json", user="auditor").document
    assert list(first["anchored"].values()) == [False]
    [station] = wbs.done("verify", "--json", user="auditor").document["stations"]
    assert station == {
        "station": next(iter(first["anchored"])),
        "number": 1,
        "entries": first["entries"],
        "anchored_to": first["entries"],
        "lost": 0,
        "begun_by": None,
    }
    said = wbs.done("verify", user="auditor").out
    assert f"dijangkar sampai catatan {first['entries']}" in " ".join(said.split())


def test_a_cut_tail_is_named_by_who_has_seen_it_and_by_a_file(wbs, office, tmp_path):
    for name in ("petugas", "petugas2", "auditor"):
        office.desk(name).close()
    new_case(office.desk("irban"))
    heads, kept = tmp_path / "kepala.json", tmp_path / "cadangan"
    assert f"ditulis ke {heads}" in wbs.done("verify", "--heads", heads, user="auditor").err
    assert "setiap kepala" in wbs.done("verify", "--against", heads, user="auditor").err
    wbs.done("backup", kept, user="petugas")
    whole = last(office.desk("irban"))
    cut(office, 2)
    ran = wbs.run("verify", "--json", user="petugas")
    [station] = ran.document["anchored"]
    assert ("cut", f"{station}#{whole}") in found(ran)
    assert ran.document["anchored"] == {station: False}
    assert "cut" not in dict(found(wbs.run("verify", "--json", user="petugas2")))
    for file in (heads, kept):
        named = found(wbs.run("verify", "--json", "--against", file, user="petugas2"))
        assert ("cut", f"{station}#{whole - 1}") in named


def test_a_clone_that_goes_on_is_named_with_its_station(wbs, office, tmp_path):
    shutil.copytree(office.location.folder, tmp_path / "salinan")
    copy = FileStore(tmp_path / "salinan" / "office.wbs")
    new_case(unlock(copy, "irban", PASSWORD, office.clock).desk)
    new_case(office.desk("irban"))
    wbs.done("verify", "--heads", tmp_path / "kepala.json", "--store", str(copy), user="auditor")
    ran = wbs.run("verify", "--against", tmp_path / "kepala.json", user="petugas")
    assert ran.code == 5
    with office.desk("petugas").reading() as connection:
        station = connection.execute(select(func.min(journal.c.station))).scalar_one()
    assert f"equivocation  {station}#" in ran.out
    assert "dua salinan" in ran.out


def test_a_file_that_says_nothing_is_told_and_changes_no_finding(wbs, office, tmp_path):
    """A head that no key of this office signed neither frightens nor calms."""
    file = tmp_path / "kepala.json"
    wbs.done("verify", "--heads", file, user="auditor")
    document = json.loads(file.read_text())
    [[statement, signature]] = document["heads"]
    file.write_text(json.dumps({**document, "heads": [[statement, signature[:-4] + "AAA="]]}))
    new_case(office.desk("petugas"))
    ran = wbs.run("verify", "--json", "--against", file, user="petugas2")
    assert (ran.code, ran.document["bad"], ran.document["ignored_heads"]) == (4, [], 1)
    assert list(ran.document["anchored"].values()) == [False]


def test_what_is_no_file_of_heads_is_refused(wbs, tmp_path):
    file = tmp_path / "berkas"
    refused = (b"", b"{}", b"\xff\xfe", b'{"format":"wbs-heads","version":1,"heads":[]}', b"[" * 100_000)
    for content in refused:
        file.write_bytes(content)
        ran = wbs.run("verify", "--against", file, user="auditor")
        assert (ran.code, ran.out) == (4, ""), content[:20]
        assert "tidak ada yang dibandingkan" in " ".join(ran.err.split())
    file.write_bytes(b'{"format":"wbs-heads","version":2,"heads":[["",""]]}')
    assert wbs.run("verify", "--against", file, user="auditor").code == 5
    assert wbs.run("verify", "--against", tmp_path / "tidak ada", user="auditor").code == 4
    print(f"{len(refused)} files refused")


def test_heads_are_written_of_a_sound_store_alone_and_overwrite_nothing(wbs, office, tmp_path):
    file = tmp_path / "kepala.json"
    file.write_text("milik orang lain")
    assert wbs.run("verify", "--heads", file, user="auditor").code == 1
    assert file.read_text() == "milik orang lain"
    with owning(office.desk("admin").engine) as connection:
        connection.exec_driver_sql("UPDATE accounts SET role = 'lead' WHERE name = 'petugas'")
    assert wbs.run("verify", "--heads", tmp_path / "baru", user="auditor").code == 5
    assert not (tmp_path / "baru").exists()


def test_what_an_account_cannot_open_is_counted(wbs, office):
    recorded(office.desk("petugas"))
    unopened = {
        name: wbs.done("verify", "--json", user=name).document["unopened"]
        for name in ("admin", "petugas", "irban")
    }
    assert unopened["admin"] > unopened["petugas"] > unopened["irban"] == 0


def test_it_says_the_rates_and_every_code_has_a_meaning_in_both_languages(wbs, office, monkeypatch):
    new_case(office.desk("petugas"))
    rates = wbs.done("verify", "--json", user="auditor").document["rates"]
    assert list(rates) == ["chain", "replay", "rows", "cells"]
    assert all(rate > 0 for rate in rates.values())
    with owning(office.desk("admin").engine) as connection:
        connection.exec_driver_sql("UPDATE accounts SET role = 'lead' WHERE name = 'petugas'")
    assert MEANINGS["row"] in " ".join(wbs.run("verify", user="auditor").out.split())
    monkeypatch.setenv("WBS_LANG", "en")
    assert "the row was changed, is missing" in " ".join(wbs.run("verify", user="auditor").out.split())
