"""Lists by name look the same on every database, whatever alphabet a server was told to sort by."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class by_letters(FunctionElement[str]):  # noqa: N801 - read as a function in statements
    """A column of text, in the order of the numbers of its characters, as SQLite keeps it."""

    inherit_cache = True


@compiles(by_letters)
def _as_it_is(element: by_letters, compiler: Any, **how: Any) -> str:
    return str(compiler.process(element.clauses, **how))


@compiles(by_letters, "postgresql")
def _collated(element: by_letters, compiler: Any, **how: Any) -> str:
    return f'{compiler.process(element.clauses, **how)} COLLATE "C"'
