"""What a terminal answers when a program asks it what it is and can do."""

import re

_COLOURS = {b"10": b"rgb:e0e0/e0e0/e0e0", b"11": b"rgb:1212/1212/1212", b"12": b"rgb:e0e0/e0e0/e0e0"}
_MODES = {b"2026": b"2"}
"""Modes it knows and has switched off: synchronized output. It says of every other that it knows none."""
_QUERY = re.compile(
    rb"\x1b\[(?P<csi>0?c|>0?c|=0?c|5n|6n|\?6n|\?u|>0?q|1[468]t|\?(?P<mode>\d+)\$p)"
    rb"|\x1b\](?P<colour>1[012]);\?(?P<end>\x07|\x1b\\)"
    rb"|\x1b\]4;(?P<index>\d+);\?(?P<end4>\x07|\x1b\\)"
    rb"|\x1bP(?P<dcs>\+q|\$q)[^\x1b]*\x1b\\"
)
_PLAIN = {
    b"c": b"\x1b[?62;22c",
    b">c": b"\x1b[>1;10;0c",
    b"=c": b"\x1bP!|00000000\x1b\\",
    b"5n": b"\x1b[0n",
    b"?u": b"\x1b[?0u",
    b">q": b"\x1bP>|wbs bench\x1b\\",
    b"16t": b"\x1b[6;16;8t",
}


def answers(data: bytes, columns: int, rows: int, cursor: tuple[int, int] = (1, 1)) -> bytes:
    """What a terminal of this size says to the queries in what a program wrote; `cursor` is (row, column)."""
    return b"".join(_answer(match, columns, rows, cursor) for match in _QUERY.finditer(data))


def asks_for_cursor(data: bytes) -> bool:
    """Whether the program wants to know where the cursor stands."""
    return b"\x1b[6n" in data or b"\x1b[?6n" in data


def _answer(match: re.Match[bytes], columns: int, rows: int, cursor: tuple[int, int]) -> bytes:
    if colour := match["colour"]:
        return b"\x1b]%b;%b%b" % (colour, _COLOURS[colour], match["end"])
    if index := match["index"]:
        return b"\x1b]4;%b;rgb:8080/8080/8080%b" % (index, match["end4"])
    if mode := match["mode"]:
        return b"\x1b[?%b;%b$y" % (mode, _MODES.get(mode, b"0"))
    if dcs := match["dcs"]:
        return b"\x1bP0%br\x1b\\" % dcs[:1]
    return _size_or_place(match["csi"], columns, rows, cursor)


def _size_or_place(csi: bytes, columns: int, rows: int, cursor: tuple[int, int]) -> bytes:
    if csi.endswith(b"6n"):
        return b"\x1b[%b%d;%dR" % (csi[:-2], *cursor)
    if csi == b"18t":
        return b"\x1b[8;%d;%dt" % (rows, columns)
    if csi == b"14t":
        return b"\x1b[4;%d;%dt" % (rows * 16, columns * 8)
    return _PLAIN[csi.replace(b"0", b"")]
