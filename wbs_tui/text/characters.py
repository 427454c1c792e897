"""The characters and sequences that text from outside may not bring along."""

import re

# Control functions of ECMA-48, 7-bit. A string that nothing ends stops at the end of its line: a terminal
# would swallow the rest of the screen, an officer must still read the rest of the report.
_SEQUENCES_7BIT = (
    r"\x1b[PX\]^_][^\x07\x18\x1a\x1b\x9c\n\r]*+(?:\x07|\x1b\\|\x9c)?"
    r"|(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?"
    r"|\x1b[NO][ -~]?"
    r"|\x1b[ -/]*+[0-~]?"
)
# 8-bit strings lose their content only when they end: U+009D is also a piece of the quotation marks in UTF-8
# that was read as Latin-1, and words must not vanish behind it.
_STRINGS_8BIT = r"[\x90\x98\x9d-\x9f][^\x07\x18\x1a\x1b\x80-\x9f\n\r]*+(?:\x07|\x1b\\|\x9c)"
SEQUENCES = re.compile(f"{_SEQUENCES_7BIT}|{_STRINGS_8BIT}")

# C1, lone surrogates, and Unicode's Default_Ignorable_Code_Point and format characters, without the few that
# show as a sign (U+0600 and its kin). ZERO WIDTH JOINER and the emoji variation selectors are judged by their
# neighbours, below.
_HIDDEN = (
    r"\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e"
    r"\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    r"\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
HIDDEN = re.compile(rf"[\x00-\x08\x0e-\x1f{_HIDDEN}]+")

_EMOJI = (
    r"\xa9\xae\u203c\u2049\u2122\u2139\u2190-\u21ff\u231a-\u2328\u232b-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f"
    r"\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# The neighbours are looked for after the character itself is found: a pattern that begins with it is fast.
# A keycap is a digit, the selector and the frame.
STRAY_SELECTORS = re.compile(rf"[\ufe0e\ufe0f](?<![{_EMOJI}][\ufe0e\ufe0f])(?!(?<=[0-9#*]\ufe0f)\u20e3)")
STRAY_JOINERS = re.compile(rf"\u200d(?:(?<![{_EMOJI}\ufe0f]\u200d)|(?![{_EMOJI}]))")

# In one cell of a screen, line ends and tabs have no place either.
NOT_IN_A_CELL = re.compile(
    rf"[\x00-\x1f\u2028\u2029{_HIDDEN}]|{STRAY_SELECTORS.pattern}|{STRAY_JOINERS.pattern}"
)

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database can hold the text: no NUL, and no half of a character."""
    return _UNSTORABLE.search(text) is None
