"""How good the lexicon is on reports it was tuned on and on reports kept apart."""

from statistics import mean

import pytest

from tests.classify.classify_reports import reports
from wbs_tui.classify.shipped import lexicon
from wbs_tui.classify.suggest import suggest


@pytest.mark.parametrize(("name", "first", "first_three"), [("tuning", 0.95, 0.97), ("held_out", 0.88, 0.9)])
def test_the_category_is_usually_right(name: str, first: float, first_three: float) -> None:
    judged = [(report["category"], suggest("", report["text"])) for report in reports(name)]
    assert mean(suggestion.category == category for category, suggestion in judged) >= first
    assert mean(category in dict(suggestion.alternatives) for category, suggestion in judged) >= first_three


def test_what_would_be_filled_in_beforehand_is_right() -> None:
    judged = [(report["category"], suggest("", report["text"])) for report in reports("held_out")]
    certain = [
        suggestion.category == category for category, suggestion in judged if suggestion.confidence >= 0.9
    ]
    assert len(certain) >= 5
    assert mean(certain) >= 0.9


@pytest.mark.parametrize("name", ["tuning", "held_out"])
def test_each_category_is_tried(name: str) -> None:
    assert {report["category"] for report in reports(name)} == set(lexicon().categories)
