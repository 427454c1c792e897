"""taxonomy.toml: every list of codes in which a case is described, its labels and where it comes from."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Annotated, Literal

from msgspec import Meta

from models.words.classification import Origin, Severity
from models.words.outcomes import ChecklistAnswer, Closure, EvidenceState, RecommendationStatus, Result
from models.words.reports import AttachmentKind, Channel, SetAsideReason
from models.words.roles import AccountStatus
from wbs_tui.policy.parts import Broken, Code, Entry, Label, Part, Text
from wbs_tui.text.catalogue import N_

_CLOSED_LISTS: Mapping[str, Iterable[object]] = {
    "severity": Severity,
    "channel": Channel,
    "result": Result,
    "closure": Closure,
    "recommendation_status": tuple(status.value for status in RecommendationStatus),
    "evidence_state": EvidenceState,
    "attachment_kind": AttachmentKind,
    "checklist_answer": ChecklistAnswer,
    "account_status": AccountStatus,
    "origin": Origin,
    "set_aside_reason": SetAsideReason,
}
"""Lists of which the code knows every entry: an office may rename or hide one, not add one."""


class Category(Entry, frozen=True, kw_only=True):
    """What a case is about; `group` says whether it is one of the seven kinds of corruption."""

    group: Literal["corruption", "other"]


class Articles(Part, frozen=True, kw_only=True):
    """The articles that hold for acts of a span of days; an open end is left out."""

    text: Text
    citation: Text
    valid_from: date | None = None
    valid_until: date | None = None

    def hold(self, act: date) -> bool:
        """Whether these articles apply to an act of that day."""
        return (self.valid_from or date.min) <= act <= (self.valid_until or date.max)


class CorruptionType(Entry, frozen=True, kw_only=True):
    """One of the thirty types of corruption."""

    category: Code
    articles: Annotated[tuple[Articles, ...], Meta(min_length=1)]

    def article(self, act: date) -> str:
        """The article for an act of that day: the law at the time of the act counts."""
        return next(articles.text for articles in self.articles if articles.hold(act))


class SeverityEntry(Entry, frozen=True, kw_only=True):
    """How grave; and whether an examination team is needed."""

    team: Literal["none", "optional", "mandatory"]


class Jurisdiction(Entry, frozen=True, kw_only=True):
    """Who could handle the matter. Advice: an officer decides."""

    when: Label | None = None
    """When it is that office's."""
    loss_from: Annotated[int, Meta(ge=0)] | None = None
    """Loss in rupiah from which it can be that office's."""


class ChannelEntry(Entry, frozen=True, kw_only=True):
    """How a report arrives; `by_form` when an officer types it in."""

    by_form: bool = False


class Citations(Part, frozen=True, kw_only=True):
    """Where each list comes from."""

    group: Text
    category: Text
    corruption_type: Text
    severity: Text
    supervisory: Text
    jurisdiction: Text
    subject_class: Text
    channel: Text
    result: Text
    closure: Text
    recommendation_status: Text
    evidence_kind: Text
    words: Text


class Taxonomy(Part, frozen=True, kw_only=True):
    """Every list, in the order in which it is offered."""

    version: Text
    citation: Citations
    group: tuple[Entry, ...]
    category: tuple[Category, ...]
    corruption_type: tuple[CorruptionType, ...]
    severity: tuple[SeverityEntry, ...]
    supervisory: tuple[Entry, ...]
    jurisdiction: tuple[Jurisdiction, ...]
    subject_class: tuple[Entry, ...]
    channel: tuple[ChannelEntry, ...]
    result: tuple[Entry, ...]
    closure: tuple[Entry, ...]
    recommendation_status: tuple[Entry, ...]
    evidence_kind: tuple[Entry, ...]
    evidence_state: tuple[Entry, ...]
    attachment_kind: tuple[Entry, ...]
    checklist_answer: tuple[Entry, ...]
    account_status: tuple[Entry, ...]
    origin: tuple[Entry, ...]
    set_aside_reason: tuple[Entry, ...]

    def types_of(self, category: str) -> tuple[CorruptionType, ...]:
        """The types of corruption within a category; none for the others."""
        return tuple(kind for kind in self.corruption_type if kind.category == category and kind.enabled)

    def check(self) -> None:
        """Raise Broken for a code the program cannot know, or a type without category or articles."""
        for name, known in _CLOSED_LISTS.items():
            _check_known(name, {entry.id for entry in getattr(self, name)}, {str(code) for code in known})
        categories = {category.id for category in self.category}
        for kind in self.corruption_type:
            if kind.category not in categories:
                raise Broken(
                    f"corruption_type[{kind.id}].category",
                    N_("kode {codes} tidak ada"),
                    {"codes": kind.category},
                )
            _check_spans(kind)


def _check_known(name: str, codes: set[str], known: set[str]) -> None:
    unknown = codes - known
    if unknown:
        raise Broken(name, N_("kode {codes} tidak dikenal program"), {"codes": ", ".join(sorted(unknown))})
    if known - codes:
        raise Broken(name, N_("kode {codes} tidak ada"), {"codes": ", ".join(sorted(known - codes))})


def _check_spans(kind: CorruptionType) -> None:
    """One article for each day: spans in order, each beginning the day after the one before ends."""
    ends = [articles.valid_until and articles.valid_until + timedelta(days=1) for articles in kind.articles]
    starts = [articles.valid_from for articles in kind.articles]
    if starts != [None, *ends[:-1]] or ends[-1] is not None or None in starts[1:]:
        raise Broken(
            f"corruption_type[{kind.id}].articles", N_("masa berlaku pasal harus bersambung tanpa celah")
        )
