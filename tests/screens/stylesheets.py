"""Stylesheets that every app of a test process shares.

Textual parses them for each app, and again for each screen that brings its own. The program starts one app,
the tests some hundreds: parsing the same sheets again was a tenth of what they took.
"""

from collections.abc import Iterable
from typing import Any

from textual.css import stylesheet
from textual.css.model import RuleSet
from textual.css.tokenize import Token

_parse, _tokenize = stylesheet.parse, stylesheet.tokenize_values
_tokens: dict[tuple[tuple[str, str], ...], dict[str, list[Token]]] = {}
_rules: dict[tuple[object, ...], list[RuleSet]] = {}


def share_parsed() -> None:
    """From now on, in this process."""
    stylesheet.parse = _shared_rules
    stylesheet.tokenize_values = _shared_tokens


def _shared_tokens(values: dict[str, str]) -> dict[str, list[Token]]:
    key = tuple(sorted(values.items()))
    if key not in _tokens:
        _tokens[key] = _tokenize(values)
    return _tokens[key]


def _shared_rules(
    scope: str, css: str, read_from: Any, *, variable_tokens: dict[str, list[Token]], **how: Any
) -> Iterable[RuleSet]:
    key = (
        scope,
        css,
        read_from,
        id(variable_tokens),
        *sorted(how.items()),
    )  # kept in `_tokens`, so is its id
    if key not in _rules:
        _rules[key] = list(_parse(scope, css, read_from, variable_tokens=variable_tokens, **how))
    return _rules[key]
