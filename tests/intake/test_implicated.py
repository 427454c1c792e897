"""Whom of the office a report is about: made-up sentences on both sides, hits and misses counted."""

import tomllib
from pathlib import Path

import pytest

from wbs_tui.intake.implicated import INSPECTOR, INSPECTORATE, STAFF, Subjects, recognise

SENTENCES = tomllib.loads(Path(__file__).with_name("implicated.toml").read_text(encoding="utf-8"))
NAMES = {"a1": "Dr. Budi Santoso, S.E., M.Si.", "a2": "Siti Aminah Contoh", "a3": "Wati"}


def of(text, title="", facts=()):
    return recognise(title, text, facts, NAMES)


@pytest.mark.parametrize(
    "sentence", [row for row in SENTENCES["about"] if row["tuned"]], ids=lambda row: row["text"][:40]
)
def test_what_is_about_the_inspektorat_is_recognised(sentence):
    assert of(sentence["text"]).targets >= set(sentence["targets"])


@pytest.mark.parametrize(
    "sentence", [row for row in SENTENCES["not_about"] if row["tuned"]], ids=lambda row: row["text"][:40]
)
def test_what_only_speaks_of_it_or_to_it_is_not(sentence):
    assert of(sentence["text"]) == Subjects()


def test_sentences_that_the_rules_were_not_made_from():
    about = [row for row in SENTENCES["about"] if not row["tuned"]]
    hits = sum(of(row["text"]).targets >= set(row["targets"]) for row in about)
    others = [row for row in SENTENCES["not_about"] if not row["tuned"]]
    false_alarms = sum(bool(of(row["text"])) for row in others)
    assert (len(about), hits, len(others), false_alarms) == (10, 9, 10, 1)


@pytest.mark.parametrize(
    ("who", "targets"),
    [
        ("Inspektur Daerah", {INSPECTOR}),
        ("Sdr. A, auditor Inspektorat", {STAFF}),
        ("Inspektorat Kabupaten Contoh", {INSPECTORATE}),
        ("Kepala Desa; sudah dilaporkan ke Inspektorat", set()),
        ("Kepala Dinas Pendidikan", set()),
    ],
)
def test_the_field_of_the_reported_needs_no_misdeed(who, targets):
    assert of("Lihat lampiran.", facts=(("who", who),)).targets == targets


def test_a_greeting_in_the_title_is_no_accusation():
    assert not of("Lihat lampiran.", title="Kepada Yth. Inspektur Daerah")
    assert of("Lihat lampiran.", title="Pungli oleh oknum auditor Inspektorat").targets == {STAFF}


def test_an_owner_of_an_account_is_recognised_by_his_full_name_however_it_is_titled():
    assert of("Yang meminta uang adalah BUDI  SANTOSO dari Inspektorat.").accounts == {"a1"}
    assert of("Lihat lampiran.", facts=(("who", "siti aminah contoh"),)).accounts == {"a2"}


def test_a_name_that_is_greeted_or_too_short_is_none():
    assert not of("Kepada Yth. Bapak Budi Santoso di tempat. Kades kami tidak pernah hadir.").accounts
    assert not of("Budi kepala desa kami dan Wati bendaharanya meminta uang.").accounts


def test_hostile_and_huge_text_is_read_in_its_beginning():
    assert of("a" * 300_000 + " oknum auditor Inspektorat memeras") == Subjects()
    assert of("oknum auditor Inspektorat memeras kami. " + "." * 200_000).targets == {STAFF}
