"""What verification demands before disposition."""

import pytest

from models.words.outcomes import ChecklistAnswer
from wbs_tui.policy.book import load

CHECKLIST = load().policy.checklist
IDENTITY_ITEMS = {"reporter_identity", "reporter_contact", "id_card", "nik"}


@pytest.mark.parametrize(
    ("identity_policy", "demanded"),
    [
        ("open", IDENTITY_ITEMS),
        ("confidential", {"reporter_identity", "reporter_contact"}),
        ("anonymous", set()),
    ],
)
def test_each_identity_policy_demands_its_own(identity_policy: str, demanded: set[str]) -> None:
    mandatory = {item.id for item in CHECKLIST.mandatory(identity_policy)}
    assert mandatory & IDENTITY_ITEMS == demanded
    assert {
        "what",
        "who",
        "where",
        "when",
        "why",
        "how",
        "how_much",
        "duplicate",
        "own_conflict",
    } <= mandatory


def test_without_a_choice_the_offices_default_counts() -> None:
    assert CHECKLIST.mandatory() == CHECKLIST.mandatory("confidential")


def test_every_group_of_the_checklist_is_asked() -> None:
    assert {item.group for item in CHECKLIST.items()} == {group.id for group in CHECKLIST.group}
    assert len(CHECKLIST.group) == 9


def test_yes_no_and_waived_are_answers_and_silence_is_none() -> None:
    mandatory = CHECKLIST.mandatory("anonymous")
    answers = {item.id: ChecklistAnswer.YES for item in mandatory[2:]}
    answers[mandatory[1].id] = ChecklistAnswer.WAIVED
    assert CHECKLIST.unanswered(answers, "anonymous") == (mandatory[0],)
    answers[mandatory[0].id] = ChecklistAnswer.NO
    assert CHECKLIST.unanswered(answers, "anonymous") == ()


def test_only_the_named_roles_waive() -> None:
    assert CHECKLIST.may_waive("loss", "lead")
    assert not CHECKLIST.may_waive("loss", "officer")
    assert not CHECKLIST.may_waive("own_conflict", "lead")
    assert not CHECKLIST.may_waive("no_such_item", "inspector")
