"""What the policy files are made of: labels in both languages, and the errors a file can hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from wbs_tui.text.catalogue import _

Text = Annotated[str, Meta(min_length=1)]
"""Something is written there."""

Code = Annotated[str, Meta(pattern=r"\A[a-z0-9_.]+\Z", max_length=40)]
"""An id as the store and the commands write it."""


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a policy file; a key it does not know is an error."""


class Label(Part, frozen=True):
    """What a screen says for a code, in both languages."""

    id: Text
    en: Text

    def text(self, language: str) -> str:
        """The label in `id` or `en`; any other language gets Indonesian."""
        return self.en if language == "en" else self.id


Citation = Text | Label
"""Who says so: one text where every language writes it alike, as with a law, else a label."""


def cited(citation: str | Label, language: str) -> str:
    """The citation as a screen in this language shows it."""
    return citation if isinstance(citation, str) else citation.text(language)


class Entry(Part, frozen=True, kw_only=True):
    """One code of a list. A disabled one keeps its label, because old cases still carry it."""

    id: Code
    label: Label
    citation: str = ""
    """Where it comes from, when that is not what the whole list cites."""
    enabled: bool = True


class Broken(Exception):
    """A policy file says something that cannot be meant; only the loader sees this."""

    def __init__(self, key: str, template: str, details: Mapping[str, str] | None = None) -> None:
        super().__init__(key, template)
        self.key = key
        self.template = template
        self.details = dict(details or {})


@dataclass(frozen=True, slots=True)
class PolicyProblem:
    """Why an office's own file does not count; the shipped file of that name stays in force."""

    file: str
    key: str
    """Where in the file, such as `clock[verification].days`; empty when it is the whole file."""
    template: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        """What is wrong, in the language in use."""
        words = {name: _(value) for name, value in self.details}  # such as `teks`; codes have no translation
        return _(self.template).format(**words)

    def sentence(self) -> str:
        """File, key and reason, and what is in force meanwhile."""
        place = f"{self.file}: {self.key}" if self.key else self.file
        return _("{place}: {reason}. Aturan bawaan untuk berkas ini tetap berlaku.").format(
            place=place, reason=self.reason
        )
