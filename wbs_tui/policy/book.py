"""The whole policy of an office: the shipped files, with the office's own laid over them where sound."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import msgspec

from wbs_tui.policy.checklist import Checklist
from wbs_tui.policy.clocks import Deadlines
from wbs_tui.policy.exchange import ExchangeRules
from wbs_tui.policy.limits import Limits
from wbs_tui.policy.merging import merged
from wbs_tui.policy.messages import explained
from wbs_tui.policy.operations import Roles
from wbs_tui.policy.parts import Broken, Label, PolicyProblem
from wbs_tui.policy.retention import Retention
from wbs_tui.policy.stages import Stages
from wbs_tui.policy.taxonomy import Taxonomy
from wbs_tui.policy.templates import Templates
from wbs_tui.policy.workdays import CalendarRules
from wbs_tui.text.catalogue import N_
from wbs_tui.text.records import ready


class _File(Protocol):
    """What every policy file has."""

    @property
    def version(self) -> str: ...

    def check(self) -> None:
        """Raise Broken when it contradicts itself."""


_TYPES: Mapping[str, type[Any]] = {
    "stages": Stages,
    "deadlines": Deadlines,
    "calendar": CalendarRules,
    "taxonomy": Taxonomy,
    "checklist": Checklist,
    "roles": Roles,
    "limits": Limits,
    "templates": Templates,
    "retention": Retention,
    "exchange": ExchangeRules,
}

FILES = tuple(f"{name}.toml" for name in _TYPES)
"""The files an office may lay its own over."""


@dataclass(frozen=True)
class Policy:
    """Everything that is data and not code. One object per open store; it does not change."""

    stages: Stages
    deadlines: Deadlines
    calendar: CalendarRules
    taxonomy: Taxonomy
    checklist: Checklist
    roles: Roles
    limits: Limits
    templates: Templates
    retention: Retention
    exchange: ExchangeRules

    @property
    def versions(self) -> dict[str, str]:
        """The version of each file by its name."""
        return {f"{name}.toml": getattr(self, name).version for name in _TYPES}

    def label(self, kind: str, code: object, language: str) -> str:
        """What a screen says for a code; an unknown code stands for itself. KeyError for an unknown kind."""
        label = self._labels[kind].get(str(code))
        return str(code) if label is None else label.text(language)

    def choices(self, kind: str) -> tuple[str, ...]:
        """The codes of a list that this office offers, in its order."""
        return tuple(entry.id for entry in self._lists[kind] if getattr(entry, "enabled", True))

    def kinds(self) -> tuple[str, ...]:
        """Every kind of code that has labels."""
        return tuple(self._lists)

    def allows(self, role: str, operation: str) -> bool:
        """Whether the role may do the operation; see `operations.Operation`."""
        return self.roles.allows(role, operation)

    @cached_property
    def _lists(self) -> dict[str, tuple[Any, ...]]:
        lists = {
            name: value
            for name in self.taxonomy.__struct_fields__
            if isinstance(value := getattr(self.taxonomy, name), tuple)
        }
        return lists | {
            "stage": self.stages.stage,
            "gate": self.stages.gate,
            "clock": self.deadlines.rules,
            "checklist_group": self.checklist.group,
            "checklist_item": self.checklist.every_item,
            "identity_policy": self.checklist.identity,
            "role": self.roles.role,
            "operation": self.roles.operations,
            "note_kind": self.templates.note,
            "term": self.retention.rules,
            "office_kind": self.exchange.recipients,
        }

    @cached_property
    def _labels(self) -> dict[str, dict[str, Label]]:
        return {
            kind: {str(entry.id): entry.label for entry in entries} for kind, entries in self._lists.items()
        }


@dataclass(frozen=True, slots=True)
class LoadedPolicy:
    """The policy in force, and why parts of the office's own do not count."""

    policy: Policy
    problems: tuple[PolicyProblem, ...] = ()
    overridden: tuple[str, ...] = ()
    """The office's files that are in force."""


def load(override_dir: Path | None = None) -> LoadedPolicy:
    """The shipped policy, with the sound files of an office's folder over it; the folder may be missing."""
    if override_dir is None or not override_dir.is_dir():
        return LoadedPolicy(_shipped_policy())
    problems = list(_strangers(override_dir))
    own: dict[str, _File] = {}
    for name in _TYPES:
        path = override_dir / f"{name}.toml"
        if path.is_symlink() or path.exists():
            read = _overridden(name, path)
            if isinstance(read, PolicyProblem):
                problems.append(read)
            else:
                own[name] = read
    return _agreed(own, problems)


def _agreed(own: dict[str, _File], problems: list[PolicyProblem]) -> LoadedPolicy:
    """What no file can know alone: a clock and what is held back name codes of the taxonomy."""
    policy = _policy(own)
    held = set(policy.exchange.summary.withheld_categories)
    if strange := held - {entry.id for entry in policy.taxonomy.category}:
        key, details = "summary.withheld_categories", (("codes", ", ".join(sorted(strange))),)
        problems.append(PolicyProblem("exchange.toml", key, N_("kode {codes} tidak ada"), details))
        own.pop("exchange", None)
        policy = _policy(own)
    known = {entry.id for entry in policy.taxonomy.supervisory}
    for rule in policy.deadlines.rules:
        if set(rule.supervisory) - known:
            unknown = ", ".join(sorted(set(rule.supervisory) - known))
            key = f"clock[{rule.id}].supervisory"
            problems.append(
                PolicyProblem("deadlines.toml", key, N_("kode {codes} tidak ada"), (("codes", unknown),))
            )
            own.pop("deadlines", None)
            policy = _policy(own)
            break
    return LoadedPolicy(policy, tuple(problems), tuple(f"{name}.toml" for name in own))


def _policy(own: Mapping[str, _File]) -> Policy:
    parts: dict[str, Any] = {name: own.get(name) or _shipped(name) for name in _TYPES}
    return Policy(**parts)


@cache
def _shipped_policy() -> Policy:
    return _policy({})


@cache
def _shipped_table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("wbs_tui.policy").joinpath("data", f"{name}.toml").read_text("utf-8"))


@cache
def _shipped(name: str) -> _File:
    return _typed(name, _shipped_table(name))


def _typed(name: str, table: Mapping[str, Any]) -> _File:
    """The file as its type. Raises msgspec.ValidationError or Broken."""
    part: _File = msgspec.convert(table, ready(_TYPES[name]))
    part.check()
    return part


def _overridden(name: str, path: Path) -> _File | PolicyProblem:
    """The shipped file with the office's laid over it, or what is wrong with the office's."""
    try:
        own = tomllib.loads(path.read_text("utf-8-sig"))  # some editors put a byte-order mark first
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return PolicyProblem(path.name, "", N_("tidak dapat dibaca: {detail}"), (("detail", str(error)),))
    table = merged(_shipped_table(name), own)
    try:
        return _typed(name, table)
    except msgspec.ValidationError as error:
        key, template, details = explained(str(error), table)
        return PolicyProblem(path.name, key, template, tuple(details.items()))
    except Broken as broken:
        return PolicyProblem(path.name, broken.key, broken.template, tuple(broken.details.items()))


def _strangers(folder: Path) -> Iterator[PolicyProblem]:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            yield PolicyProblem(
                path.name,
                "",
                N_("bukan nama berkas kebijakan; yang dikenal: {names}"),
                (("names", ", ".join(FILES)),),
            )
