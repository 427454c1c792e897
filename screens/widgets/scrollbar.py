"""Where the thumb of a scrollbar stands, for a list whose length may not be known yet."""


def thumb(size: int, top: int, total: int) -> range:
    """The lines of a bar of `size` lines that its thumb covers, for `size` rows from `top` of `total`.

    Empty when everything is in view. The thumb touches an end of the bar only at that end of the list.
    """
    if size < 1 or total <= size:
        return range(0)
    length = max(1, size * size // total)
    room = size - length
    hidden = total - size
    place = round(room * min(max(top, 0), hidden) / hidden)
    if room > 1 and 0 < top < hidden:
        place = min(max(place, 1), room - 1)
    return range(place, place + length)


def row_at(line: int, size: int, total: int) -> int:
    """The first row to show when the thumb is put on this line of a bar of `size` lines."""
    hidden = max(0, total - size)
    return hidden * min(max(line, 0), size - 1) // max(1, size - 1)
