"""Which term an ended case has: the longest of the rules made for it, else the general one."""

from pathlib import Path

import pytest

from wbs_tui.policy.book import load
from wbs_tui.policy.parts import cited

OWN = """
[[term]]
id = "withdrawn"
label = { id = "Dicabut", en = "Withdrawn" }
closures = ["withdrawn", "not_completed"]
years = 2
citation = "JRA contoh"

[[term]]
id = "archived"
label = { id = "Arsip", en = "Archived" }
stages = ["archived"]
years = 5
citation = "JRA contoh"

[[term]]
id = "proven"
label = { id = "Terbukti", en = "Proven" }
results = ["proven", "partly_proven"]
years = 30
citation = "JRA contoh"
"""


def test_ended_cases_are_kept_for_ten_years_unless_the_office_says_otherwise() -> None:
    shipped = load().policy.retention
    assert shipped.term("closed", "repayment", "proven").years == 10
    assert "pengetahuan umum" in cited(shipped.term("archived", None, None).citation, "id")


@pytest.mark.parametrize(
    ("stage", "closure", "result", "years"),
    [
        ("closed", "withdrawn", None, 2),
        ("archived", "withdrawn", None, 5),
        ("archived", None, None, 5),
        ("closed", "repayment", "proven", 30),
        ("archived", "withdrawn", "proven", 30),
        ("closed", "repayment", "not_proven", 10),
        ("merged", None, None, 10),
    ],
)
def test_the_longest_of_the_rules_made_for_a_case_counts(
    tmp_path: Path, stage: str, closure: str | None, result: str | None, years: int
) -> None:
    (tmp_path / "retention.toml").write_text(OWN, "utf-8")
    loaded = load(tmp_path)
    assert loaded.problems == ()
    assert loaded.policy.retention.term(stage, closure, result).years == years
    assert loaded.policy.retention.shortest == 2
