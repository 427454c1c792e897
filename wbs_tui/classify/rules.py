"""Advice on severity, jurisdiction and supervisory content, each with the fact it rests on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from models.words.classification import Reason
from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.lexicon import Mention
from wbs_tui.classify.rulebook import Decides, Rule, RuleBook


@dataclass(frozen=True, slots=True)
class Findings:
    """What a report states, for the rules to look at."""

    category: str
    facts: Sequence[Fact]
    mentions: Sequence[Mention]
    """What the lexicon knows of the text: signals, and the terms of every category."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say, with a reason for each rule that holds."""

    severity: str
    jurisdiction: str
    supervisory: str
    reasons: tuple[Reason, ...]


def advise(book: RuleBook, findings: Findings) -> Advice:
    """Apply every rule; of those that hold, the first in the book decides its question."""
    held = [(rule, reason) for rule in book.rules if (reason := _reason(rule, findings)) is not None]
    first = {rule.decides: rule.code for rule, _reason in reversed(held)}
    return Advice(
        severity=first.get(Decides.SEVERITY, book.defaults.severity),
        jurisdiction=first.get(Decides.JURISDICTION, book.defaults.jurisdiction),
        supervisory=first.get(Decides.SUPERVISORY, book.defaults.supervisory),
        reasons=tuple(dict.fromkeys(reason for _rule, reason in held if reason.text)),
    )


def _reason(rule: Rule, findings: Findings) -> Reason | None:
    """The fact that the rule rests on, or None when a condition does not hold."""
    if rule.categories and findings.category not in rule.categories:
        return None
    if rule.without_act and any(mention.entry.is_act for mention in findings.mentions):
        return None
    reasons = [condition(rule, findings) for condition in _conditions(rule)]
    if any(reason is None for reason in reasons):
        return None
    return next(iter(reasons), None) or _matter(rule, findings)


def _amount(rule: Rule, findings: Findings) -> Reason | None:
    amounts = [fact for fact in findings.facts if fact.kind == FactKind.AMOUNT]
    largest = max(amounts, key=lambda fact: int(fact.value), default=None)
    if largest is None or rule.amount_at_least is None or int(largest.value) < rule.amount_at_least:
        return None
    return Reason("amount", largest.text, largest.start, largest.end, 1.0, rule.code)


def _position(rule: Rule, findings: Findings) -> Reason | None:
    for fact in findings.facts:
        if fact.kind == FactKind.POSITION and fact.value in rule.positions:
            return Reason("office", fact.text, fact.start, fact.end, 1.0, rule.code)
    return None


def _signal(rule: Rule, findings: Findings) -> Reason | None:
    for entry, text, start, end in findings.mentions:
        if entry.is_signal and entry.target in rule.signals:
            return Reason("act", text, start, end, 1.0, rule.code)
    return None


def _matter(rule: Rule, findings: Findings) -> Reason:
    """For a rule that looks at the category alone: the strongest word that speaks for it."""
    own = [mention for mention in findings.mentions if mention.entry.target == findings.category]
    if not own:
        return Reason("act", "", -1, -1, 1.0, rule.code)
    strongest = max(own, key=lambda mention: mention.entry.weight)
    return Reason("act", strongest.text, strongest.start, strongest.end, 1.0, rule.code)


_Condition = Callable[[Rule, Findings], Reason | None]


def _conditions(rule: Rule) -> Iterator[_Condition]:
    """The conditions that the rule states, the one that explains it best first."""
    if rule.amount_at_least is not None:
        yield _amount
    if rule.positions:
        yield _position
    if rule.signals:
        yield _signal
