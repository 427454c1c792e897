"""Packs the list of Indonesia's regions for the look-up of a NIK: `make_regions.py PATH/wilayah.sql`.

The SQL file is `db/wilayah.sql` of https://github.com/cahyadsn/wilayah (MIT; the notice stands beside what is
written). Villages are left out: a NIK names the district at the closest.
"""

import lzma
import re
import sys
from pathlib import Path

PACKED = Path(__file__).parents[1] / "wbs_tui" / "cases" / "data" / "regions.txt.xz"
_ROW = re.compile(r"\('([\d.]{2,8})','((?:[^']|'')*)'\)")


def rows(sql: str) -> dict[str, str]:
    """Names by code (2, 4 or 6 digits), in the order of the codes."""
    found = {code.replace(".", ""): name.replace("''", "'") for code, name in _ROW.findall(sql)}
    return dict(sorted(found.items()))


def packed(names: dict[str, str]) -> bytes:
    """A line `code name` for each, compressed; the same list gives the same bytes."""
    text = "".join(f"{code} {name.strip()}\n" for code, name in names.items())
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    """Write the packed list and say how large it is."""
    names = rows(Path(sys.argv[1]).read_text(encoding="utf-8"))
    PACKED.write_bytes(packed(names))
    counts = {digits: sum(len(code) == digits for code in names) for digits in (2, 4, 6)}
    print(f"{PACKED.name}: {PACKED.stat().st_size} bytes, {counts}")  # noqa: T201 - a tool


if __name__ == "__main__":
    main()
