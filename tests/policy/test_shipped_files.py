"""What ships is whole: labels in both languages, citations, the codes of the program, the roles."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from enum import Enum

import pytest

from models.words.classification import Origin, Severity
from models.words.exchange import OfficeKind
from models.words.outcomes import ChecklistAnswer, Closure, EvidenceState, RecommendationStatus, Result
from models.words.reports import AttachmentKind, Channel, IdentityPolicy, SetAsideReason
from models.words.roles import AccountStatus, Role
from models.words.stages import Stage
from wbs_tui.policy.book import FILES, load
from wbs_tui.policy.operations import Operation
from wbs_tui.policy.parts import cited as shown

POLICY = load().policy
WORDS: dict[str, type[Enum]] = {
    "stage": Stage,
    "role": Role,
    "account_status": AccountStatus,
    "identity_policy": IdentityPolicy,
    "attachment_kind": AttachmentKind,
    "channel": Channel,
    "set_aside_reason": SetAsideReason,
    "result": Result,
    "closure": Closure,
    "recommendation_status": RecommendationStatus,
    "checklist_answer": ChecklistAnswer,
    "evidence_state": EvidenceState,
    "severity": Severity,
    "origin": Origin,
    "operation": Operation,
    "office_kind": OfficeKind,
}
CORRUPTION = {
    "state_loss": 2,
    "bribery": 12,
    "embezzlement": 5,
    "extortion": 3,
    "fraud": 6,
    "procurement_conflict": 1,
    "gratification": 1,
}


def test_the_shipped_files_have_no_problem_and_a_version_each() -> None:
    assert load().problems == ()
    assert set(POLICY.versions) == set(FILES)
    assert all(POLICY.versions.values())


@pytest.mark.parametrize("kind", WORDS)
def test_every_word_of_the_program_has_a_label(kind: str) -> None:
    codes = {str(word.value) for word in WORDS[kind]}
    assert codes == {str(code) for code in POLICY.choices(kind)}


@pytest.mark.parametrize("kind", POLICY.kinds())
def test_codes_are_unique_and_named_in_both_languages(kind: str) -> None:
    codes = POLICY.choices(kind)
    assert codes
    assert len(set(codes)) == len(codes)
    for language in ("id", "en"):
        assert all(POLICY.label(kind, code, language).strip() for code in codes)


def test_a_code_that_no_file_knows_stands_for_itself() -> None:
    assert POLICY.label("category", "ghost", "id") == "ghost"
    assert POLICY.label("recommendation_status", RecommendationStatus.IN_PROGRESS, "id") == "Belum sesuai"
    assert POLICY.label("stage", Stage.ANALYSIS, "en") == "Analysis"


def cited() -> Iterator[tuple[str, str]]:
    yield from ((f"stage {rule.id}", rule.citation) for rule in POLICY.stages.stage)
    yield from ((f"gate {rule.id}", rule.citation) for rule in POLICY.stages.gate)
    yield from ((f"clock {rule.id}", rule.citation) for rule in POLICY.deadlines.rules)
    yield from ((f"identity {rule.id}", rule.citation) for rule in POLICY.checklist.identity)
    yield from ((f"term {rule.id}", rule.citation) for rule in POLICY.retention.rules)
    yield from ((f"recipient {rule.id}", rule.citation) for rule in POLICY.exchange.recipients)
    yield "referral", POLICY.exchange.referral.citation
    yield from ((f"limit {name}", limit.citation) for name, limit in POLICY.limits.each().items())
    for kind in POLICY.taxonomy.corruption_type:
        yield from ((f"article {kind.id}", articles.citation) for articles in kind.articles)


def test_every_deadline_and_default_says_where_it_comes_from() -> None:
    said = [(place, shown(citation, language)) for place, citation in cited() for language in ("id", "en")]
    assert [place for place, citation in said if not citation.strip()] == []


def test_there_are_seven_groups_and_thirty_types_of_corruption() -> None:
    taxonomy = POLICY.taxonomy
    groups = [category.id for category in taxonomy.category if category.group == "corruption"]
    assert {group: len(taxonomy.types_of(group)) for group in groups} == CORRUPTION
    assert sum(CORRUPTION.values()) == len(taxonomy.corruption_type) == 30


@pytest.mark.parametrize(
    ("kind", "before", "since"),
    [
        ("loss_enrichment", "Pasal 2 ayat (1) ", "Pasal 603 "),
        ("loss_authority", "Pasal 3 ", "Pasal 604 "),
        ("official_takes_bribe", "Pasal 5 ayat (2) ", "Pasal 605 "),
        ("official_takes_gift", "Pasal 11 ", "Pasal 606 ayat (2) "),
        ("gift_to_official", "Pasal 13 ", "Pasal 606 ayat (1) "),
        ("extort_public", "Pasal 12 huruf e ", "Pasal 12 huruf e "),
    ],
)
def test_the_law_at_the_time_of_the_act_counts(kind: str, before: str, since: str) -> None:
    entry = next(entry for entry in POLICY.taxonomy.corruption_type if entry.id == kind)
    assert entry.article(date(2026, 1, 1)).startswith(before)
    assert entry.article(date(2026, 1, 2)).startswith(since)


WORKERS = {"officer", "lead", "inspector"}
READERS = WORKERS | {"auditor"}


@pytest.mark.parametrize(
    ("operation", "roles"),
    [
        ("account.manage", {"super_admin"}),
        ("account.list", {"super_admin", "inspector", "auditor"}),
        ("grant", {"inspector"}),
        ("case.list", READERS | {"monitor"}),
        ("case.read", READERS),
        ("identity.reveal", WORKERS),
        ("case.classify", WORKERS),
        ("case.verify", WORKERS),
        ("case.note", WORKERS),
        ("case.comment", WORKERS | {"monitor"}),
        ("evidence.release", WORKERS),
        ("case.assign", {"lead", "inspector"}),
    ],
)
def test_each_role_may_do_what_the_table_says_and_nothing_else(operation: str, roles: set[str]) -> None:
    assert {role.value for role in Role if POLICY.allows(role, operation)} == roles


def test_the_super_admin_reads_no_case() -> None:
    allowed = {operation for operation in Operation if POLICY.allows("super_admin", operation)}
    assert not {
        operation for operation in allowed if operation.startswith(("case.", "identity.", "evidence."))
    }


def test_an_operation_that_does_not_exist_is_a_mistake_and_not_a_no() -> None:
    with pytest.raises(ValueError, match=r"case\.fly"):
        POLICY.allows("inspector", "case.fly")


def test_limits_say_their_size_in_the_language_of_the_screen() -> None:
    limits = POLICY.limits
    assert limits.message_bytes.value == 25 * 1024 * 1024
    assert "25 MiB" in limits.message_bytes.say("id")
    assert "utuh" in limits.message_bytes.say("id")
    assert "kept whole and listed" in limits.message_bytes.say("en")
    assert "500.000" in limits.text_characters.say("id")
    assert "500,000" in limits.text_characters.say("en")
    assert limits.intake().message_bytes == limits.message_bytes.value


def test_the_analysis_begins_with_its_template() -> None:
    kind = POLICY.templates.note_kind_for("analysis")
    text = POLICY.templates.note_text(kind, "id", register="16-2026-000123", date="18 Agustus 2026")
    assert text.startswith("# Telaah")
    assert "16-2026-000123" in text
    assert "## Rekomendasi" in text
    english = POLICY.templates.note_text(kind, "en", register="16-2026-000123", date="18 August 2026")
    assert english.startswith("# Analysis")


def test_the_receipt_names_the_right_to_an_answer() -> None:
    text = POLICY.templates.receipt_text(
        "id",
        office="Inspektorat Contoh",
        register="16-2026-000123",
        date="18 Agustus 2026",
        channel="Datang langsung",
        answer_by="17 September 2026",
    )
    for said in ("16-2026-000123", "Inspektorat Contoh", "Datang langsung", "30 hari", "17 September 2026"):
        assert said in text


def test_loading_the_policy_leaves_the_holidays_alone() -> None:
    code = "import sys; from wbs_tui.policy import deadlines; print('holidays' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
