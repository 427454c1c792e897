"""The language of what an officer reads: the code holds Indonesian, a catalogue holds the English."""

import gettext
from pathlib import Path

LANGUAGES = ("id", "en")
_LOCALE = Path(__file__).parent / "locale"
_current: gettext.NullTranslations = gettext.NullTranslations()


def use_language(language: str) -> None:
    """Show everything from now on in `id` or `en`; any other language falls back to Indonesian."""
    global _current  # noqa: PLW0603 - gettext's own idiom: one language per process
    if language == "en":
        _current = gettext.translation("wbs", _LOCALE, languages=["en"], fallback=True)
    else:
        _current = gettext.NullTranslations()


def _(message: str) -> str:
    """The message in the language in use."""
    return _current.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a message that is translated later, where it is shown."""
    return message
