"""What msgspec says about a file, in the words of an officer: where, and what is wrong there."""

import re
from collections.abc import Mapping
from typing import Any

from wbs_tui.policy.merging import identity
from wbs_tui.text.catalogue import N_

_KNOWN = (
    (re.compile(r"Object contains unknown field `(?P<name>.+)`"), N_("kunci {name} tidak dikenal")),
    (re.compile(r"Object missing required field `(?P<name>.+)`"), N_("kunci {name} belum diisi")),
    (re.compile(r"Invalid enum value '(?P<value>.*)'"), N_("nilai {value} tidak dikenal")),
    (re.compile(r"Expected `(?P<wanted>.+)`, got `(?P<got>.+)`"), N_("seharusnya {wanted}, tertulis {got}")),
    (re.compile(r"Expected (?P<wanted>.+)"), N_("seharusnya {wanted}")),
    (re.compile(r"(?P<detail>.+)", re.DOTALL), N_("tidak dapat dibaca: {detail}")),
)


def explained(message: str, table: Mapping[str, Any]) -> tuple[str, str, dict[str, str]]:
    """Key, message and its details for an error of msgspec.convert over this table."""
    what, _separator, path = message.partition(" - at `")
    template, details = next(
        (template, match.groupdict()) for pattern, template in _KNOWN if (match := pattern.fullmatch(what))
    )
    return _key(path.removesuffix("`"), table), template, details


def _key(path: str, table: Any) -> str:
    """`$.clock[0].days` as `clock[verification].days`: an officer finds an id, not a position."""
    key, here = "", table
    for name, position in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path.removeprefix("$")):
        here = here[int(position)] if position else (here or {}).get(name)
        key += f"[{identity(here) or position}]" if position else f".{name}"
    return key.removeprefix(".")
