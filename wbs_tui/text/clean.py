"""Text and file names from outside, made safe: nothing in them can command a terminal, or hide."""

import re
import unicodedata

from wbs_tui.text.characters import HIDDEN, SEQUENCES, STRAY_JOINERS, STRAY_SELECTORS

NAMELESS = "tanpa-nama"

_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\u2028\u2029]")

_MARKS_KEPT = 8  # on one character; no living script needs more
# No mark is alphanumeric or white space, or stands in the blocks of symbols that are left out for speed.
_MAY_BE_MARKS = re.compile(
    rf"[^\w\s\x00-\x7f\u2000-\u20cf\u2100-\u2cee\ufe0e\ufe0f\U0001f000-\U0010ffff]{{{_MARKS_KEPT + 1},}}"
)

_LONGEST_NAME = 120  # characters
_LONGEST_NAME_BYTES = 240  # in UTF-8; file systems stop at 255
_LONGEST_EXTENSION = 16

# Slashes and backslashes, percent-encoded any number of times, and the characters that are drawn like them.
_SEPARATORS = re.compile(
    r"%(?:25)*(?:2f|5c)|[/\\\u2044\u2215\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c]", re.IGNORECASE
)
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')
_RESERVED_ON_WINDOWS = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9\xb9\xb2\xb3])\s*(?:\.|$)", re.IGNORECASE
)


def clean(text: str, *, single_line: bool = False) -> str:
    """Text from outside without control sequences, bidi controls and hidden characters, in NFC.

    Tabs and line ends (as `\\n`) stay; with `single_line` all white space folds to one space and the ends are
    stripped. Markup is left alone. Linear in the length, and cleaning twice changes nothing.
    """
    if not (text.isascii() and text.isprintable()):
        text = HIDDEN.sub("", SEQUENCES.sub("", text))
        text = _LINE_ENDS.sub("\n", text)
        if not text.isascii():
            text = _compose(STRAY_JOINERS.sub("", STRAY_SELECTORS.sub("", text)))
    return " ".join(text.split()) if single_line else text


def safe_name(name: str) -> str:
    """The last part of a path from outside, as a file name that is harmless on every system.

    At most 120 characters with the extension kept; never empty, hidden, reserved, or of more than one part.
    """
    last = _SEPARATORS.split(clean(name, single_line=True))[-1]
    last = _NOT_ON_WINDOWS.sub("_", last).strip(". ") or NAMELESS
    return _shortened(f"_{last}" if _RESERVED_ON_WINDOWS.match(last) else last)


def _compose(text: str) -> str:
    """NFC, with piles of marks cut before and after: normalising is quadratic in the height of a pile."""
    return _cut_piles(unicodedata.normalize("NFC", _cut_piles(text)))


def _cut_piles(text: str) -> str:
    return _MAY_BE_MARKS.sub(_cut_pile, text)


def _cut_pile(match: re.Match[str]) -> str:
    kept, height = [], 0
    for character in match.group():
        height = height + 1 if unicodedata.category(character).startswith("M") else 0
        if height <= _MARKS_KEPT:
            kept.append(character)
    return "".join(kept)


def _shortened(name: str) -> str:
    if len(name) <= _LONGEST_NAME and len(name.encode()) <= _LONGEST_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    tail = dot + extension
    fitting = stem[: _LONGEST_NAME - len(tail)].encode()[: _LONGEST_NAME_BYTES - len(tail.encode())]
    return clean(fitting.decode(errors="ignore"), single_line=True).rstrip(". ") + tail
