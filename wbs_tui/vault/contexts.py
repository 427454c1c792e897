"""The labels that bind sealed bytes to their place: fields joined by `|`, which no field may hold."""


def joined(*parts: str | int) -> str:
    """`a|b|c`; refuses a part that holds the separator, so that two places never share a label."""
    text = "|".join(map(str, parts))
    if text.count("|") != max(0, len(parts) - 1):
        raise ValueError("a context part holds the separator")
    return text
