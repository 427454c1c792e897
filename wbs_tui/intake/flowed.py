"""Text that a mail program broke into lines for the way (RFC 3676), put together again."""

from collections.abc import Iterator

_SIGNATURE = "-- "


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Paragraphs as they were typed; with `delete_space` the space before a soft break goes too (DelSp)."""
    return "\n".join(_paragraphs(text, delete_space))


def _paragraphs(text: str, delete_space: bool) -> Iterator[str]:
    paragraph: list[str] = []
    depth = 0
    for raw in text.splitlines():
        quotes, line = _split_quotes(raw)
        if paragraph and (quotes != depth or line == _SIGNATURE):
            yield _quoted(depth, paragraph)
            paragraph = []
        depth = quotes
        is_soft = line.endswith(" ") and line != _SIGNATURE
        paragraph.append(line[:-1] if is_soft and delete_space else line)
        if not is_soft:
            yield _quoted(depth, paragraph)
            paragraph = []
    if paragraph:
        yield _quoted(depth, paragraph)


def _split_quotes(line: str) -> tuple[int, str]:
    rest = line.lstrip(">")
    return len(line) - len(rest), rest.removeprefix(" ")


def _quoted(depth: int, paragraph: list[str]) -> str:
    return f"{'>' * depth}{' ' if depth else ''}{''.join(paragraph)}"
