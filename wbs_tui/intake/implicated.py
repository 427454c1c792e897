"""Whom of the office a report is about, read before anything of it is kept.

The wording is data (`classify/data/implicated.toml`), the names are those of the accounts. It errs towards
the reporter: what only seems to be about the Inspektorat is kept from most of it, and a grantor can let in.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from wbs_tui.classify.phrases import Hit, Phrases, Word, words
from wbs_tui.classify.positions import is_addressed
from wbs_tui.classify.shipped import position_phrases
from wbs_tui.classify.suggest import LONGEST_READ
from wbs_tui.text.records import ready

INSPECTOR = "inspector"
STAFF = "staff"
INSPECTORATE = "inspectorate"
_NONE = "none"
_SUBJECT_FIELD = "who"
_SENTENCE = re.compile(r"[^.!?;\n]+(?:\.(?=\S)[^.!?;\n]*)*")
_TITLE_OF_A_PERSON = re.compile(r"\b(?:\w{1,5}\.)+(?:\w{1,4}\b)?|,.*$")
_REACH = 6
"""Words before a subject that are looked at for whether it is only addressed."""


class _Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    by_itself: list[str]
    acts: list[str]
    objects: list[str]
    links: list[str]
    misdeeds: list[str]
    by: list[str]
    gifts: list[str]
    to: list[str]
    breaks: list[str]
    negations: list[str]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: str
    window: int
    anchors: list[str]
    subjects: dict[str, list[str]]
    said: _Said


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whom of the office a report is about; nobody when both are empty."""

    targets: frozenset[str] = frozenset()
    """`inspector`, `inspectorate` (the office as a whole), `staff` (somebody of it who is not named)."""
    accounts: frozenset[str] = frozenset()
    """Ids of accounts whose owner is named."""

    def __bool__(self) -> bool:
        return bool(self.targets or self.accounts)


def recognise(title: str, text: str, facts: Sequence[tuple[str, str]], names: Mapping[str, str]) -> Subjects:
    """Whom of the office a report is about; `names` are the full names of its accounts by id.

    Of a very long text the first `LONGEST_READ` characters are read.
    """
    stated = [title[:LONGEST_READ], text[:LONGEST_READ]]
    answers = [answer[:LONGEST_READ] for name, answer in facts if name != _SUBJECT_FIELD]
    reported = [answer[:LONGEST_READ] for name, answer in facts if name == _SUBJECT_FIELD]
    rules = _rules()
    targets = {target for said in (*stated, *answers) for target in rules.accused(said)}
    targets |= {target for said in reported for target in rules.named(said)}
    accounts = {each for said in (*stated, *answers, *reported) for each in _named(names, said)}
    return Subjects(frozenset(targets), frozenset(accounts))


def named_in(text: str, names: Mapping[str, str]) -> frozenset[str]:
    """The accounts whose owner is named in a text, all of it; `names` as for `recognise`."""
    return frozenset(_named(names, text))


def accused_in(text: str) -> frozenset[str]:
    """The targets of which a text says that they did something; quadratic in the length of a sentence."""
    return frozenset(_rules().accused(text))


@cache
def _rules() -> "_Rules":
    shipped = (files("wbs_tui.classify") / "data" / "implicated.toml").read_bytes()
    return _Rules(msgspec.toml.decode(shipped, type=ready(_File)))


class _Rules:
    """The wording, ready to be looked for."""

    def __init__(self, file: _File) -> None:
        said = file.said
        self._window = file.window
        self._anchors = tuple(file.anchors)
        self._subjects = _phrases(file.subjects)
        self._said = _phrases(
            {
                "by_itself": said.by_itself,
                "act": said.acts,
                "object": said.objects,
                "misdeed": said.misdeeds,
                "gift": said.gifts,
            }
        )
        self._breaks = _phrases({"break": said.breaks})
        self._links, self._by, self._to = frozenset(said.links), frozenset(said.by), frozenset(said.to)
        self._negations = frozenset(said.negations)

    def accused(self, text: str) -> Iterator[str]:
        """The targets of which a text says that they did, or were given, something."""
        for sentence in filter(self._may_name, _SENTENCE.findall(text)):
            among = words(sentence)
            subjects = list(self._found(self._subjects, sentence, among))
            if subjects:
                said = _Sentence(self, sentence, among)
                yield from (target for target, hit in subjects if said.accuses(target, hit))

    def _may_name(self, sentence: str) -> bool:
        """Whether it is worth taking apart: most sentences name none."""
        folded = sentence.casefold()
        return any(anchor in folded for anchor in self._anchors)

    def named(self, answer: str) -> Iterator[str]:
        """The targets that the answer to who is reported names at all."""
        among = words(answer)
        for target, hit in self._found(self._subjects, answer, among):
            if not _is_only_addressed(answer, among, hit.first):
                yield target

    def _found(
        self, phrases: Phrases[str], text: str, among: Sequence[Word]
    ) -> Iterator[tuple[str, Hit[str]]]:
        for hit in phrases.find(text, among):
            if hit.values[0] != _NONE:
                yield hit.values[0], hit


