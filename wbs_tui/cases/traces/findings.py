"""What was found in a text that leads to a reporter, and the refusal that asks whether to keep it."""

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TypeVar

from wbs_tui.text.catalogue import N_, _
from wbs_tui.text.errors import Refused

Result = TypeVar("Result")

NAME, NUMBER, EMAIL, ADDRESS = "name", "number", "email", "address"
_KINDS = {
    NAME: N_("nama pelapor"),
    NUMBER: N_("nomor telepon atau NIK"),
    EMAIL: N_("alamat surel"),
    ADDRESS: N_("alamat pelapor"),
}
_AROUND = 24
"""Characters shown on either side of what was found."""
_accepted: ContextVar[bool] = ContextVar("identity_accepted", default=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text, as offsets."""

    start: int
    end: int
    kind: str
    of_case: bool
    """Whether it looks like what the case's reporters are; else only its form is that of an identifier."""


@dataclass(frozen=True, slots=True)
class Place:
    """A finding as an officer is shown it."""

    line: int
    column: int
    """Both from 1."""
    kind: str
    before: str = field(repr=False)
    found: str = field(repr=False)
    after: str = field(repr=False)

    @property
    def said(self) -> str:
        """Where it stands and what it looks like; not what it says."""
        return _("baris {line}, huruf ke-{column}: {kind}").format(
            line=self.line, column=self.column, kind=_(_KINDS[self.kind])
        )


class TypedIdentity(Refused):
    """A text holds what looks like a reporter's identity, and nobody has said yet that it shall stay."""

    def __init__(self, places: Sequence[Place], *, of_case: bool) -> None:
        said = "; ".join(place.said for place in places)
        super().__init__(
            _("Belum disimpan: tulisan ini tampak memuat identitas pelapor ({places}).").format(places=said)
        )
        self.places = tuple(places)
        self.of_case = of_case
        """Whether something looks like what the reporters of this case are."""


def place_of(text: str, finding: Finding) -> Place:
    """Where a finding stands in its text, with a few words around it on its line."""
    begins = text.rfind("\n", 0, finding.start) + 1
    ends = text.find("\n", finding.end)
    ends = len(text) if ends < 0 else ends
    return Place(
        line=text.count("\n", 0, finding.start) + 1,
        column=finding.start - begins + 1,
        kind=finding.kind,
        before=text[max(begins, finding.start - _AROUND) : finding.start],
        found=text[finding.start : finding.end],
        after=text[finding.end : min(ends, finding.end + _AROUND)],
    )


def is_accepted() -> bool:
    """Whether the officer has seen the warning and keeps his words."""
    return _accepted.get()


def even_if_identity(service: Callable[[], Result]) -> Callable[[], Result]:
    """The service, for an officer who has been warned and keeps his words."""

    def accepted() -> Result:
        token = _accepted.set(True)
        try:
            return service()
        finally:
            _accepted.reset(token)

    return accepted
