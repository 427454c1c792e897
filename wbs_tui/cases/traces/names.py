"""What looks like a person's name, and what only says what someone is."""

import re
from pathlib import Path

_WORD = r"[A-Z][\w'\u2019.-]{0,30}"
NAME = rf"{_WORD}(?:[ ]{_WORD}){{0,4}}"
"""One to five words with a capital each."""

_MOST_WORDS = 6
_HEADING = re.compile(
    r"\W*(?:tembusan|lampiran|terlampir|catatan|nb|n\.b|ps|p\.s|cc|bukti|foto|dokumen|link|sumber|saksi|terlapor|kronologi"
    r"|kepada|yth|dengan|selamat|assalam\w*|perihal|dikirim dari|sent from)\b",
    re.IGNORECASE,
)
# Words that begin with a capital where a name might stand, and are nobody's name.
_NOBODY = frozenset((Path(__file__).parent / "data" / "nobody.txt").read_text(encoding="utf-8").split())
_LETTERS = re.compile(r"[^\W\d_]+")


def is_nobody(name: str) -> bool:
    """Whether a name says only what someone is, such as "warga" or "Panitia lelang"."""
    words = _LETTERS.findall(name.lower())
    return not words or all(word in _NOBODY for word in words)


def is_heading(line: str) -> bool:
    """Whether a line opens something that belongs to the report, such as "Lampiran:"."""
    return _HEADING.match(line) is not None


def is_name(line: str) -> bool:
    """Whether a line holds a name and nothing else: one word, or up to six with a capital each."""
    words = line.strip(" ,.()").split()
    first = _LETTERS.search(line)
    if not first or len(words) > _MOST_WORDS or first.group().lower() in _NOBODY or is_heading(line):
        return False
    return len(words) == 1 or all(
        word[0].isupper() or word[0] == "(" or word in ("bin", "binti") for word in words
    )
