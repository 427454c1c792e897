"""checklist.toml: what verification asks, what each identity policy demands, and who may waive an item."""

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta, field

from models.words.outcomes import ChecklistAnswer
from models.words.reports import IdentityPolicy
from models.words.roles import Role
from wbs_tui.policy.parts import Broken, Code, Entry, Label, Part, Text
from wbs_tui.policy.stages import WORKING_ROLES
from wbs_tui.text.catalogue import N_


class Item(Entry, frozen=True, kw_only=True):
    """One question of the checklist."""

    group: Code
    mandatory: bool = False
    """Whether every case needs an answer; an identity policy may demand more."""
    hint: Label
    """What a good answer is, in a sentence."""
    waived_by: tuple[Role, ...]
    """Who may waive it, with a reason."""


class IdentityRule(Part, frozen=True, kw_only=True):
    """What an identity policy is called and which items it makes mandatory."""

    id: IdentityPolicy
    label: Label
    meaning: Label | None = None
    """What it means for a reporter, in a sentence or two."""
    demands: tuple[Code, ...]
    citation: Text


class Checklist(Part, frozen=True, kw_only=True):
    """The whole checklist, in the order in which it is asked."""

    version: Text
    citation: Text
    default_identity_policy: IdentityPolicy
    reveal_minutes: Annotated[int, Meta(ge=1, le=60)] = 10
    """How long a revealed identity is shown before it closes by itself."""
    group: tuple[Entry, ...]
    every_item: tuple[Item, ...] = field(name="item")
    identity: tuple[IdentityRule, ...]

    def items(self) -> tuple[Item, ...]:
        """The items this office asks."""
        return tuple(item for item in self.every_item if item.enabled)

    def item(self, item_id: str) -> Item | None:
        """One item by its id."""
        return next((item for item in self.items() if item.id == item_id), None)

    def identity_rule(self, identity_policy: str | None = None) -> IdentityRule:
        """The rule of an identity policy; without one, the office's default."""
        wanted = IdentityPolicy(identity_policy or self.default_identity_policy)
        return {rule.id: rule for rule in self.identity}[wanted]

    def mandatory(self, identity_policy: str | None = None) -> tuple[Item, ...]:
        """The items that must be answered before disposition, under an identity policy."""
        demanded = self.identity_rule(identity_policy).demands
        return tuple(item for item in self.items() if item.mandatory or item.id in demanded)

    def unanswered(
        self, answers: Mapping[str, ChecklistAnswer], identity_policy: str | None = None
    ) -> tuple[Item, ...]:
        """The mandatory items that have no answer yet; yes, no and waived are answers."""
        return tuple(item for item in self.mandatory(identity_policy) if item.id not in answers)

    def may_waive(self, item_id: str, role: str) -> bool:
        """Whether the role may waive the item; an unknown item nobody may."""
        item = self.item(item_id)
        return item is not None and role in item.waived_by

    def check(self) -> None:
        """Raise Broken when something names what is not there, or somebody who works no case may waive."""
        _require("identity", set(IdentityPolicy), {rule.id for rule in self.identity})
        for item in self.every_item:
            _require(f"item[{item.id}].group", {item.group}, {group.id for group in self.group})
            strangers = set(item.waived_by) - WORKING_ROLES
            if strangers:
                names = {"roles": ", ".join(sorted(strangers))}
                raise Broken(f"item[{item.id}].waived_by", N_("peran {roles} tidak mengerjakan kasus"), names)
        for rule in self.identity:
            _require(f"identity[{rule.id}].demands", set(rule.demands), {item.id for item in self.every_item})


def _require(place: str, named: set[str] | set[IdentityPolicy], known: Iterable[str]) -> None:
    missing = set(named) - set(known)
    if missing:
        raise Broken(place, N_("kode {codes} tidak ada"), {"codes": ", ".join(sorted(missing))})
