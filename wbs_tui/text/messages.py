"""`make messages`: every message of the code is found, its English compiled, and what does not fit is listed.

For the work on the program only: the wheel leaves this module out, and babel is no dependency of the program.
"""

import ast
import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
ENGLISH = Path(__file__).parent / "locale" / "en"
COMPILED = ENGLISH / "LC_MESSAGES" / "wbs.mo"
_PACKAGES = ("wbs_tui", "screens", "models")
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # the same words give the same bytes on every day


@dataclass(frozen=True, slots=True)
class Mark:
    """One `_()`, `N_()` or `n_()` in the code: its literal text, if it has one, and what is wrong with it."""

    place: str
    text: str | None
    fault: str | None
    counts: bool = False
    """Whether its English needs a form for one and a form for many: `n_()`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One message of an area file and its English."""

    place: str
    text: str
    english: str
    """The form for one, where there are two."""
    many: str = ""
    """`msgstr[1]`: the form for any other count."""


def marks(source: str, place: str) -> Iterator[Mark]:
    """Every marked message of one module, from its syntax tree: before 3.12 f-strings hide their calls."""
    yield from _marks(ast.parse(source), place, at_import=True)


def entries(po: bytes, place: str) -> list[Entry]:
    """The entries of one area file, each as often as it stands there."""
    blocks = po.decode().replace("\r\n", "\n").split("\n\n")
    return [
        _entry(place, message)
        for block in blocks
        for message in read_po(io.BytesIO(block.encode()), abort_invalid=True)
        if message.id
    ]


def _entry(place: str, message: Message) -> Entry:
    if isinstance(message.string, str):
        return Entry(place, str(message.id), message.string)
    one, many = [*(message.string or ()), "", ""][:2]
    return Entry(place, message.id[0], one, many)


def problems(marked: list[Mark], english: list[Entry]) -> list[str]:
    """What an officer would stumble over, one line each, in a fixed order."""
    used = {mark.text: mark.place for mark in reversed(marked) if mark.text is not None}
    translated = {entry.text for entry in english if entry.english}
    found = [f"{place}: no English for {text!r}" for text, place in used.items() if text not in translated]
    found += [
        f"{entry.place}: not used in the code: {entry.text!r}" for entry in english if entry.text not in used
    ]
    found += [f"{mark.place}: {mark.fault}" for mark in marked if mark.fault]
    found += _wrong_forms(marked, english)
    found += [*_conflicts(english), *_broken_placeholders(english)]
    return sorted(found)


def compiled(english: list[Entry]) -> bytes:
    """The entries as a machine object file of gettext; the order of the files does not matter."""
    catalog = Catalog(locale="en", creation_date=_EPOCH, revision_date=_EPOCH, project="wbs", version="1")
    for entry in sorted(english, key=lambda entry: (entry.text, entry.place)):
        if entry.many:
            catalog.add((entry.text, entry.text), (entry.english, entry.many))
        else:
            catalog.add(entry.text, entry.english)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def all_marks() -> list[Mark]:
    """The marks of the whole program."""
    modules = sorted(module for package in _PACKAGES for module in (ROOT / package).rglob("*.py"))
    return [mark for module in modules for mark in marks(module.read_text("utf-8"), _place(module))]


def all_entries() -> list[Entry]:
    """The entries of all area files."""
    return [
        entry for file in sorted(ENGLISH.glob("*.po")) for entry in entries(file.read_bytes(), _place(file))
    ]


def main() -> int:
    english = all_entries()
    COMPILED.parent.mkdir(exist_ok=True)
    COMPILED.write_bytes(compiled(english))
    found = problems(all_marks(), english)
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(english)} messages compiled, {len(found)} problems\n")
    return 1 if found else 0


def _place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _marks(node: ast.AST, place: str, *, at_import: bool) -> Iterator[Mark]:
    if isinstance(node, ast.Call) and (name := _called(node.func)) in ("_", "N_", "n_"):
        yield _mark(node, f"{place}:{node.lineno}", name, too_soon=at_import and name != "N_")
    later = _run_later(node)
    for child in ast.iter_child_nodes(node):
        yield from _marks(child, place, at_import=at_import and child not in later)


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _run_later(node: ast.AST) -> list[ast.AST]:
    """What of a node does not run when its module is imported."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return list(node.body)
    return [node.body] if isinstance(node, ast.Lambda) else []


def _mark(call: ast.Call, place: str, name: str, *, too_soon: bool) -> Mark:
    counts = name == "n_"
    argument = call.args[0] if len(call.args) == 1 + counts else None
    text = argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None
    if too_soon:
        fault = "translated at import, before the language is known: mark it with N_()"
        return Mark(place, text, fault, counts)
    if argument is None or isinstance(argument, ast.JoinedStr | ast.BinOp) or _is_format(argument):
        fault = "not a message of the catalogue: give _() a literal, and .format() the result"
        return Mark(place, text, fault, counts)
    return Mark(place, text, None, counts)


def _is_format(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _called(node.func) == "format"


def _conflicts(english: list[Entry]) -> Iterator[str]:
    versions: dict[str, list[Entry]] = {}
    for entry in english:
        versions.setdefault(entry.text, []).append(entry)
    for text, same in versions.items():
        if len({(entry.english, entry.many) for entry in same}) > 1:
            where = ", ".join(f"{entry.place} {entry.english!r}" for entry in same)
            yield f"{same[0].place}: {text!r} has several translations: {where}"


def _wrong_forms(marked: list[Mark], english: list[Entry]) -> Iterator[str]:
    """A counted message has two forms in English, any other one."""
    counted = {mark.text for mark in marked if mark.counts}
    for entry in english:
        if entry.english and (entry.text in counted) != bool(entry.many):
            wanted = "a form for one and one for many" if entry.text in counted else "one form"
            yield f"{entry.place}: {wanted} wanted for {entry.text!r}"


def _broken_placeholders(english: list[Entry]) -> Iterator[str]:
    for entry in english:
        for form in filter(None, (entry.english, entry.many)):
            if _placeholders(entry.text) != _placeholders(form):
                yield f"{entry.place}: other placeholders in {form!r} than in {entry.text!r}"


def _placeholders(message: str) -> set[str] | None:
    """The names in braces; None when str.format could not read them."""
    try:
        return {name for _text, name, _spec, _conversion in Formatter().parse(message) if name is not None}
    except ValueError:
        return None


if __name__ == "__main__":
    raise SystemExit(main())
