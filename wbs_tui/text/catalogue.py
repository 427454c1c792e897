"""The language of what an officer reads: the code holds Indonesian, a catalogue holds the English."""

import gettext
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("id", "en")
_LOCALE = Path(__file__).parent / "locale"
_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "id"


def use_language(language: str) -> None:
    """Show everything from now on in `id` or `en`; any other language falls back to Indonesian."""
    global _current, _language
    _language = language if language in LANGUAGES else "id"
    if language == "en":
        _current = gettext.translation("wbs", _LOCALE, languages=["en"], fallback=True)
    else:
        _current = gettext.NullTranslations()


def language() -> str:
    """The language in use, `id` or `en`."""
    return _language


def language_from_environment(environment: Mapping[str, str]) -> str:
    """`WBS_LANG`, else the locale of messages as POSIX orders its variables; anything but English is `id`."""
    names = ("WBS_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((environment[name] for name in names if environment.get(name)), "")
    return "en" if chosen.lower().startswith("en") else "id"


def _(message: str) -> str:
    """The message in the language in use."""
    return _current.gettext(message) if message else ""  # to gettext, "" means the catalogue's own header


def n_(message: str, count: int) -> str:
    """The message in the form that fits a count, in the language in use; Indonesian has one form."""
    return _current.ngettext(message, message, count)


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a message that is translated later, where it is shown."""
    return message
