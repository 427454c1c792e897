"""Why the system suggests what it suggests: each reason as a line, and where it stands in the text."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.content import Content

from models.words.classification import Reason
from screens.case_parts.words import MUTED
from wbs_tui.classify.explain import explanation, target_label
from wbs_tui.text.catalogue import _, language

if TYPE_CHECKING:
    from wbs_tui.cases.views import ClassificationView
    from wbs_tui.journal.desk import Desk

MARK = "bold underline $text-accent"
CURRENT_MARK = "bold reverse $text-accent"


def of_suggestion(suggestion: "ClassificationView") -> tuple[Reason, ...]:
    """The reasons that speak for what is suggested, in the order in which they stand in the text."""
    suggested = {suggestion.category, suggestion.severity, suggestion.jurisdiction, suggestion.supervisory}
    chosen = [reason for reason in suggestion.reasons if reason.target in suggested]
    return tuple(sorted(chosen, key=lambda reason: (reason.start < 0, reason.start)))


def marks(reasons: Iterable[Reason], current: Reason | None) -> list[tuple[int, int, str]]:
    """The spans of the reasons that stand in the text, the current one with a look of its own."""
    inside = [reason for reason in reasons if reason.start >= 0]
    return [(each.start, each.end, CURRENT_MARK if each == current else MARK) for each in inside]


def line(desk: "Desk", reason: Reason, category: str, *, current: bool) -> Content:
    """`▸ "uang jasa" → Pungutan liar`, with the rule's sentence and citation where a rule gave it."""
    rule = explanation(reason, category)
    where = "" if reason.start >= 0 else f" ({_('di judul atau isian')})"
    parts: list[str | Content | tuple[str, str]] = [
        ("▸ " if current else "  ", "bold"),
        (f"\u201c{' '.join(reason.text.split())}\u201d", "bold" if current else ""),
        (where, MUTED),
        f" → {target_label(desk.policy, reason.target, language())}",
    ]
    if rule is not None:
        citation = _("bawaan kantor") if rule.citation == "office default" else rule.citation
        parts.append((f"\n    {rule.label.text(language())} [{citation}]", MUTED))
    return Content.assemble(*parts)
