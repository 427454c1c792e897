"""limits.toml: how much of what came from outside is taken in and shown, and the sentence that says so."""

from string import Formatter
from typing import Annotated, Literal

from msgspec import Meta

from models.words.reports import IntakeLimits
from wbs_tui.policy.parts import Broken, Label, Part, Text
from wbs_tui.text.catalogue import N_

_MIB = 1024 * 1024


class Limit(Part, frozen=True, kw_only=True):
    """A greatest size, in bytes, characters or pieces; or a greatest time, in minutes or days."""

    value: Annotated[int, Meta(ge=1)]
    unit: Literal["bytes", "characters", "count", "minutes", "days"]
    label: Label
    sentence: Label
    """What an officer reads when it is passed; `{value}` stands for the limit."""
    citation: Text

    def say(self, language: str) -> str:
        """The sentence with the limit in it, bytes as MiB."""
        return self.sentence.text(language).format(value=self._shown(language))

    def _shown(self, language: str) -> str:
        if self.unit == "bytes" and self.value >= _MIB:
            return f"{self.value / _MIB:.4g} MiB".replace(".", "." if language == "en" else ",")
        return f"{self.value:,}".replace(",", "," if language == "en" else ".")


class Limits(Part, frozen=True, kw_only=True):
    """Every limit of the office."""

    version: Text
    message_bytes: Limit
    kept_bytes: Limit
    parts: Limit
    nesting: Limit
    text_characters: Limit
    title_characters: Limit
    note_characters: Limit
    idle_lock_minutes: Limit
    unused_days: Limit
    lease_days: Limit

    def intake(self) -> IntakeLimits:
        """What one message may be, for the readers of the channels."""
        return IntakeLimits(
            message_bytes=self.message_bytes.value,
            kept_bytes=self.kept_bytes.value,
            parts=self.parts.value,
            nesting=self.nesting.value,
            text_characters=self.text_characters.value,
        )

    def each(self) -> dict[str, Limit]:
        """The limits by name."""
        return {name: getattr(self, name) for name in self.__struct_fields__ if name != "version"}

    def check(self) -> None:
        """Raise Broken for a sentence with another placeholder than `{value}`, or a cap below the limit."""
        if self.kept_bytes.value < self.message_bytes.value:
            raise Broken(
                "kept_bytes.value", N_("tidak boleh lebih kecil dari {name}"), {"name": "message_bytes"}
            )
        for name, limit in self.each().items():
            check_placeholders(f"{name}.sentence", limit.sentence, {"value"})


def check_placeholders(key: str, label: Label, known: set[str]) -> None:
    """Raise Broken when either language has a placeholder that nothing fills."""
    for text in (label.id, label.en):
        try:
            named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            raise Broken(key, N_("kurung kurawal tidak berpasangan")) from None
        if named - known:
            raise Broken(
                key,
                N_("isian {names} tidak dikenal"),
                {"names": ", ".join(sorted(f"{{{n}}}" for n in named - known))},
            )
