"""Severity, jurisdiction and supervisory content: what rules make of a report; that their file is sound."""

import pytest

from models.words.classification import Severity, Suggestion
from wbs_tui.classify.explain import explanation
from wbs_tui.classify.lexicon import Lexicon
from wbs_tui.classify.rulebook import Rule
from wbs_tui.classify.shipped import lexicon, rule_book
from wbs_tui.classify.suggest import suggest
from wbs_tui.policy.book import load


def _because(suggestion: Suggestion, target: str) -> list[str]:
    return [reason.text for reason in suggestion.reasons if reason.target == target]


def test_a_billion_is_for_kpk_and_a_rupiah_less_is_not() -> None:
    just = suggest("", "Pengadaan fiktif, lelang diatur, Rp 1.000.000.000")
    less = suggest("", "Pengadaan fiktif, lelang diatur, Rp 999.999.999")
    assert (just.jurisdiction, _because(just, "kpk")) == ("kpk", ["Rp 1.000.000.000"])
    assert (less.jurisdiction, _because(less, "kpk")) == ("inspectorate", [])


def test_the_amount_of_a_form_counts_as_well() -> None:
    suggestion = suggest("Pengadaan diatur", "Lelang diatur pokja.", [("amount_idr", "5467000000")])
    assert suggestion.jurisdiction == "kpk"
    assert [(r.text, r.start) for r in suggestion.reasons if r.target == "kpk"] == [("5467000000", -1)]


@pytest.mark.parametrize(
    ("text", "jurisdiction", "because"),
    [
        ("Oknum polisi disuap kontraktor proyek.", "kpk", "polisi"),
        ("Bupati menerima suap dari pengusaha.", "kpk", "Bupati"),
        ("Bupati mengangkat menantunya, nepotisme.", "higher_inspectorate", "Bupati"),
        ("Auditor Inspektorat memeras kepala sekolah.", "higher_inspectorate", "Auditor Inspektorat"),
        ("Kabid menerima parsel dari rekanan.", "upg", "menerima parsel"),
        ("Lurah sering bolos kerja.", "bkd", "sering bolos"),
        ("Yth. Bupati, kantor lurah mempersulit warga.", "inspectorate", None),
    ],
)
def test_jurisdiction(text: str, jurisdiction: str, because: str | None) -> None:
    suggestion = suggest("", text)
    assert suggestion.jurisdiction == jurisdiction
    assert _because(suggestion, jurisdiction) == ([] if because is None else [because])


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("Dana desa diselewengkan kades, Rp 100 juta.", Severity.HEAVY),
        ("Dana desa fiktif, Rp 99 juta.", Severity.MEDIUM),
        ("Kabid disuap Rp 500 ribu.", Severity.HEAVY),
        ("Guru itu tidak pernah masuk kerja.", Severity.HEAVY),
        ("Pegawai kelurahan sering terlambat.", Severity.LIGHT),
        ("Pengurusan KTP dipersulit.", Severity.LIGHT),
        ("Jalan kabupaten berlubang.", Severity.LIGHT),
        ("Pungutan liar Rp 20 ribu di loket.", Severity.MEDIUM),
    ],
)
def test_severity(text: str, severity: Severity) -> None:
    assert suggest("", text).severity == severity


@pytest.mark.parametrize(
    ("text", "supervisory"),
    [
        ("Apa saja syarat pindah KK?", "not_supervisory"),
        ("Jalan kabupaten berlubang, mohon perbaikan jalan.", "not_supervisory"),
        ("Jalan kabupaten baru diaspal, dikerjakan asal jadi.", "supervisory"),
        ("Saya disantet pegawai kantor.", "illogical"),
        ("Masalah utang piutang dengan saudara saya.", "outside_authority"),
        ("Kades korupsi dana desa.", "supervisory"),
    ],
)
def test_supervisory_content(text: str, supervisory: str) -> None:
    assert suggest("", text).supervisory == supervisory


def test_a_rule_reason_is_explained_in_both_languages_with_its_article() -> None:
    suggestion = suggest("", "Pengadaan fiktif, lelang diatur, Rp 2 miliar")
    reason = next(reason for reason in suggestion.reasons if reason.target == "kpk")
    rule = explanation(reason, suggestion.category)
    assert rule is not None
    assert rule.label.text("id") == "Nilai yang disebut Rp 1 miliar atau lebih."
    assert rule.label.text("en") == "The amount stated is Rp1 billion or more."
    assert "UU 19/2019" in rule.citation


def test_every_reason_of_a_rule_is_explained_and_no_term_is() -> None:
    suggestion = suggest("", "Bupati dan polisi disuap Rp 2 miliar dalam lelang.")
    explained = {reason.kind: explanation(reason, suggestion.category) for reason in suggestion.reasons}
    assert explained.pop("term") is None
    assert set(explained) == {"amount", "office", "act"}
    assert all(explained.values())


@pytest.mark.parametrize("rule", rule_book().rules, ids=lambda rule: f"{rule.decides}-{rule.code}")
def test_a_shipped_rule_speaks_of_what_exists(rule: Rule) -> None:
    known: Lexicon = lexicon()
    policy = load().policy
    assert rule.code in policy.choices(rule.decides)
    assert set(rule.categories) <= set(known.categories)
    assert set(rule.signals) <= set(known.file.signals)
    assert set(rule.positions) <= set(rule_book().positions)
    assert rule.citation


def test_the_lexicon_and_the_policy_know_the_same_categories() -> None:
    assert set(lexicon().categories) == set(load().policy.choices("category"))


def test_the_threshold_for_kpk_is_the_one_of_the_policy() -> None:
    shipped = next(entry for entry in load().policy.taxonomy.jurisdiction if entry.id == "kpk")
    thresholds = {rule.amount_at_least for rule in rule_book().rules if rule.code == "kpk"} - {None}
    assert thresholds == {shipped.loss_from}
