"""The first classification of a report, from the shipped lexicon and rules, with its reasons."""

import re
from collections.abc import Iterable, Sequence
from math import exp

from models.words.classification import Reason, Severity, Suggestion
from wbs_tui.classify.extract import extract_among
from wbs_tui.classify.facts import Fact, FactKind
from wbs_tui.classify.lexicon import Lexicon, Mention
from wbs_tui.classify.phrases import words
from wbs_tui.classify.rules import Findings, advise
from wbs_tui.classify.shipped import lexicon, rule_book

OTHER = "other"
LONGEST_READ = 100_000
"""Characters; a tenth of a second. What a report is about stands in its beginning."""
_AMOUNT_FIELD = re.compile("[0-9]{1,18}")
_ALTERNATIVES = 3
_ELSEWHERE = -1


def suggest(title: str, text: str, facts: Sequence[tuple[str, str]] = ()) -> Suggestion:
    """Suggest category, severity, jurisdiction and supervisory content.

    Pure and deterministic. `facts` is what a form asked for: (`amount_idr`, digits), (`who`, ...),
    (`where`, ...), (`when`, ...). Offsets in the reasons are characters of `text`, -1 for what stands in
    the title or a form field. Of a very long text only the first `LONGEST_READ` characters are read.
    """
    known = lexicon()
    text = text[:LONGEST_READ]
    among = words(text)
    inside, outside = list(known.mentions(text, among)), _in_title(known, title[:LONGEST_READ])
    scores = _scores(known, inside, outside)
    ranking = _ranking(known, scores)
    category, confidence = ranking[0]
    stated = [*extract_among(text, among), *_stated_elsewhere(title, facts)]
    advice = advise(rule_book(), Findings(category, stated, [*inside, *outside]))
    return Suggestion(
        category=category,
        severity=Severity(advice.severity),
        jurisdiction=advice.jurisdiction,
        supervisory=advice.supervisory,
        confidence=confidence,
        alternatives=ranking,
        reasons=(*_terms(scores, ranking), *advice.reasons),
        lexicon_version=known.file.version,
    )


def _in_title(known: Lexicon, title: str) -> list[Mention]:
    """The mentions of the title, as standing elsewhere than in the text."""
    found = known.mentions(title, words(title))
    return [mention._replace(start=_ELSEWHERE, end=_ELSEWHERE) for mention in found]


def _scores(
    known: Lexicon, inside: Sequence[Mention], outside: Sequence[Mention]
) -> dict[str, dict[str, Reason]]:
    """For each category its terms, each once: where it stands first in the text, else in the title."""
    in_title = {mention.entry for mention in outside}
    scores: dict[str, dict[str, Reason]] = {category: {} for category in known.categories}
    for mention in (*inside, *outside):
        entry, text, start, end = mention
        if entry.is_signal:
            continue
        weight = entry.weight * (known.file.title_factor if entry in in_title else 1.0)
        scores[entry.target].setdefault(entry.term, Reason("term", text, start, end, weight, entry.target))
    return scores


def _ranking(known: Lexicon, scores: dict[str, dict[str, Reason]]) -> tuple[tuple[str, float], ...]:
    """The best categories with their confidence: a softmax over the sums of weights.

    A category without a term counts with a sum of 0, so that one weak term among nineteen categories gives
    little confidence. No term at all gives `other` with 0.
    """
    sums = {category: sum(reason.weight for reason in terms.values()) for category, terms in scores.items()}
    highest = max(sums.values())
    if highest <= 0:
        return ((OTHER, 0.0),)
    shares = {category: exp((total - highest) / known.file.temperature) for category, total in sums.items()}
    whole = sum(shares.values())
    best = sorted((c for c in shares if sums[c] > 0), key=lambda c: (-shares[c], c))[:_ALTERNATIVES]
    return tuple((category, _capped(known, category, shares[category] / whole)) for category in best)


def _capped(known: Lexicon, category: str, confidence: float) -> float:
    return min(confidence, known.file.other_ceiling) if category == OTHER else confidence


def _terms(scores: dict[str, dict[str, Reason]], ranking: Iterable[tuple[str, float]]) -> list[Reason]:
    """The terms of the categories shown, the suggested one's first, the strongest first."""
    return [
        reason
        for category, _confidence in ranking
        for reason in sorted(scores[category].values(), key=lambda reason: (-reason.weight, reason.start))
    ]


def _stated_elsewhere(title: str, facts: Sequence[tuple[str, str]]) -> list[Fact]:
    """The facts of the title and of a form's fields, standing nowhere in the text."""
    fields = [value[:LONGEST_READ] for name, value in facts if name != "amount_idr"]
    found = [fact for field in (title[:LONGEST_READ], *fields) for fact in extract_among(field, words(field))]
    amounts = [value for name, value in facts if name == "amount_idr" and _AMOUNT_FIELD.fullmatch(value)]
    return [
        *(Fact(fact.kind, fact.text, _ELSEWHERE, _ELSEWHERE, fact.value) for fact in found),
        *(Fact(FactKind.AMOUNT, digits, _ELSEWHERE, _ELSEWHERE, str(int(digits))) for digits in amounts),
    ]