class _Sentence:
    """One sentence, with what it says and where."""

    def __init__(self, rules: _Rules, text: str, among: Sequence[Word]) -> None:
        self._rules, self._text, self._among = rules, text, among
        self._said = [(hit.values, hit) for hit in rules._said.find(text, among)]
        others = (hit for hit in position_phrases().find(text, among) if hit.values[0] not in ("", STAFF))
        of_others = [hit for hit in others if hit.values[0] != INSPECTORATE]
        self._breaks = [*rules._breaks.find(text, among), *of_others]

    def accuses(self, target: str, subject: Hit[str]) -> bool:
        """Whether it says that the subject did something, or was given something."""
        if self._has("by_itself", lambda hit: hit.first < subject.first <= hit.last):
            return True
        if _is_only_addressed(self._text, self._among, subject.first):
            return False
        return (
            self._has("act", lambda hit: self._is_his_act(subject, hit))
            or self._has("object", lambda hit: self._are_links(hit.last, subject.first))
            or self._has("misdeed", lambda hit: self._leads(hit, subject, self._rules._by))
            or (
                target != INSPECTORATE
                and self._has("gift", lambda hit: self._leads(hit, subject, self._rules._to))
            )
        )

    def _has(self, kind: str, fits: Callable[[Hit[str]], bool]) -> bool:
        return any(kind in values and fits(hit) for values, hit in self._said)

    def _is_his_act(self, subject: Hit[str], act: Hit[str]) -> bool:
        near = subject.last <= act.first <= subject.last + self._rules._window
        denied = self._among[act.first - 1][0] in self._rules._negations
        return near and not denied and not self._is_broken(subject.last, act.first)

    def _are_links(self, first: int, last: int) -> bool:
        return first <= last and all(word[0] in self._rules._links for word in self._among[first:last])

    def _leads(self, said: Hit[str], subject: Hit[str], links: Collection[str]) -> bool:
        """Whether what is said comes to the subject by one of the links right before him."""
        between = self._among[said.last : subject.first]
        if not 0 < len(between) <= self._rules._window:
            return False
        tail = [word[0] for word in between if word[0] not in self._rules._links - self._rules._by]
        return bool(tail) and tail[-1] in links and not self._is_broken(said.last, subject.first)

    def _is_broken(self, first: int, last: int) -> bool:
        return any(first <= hit.first < last for hit in self._breaks)


def _phrases(groups: Mapping[str, Iterable[str]]) -> Phrases[str]:
    return Phrases((phrase, group) for group, phrases in groups.items() for phrase in phrases)


def _is_only_addressed(text: str, among: Sequence[Word], first: int) -> bool:
    """Whether it is greeted or asked: `Yth. Bapak Inspektur`, `kami melapor kepada Inspektorat`."""
    return is_addressed(text, among[max(0, first - _REACH) : first], among[first][1])


def _named(names: Mapping[str, str], text: str) -> Iterator[str]:
    """The accounts whose owner's name stands in a text, other than as who is addressed."""
    folded = text.casefold()
    likely = {key: parts for key, name in names.items() if _all_in(parts := _parts(name), folded)}
    if not likely:
        return
    among = words(text)
    forms = [word[0] for word in among]
    for account_id, parts in likely.items():
        starts = [n for n in range(len(forms)) if forms[n : n + len(parts)] == parts]
        if any(not _is_only_addressed(text, among, start) for start in starts):
            yield account_id


@cache
def _parts(name: str) -> list[str]:
    """A person's name without titles, casefolded, word by word."""
    return [word[0] for word in words(_TITLE_OF_A_PERSON.sub(" ", name))]


def _all_in(parts: Sequence[str], folded: str) -> bool:
    """Whether a name of two words or more can stand in a text; one word is too many people's."""
    return len(parts) > 1 and all(part in folded for part in parts)
