"""The labels that bind sealed bytes to their place: fields joined by `|`, which no field may hold."""


def joined(*parts: str | int) -> str:
    """`a|b|c`; refuses a part that holds the separator, so that two places never share a label."""
    texts = [str(part) for part in parts]
    for text in texts:
        if "|" in text:
            raise ValueError("a context part holds the separator")
    return "|".join(texts)
