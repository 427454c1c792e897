"""Why a rule gave its reason: the sentence and the citation, for an officer who reviews a suggestion."""

from models.words.classification import Reason
from wbs_tui.classify.phrases import words
from wbs_tui.classify.rulebook import Rule
from wbs_tui.classify.shipped import position_phrases, rule_book
from wbs_tui.policy.book import Policy

TERM = "term"
_KINDS = ("category", "severity", "jurisdiction", "supervisory", "subject_class")
"""What a reason may speak for."""


def explanation(reason: Reason, category: str) -> Rule | None:
    """The rule behind a reason of a suggestion for `category`; None for a term of the lexicon.

    `rule.label.text(language)` is the sentence, `rule.citation` the article or `office default`.
    """
    if reason.kind == TERM:
        return None
    return next((rule for rule in rule_book().rules if _gave(rule, reason, category)), None)


def target_label(policy: Policy, code: str, language: str) -> str:
    """The office's words for what a reason speaks for; the code itself where the policy has none any more."""
    labels = (policy.label(kind, code, language) for kind in _KINDS)
    return next((label for label in labels if label != code), code)


def _gave(rule: Rule, reason: Reason, category: str) -> bool:
    if rule.code != reason.target or (rule.categories and category not in rule.categories):
        return False
    if rule.amount_at_least is not None:
        return reason.kind == "amount"
    if rule.positions:
        return reason.kind == "office" and _position_class(reason.text) in rule.positions
    return reason.kind == "act"


def _position_class(text: str) -> str:
    hits = position_phrases().find(text, words(text))
    return next((values[0] for values, _first, _last in hits), "")
